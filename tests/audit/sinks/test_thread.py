"""The queue in front of a file: never in the way, nothing lost that could be kept, everything lost counted."""

from __future__ import annotations

import errno
import os
import threading
import time
from collections.abc import AsyncIterator, Callable
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from proxy.audit.sinks.targets import DescriptorTarget, FileTarget
from proxy.audit.sinks.thread import ThreadSink
from tests.audit.sinks.receivers import DEADLINE, Story


class Scripted:
    """A target that fails, hangs or works as a test tells it."""

    def __init__(self) -> None:
        self.stale = False
        self.trouble: OSError | None = None
        self.open = threading.Event()
        self.open.set()
        self.entered = threading.Event()
        self.got = b""
        self.closed = False
        self._batch = b""

    def take(self, batch: bytes) -> None:
        """Begin a batch."""
        self._batch = batch

    def write(self) -> None:
        """Hang, fail or work."""
        self.entered.set()
        assert self.open.wait(DEADLINE)
        if self.trouble is not None:
            raise self.trouble
        self.got += self._batch

    def close(self) -> None:
        """Remember it."""
        self.closed = True


@pytest.fixture
async def target() -> AsyncIterator[Scripted]:
    target = Scripted()
    yield target
    target.open.set()


def line(number: int) -> bytes:
    return b"%d\n" % number


async def test_lines_are_written_in_order(target: Scripted, story: Story) -> None:
    """Closing writes everything that was put, in order."""
    sink = ThreadSink(target, story.say)
    for number in range(5000):
        sink.put(line(number))
    await sink.close()
    assert target.got == b"".join(map(line, range(5000)))
    assert (sink.written, sink.dropped, sink.queued, target.closed, story.told) == (5000, 0, 0, True, [])


async def test_hanging_target_is_in_nobodys_way(target: Scripted, story: Story) -> None:
    """While a write hangs, putting stays quick, the queue stays bounded, and what did not fit is counted."""
    target.open.clear()
    sink = ThreadSink(target, story.say, lines=100)
    sink.put(line(0))
    assert target.entered.wait(DEADLINE)
    began = time.perf_counter()
    for number in range(1, 20_001):
        sink.put(line(number))
    assert (time.perf_counter() - began) / 20_000 < 50e-6
    assert (sink.queued, sink.dropped) == (101, 19_900)
    target.open.set()
    await sink.close()
    assert target.got == b"".join(map(line, range(101)))


async def test_closing_gives_up_on_a_hanging_target(target: Scripted, story: Story) -> None:
    """Closing takes no longer than its limit, and counts what it leaves behind as dropped."""
    target.open.clear()
    sink = ThreadSink(target, story.say)
    sink.put(line(0))
    assert target.entered.wait(DEADLINE)
    sink.put(line(1))
    await sink.close(limit=0.01)
    assert sink.dropped == 2


async def test_failing_target_is_told_once_and_recovers(target: Scripted, story: Story) -> None:
    """A failure is said once, nothing is lost while the queue has room, and the recovery is said too."""
    target.trouble = OSError(errno.ENOSPC, "No space left on device")
    sink = ThreadSink(target, story.say, retry=0.001)
    for number in range(100):
        sink.put(line(number))
    story.wait_for(1)
    for _ in range(3):
        target.entered.clear()
        assert target.entered.wait(DEADLINE)
    target.trouble = None
    story.wait_for(2)
    await sink.close()
    assert target.got == b"".join(map(line, range(100)))
    assert story.told == [
        "events cannot be written, trying again: No space left on device",
        "events are written again, 0 were dropped so far",
    ]
    assert sink.failures == 1


async def test_closing_a_failing_target_counts_the_rest(target: Scripted, story: Story) -> None:
    """What cannot be written when it is time to stop is dropped and counted, without waiting for a retry."""
    target.trouble = OSError(errno.EPIPE, "Broken pipe")
    sink = ThreadSink(target, story.say, retry=3600.0)
    for number in range(3000):
        sink.put(line(number))
    story.wait_for(1)
    await sink.close()
    assert (sink.dropped, sink.written, sink.queued) == (3000, 0, 0)


