"""`stillwatch ban CALLER`: turn a caller away by name."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Annotated
from urllib.parse import quote

import typer

from proxy.cli.asking import HERE, Admin, AsJson, Who, Why, ask, dump


def ban(
    caller: Annotated[str, typer.Argument(metavar="CALLER", help="k_… or a_…, as events name it.")],
    who: Who,
    why: Why,
    lasts: Annotated[str, typer.Option("--for", help="How long: 1m to 365d.")] = "24h",
    admin: Admin = HERE,
    as_json: AsJson = False,
) -> None:
    """Refuse everything a caller sends, in all replicas, also where the policy only observes; `lift` ends it."""
    told = ask(admin, f"/v1/callers/{quote(caller, safe='')}/ban", {"who": who, "why": why, "for": lasts})
    if as_json:
        dump(told)
        return
    until = datetime.fromtimestamp(told["until"], UTC).strftime("%Y-%m-%d %H:%M UTC")
    typer.echo(f"{caller}: banned until {until}; `stillwatch lift {caller}` ends it")
    if told["shared"]:
        typer.echo("Every other replica on the same state hears of it within a second.")
    else:
        typer.echo("The state cannot be asked now: give the order to every other replica, too.")
