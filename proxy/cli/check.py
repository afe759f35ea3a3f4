"""`stillwatch check POLICY…`: is this policy right, and if not, where is it wrong?"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Annotated, Any

import orjson
import typer

from proxy.audit.outlets.load import NAME as OUTLETS
from proxy.audit.outlets.load import load as load_outlets
from proxy.audit.outlets.words import OutletWords
from proxy.errors import PolicyError, Problem
from proxy.policy.evaluate import Policy
from proxy.policy.load import load
from proxy.wiring.chance import time_of_day

Outlets = tuple[OutletWords, ...]


def check(
    paths: Annotated[
        list[Path],
        typer.Argument(metavar="POLICY…", help="Policy files (YAML), or stillwatch.yaml.", show_default=False),
    ],
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON document instead of lines.")] = False,
    strict: Annotated[bool, typer.Option("--strict", help="Exit 1 for warnings, too.")] = False,
) -> None:
    """Check policies: exit 0 if all hold, or 1 with lines `path:line:column: message`."""
    results = [_checked(path) for path in paths]
    if as_json:
        typer.echo(orjson.dumps({"files": [_told(*result) for result in results]}, option=orjson.OPT_INDENT_2))
    else:
        for result in results:
            _print(*result)
    if any(policy is None or (strict and problems) for _, policy, problems in results):
        raise typer.Exit(1)


def _checked(path: Path) -> tuple[Path, Policy | Outlets | None, tuple[Problem, ...]]:
    """A file's policy with its warnings, or no policy and what is wrong."""
    try:
        if path.name == OUTLETS:
            return path, load_outlets(path).events, ()
        policy = load(path, now=time_of_day())
    except PolicyError as error:
        return path, None, error.problems
    return path, policy, policy.warnings


def _print(path: Path, policy: Policy | Outlets | None, problems: tuple[Problem, ...]) -> None:
    for problem in problems:
        mild = "" if policy is None else "warning: "
        typer.echo(f"{problem.path}:{problem.line}:{problem.column}: {mild}{problem.message}")
    if isinstance(policy, tuple):
        typer.echo(f"{path}: holds ({', '.join(f'{each.name} to {each.to}' for each in policy)})")
    elif policy is not None:
        counts = ", ".join(_counted(policy))
        typer.echo(f"{path}: policy '{policy.name}' holds (version {policy.version}, mode {policy.mode}, {counts})")


def _counted(policy: Policy) -> Iterator[str]:
    """How much a policy holds; of rules and exceptions only if it has any."""
    for noun, found in (("budget", policy.budgets), ("rule", policy.rules), ("exception", policy.exceptions)):
        if found or noun == "budget":
            yield f"{len(found)} {noun}{'' if len(found) == 1 else 's'}"


def _told(path: Path, policy: Policy | Outlets | None, problems: tuple[Problem, ...]) -> dict[str, Any]:
    severity = "error" if policy is None else "warning"
    found: dict[str, Any] = {
        "path": str(path),
        "holds": policy is not None,
        "problems": [
            {"line": each.line, "column": each.column, "severity": severity, "message": each.message}
            for each in problems
        ],
    }
    if isinstance(policy, tuple):
        found |= {"outlets": [each.name for each in policy]}
    elif policy is not None:
        found |= {"policy": policy.name, "version": policy.version, "mode": policy.mode,
                  "budgets": [budget.name for budget in policy.budgets], "rules": [rule.name for rule in policy.rules],
                  "exceptions": [exception.name for exception in policy.exceptions]}  # fmt: skip
    return found
