"""What was taken and not written outlives a process that is killed, and is written by the next one."""

from __future__ import annotations

import asyncio
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from proxy.audit.sinks.courier import CourierSink
from proxy.audit.sinks.journal import Journal, place
from proxy.audit.sinks.spool import Spool
from proxy.audit.sinks.targets import FileTarget
from proxy.audit.sinks.thread import ThreadSink
from tests.audit.sinks.receivers import Collecting, Story

LINES = [b'{"n":%d}\n' % n for n in range(50)]
# Puts all lines, says that half of them are written, and is killed.
KILLED = """
import os, signal, sys
from pathlib import Path
from proxy.audit.sinks.journal import Journal
journal = Journal(Path(sys.argv[1]), "file x")
for n in range(50):
    journal.put(b'{"n":%d}\\n' % n)
journal.done(25)
os.kill(os.getpid(), signal.SIGKILL)
"""


def kill_one(folder: Path) -> None:
    """A process that dies with half of its lines unwritten."""
    done = subprocess.run([sys.executable, "-c", KILLED, str(folder)], capture_output=True, timeout=60)
    assert (done.returncode, done.stderr) == (-signal.SIGKILL, b"")


def test_a_killed_process_leaves_its_lines(tmp_path: Path) -> None:
    """The next journal of the same outlet has them, in order and once; another outlet's has none of them."""
    kill_one(tmp_path)
    assert Journal(tmp_path, "file y").left == []
    found = Journal(tmp_path, "file x")
    assert found.left == LINES[25:]
    assert Journal(tmp_path, "file x").left == []


def test_what_is_in_use_is_left_alone(tmp_path: Path) -> None:
    """A journal of a process that lives is nobody else's."""
    one = Journal(tmp_path, "x")
    one.put(LINES[0])
    other = Journal(tmp_path, "x")
    assert other.left == []
    assert len(list(tmp_path.iterdir())) == 2
    one.done(1)
    one.close()
    other.close()
    assert list(tmp_path.iterdir()) == []


def test_what_is_not_written_stays(tmp_path: Path) -> None:
    """A journal that is closed with lines in it leaves them to the next one."""
    one = Journal(tmp_path, "x")
    for line in LINES[:3]:
        one.put(line)
    one.done(1)
    one.close()
    assert Journal(tmp_path, "x").left == LINES[1:3]


@given(st.lists(st.integers(0, 40) | st.none(), max_size=120))
def test_a_ring_holds_what_is_not_written(tmp_path_factory: pytest.TempPathFactory, moves: list[int | None]) -> None:
    """Whatever is put and written, what is left is what has not been written, as far as there was room for it."""
    folder = tmp_path_factory.mktemp("j")
    journal, waiting = Journal(folder, "x", size=100), list[bytes]()
    kept: list[bytes] = []
    for number, move in enumerate(moves):
        if move is None and waiting:
            if (first := waiting.pop(0)) in kept:
                kept.remove(first)
            journal.done(1)
        elif move is not None:
            line = b"%03d%s\n" % (number, b"x" * move)
            if sum(map(len, kept)) + len(line) <= 100:
                kept.append(line)
            waiting.append(line)
            journal.put(line)
    journal.close()
    again = Journal(folder, "x", size=100)
    assert again.left == kept
    again.close()


def test_a_sink_writes_what_was_left(tmp_path: Path) -> None:
    """A file gets the lines of the killed process before its own, and nothing is left in memory."""
    kill_one(tmp_path)
    path = tmp_path / "events"
    sink = ThreadSink(FileTarget(path), print, journal=Journal(tmp_path, "file x"))
    sink.put(b"own\n")
    stopped(sink)
    assert path.read_bytes().splitlines(keepends=True) == [*LINES[25:], b"own\n"]
    assert [each.name for each in tmp_path.iterdir()] == ["events"]


def stopped(sink: ThreadSink | CourierSink) -> None:
    """Close a sink outside of any loop."""
    asyncio.run(sink.close())


def test_a_courier_delivers_what_was_left(tmp_path: Path) -> None:
    """A receiver on the network gets them, too."""
    kill_one(tmp_path)
    courier = Collecting()
    spool, journal = Spool(tmp_path / "spool", 1 << 20), Journal(tmp_path, "file x")
    sink = CourierSink(lambda: courier, spool, Story().say, time.monotonic, lambda: 0.5, journal=journal)
    sink.put(b"own\n")
    stopped(sink)
    assert courier.lines == [*LINES[25:], b"own\n"]
    assert [each.name for each in tmp_path.iterdir()] == ["spool"]


def test_a_file_that_is_no_journal(tmp_path: Path) -> None:
    """What cannot be read as one is taken away, and nothing comes of it."""
    mine = Journal(tmp_path, "x")
    (name,) = [each.name for each in tmp_path.iterdir()]
    for number, content in enumerate((b"", b"short", b"\xff" * 100, bytes(16))):
        (tmp_path / f"{name[:16]}.0-{number}").write_bytes(content)
    (tmp_path / f"{name[:16]}.0-9").symlink_to(tmp_path / "elsewhere")
    assert Journal(tmp_path, "x").left == []
    mine.close()


def test_without_room_there_is_none(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Pages are had beforehand: a tmpfs that is full refuses at the start, and not with a signal later."""

    def full(*_: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "posix_fallocate", full)
    with pytest.raises(OSError, match="No space"):
        Journal(tmp_path, "x")
    assert list(tmp_path.iterdir()) == []


def test_what_is_empty_is_swept_away(tmp_path: Path) -> None:
    """Whoever looks for the place takes away journals that hold nothing, of whatever outlet, and none that do."""
    folder = place(tmp_path)
    assert folder is not None
    living = Journal(folder, "x")
    kill_one(folder)
    (full,) = set(folder.iterdir()) - {living._path}
    (folder / "0123456789abcdef.1-0").write_bytes(bytes(2000))
    place(tmp_path)
    assert set(folder.iterdir()) == {living._path, full}


def test_the_place_is_ours_alone(tmp_path: Path) -> None:
    """A folder that others can look into, a link, or a place that is not there is not used."""
    found = place(tmp_path)
    assert found is not None
    assert found.stat().st_mode & 0o777 == 0o700
    assert place(tmp_path) == found
    found.chmod(0o755)
    assert place(tmp_path) is None
    found.rmdir()
    found.symlink_to(tmp_path)
    assert place(tmp_path) is None
    assert place(tmp_path / "nowhere") is None
