"""`stillwatch audit verify`: exit 0, or 1 and the first entry that does not hold."""

from __future__ import annotations

from pathlib import Path

import pytest
import typer
from typer.testing import CliRunner, Result

from proxy.audit.trail import open_trail
from proxy.cli.audit import audit

SECRET = "0123456789abcdef0123456789abcdef"


@pytest.fixture
async def path(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A trail of three entries, and the secret in the environment."""
    monkeypatch.setenv("STILLWATCH_SECRET", SECRET)
    trail = open_trail(tmp_path / "trail", SECRET.encode(), print, lambda: 1790000000.0)
    trail.policy("p", "1", "observe")
    trail.policy("p", "2", "enforce")
    await trail.close()
    return tmp_path / "trail"


def verify(*arguments: object) -> Result:
    """Run the command."""
    app = typer.Typer()
    app.command()(audit)
    return CliRunner().invoke(app, ["verify", *map(str, arguments)])


def test_a_whole_trail(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """It holds, with and without the secret, and says which; its head can be noted and asked for."""
    found = verify(path)
    assert found.exit_code == 0
    assert "3 entries hold (seals checked)" in found.output
    head = found.output.split("head ")[1].strip()
    assert verify(path, "--head", head).exit_code == 0
    monkeypatch.delenv("STILLWATCH_SECRET")
    assert "seals not checked: STILLWATCH_SECRET is not set" in verify(path).output
    path.write_bytes(b"".join(path.read_bytes().splitlines(keepends=True)[:2]))
    assert verify(path).exit_code == 0
    cut = verify(path, "--head", head)
    assert (cut.exit_code, "lines are missing here" in cut.output) == (1, True)


def test_a_changed_entry(path: Path) -> None:
    """The first one that does not hold is named like a line of a file."""
    path.write_bytes(path.read_bytes().replace(b"observe", b"enforce", 1))
    found = verify(path)
    assert found.exit_code == 1
    assert f"{path}:2: its content is not what its hash was made of; the 1 entries before it hold" in found.output


@pytest.mark.parametrize(("arguments", "told"), [((), "No such file"), (("--head", "x"), "write NUMBER:HASH")])
def test_what_cannot_be_checked(tmp_path: Path, arguments: tuple[str, ...], told: str) -> None:
    """A file that is not there and a head that is none say so."""
    found = verify(tmp_path / "none", *arguments)
    assert (found.exit_code, told in found.output) == (1, True)
