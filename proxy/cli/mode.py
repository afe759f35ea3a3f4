"""`stillwatch mode observe|enforce`: the kill switch."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated, Any

import typer

from proxy.cli.asking import HERE, Admin, AsJson, Who, Why, ask, dump


class Mode(StrEnum):
    """What to switch to."""

    OBSERVE = "observe"
    ENFORCE = "enforce"


def mode(
    to: Annotated[Mode, typer.Argument(metavar="observe|enforce", help="observe: act on nobody. enforce: as written.")],
    who: Who,
    why: Why,
    admin: Admin = HERE,
    as_json: AsJson = False,
) -> None:
    """Observe: stop acting on anybody, at once, whatever the policy says. Enforce: let the policy's own mode count."""
    told = ask(admin, "/v1/mode", {"mode": to.value, "who": who, "why": why})
    if as_json:
        dump(told)
        return
    for number, worker in enumerate(told["workers"], 1):
        typer.echo(f"worker {number}: {_said(worker)}")
    if any(worker.get("shared") for worker in told["workers"]):
        typer.echo("Every other replica on the same state hears of it within a second.")
    else:
        typer.echo("The state cannot be asked now: give the order to every other replica, too.")


def _said(worker: dict[str, Any]) -> str:
    if worker["switched_off"]:
        return f"observes; policy {worker['policy']} says {worker['written']}, the kill switch is on"
    acts = "acts" if worker["acts"] else "observes, because the policy says so"
    return f"{acts}; policy {worker['policy']} says {worker['written']}, the kill switch is off"
