"""All outlets of a process."""

from __future__ import annotations

import time
from pathlib import Path

import orjson
import pytest

from proxy.audit.changes import change_record
from proxy.audit.outlets.build import Means
from proxy.audit.outlets.open import Outlets, described
from proxy.errors import SettingsError
from tests.audit.exchanges import CHANGE

MEANS = Means(print, time.monotonic, lambda: 0.5, lambda _: b"")


def test_flags_win_over_the_file_and_the_file_over_nothing(tmp_path: Path) -> None:
    """--events, then stillwatch.yaml beside the policy, then standard output."""
    policy = tmp_path / "policy.yaml"
    assert [each.to for each in described((), policy)] == ["stdout"]
    (tmp_path / "stillwatch.yaml").write_text("events: {name: a, to: file, path: x}\n")
    assert [(each.name, each.path) for each in described((), policy)] == [("a", "x")]
    assert [(each.name, each.to) for each in described(("-", "y"), policy)] == [
        ("events", "stdout"), ("events-2", "file")
    ]  # fmt: skip


async def test_several_at_once(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    """Each gets its own format and filter."""
    outlets = Outlets(described((f"{tmp_path / 'a'}?only=findings&format=ocsf", "-"), tmp_path / "p"), MEANS)
    outlets.spread.audit(change_record(CHANGE))
    outlets.reopen()
    await outlets.close()
    assert (tmp_path / "a").read_bytes() == b""
    assert orjson.loads(capfd.readouterr().out)["event"] == "audit"
    assert outlets.total(lambda sink: sink.written) == 1
    assert [name for name, _ in outlets.each()] == ["events", "events-2"]


def test_one_that_cannot_be_opened_ends_the_start(tmp_path: Path) -> None:
    """The error names the flag and the file."""
    with pytest.raises(SettingsError, match=r"--events: .*No such file"):
        Outlets(described(("-", str(tmp_path / "no" / "e")), tmp_path / "p"), MEANS)
