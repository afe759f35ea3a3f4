"""`stillwatch lift CALLER`: end what runs against a caller."""

from __future__ import annotations

from typing import Annotated
from urllib.parse import quote

import typer

from proxy.cli.asking import HERE, Admin, AsJson, Who, Why, ask, dump, span


def lift(
    caller: Annotated[str, typer.Argument(metavar="CALLER", help="k_… or a_…, as events name it.")],
    who: Who,
    why: Why,
    admin: Admin = HERE,
    as_json: AsJson = False,
) -> None:
    """End every remedy that runs for a caller; each rule then leaves it alone for as long as its own remedy lasts."""
    told = ask(admin, f"/v1/callers/{quote(caller, safe='')}/lift", {"who": who, "why": why})
    if as_json:
        dump(told)
        return
    typer.echo(f"{caller}: {', '.join(told['lifted']) or 'nothing ran'}; lifted")
    for rule, seconds in told["spared"].items():
        typer.echo(f"  {rule} leaves it alone for {span(seconds)}")
    typer.echo("Budgets go on counting. To keep rules off it for longer, write an exception into the policy.")
