"""`stillwatch test POLICY…`: do the fixtures beside a policy come out as they say?"""

from __future__ import annotations

import asyncio
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Annotated, Any, NamedTuple

import orjson
import typer
from rich.console import Console
from rich.table import Table

from proxy.callers.digests import Keyed
from proxy.errors import PolicyError, Problem
from proxy.policy.evaluate import Policy
from proxy.policy.fixtures import SUFFIX, read_fixtures
from proxy.policy.load import load
from proxy.wiring.trial import SECRET, Verdict, trial, uncovered


class Report(NamedTuple):
    """What came of one policy's fixtures, or why they could not be played."""

    path: Path
    policy: Policy | None
    verdicts: tuple[Verdict, ...]
    problems: tuple[Problem, ...]

    @property
    def failures(self) -> tuple[Problem, ...]:
        """Everything that is wrong, with its place."""
        return (*self.problems, *(each for verdict in self.verdicts for each in verdict.failures))

    @property
    def silent(self) -> tuple[str, ...]:
        """Rules and budgets that no fixture makes speak."""
        return uncovered(self.policy, self.verdicts) if self.policy is not None and not self.problems else ()


def test(
    paths: Annotated[list[Path], typer.Argument(metavar="POLICY…", help="Policy files (YAML).", show_default=False)],
    strict: Annotated[bool, typer.Option("--strict", help="Also fail where a rule stays silent.")] = False,  # noqa: PT028
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON document.")] = False,  # noqa: PT028
) -> None:
    """Play the fixtures beside each policy (x.test.yaml for x.yaml); exit 1 where one comes out otherwise."""
    reports = [_tried(path) for path in _policies(paths)]
    if as_json:
        document = {"policies": [_told(report) for report in reports]}
        typer.echo(orjson.dumps(document, option=orjson.OPT_INDENT_2))
    else:
        for report in reports:
            _print(report)
    if any(report.failures or (strict and report.silent) for report in reports):
        raise typer.Exit(1)


def _policies(paths: Iterable[Path]) -> Iterator[Path]:
    """Each policy once: `policies/*.yaml` names the fixtures, too."""
    meant = (path.with_name(path.name.removesuffix(SUFFIX) + ".yaml") if _is_fixtures(path) else path for path in paths)
    yield from dict.fromkeys(meant)


def _is_fixtures(path: Path) -> bool:
    return path.name.endswith(SUFFIX)


def _tried(path: Path) -> Report:
    beside = path.with_name(path.stem + SUFFIX)
    try:
        policy = load(path, Keyed(SECRET).word)
    except PolicyError as error:
        return Report(path, None, (), error.problems)
    try:
        verdicts = asyncio.run(trial(policy, read_fixtures(beside.read_bytes(), str(beside), policy)))
    except PolicyError as error:
        return Report(path, policy, (), error.problems)
    except FileNotFoundError as error:
        return Report(path, policy, (), (Problem(str(error.filename), 1, 1, "there is no such file; write fixtures"),))
    except OSError as error:
        return Report(path, policy, (), (Problem(str(beside), 1, 1, f"cannot be read: {error.strerror}"),))
    return Report(path, policy, tuple(verdicts), ())


def _print(report: Report) -> None:
    if report.verdicts and report.policy is not None:
        table = Table(title=f"{report.path} ({report.policy.version})", title_justify="left", box=None, pad_edge=False)
        for column in ("fixture", "requests", "spoke", ""):
            table.add_column(column, justify="right" if column == "requests" else "left", header_style="dim")
        for verdict in report.verdicts:
            table.add_row(*_row(verdict))
        Console().print(table)
    for failure in report.failures:
        typer.echo(str(failure))
    if report.silent:
        typer.echo(f"{report.path}: no fixture makes speak: {', '.join(report.silent)}")
    if report.policy is not None and not report.problems:
        held = sum(not verdict.failures for verdict in report.verdicts)
        typer.echo(f"{report.path}: {held} of {len(report.verdicts)} fixtures come out as they say")


def _row(verdict: Verdict) -> tuple[str, str, str, str]:
    outcome = "[red]failed[/red]" if verdict.failures else "[green]ok[/green]"
    return verdict.case.name, str(len(verdict.watched)), ", ".join(sorted(verdict.spoke)) or "-", outcome


def _told(report: Report) -> dict[str, Any]:
    return {
        "path": str(report.path),
        "version": report.policy.version if report.policy is not None else None,
        "held": not report.failures,
        "problems": [
            {"path": each.path, "line": each.line, "column": each.column, "message": each.message}
            for each in report.failures
        ],
        "fixtures": [
            {"name": each.case.name, "requests": len(each.watched), "spoke": sorted(each.spoke),
             "held": not each.failures}
            for each in report.verdicts
        ],
        "uncovered": list(report.silent),
    }  # fmt: skip
