"""`stillwatch replay`: a trace in, decisions and events out, what would change, and one line for every mistake."""

from __future__ import annotations

import json
import os
import threading
from collections.abc import Sequence
from importlib import import_module
from pathlib import Path

import pytest
import typer
from typer.testing import CliRunner, Result

from proxy.cli.replay import REPORTED, replay
from tests.audit.test_ocsf import faults
from tests.e2e.proxy import lines
from tests.servers import free_port, redis_server
from tests.traffic import START, STRONG, Row, directory, openai, said, sweeper, trace, write

SECRET = "a secret of tests, long enough"
POLICY = """
policy: old
budgets: [{name: b, per: org, meter: requests, limit: 60, window: 10m}]
rules: [{name: plain, why: x, when: risk.level >= watch, then: [{degrade: {strip: [logprobs]}}], for: 1h}]
"""
COUNTED = "policy: c\nmode: enforce\nbudgets: [{name: b, per: caller, meter: requests, limit: 2, window: 1h}]\n"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder with a trace of ten minutes, a policy and the key directory."""
    write(tmp_path / "trace.jsonl", trace(600))
    write(tmp_path / "keys.jsonl", directory())
    (tmp_path / "policy.yaml").write_text(POLICY)
    return tmp_path


def run(folder: Path, *words: object, policy: str = "policy.yaml", source: str = "trace.jsonl") -> Result:
    """Run the command on the folder's trace."""
    app = typer.Typer(pretty_exceptions_enable=False)
    app.command()(replay)
    given = [folder / source, "--policy", folder / policy, "--out", folder / "out.jsonl", *words]
    return CliRunner().invoke(app, [str(word) for word in given], env={"STILLWATCH_SECRET": SECRET})


def decisions(folder: Path) -> list[Row]:
    """What was written."""
    return lines(folder / "out.jsonl")


def decided(folder: Path, *words: object) -> Sequence[Row]:
    """The decisions of a run that went well."""
    result = run(folder, *words)
    assert (result.exit_code, result.output) == (0, "")
    return decisions(folder)


def complaint(result: Result) -> str:
    """The one line that a run that failed has said."""
    assert result.exit_code == 1
    (told,) = result.output.splitlines()
    return told


def test_one_line_a_request_in_order(folder: Path) -> None:
    """Every line of the trace has its decision, in order, under its number and time; nothing else is said."""
    found = decided(folder)
    rows = lines(folder / "trace.jsonl")
    assert [decision["line"] for decision in found] == list(range(len(rows)))
    assert [decision["ts"] for decision in found] == [row["ts"] for row in rows]


def test_a_second_run_is_the_first(folder: Path) -> None:
    """With the same STILLWATCH_SECRET the decisions are the same bytes."""
    first = (decided(folder), (folder / "out.jsonl").read_bytes())[1]
    decided(folder)
    assert (folder / "out.jsonl").read_bytes() == first


def test_redis_writes_the_same_bytes(folder: Path) -> None:
    """A real Redis behind --state gives byte for byte what memory gives."""
    decided(folder)
    ours = (folder / "out.jsonl").read_bytes()
    with redis_server() as server:
        decided(folder, "--state", server.url)
    assert (folder / "out.jsonl").read_bytes() == ours


def test_bad_lines_are_reported_and_skipped(folder: Path) -> None:
    """Lines that are no requests are told by number on stderr, are not fatal, and change no other line's number."""
    good = openai(START, "sk-one", said("x"))
    write(folder / "trace.jsonl", [b"sk-secret", good, b"", {**good, "ts": "sk-secret"}, good])
    result = run(folder)
    assert result.exit_code == 0
    assert result.stdout == ""
    assert [told.split(":")[0] for told in result.stderr.splitlines()] == ["line 0", "line 2", "line 3"]
    assert "secret" not in result.stderr
    assert [decision["line"] for decision in decisions(folder)] == [1, 4]


def test_a_file_of_the_wrong_kind_does_not_fill_the_terminal(folder: Path) -> None:
    """The first bad lines are told one by one, then how many there were in all."""
    write(folder / "trace.jsonl", [b"nonsense"] * (REPORTED + 30))
    told = run(folder).stderr.splitlines()
    assert len(told) == REPORTED + 1
    assert told[-1].startswith(f"{REPORTED + 30} lines")
    assert decisions(folder) == []


