"""`stillwatch test`: exit 0 where every fixture comes out as it says, else 1 with its line."""

from __future__ import annotations

from pathlib import Path

import orjson
import pytest
import typer
from typer.testing import CliRunner, Result

from proxy.cli.test import test as command

POLICY = """policy: p
mode: enforce
budgets: [{name: b, per: caller, meter: requests, limit: 2, window: 1h}]
rules: [{name: r, why: x, when: risk.level == hostile, then: [block]}]
"""
HOLDS = "tests: [{name: a, traffic: {say: x, requests: 3}, expect: [{at: 3, rule: b}]}]\n"
FAILS = "tests: [{name: a, traffic: {say: x, requests: 3}, expect: never touched}]\n"


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """A policy with fixtures that hold, of which one rule has none."""
    (tmp_path / "p.yaml").write_text(POLICY)
    (tmp_path / "p.test.yaml").write_text(HOLDS)
    return tmp_path / "p.yaml"


def run(*arguments: object) -> Result:
    """Run the command."""
    app = typer.Typer()
    app.command()(command)
    return CliRunner().invoke(app, [str(argument) for argument in arguments])


def test_fixtures_that_hold(path: Path) -> None:
    """Exit 0, a row for each fixture, and the rules that no fixture makes speak."""
    result = run(path)
    assert result.exit_code == 0
    assert "1 of 1 fixtures come out as they say" in result.output
    assert f"{path}: no fixture makes speak: r\n" in result.output.replace("\n\n", "\n")


def test_strict_wants_every_rule_to_speak(path: Path) -> None:
    """With --strict a silent rule is a failure."""
    assert run("--strict", path).exit_code == 1


def test_fixtures_that_fail(path: Path) -> None:
    """Exit 1, and a line that editors can follow."""
    path.with_name("p.test.yaml").write_text(FAILS)
    result = run(path)
    assert result.exit_code == 1
    assert (
        f"{path.with_name('p.test.yaml')}:1:59: request 3: expected to be left alone, was throttle by b"
        in result.output
    )
    assert "0 of 1 fixtures" in result.output


def test_as_json(path: Path) -> None:
    """One document for machines, with the places of what failed."""
    path.with_name("p.test.yaml").write_text(FAILS)
    (found,) = orjson.loads(run("--json", path).stdout)["policies"]
    assert (found["held"], found["uncovered"]) == (False, ["r"])
    assert found["fixtures"] == [{"name": "a", "requests": 3, "spoke": ["b"], "held": False}]
    assert [(each["line"], each["column"]) for each in found["problems"]] == [(1, 59)]


def test_the_fixtures_may_be_named_too(path: Path) -> None:
    """`policies/*.yaml` names both files, and each policy is tried once."""
    result = run("--json", path, path.with_name("p.test.yaml"))
    assert [each["path"] for each in orjson.loads(result.stdout)["policies"]] == [str(path)]


@pytest.mark.parametrize(
    ("policy", "fixtures", "told"),
    [
        ("policy: p\nmoed: x\n", HOLDS, "p.yaml:2:1: unknown word 'moed'"),
        (POLICY, "tests: []\n", "p.test.yaml:1:8: nothing stands in this list"),
        (POLICY, None, "p.test.yaml:1:1: there is no such file; write fixtures"),
        (POLICY, "tests: [{name: a, trace: t.jsonl, expect: never touched}]", "t.jsonl:1:1: there is no such file"),
    ],
)
def test_what_cannot_be_played(path: Path, policy: str, fixtures: str | None, told: str) -> None:
    """A broken policy, broken fixtures or none are exit 1 with their place."""
    path.write_text(policy)
    path.with_name("p.test.yaml").unlink()
    if fixtures is not None:
        path.with_name("p.test.yaml").write_text(fixtures)
    result = run(path)
    assert result.exit_code == 1
    assert told in result.output
    assert run("--json", path).exit_code == 1
