"""`stillwatch check`: exit 0 or 1, lines that editors and CI understand."""

from __future__ import annotations

from pathlib import Path

import orjson
import pytest
import typer
from typer.testing import CliRunner, Result

from proxy.cli.check import check


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder with a policy that holds, one with a warning and one that is wrong."""
    (tmp_path / "good.yaml").write_text(
        "policy: good\nbudgets:\n  - {name: a, per: caller, meter: requests, limit: 5, window: 1m}\n"
    )
    (tmp_path / "doubtful.yaml").write_text("policy: doubtful\ncallers: {trust_forwarded_for: 0.0.0.0/0}\n")
    (tmp_path / "wrong.yaml").write_text("policy: wrong\nmoed: observe\nmode: on\n")
    return tmp_path


def run(*arguments: object) -> Result:
    """Run the command."""
    app = typer.Typer()
    app.command()(check)
    return CliRunner().invoke(app, [str(argument) for argument in arguments])


def test_where_events_go(folder: Path) -> None:
    """stillwatch.yaml is checked in the same way: what holds is told, what does not has its line and column."""
    path = folder / "stillwatch.yaml"
    path.write_text("events:\n  - {name: siem, to: splunk, url: https://siem, token: env:HEC}\n")
    assert run(path).output == f"{path}: holds (siem to splunk)\n"
    assert orjson.loads(run("--json", path).output)["files"][0]["outlets"] == ["siem"]
    path.write_text("events:\n  - name: siem\n    to: splunk\n    tokn: x\n")
    wrong = run(path)
    assert wrong.exit_code == 1
    assert wrong.output == f"{path}:4:5: unknown word 'tokn'; did you mean 'token'?\n"


def test_fixtures_are_checked_against_their_policy(folder: Path) -> None:
    """`policies/*.yaml` names fixtures, too: they hold, or have their line and column; without a policy they do not."""
    path = folder / "good.test.yaml"
    path.write_text("tests:\n  - {name: few, traffic: {requests: 3, say: hello}, expect: never touched}\n")
    assert (run(path).output, run(path).exit_code) == (f"{path}: holds (few)\n", 0)
    assert orjson.loads(run("--json", path).output)["files"][0]["fixtures"] == ["few"]
    path.write_text("tests:\n  - {name: few, trafic: {say: hello}, expect: never touched}\n")
    assert run(path).output.startswith(f"{path}:2:17: unknown word 'trafic'; did you mean 'traffic'?\n")
    (folder / "alone.test.yaml").write_text("tests: []\n")
    assert run(folder / "alone.test.yaml").output.startswith(f"{folder / 'alone.yaml'}:1:1: cannot be read")
    assert run(folder / "wrong.test.yaml").exit_code == 1
    path.unlink()
    assert run(path).output == f"{path}:1:1: cannot be read: No such file or directory\n"


def test_strict_takes_warnings_for_faults(folder: Path) -> None:
    """With --strict a doubtful policy is exit 1, one that holds without a warning still 0."""
    assert run(folder / "doubtful.yaml").exit_code == 0
    assert run("--strict", folder / "doubtful.yaml").exit_code == 1
    assert run("--strict", folder / "good.yaml").exit_code == 0


def test_a_good_policy(folder: Path) -> None:
    """A policy that holds gives one line and exit 0."""
    result = run(folder / "good.yaml")
    assert result.exit_code == 0
    assert result.output.startswith(f"{folder / 'good.yaml'}: policy 'good' holds (version ")
    assert result.output.endswith("mode observe, 1 budget)\n")


def test_a_wrong_policy(folder: Path) -> None:
    """Every problem is one line, path:line:column: message, and the exit code is 1."""
    path = folder / "wrong.yaml"
    result = run(path)
    assert result.exit_code == 1
    assert result.output.splitlines() == [
        f"{path}:2:1: unknown word 'moed'; did you mean 'mode'?",
        f"{path}:3:7: YAML reads 'on' as true; put it in quotes if you mean the word, one of observe, enforce",
    ]


def test_a_warning_does_not_fail(folder: Path) -> None:
    """What is only doubtful is told, and the policy holds."""
    result = run(folder / "doubtful.yaml")
    assert result.exit_code == 0
    assert ":2:32: warning: 0.0.0.0/0 trusts everybody" in result.output.splitlines()[0]


def test_rules_and_exceptions_are_counted(folder: Path) -> None:
    """A policy's rules and exceptions are told with its budgets, and an exception that is over is a warning."""
    path = folder / "rules.yaml"
    path.write_text(
        "policy: p\nrules: [{name: r, why: x, when: risk >= 0.5, then: block}]\n"
        "exceptions: [{name: e, callers: k_1, rules: r, until: 2001-01-01, owner: me, reason: x}]\n"
    )
    result = run(path)
    assert result.exit_code == 0
    warning, verdict = result.output.splitlines()
    assert warning.startswith(f"{path}:3:55: warning: this exception is over")
    assert verdict.endswith("mode observe, 0 budgets, 1 rule, 1 exception)")
    (told,) = orjson.loads(run("--json", path).output)["files"]
    assert (told["rules"], told["exceptions"]) == (["r"], ["e"])


def test_one_wrong_policy_among_several_fails(folder: Path) -> None:
    """All files are checked, and one wrong among them is exit 1."""
    result = run(folder / "wrong.yaml", folder / "good.yaml", folder / "missing.yaml")
    assert result.exit_code == 1
    assert "policy 'good' holds" in result.output
    assert f"{folder / 'missing.yaml'}:1:1: cannot be read" in result.output


def test_json(folder: Path) -> None:
    """--json tells the same as one document."""
    result = run("--json", folder / "good.yaml", folder / "wrong.yaml", folder / "doubtful.yaml")
    assert result.exit_code == 1
    good, wrong, doubtful = orjson.loads(result.output)["files"]
    assert (good["holds"], good["policy"], good["mode"], good["budgets"]) == (True, "good", "observe", ["a"])
    assert len(good["version"]) == 12
    assert wrong["holds"] is False
    assert [(each["line"], each["column"], each["severity"]) for each in wrong["problems"]] == [
        (2, 1, "error"),
        (3, 7, "error"),
    ]
    assert [each["severity"] for each in doubtful["problems"]] == ["warning"]


def test_nothing_to_check_is_a_mistake() -> None:
    """Without a file the command says how it is used."""
    assert run().exit_code == 2
