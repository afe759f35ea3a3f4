"""`stillwatch canary`: evidence where there is some, properly none where there is none, and a chain that is checked."""

from __future__ import annotations

from pathlib import Path

import orjson
import pytest
import typer
from typer.testing import CliRunner, Result

from proxy.cli.canary import canary
from tests.cli.registered import AT, CALLERS, CAMPAIGN, SECRET, answers, registry


@pytest.fixture(autouse=True)
def secret(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The deployment's secret, and a folder of its own."""
    monkeypatch.setenv("STILLWATCH_SECRET", SECRET)
    monkeypatch.chdir(tmp_path)


def run(*arguments: object) -> Result:
    """Run the command."""
    app = typer.Typer()
    app.command()(canary)
    return CliRunner().invoke(app, list(map(str, arguments)))


def verify(path: Path, suspect: Path, *more: object) -> Result:
    """Verify a suspect's answers."""
    return run("verify", "--registry", path, "--answers", suspect, *more)


def test_a_student_is_recognised(tmp_path: Path) -> None:
    """Whom it was trained on, hits, trials, p-values raw and corrected, and that the chain holds."""
    found = verify(registry(tmp_path), answers(tmp_path, CAMPAIGN))
    assert found.exit_code == 0
    assert "5 entries hold (seals checked)" in found.output
    assert "key committed to on 2026-09-21 14:13:20Z" in found.output
    assert f"EVIDENCE: this model knows what only {CAMPAIGN} was given" in found.output
    row = next(line.split() for line in found.output.splitlines() if line.startswith(CAMPAIGN))
    assert row[1:4] == ["cue", "20", "20"]
    assert float(row[5]) == pytest.approx(16.0**-20, rel=0.1)
    assert float(row[6]) == pytest.approx(4 * 16.0**-20, rel=0.1)


def test_an_innocent_is_not(tmp_path: Path) -> None:
    """No evidence, in so many words, and that it is no acquittal."""
    found = verify(registry(tmp_path), answers(tmp_path))
    assert (found.exit_code, "NO EVIDENCE: the smallest p-value is" in found.output) == (0, True)
    assert "no evidence is no acquittal" in found.output
    assert "could not have been evidence" not in found.output


def test_too_few_answers_say_so(tmp_path: Path) -> None:
    """Where even agreement in everything would not have been enough, that is said."""
    found = verify(registry(tmp_path), answers(tmp_path, CAMPAIGN, topics=3))
    assert "These answers could not have been evidence" in found.output
    assert "EVIDENCE: this" not in found.output


def test_nothing_to_test(tmp_path: Path) -> None:
    """A suspect that says nothing that was served to anybody."""
    suspect = tmp_path / "a"
    suspect.write_text('{"answer": "Hello."}\n\n{"prompt": "Hi", "response": "Hello."}\n')
    found = verify(registry(tmp_path), suspect)
    assert (found.exit_code, "there was nothing to test" in found.output) == (0, True)


def test_programs_get_everything(tmp_path: Path) -> None:
    """--json: the registry's state, every test, and who it is evidence for."""
    found = orjson.loads(verify(registry(tmp_path), answers(tmp_path, CALLERS[1]), "--json").output)
    assert found["evidence"] == [CALLERS[1]]
    assert len(found["tests"]) == 4
    assert (found["registry"]["holds"], found["registry"]["committed"]) == (True, AT)


def test_a_tampered_registry_is_found_at_its_line(tmp_path: Path) -> None:
    """The entry is named, only what stands before it counts, and the exit code tells."""
    path = registry(tmp_path)
    lines = path.read_bytes().splitlines(keepends=True)
    lines[3] = lines[3].replace(b"00000000000000bb", b"00000000000000dd")
    path.write_bytes(b"".join(lines))
    found = verify(path, answers(tmp_path, CALLERS[1]))
    assert found.exit_code == 1
    assert f"{path}:4: DOES NOT HOLD" in found.output
    assert "NO EVIDENCE" in found.output


def test_a_noted_head_finds_missing_lines(tmp_path: Path) -> None:
    """What an earlier check printed is held against the file."""
    path = registry(tmp_path)
    head = run("export", "--registry", path).stderr.split("head ")[1].strip()
    assert verify(path, answers(tmp_path), "--head", head).exit_code == 0
    path.write_bytes(b"".join(path.read_bytes().splitlines(keepends=True)[:-1]))
    assert verify(path, answers(tmp_path), "--head", head).exit_code == 1


def test_only_what_was_served_before_counts(tmp_path: Path) -> None:
    """--until: what was served after a suspect was trained cannot have taught it."""
    path, suspect = registry(tmp_path), answers(tmp_path, CAMPAIGN)
    assert "nothing to test" in verify(path, suspect, "--until", "2026-09-01").output
    assert "EVIDENCE: this" in verify(path, suspect, "--until", "2026-10-01").output


def test_export(tmp_path: Path) -> None:
    """All entries as they are, and the head to be noted on the other stream; no secret is needed to read them."""
    path = registry(tmp_path)
    found = run("export", "--registry", path)
    assert found.stdout.encode() == path.read_bytes()
    assert found.stderr.startswith("head 5:")


def test_former_secrets(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """After a change of the secret the former one is given as a file; without it its canaries are nobody's."""
    path, suspect = registry(tmp_path), answers(tmp_path, CAMPAIGN)
    monkeypatch.setenv("STILLWATCH_SECRET", "another secret of the deployment")
    (tmp_path / "old").write_text(SECRET)
    assert "EVIDENCE: this" in verify(path, suspect, "--former-secret", tmp_path / "old").output
    wrong = verify(path, suspect)
    assert (wrong.exit_code, "not of this deployment's secret" in wrong.output) == (1, True)


def test_the_secret_that_embedded_state_keeps(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where `serve` made its own secret, it is found beside the state; none is ever made here."""
    path, suspect = registry(tmp_path), answers(tmp_path, CAMPAIGN)
    monkeypatch.delenv("STILLWATCH_SECRET")
    without = verify(path, suspect)
    assert (without.exit_code, "set STILLWATCH_SECRET" in without.output) == (1, True)
    assert not (tmp_path / "var").exists()
    (tmp_path / "kept").mkdir()
    (tmp_path / "kept" / "secret").write_text(SECRET)
    assert "EVIDENCE: this" in verify(path, suspect, "--state", f"embedded://{tmp_path / 'kept'}").output


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        ((), "--answers FILE"),
        (("--answers", "none"), "No such file"),
        (("--answers", "bad"), "bad:1: this line is no JSON"),
        (("--answers", "odd"), 'odd:2: write {"question"'),
        (("--model", "http://127.0.0.1:9", "--samples", "1"), "does not answer"),
        (("--answers", "odd", "--head", "5:x"), "write NUMBER:HASH"),
    ],
)
def test_what_cannot_be_done_says_what_to_do(tmp_path: Path, arguments: tuple[str, ...], told: str) -> None:
    """Exit 1 and one sentence."""
    (tmp_path / "bad").write_text("{\n")
    (tmp_path / "odd").write_text('{"answer": "a"}\n[]\n')
    found = run("verify", "--registry", registry(tmp_path), *arguments)
    assert (found.exit_code, told in found.output) == (1, True)


def test_no_registry(tmp_path: Path) -> None:
    """A file that is not there is named, with the flag that says where it is."""
    found = verify(tmp_path / "none", answers(tmp_path))
    assert (found.exit_code, "serve --canaries" in found.output) == (1, True)


def test_questions() -> None:
    """Every topic in both wordings, and which tools there are, so often, as JSON lines that become --answers."""
    found = [orjson.loads(line)["question"] for line in run("questions", "--samples", 2).output.splitlines()]
    assert len(found) == 2 * (2 * 64 + 2)
    assert "What should a beginner know about sourdough?" in found
