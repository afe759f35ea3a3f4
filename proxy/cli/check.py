"""`stillwatch check POLICY…`: is this policy right, and if not, where is it wrong?"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Annotated, Any, TypeAlias

import orjson
import typer

from proxy.audit.outlets.load import NAME as OUTLETS
from proxy.audit.outlets.load import load as load_outlets
from proxy.audit.outlets.words import OutletWords
from proxy.errors import PolicyError, Problem
from proxy.policy.evaluate import Policy
from proxy.policy.fixtures import SUFFIX, read_fixtures
from proxy.policy.fixturewords import CaseWords
from proxy.policy.load import load
from proxy.wiring.chance import time_of_day

Sound: TypeAlias = Policy | tuple[OutletWords, ...] | tuple[CaseWords, ...]
"""What a file holds: a policy, outlets, or fixtures."""


def check(
    paths: Annotated[
        list[Path],
        typer.Argument(
            metavar="POLICY…", help="Policies (YAML), their fixtures, or stillwatch.yaml.", show_default=False
        ),
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


def _checked(path: Path) -> tuple[Path, Sound | None, tuple[Problem, ...]]:
    """What a file holds with its warnings, or nothing and what is wrong."""
    try:
        if path.name == OUTLETS:
            return path, load_outlets(path).events, ()
        if path.name.endswith(SUFFIX):  # `policies/*.yaml` names fixtures, too
            return path, _fixtures(path), ()
        policy = load(path, now=time_of_day())
    except PolicyError as error:
        return path, None, error.problems
    return path, policy, policy.warnings


def _fixtures(path: Path) -> tuple[CaseWords, ...]:
    """Fixtures, checked against the policy beside them. Raises `PolicyError`."""
    policy = load(path.with_name(path.name.removesuffix(SUFFIX) + ".yaml"), now=time_of_day())
    try:
        content = path.read_bytes()
    except OSError as error:
        raise PolicyError((Problem(str(path), 1, 1, f"cannot be read: {error.strerror}"),)) from None
    return read_fixtures(content, str(path), policy).cases


def _print(path: Path, sound: Sound | None, problems: tuple[Problem, ...]) -> None:
    for problem in problems:
        mild = "" if sound is None else "warning: "
        typer.echo(f"{problem.path}:{problem.line}:{problem.column}: {mild}{problem.message}")
    if isinstance(sound, tuple):
        held = [f"{each.name} to {each.to}" if isinstance(each, OutletWords) else each.name for each in sound]
        typer.echo(f"{path}: holds ({', '.join(held)})")
    elif sound is not None:
        counts = ", ".join(_counted(sound))
        typer.echo(f"{path}: policy '{sound.name}' holds (version {sound.version}, mode {sound.mode}, {counts})")


def _counted(policy: Policy) -> Iterator[str]:
    """How much a policy holds; of rules and exceptions only if it has any."""
    for noun, found in (("budget", policy.budgets), ("rule", policy.rules), ("exception", policy.exceptions)):
        if found or noun == "budget":
            yield f"{len(found)} {noun}{'' if len(found) == 1 else 's'}"


def _told(path: Path, sound: Sound | None, problems: tuple[Problem, ...]) -> dict[str, Any]:
    severity = "error" if sound is None else "warning"
    found: dict[str, Any] = {
        "path": str(path),
        "holds": sound is not None,
        "problems": [
            {"line": each.line, "column": each.column, "severity": severity, "message": each.message}
            for each in problems
        ],
    }
    if isinstance(sound, tuple):
        found |= {"fixtures" if path.name.endswith(SUFFIX) else "outlets": [each.name for each in sound]}
    elif sound is not None:
        found |= {"policy": sound.name, "version": sound.version, "mode": sound.mode,
                  "budgets": [budget.name for budget in sound.budgets], "rules": [rule.name for rule in sound.rules],
                  "exceptions": [exception.name for exception in sound.exceptions]}  # fmt: skip
    return found