async def test_nothing_is_taken_after_closing(target: Scripted, story: Story) -> None:
    """A line that comes too late is counted, not kept."""
    sink = ThreadSink(target, story.say)
    await sink.close()
    sink.put(line(0))
    assert (sink.dropped, target.got) == (1, b"")


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs /dev/full")
async def test_full_disk(story: Story) -> None:
    """A full disk is told in the system's words and costs only the lines that it had no room for."""
    sink = ThreadSink(FileTarget(Path("/dev/full")), story.say, lines=10)
    for number in range(100):
        sink.put(line(number))
    story.wait_for(1)
    await sink.close()
    assert story.told == ["events cannot be written, trying again: No space left on device"]
    assert sink.dropped == 100


@pytest.fixture
def fifo(tmp_path: Path) -> Path:
    path = tmp_path / "events"
    os.mkfifo(path)
    return path


async def test_pipe_that_nobody_reads(fifo: Path, story: Story) -> None:
    """A named pipe without a reader delays neither start nor request; a reader who comes gets what was kept."""
    sink = ThreadSink(FileTarget(fifo), story.say, lines=50)
    for number in range(60):
        sink.put(line(number))
    assert sink.dropped >= 9
    reader = os.open(fifo, os.O_RDONLY)
    await sink.close()
    assert os.read(reader, 65_536).startswith(line(0) + line(1))
    os.close(reader)


async def test_reader_that_went_away(story: Story) -> None:
    """A closed pipe is a failure like any other: told, counted, survived."""
    reader, writer = os.pipe()
    os.close(reader)
    sink = ThreadSink(DescriptorTarget(writer), story.say)
    sink.put(line(0))
    story.wait_for(1)
    await sink.close()
    os.close(writer)
    assert (story.told, sink.dropped) == (["events cannot be written, trying again: Broken pipe"], 1)


async def test_rotation_by_rename(tmp_path: Path, story: Story) -> None:
    """After logrotate moved the file, lines go to a new one under the old name, and none is lost or doubled."""
    path, moved = tmp_path / "events", tmp_path / "events.1"
    sink = ThreadSink(FileTarget(path), story.say)
    first = await _written(sink, line(0))
    path.rename(moved)
    sink.put(line(1))
    await sink.close()
    assert (first, moved.read_bytes(), path.read_bytes()) == (1, line(0), line(1))


async def test_reopen_takes_the_file_again(tmp_path: Path, story: Story) -> None:
    """`reopen` (SIGHUP) begins with a freshly opened file, and appends."""
    path = tmp_path / "events"
    sink = ThreadSink(FileTarget(path), story.say)
    sink.put(line(0))
    sink.reopen()
    sink.put(line(1))
    await sink.close()
    assert path.read_bytes() == line(0) + line(1)


@given(st.lists(st.binary(max_size=20).map(lambda text: text.replace(b"\n", b"") + b"\n"), max_size=50))
async def test_any_lines_arrive_whole(lines: list[bytes]) -> None:
    """Whatever the lines hold, the target gets them unchanged."""
    target = Scripted()
    sink = ThreadSink(target, print)
    for each in lines:
        sink.put(each)
    await sink.close()
    assert target.got == b"".join(lines)


async def _written(sink: ThreadSink, text: bytes) -> int:
    """Put a line and wait until the thread has written it."""
    sink.put(text)
    deadline = time.monotonic() + DEADLINE
    while not sink.written:
        assert time.monotonic() < deadline
        os.sched_yield()
    return sink.written


def test_put_is_cheap(story: Story) -> None:
    """Putting costs a fraction of the 5 µs that it may cost on the loop's thread (best of many, a busy machine)."""
    target = Scripted()
    sink = ThreadSink(target, story.say)
    text = b"x" * 600 + b"\n"
    costs = [_timed(lambda: sink.put(text)) for _ in range(2000)]
    assert min(costs) < 5e-6


def _timed(work: Callable[[], None]) -> float:
    began = time.perf_counter()
    work()
    return time.perf_counter() - began
