"""What waits on disk: in order, bounded, over restarts."""

from __future__ import annotations

import errno
import os
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from proxy.audit.sinks.spool import Spool


def numbered(first: int, last: int) -> list[bytes]:
    """Lines that tell their number."""
    return [b"%06d\n" % n for n in range(first, last)]


def kept(spool: Spool, lines: list[bytes]) -> None:
    """Append all of them, in as many pieces as it takes."""
    while lines:
        lines = lines[spool.append(lines) :]


def emptied(spool: Spool) -> list[bytes]:
    """Everything that is left, read and marked as delivered."""
    found = []
    while lines := spool.read(7, 64):
        found += lines
        spool.done()
    return found


def test_lines_come_out_in_order_and_once(tmp_path: Path) -> None:
    """First in, first out, over several segments; what was delivered leaves the disk."""
    spool = Spool(tmp_path, 10_000, segment=100)
    for n in range(0, 100, 10):
        kept(spool, numbered(n, n + 10))
    assert (spool.waiting, spool.size) == (100, 700)
    assert emptied(spool) == numbered(0, 100)
    assert (spool.waiting, spool.size, spool.dropped) == (0, 0, 0)
    assert list(tmp_path.rglob("*.events")) == []


def test_what_is_not_done_is_read_again(tmp_path: Path) -> None:
    """A batch that nobody took is the next one again, also in the next process."""
    spool = Spool(tmp_path, 10_000)
    kept(spool, numbered(0, 10))
    assert spool.read(4, 1000) == spool.read(4, 1000) == numbered(0, 4)
    spool.done()
    spool.read(3, 1000)
    spool.close()
    again = Spool(tmp_path, 10_000)
    assert again.waiting == 6
    assert emptied(again) == numbered(4, 10)


def test_beyond_the_limit_the_oldest_go(tmp_path: Path) -> None:
    """Nothing is lost up to the limit; from there on the oldest are dropped, and each of them is counted."""
    spool = Spool(tmp_path, 800)
    for n in range(0, 200, 5):
        kept(spool, numbered(n, n + 5))
        assert spool.size <= 800 + 100
    left = emptied(spool)
    assert left == numbered(200 - len(left), 200)
    assert len(left) >= 800 // 7 * 0.8
    assert spool.dropped == 200 - len(left)


def test_a_batch_under_way_may_be_dropped(tmp_path: Path) -> None:
    """Delivering what was dropped meanwhile does no harm to what is left."""
    spool = Spool(tmp_path, 400)
    kept(spool, numbered(0, 10))
    spool.read(10, 1000)
    for n in range(10, 100, 10):
        kept(spool, numbered(n, n + 10))
    spool.done()
    left = emptied(spool)
    assert left == numbered(100 - len(left), 100)


def test_a_line_cut_by_a_kill_is_left_out(tmp_path: Path) -> None:
    """A process that died while writing leaves no half line to the next."""
    spool = Spool(tmp_path, 10_000)
    kept(spool, numbered(0, 3))
    spool.close()
    with next(tmp_path.rglob("*.events")).open("ab") as file:
        file.write(b"half a l")
    again = Spool(tmp_path, 10_000)
    kept(again, numbered(3, 5))
    assert emptied(again) == numbered(0, 5)


def test_a_segment_taken_away_is_counted(tmp_path: Path) -> None:
    """Whoever deletes a file of the spool loses its lines, and nothing else."""
    spool = Spool(tmp_path, 10_000, segment=70)
    kept(spool, numbered(0, 30))
    min(tmp_path.rglob("*.events")).unlink()
    assert emptied(spool) == numbered(10, 30)
    assert (spool.dropped, spool.waiting) == (10, 0)


def test_lines_end_at_line_ends_only(tmp_path: Path) -> None:
    """A carriage return within a line is no end of it."""
    spool = Spool(tmp_path, 10_000)
    kept(spool, [b"a\rb\n", b"c\x0bd\n"])
    assert emptied(spool) == [b"a\rb\n", b"c\x0bd\n"]


def test_every_process_has_its_own_place(tmp_path: Path) -> None:
    """Two at once do not mix, and what one leaves the next takes over."""
    first, second = Spool(tmp_path, 10_000), Spool(tmp_path, 10_000)
    kept(first, numbered(0, 3))
    kept(second, numbered(3, 6))
    assert (first.read(9, 99), second.read(9, 99)) == (numbered(0, 3), numbered(3, 6))
    first.close()
    second.close()
    assert sorted(emptied(Spool(tmp_path, 10_000))) == numbered(0, 6)


def test_a_full_disk_keeps_nothing_by_half(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Lines that the disk does not take are not there afterwards, not even their beginnings."""
    spool = Spool(tmp_path, 10_000)
    kept(spool, numbered(0, 3))
    write, room = os.write, [5]

    def full(descriptor: int, text: bytes) -> int:
        if room:
            return write(descriptor, text[: room.pop()])
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(os, "write", full)
    with pytest.raises(OSError, match="No space"):
        kept(spool, numbered(3, 6))
    monkeypatch.undo()
    kept(spool, numbered(6, 8))
    assert emptied(spool) == [*numbered(0, 3), *numbered(6, 8)]


@settings(max_examples=60, deadline=None)
@given(st.lists(st.one_of(st.integers(1, 12), st.sampled_from(["read", "done", "restart"])), max_size=30))
def test_whatever_happens_nothing_is_lost(tmp_path_factory: pytest.TempPathFactory, story: list[int | str]) -> None:
    """Below the limit every line comes out, in order; only lines that were not done come twice."""
    folder = tmp_path_factory.mktemp("spool")
    spool, written, taken, done = Spool(folder, 1 << 20, segment=64), 0, 0, 0
    for step in story:
        if isinstance(step, int):
            kept(spool, numbered(written, written + step))
            written += step
        elif step == "read":
            found = spool.read(5, 1000)
            assert found == numbered(done, done + len(found))
            taken = len(found)
        elif step == "done":
            spool.done()
            done, taken = done + taken, 0
        else:
            spool.close()
            spool, taken = Spool(folder, 1 << 20, segment=64), 0
        assert spool.waiting == written - done
    assert emptied(spool) == numbered(done, written)
    spool.close()
