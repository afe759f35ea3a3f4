"""`stillwatch campaigns`: callers that act as one; `export` and `import` exchange them with other deployments."""

from __future__ import annotations

from collections import defaultdict
from pathlib import Path
from typing import Annotated, Any
from urllib.parse import quote

import typer
from rich.console import Console
from rich.table import Table
from rich.text import Text

from proxy.cli.asking import HERE, Admin, AsJson, Who, Why, ask, dump, fail, span
from proxy.cli.callers import level
from proxy.cli.stix import NoStix, bundle, read_bundle
from proxy.wiring.chance import time_of_day

Told = dict[str, Any]

# What the admin API takes in at once.
AT_ONCE = 25
KEYS_DIFFER = (
    "{} of {} have digests under another key, which match nothing here: run both deployments with one --sharing-key"
)

campaigns = typer.Typer(
    help="Callers that act as one: the list, one campaign, and what deployments tell each other.",
    invoke_without_command=True,
)


@campaigns.callback()
def every(context: typer.Context, admin: Admin = HERE, as_json: AsJson = False) -> None:
    """List the campaigns that hold, the riskiest first."""
    if context.invoked_subcommand is not None:
        return
    told = ask(admin, "/v1/campaigns")
    if as_json:
        dump(told)
        return
    Console().print(_table(told["campaigns"], time_of_day()))


@campaigns.command("show")
def show(
    campaign: Annotated[str, typer.Argument(metavar="CAMPAIGN", help="c_…, as events name it.")],
    admin: Admin = HERE,
    offset: Annotated[int, typer.Option("--offset", help="Members to pass over.", min=0)] = 0,
    limit: Annotated[int, typer.Option("--limit", help="Members to show, at most 1000.", min=1, max=1000)] = 50,
    as_json: AsJson = False,
) -> None:
    """Show one campaign: its evidence in sentences, its most telling buckets, its members."""
    told = ask(admin, f"/v1/campaigns/{quote(campaign, safe='')}?offset={offset}&limit={limit}")
    if as_json:
        dump(told)
        return
    console = Console()
    console.print(_table([told], time_of_day()))
    for each in told["evidence"]:
        console.print(Text(f"{each['family']}: {each['why']} ({each['score']:.2f})"))
    for each in told["buckets"]:
        console.print(Text(f"{each['kind']} {each['digest']}: {each['callers']} callers", style="dim"))
    for each in told["members"]:
        console.print(Text(each["caller"] + ("  tied by more than text" if each["tied"] else "")))
    if told["more"]:
        console.print(Text(f"… more with --offset {told['offset'] + limit}", style="dim"))


@campaigns.command("export")
def export(
    admin: Admin = HERE,
    out: Annotated[Path | None, typer.Option("--out", help="A file; without it standard output.")] = None,
    networks: Annotated[
        bool,
        typer.Option("--networks", help="Also addresses of members in the clear (serve needs --plain-addresses)."),
    ] = False,
) -> None:
    """Write the campaigns found here as STIX 2.1: keyed digests, never a prompt."""
    told = ask(admin, "/v1/indicators" + ("?networks=1" if networks else ""))
    try:
        text = bundle(told)
    except NoStix as error:
        fail(str(error))
    if out is None:
        typer.echo(text)
        return
    try:
        out.write_text(text + "\n", encoding="utf-8")
    except OSError as error:
        fail(f"--out {out}: {error.strerror}")
    typer.echo(f"{_many(len(told['indicators']))} written to {out}")
    if not told["shared"]:
        typer.echo("No --sharing-key is set: only this deployment can match their digests.", err=True)


@campaigns.command("import")
def take_in(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="A STIX 2.1 bundle that another deployment exported.")],
    who: Who,
    why: Why,
    admin: Admin = HERE,
) -> None:
    """Take in another deployment's campaigns: who matches them is watched, and nothing more."""
    try:
        found, unusable = read_bundle(file.read_text(encoding="utf-8"))
    except OSError as error:
        fail(f"{file}: {error.strerror}")
    except (NoStix, UnicodeDecodeError) as error:
        fail(f"{file}: {error if isinstance(error, NoStix) else 'this is no text'}")
    by_key: dict[str | None, list[Told]] = defaultdict(list)
    for each in found:
        by_key[each.pop("key")].append(each)
    taken = other = 0
    for key, some in by_key.items():
        for first in range(0, len(some), AT_ONCE):
            order = {"who": who, "why": why, "key": key, "indicators": some[first : first + AT_ONCE]}
            told = ask(admin, "/v1/indicators", order)
            taken, other = taken + told["imported"], other + told["other_key"]
    typer.echo(f"{_many(taken)} imported from {file}; who matches is watched")
    if other:
        typer.echo(KEYS_DIFFER.format(other, len(found)), err=True)
    if unusable:
        typer.echo(f"{unusable} indicators are of kinds that Stillwatch does not use", err=True)


def _table(rows: list[Told], now: float) -> Table:
    table = Table(title=_many(len(rows)), box=None, header_style="dim")
    for column in ("campaign", "level", "risk", "callers", "orgs", "exchanges", "since", "what speaks for one hand"):
        # Ids are copied from here into other commands: they are never cut.
        table.add_column(column, no_wrap=column != "what speaks for one hand")
    for row in rows:
        table.add_row(
            row["campaign"],
            level(row["level"]),
            f"{row['risk']:.2f}",
            str(row["callers"]) if not row["imported"] else "",
            str(row["orgs"]) if not row["imported"] else "",
            f"{row['exchanges']:.0f}" if not row["imported"] else "",
            span(max(0.0, now - row["since"])) + " ago",
            Text("; ".join([*_standing(row, now), *[each["why"] for each in row["evidence"]]])),
        )
    return table


def _standing(row: Told, now: float) -> list[str]:
    return [f"lifted for {span(row['lifted_until'] - now)}"] if row["lifted_until"] else []


def _many(campaigns: int) -> str:
    return f"{campaigns} campaign{'' if campaigns == 1 else 's'}"