def test_a_pipe_is_as_good_as_a_file(folder: Path) -> None:
    """The trace may come through a named pipe: it is read once, from its beginning to its end."""
    expected = decided(folder)
    os.mkfifo(folder / "pipe")
    text = (folder / "trace.jsonl").read_bytes()
    feeding = threading.Thread(target=(folder / "pipe").write_bytes, args=(text,), daemon=True)
    feeding.start()
    result = run(folder, source="pipe")
    feeding.join(10)
    assert not feeding.is_alive()
    assert result.exit_code == 0
    assert decisions(folder) == expected


def test_keys_tell_orgs(folder: Path) -> None:
    """With --keys callers of an org share its budget; the policy's own directory is as good."""
    without = decided(folder)
    assert not any("b" in decision["rules"] for decision in without)
    found = decided(folder, "--keys", folder / "keys.jsonl")
    assert any("b" in decision["rules"] for decision in found)
    (folder / "policy.yaml").write_text(POLICY + "callers: {directory: keys.jsonl}\n")
    assert decided(folder) == found


def test_events_are_what_the_siem_gets(folder: Path) -> None:
    """Each line of --events is one event of stillwatch/1 about a request of the trace; no prompt, no credential."""
    decided(folder, "--events", folder / "events.jsonl")
    by_line = {decision["line"]: decision for decision in decisions(folder)}
    events = lines(folder / "events.jsonl")
    assert 0 < len(events) < len(by_line)
    for event in events:
        decision = by_line[int(event["id"].removeprefix("d_"), 16)]
        rules = [each["rule"] for each in event["rules"]] if event["event"] == "finding" else event["rules"]
        assert (event["schema"], event["event"]) in {("stillwatch/1", "decision"), ("stillwatch/1", "finding")}
        assert (event["caller"], event["action"], event["enforced"], rules) == (
            decision["caller"], decision["action"], decision["enforced"], decision["rules"],
        )  # fmt: skip
        assert event["epoch"] == pytest.approx(decision["ts"], abs=1e-5)
    acted = {number for number, decision in by_line.items() if decision["rules"]}
    assert acted <= {int(event["id"].removeprefix("d_"), 16) for event in events}
    written = (folder / "events.jsonl").read_text() + (folder / "out.jsonl").read_text()
    for row in trace(600):
        secret = row["headers"].get("authorization", row["headers"].get("x-api-key")).split()[-1]
        assert secret not in written
        assert row["client"] not in written
    assert STRONG[:40] not in written
    assert "between <think>" not in written


def test_events_in_another_format(folder: Path) -> None:
    """--format gives them as a SIEM's own words; a format that nobody knows is an error that names those there are."""
    decided(folder, "--events", folder / "events.jsonl", "--format", "ocsf")
    events = lines(folder / "events.jsonl")
    assert {event["class_uid"] for event in events} == {2004, 6003}
    assert [fault for event in events for fault in faults(event)] == []
    result = run(folder, "--format", "leef")
    assert result.exit_code == 1
    assert "native, ocsf, ecs, cef" in result.output


def test_enforce_acts_as_if_all_said_so(folder: Path) -> None:
    """--enforce judges as if policy and rules said `mode: enforce`; without it an observing policy only observes."""
    observed, enforced = decided(folder), decided(folder, "--enforce")
    assert {decision["enforced"] for decision in observed} == {False}
    assert {decision["enforced"] for decision in enforced} == {True}
    assert [d["action"] for d in observed] == [d["action"] for d in enforced]
    assert {"allow", "degrade"} == {decision["action"] for decision in enforced}


def against(folder: Path, text: str, *words: object) -> Result:
    """Compare with another policy."""
    (folder / "other.yaml").write_text(text)
    return run(folder, "--against", folder / "other.yaml", *words)


def test_against_the_same_nothing_changes(folder: Path) -> None:
    """A policy against itself, or against one that differs in words only, is exit 0 and an empty table."""
    for text in (POLICY, POLICY.replace("policy: old", "policy: new # the same")):
        result = against(folder, text, "--enforce")
        assert result.exit_code == 0
        assert "0 of" in result.stdout


def test_against_another_says_what_changes(folder: Path) -> None:
    """Where anything changes exit is 1, with a table of actions, rules, callers; decisions stay the first one's."""
    before = decided(folder, "--enforce")
    result = against(folder, POLICY.replace("[{degrade: {strip: [logprobs]}}]", "block"), "--enforce")
    assert result.exit_code == 1
    assert decisions(folder) == before
    changed = [decision for decision in before if decision["action"] == "degrade"]
    assert f"{len(changed)} of {len(before)} requests" in " ".join(result.stdout.split())
    for word in ("degrade", "block", changed[0]["caller"][:8]):
        assert word in result.stdout


