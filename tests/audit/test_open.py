"""From what the operator wrote to a sink."""

from __future__ import annotations

from pathlib import Path

import pytest

from proxy.audit.open import open_sink
from proxy.errors import SettingsError


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "events.jsonl"


def held(path: Path) -> bytes:
    return path.read_bytes()


async def test_path_is_a_file(path: Path) -> None:
    """A path becomes a file that lines are appended to."""
    sink = open_sink(str(path), print)
    sink.put(b"{}\n")
    await sink.close()
    assert held(path) == b"{}\n"


async def test_dash_is_standard_output(capfd: pytest.CaptureFixture[str]) -> None:
    """`-` is standard output, which stays open afterwards."""
    for _ in range(2):
        sink = open_sink("-", print)
        sink.put(b"{}\n")
        await sink.close()
    assert capfd.readouterr().out == "{}\n{}\n"


def test_unusable_path_is_a_settings_error(path: Path) -> None:
    """A file that cannot be opened says which and why."""
    with pytest.raises(SettingsError, match=r"missing/events: No such file"):
        open_sink(str(path.parent / "missing" / "events"), print)
