"""The registry of one worker: opened when it is needed, told what was served, and honest where it cannot be written."""

from __future__ import annotations

import errno
import os
from pathlib import Path

import pytest

from proxy.canaries.chain import check
from proxy.canaries.keys import CanaryKey
from proxy.canaries.registry import read
from proxy.wiring.registrar import AGAIN_AFTER_S, FileRegistrar
from tests.e2e.proxy import eventually

KEY = CanaryKey(b"the deployment's secret")


class Ticks:
    """A clock that a test turns."""

    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        """The time."""
        return self.now


def registrar(path: Path, said: list[str], ticks: Ticks | None = None) -> FileRegistrar:
    """A registrar that writes there."""
    return FileRegistrar(path, KEY, lambda: 1790000000.0, ticks or Ticks(), said.append)


async def test_what_was_served_is_in_the_chain(tmp_path: Path) -> None:
    """Every answer that was noted, once, after the commitment to the key; nothing was dropped."""
    path, said = tmp_path / "a" / "canaries.jsonl", list[str]()
    found = registrar(path, said)
    assert found.ready()
    for number in range(100):
        found.note("k_1", [f"{number:016x}"], f"d_{number}", 1790000001.0004)
    found.sighted("k_2", 255, 1790000002.0)
    await found.close()
    checked = check(read(path), (KEY.chain,))
    assert (checked.holds, len(checked.entries), found.dropped, said) == (True, 102, 0, [])
    assert checked.entries[100]["answer"] == "d_99"
    assert checked.entries[100]["at"] == 1790000001.0
    assert {"kind": "seen", "by": "k_2", "of": "000000ff"}.items() <= checked.entries[101].items()


async def test_nothing_is_opened_unless_it_is_needed(tmp_path: Path) -> None:
    """A worker that serves no canary makes no file, and closing it is nothing."""
    found = registrar(tmp_path / "canaries.jsonl", [])
    found.note("k_1", [], "d_1", 0.0)
    await found.close()
    assert not (tmp_path / "canaries.jsonl").exists()


async def test_a_folder_that_cannot_be_written_is_said_and_tried_again(tmp_path: Path) -> None:
    """No canary is served that nobody could be held to; once the folder is there they are."""
    (tmp_path / "folder").write_text("a file")
    said: list[str] = []
    ticks = Ticks()
    found = registrar(tmp_path / "folder" / "canaries.jsonl", said, ticks)
    assert not found.ready()
    assert not found.ready()
    assert len(said) == 1
    assert "no canaries are served" in said[0]
    (tmp_path / "folder").unlink()
    ticks.now = AGAIN_AFTER_S
    assert found.ready()
    await found.close()


async def test_a_full_disk_stops_the_canaries_and_not_the_record(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """While nothing can be written no canary is served; what was served before is written once there is room."""
    said: list[str] = []
    found = registrar(tmp_path / "canaries.jsonl", said)
    assert found.ready()
    pwrite = os.pwrite

    def full(_file: int, _content: bytes, _at: int) -> int:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(os, "pwrite", full)
    found.note("k_1", [], "d_1", 1.0)
    await eventually(lambda: not found.ready(), "the disk to be noticed")
    assert "No space left on device" in said[0]
    monkeypatch.setattr(os, "pwrite", pwrite)
    await eventually(found.ready, "room")
    await found.close()
    assert [entry["kind"] for entry in check(read(tmp_path / "canaries.jsonl"), (KEY.chain,)).entries] == [
        "key",
        "served",
    ]
