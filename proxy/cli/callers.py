"""`stillwatch callers`: who has been here lately, the most suspicious first."""

from __future__ import annotations

from typing import Annotated, Any

import typer
from rich.console import Console
from rich.table import Table
from rich.text import Text

from proxy.cli.asking import HERE, Admin, AsJson, ask, dump, span
from proxy.wiring.chance import time_of_day

COLOURS = {"clear": "green", "watch": "yellow", "suspect": "dark_orange", "hostile": "red"}

WORDY = ("what speaks against it most", "running")


def callers(
    admin: Admin = HERE,
    limit: Annotated[int, typer.Option("--limit", help="How many, at most 1000.", min=1, max=1000)] = 20,
    as_json: AsJson = False,
) -> None:
    """List the callers that the running proxy judged lately, by level and risk."""
    told = ask(admin, f"/v1/callers?limit={limit}")
    if as_json:
        dump(told)
        return
    Console().print(_table(told, time_of_day()))


def _table(told: dict[str, Any], now: float) -> Table:
    rows = told["callers"]
    table = Table(title=f"{len(rows)} of {told['remembered']} callers remembered", box=None, header_style="dim")
    for column in ("caller", "level", "risk", "held", "seen", *WORDY):
        # Ids are copied from here into other commands: they are never cut.
        table.add_column(column, no_wrap=column not in WORDY, justify="right" if column == "risk" else "left")
    for row in rows:
        table.add_row(
            row["caller"],
            level(row["level"]),
            f"{row['risk']:.2f}",
            span(row["held_s"]) if row["level"] != "clear" else "",
            span(max(0.0, now - row["seen"])) + " ago",
            Text(row["signals"][0]["why"] if row["signals"] else ""),
            Text(_running(row)),
        )
    return table


def level(word: str | None) -> Text:
    """A level in its colour."""
    return Text(word or "unknown", style=COLOURS.get(word or "", ""))


def _running(row: dict[str, Any]) -> str:
    return ", ".join(row["rules"]) + (" (observed)" if row["rules"] and not row["enforced"] else "")