def test_machines_are_told_what_changes(folder: Path) -> None:
    """With --json one document, with the same totals."""
    before = decided(folder, "--enforce")
    result = against(folder, POLICY.replace("[{degrade: {strip: [logprobs]}}]", "block"), "--enforce", "--json")
    told = json.loads(result.stdout)
    changed = [decision for decision in before if decision["action"] == "degrade"]
    assert (result.exit_code, told["requests"], told["changes"]) == (1, len(before), len(changed))
    assert told["actions"][0]["from"] == "degrade"


@pytest.mark.parametrize("backend", ["memory", "redis"])
def test_two_policies_do_not_count_in_the_same_places(folder: Path, backend: str) -> None:
    """Each policy has budgets of its own: what one has used up is not missing for the other, in memory or on Redis."""
    write(folder / "trace.jsonl", [openai(START + n, "sk-one", said("x")) for n in range(4)])
    (folder / "policy.yaml").write_text(COUNTED)
    with redis_server() as server:
        state = server.url if backend == "redis" else "memory://"
        result = against(folder, COUNTED, "--state", state)
    assert [decision["action"] for decision in decisions(folder)] == ["allow"] * 2 + ["throttle"] * 2
    assert result.exit_code == 0


@pytest.mark.parametrize("which", ["policy.yaml", "other.yaml"])
def test_a_broken_policy_is_told_by_its_place(folder: Path, which: str) -> None:
    """A policy that does not hold, the first or the other one, is exit 1 with path:line:column; nothing is written."""
    for name in ("policy.yaml", "other.yaml"):
        (folder / name).write_text(POLICY)
    (folder / which).write_text("policy: p\nmoed: observe\n")
    result = run(folder, "--against", folder / "other.yaml")
    assert complaint(result).startswith(f"{folder / which}:2:1: unknown word 'moed'")
    assert not (folder / "out.jsonl").exists()


@pytest.mark.parametrize("missing", ["trace", "policy", "against", "keys", "out", "directory"])
def test_a_missing_file_is_one_line(folder: Path, missing: str) -> None:
    """Whichever file is not there, or whose folder is not: one line that names it, exit 1, no old result lost."""
    (folder / "out.jsonl").write_text("old\n")
    gone = folder / "gone" / "x"
    if missing == "trace":
        result = run(folder, source="gone/x")
    elif missing == "policy":
        result = run(folder, policy="gone/x")
    elif missing == "directory":
        (folder / "policy.yaml").write_text("policy: p\ncallers: {directory: gone/x}\n")
        result = run(folder)
    else:
        result = run(folder, f"--{missing}", gone)
    assert "gone/x" in complaint(result)
    assert (folder / "out.jsonl").read_text() == "old\n"


@pytest.mark.parametrize(
    ("state", "why"), [("floppy://a", "--state floppy"), ("redis://127.0.0.1:{}/0", "no connection")]
)
def test_a_state_that_is_not_there_is_one_line(folder: Path, state: str, why: str) -> None:
    """A state URL that means nothing, or a Redis that does not answer, is said in one line, exit 1."""
    assert why in complaint(run(folder, "--state", state.format(free_port())))


def test_a_week_in_no_time(folder: Path) -> None:
    """A week of a collector's traffic runs on its own clock: what is remembered over days is there, at once."""
    rows = [row for row in trace(7 * 86_400.0, 1, [sweeper]) if row["ts"] % 3600 < 20]
    write(folder / "trace.jsonl", rows)
    found = decided(folder, "--enforce")
    assert found[-1]["ts"] - found[0]["ts"] > 6 * 86_400
    assert found[-1]["action"] == "degrade"
    assert max(decision["signals"]["volume.requests[24h]"] for decision in found) <= 26


def test_the_secret_is_checked(folder: Path) -> None:
    """A secret that is too short is refused in one line, without showing it."""
    command = import_module("proxy.cli.replay")
    app = typer.Typer(pretty_exceptions_enable=False)
    app.command()(command.replay)
    words = [str(folder / "trace.jsonl"), "--policy", str(folder / "policy.yaml")]
    told = complaint(CliRunner().invoke(app, words, env={"STILLWATCH_SECRET": "short"}))
    assert "STILLWATCH_SECRET" in told
    assert "short" not in told.replace("too short", "")
