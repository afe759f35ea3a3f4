"""`stillwatch lift CALLER|CAMPAIGN`: end what runs against a caller, or against all that belong to a campaign."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Annotated, Any
from urllib.parse import quote

import typer

from proxy.cli.asking import HERE, Admin, AsJson, Who, Why, ask, dump, span


def lift(
    whom: Annotated[str, typer.Argument(metavar="CALLER|CAMPAIGN", help="k_…, a_… or c_…, as events name it.")],
    who: Who,
    why: Why,
    admin: Admin = HERE,
    as_json: AsJson = False,
) -> None:
    """End every remedy that runs for a caller; each rule then leaves it alone for as long as its own remedy lasts.

    Of a campaign: for all of its members, and its texts are nobody's marks for a week.
    """
    kind = "campaigns" if whom.startswith("c_") else "callers"
    told = ask(admin, f"/v1/{kind}/{quote(whom, safe='')}/lift", {"who": who, "why": why})
    if as_json:
        dump(told)
    elif kind == "campaigns":
        _campaign(whom, told)
    else:
        _caller(whom, told)


def _caller(caller: str, told: dict[str, Any]) -> None:
    typer.echo(f"{caller}: {', '.join(told['lifted']) or 'nothing ran'}; lifted")
    for rule, seconds in told["spared"].items():
        typer.echo(f"  {rule} leaves it alone for {span(seconds)}")
    typer.echo("Budgets go on counting. To keep rules off it for longer, write an exception into the policy.")


def _campaign(campaign: str, told: dict[str, Any]) -> None:
    members, left = told["members"], told["unlifted"]
    until = datetime.fromtimestamp(told["until"], UTC).strftime("%Y-%m-%d %H:%M UTC")
    typer.echo(f"{campaign}: left alone until {until}; what ran against {members - len(left)} members is lifted")
    if left:
        typer.echo(
            f"The state could not be asked for {len(left)} of them; lift again: {', '.join(left[:5])} …", err=True
        )
    typer.echo("Rules go on judging each caller by its own evidence, and budgets go on counting.")
