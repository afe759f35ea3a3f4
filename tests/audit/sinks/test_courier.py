"""A receiver on the network: never in the way, nothing lost that could be kept, everything lost counted."""

from __future__ import annotations

import asyncio
import errno
import threading
import time
from collections.abc import AsyncIterator, Callable, Sequence
from pathlib import Path

import pytest

from proxy.audit.sinks import Rejected, Unsent
from proxy.audit.sinks.courier import CourierSink, Pace
from proxy.audit.sinks.spool import Spool
from tests.audit.sinks.receivers import DEADLINE, Story

QUICK = Pace(batch=10, every=0.005, first=0.005, longest=0.02)


class Scripted:
    """A courier that does as a test tells it, in whatever thread it is used."""

    def __init__(self) -> None:
        self.batches: list[list[bytes]] = []
        self.trouble: Exception | None = None
        self.bad: set[bytes] = set()
        self.tries = 0
        self.closed = False
        self._news = threading.Condition()

    async def carry(self, lines: Sequence[bytes]) -> int:
        """Take, refuse or fail."""
        with self._news:
            self.tries += 1
            self._news.notify_all()
            if self.trouble is not None:
                raise self.trouble
            if self.bad.intersection(lines):
                raise Rejected("status 400")
            self.batches.append(list(lines))
        return 0

    async def close(self) -> None:
        """Remember it."""
        self.closed = True

    @property
    def lines(self) -> list[bytes]:
        """Everything taken."""
        return [line for batch in self.batches for line in batch]

    def wait_until(self, true: Callable[[], bool]) -> None:
        """Wait until something holds after a try."""
        with self._news:
            assert self._news.wait_for(true, DEADLINE)


@pytest.fixture
def courier() -> Scripted:
    return Scripted()


@pytest.fixture
async def sink(courier: Scripted, story: Story, tmp_path: Path) -> AsyncIterator[CourierSink]:
    sink = opened(courier, story, tmp_path)
    yield sink
    await sink.close(1.0)


def opened(courier: Scripted, story: Story, folder: Path, limit: int = 1 << 20, lines: int = 1000) -> CourierSink:
    """A sink over a folder."""
    return CourierSink(lambda: courier, Spool(folder, limit), story.say, time.monotonic, lambda: 0.5, QUICK, lines)


def numbered(first: int, last: int) -> list[bytes]:
    return [b"%06d\n" % n for n in range(first, last)]


async def settled(true: Callable[[], bool]) -> None:
    """Wait for a number that another thread keeps."""
    end = time.monotonic() + DEADLINE
    while not true():
        assert time.monotonic() < end
        await asyncio.sleep(0)


async def test_lines_arrive_in_order_and_batches(sink: CourierSink, courier: Scripted) -> None:
    """Everything put is delivered once and in order, at most a batch at a time."""
    for line in numbered(0, 95):
        sink.put(line)
    await settled(lambda: sink.written == 95)
    assert courier.lines == numbered(0, 95)
    assert max(map(len, courier.batches)) <= 10
    assert (sink.queued, sink.dropped, sink.lag) == (0, 0, 0.0)


async def test_a_receiver_that_is_away_loses_nothing(sink: CourierSink, courier: Scripted, story: Story) -> None:
    """While it fails lines wait on disk, and lag is told; when it is back all arrive; each is said once."""
    courier.trouble = Unsent("status 503")
    for line in numbered(0, 30):
        sink.put(line)
    await asyncio.to_thread(courier.wait_until, lambda: courier.tries > 5)
    await settled(lambda: sink.lag > 0)
    assert sink.queued == 30
    courier.trouble = None
    await settled(lambda: sink.written == 30)
    assert courier.lines == numbered(0, 30)
    assert story.told == [
        "events are not taken, trying again: status 503", "events are taken again, 0 were dropped so far"
    ]  # fmt: skip


async def test_only_the_line_at_fault_is_dropped(sink: CourierSink, courier: Scripted) -> None:
    """A batch refused as it is goes in halves; what can be taken is, what cannot is counted."""
    courier.bad = {b"000013\n"}
    for line in numbered(0, 20):
        sink.put(line)
    await settled(lambda: sink.written == 20)
    assert courier.lines == [line for line in numbered(0, 20) if line not in courier.bad]
    assert (sink.dropped, sink.rejected) == (1, 1)


async def test_a_fault_of_ours_costs_one_line(sink: CourierSink, courier: Scripted, story: Story) -> None:
    """Whatever goes wrong with a line, the sink goes on, and tells the kind of fault but none of the line."""

    async def carry(lines: Sequence[bytes]) -> int:
        if b"000003\n" in lines:
            raise ValueError("000003 is a secret")
        courier.batches.append(list(lines))
        return 0

    courier.carry = carry  # type: ignore[method-assign]
    for line in numbered(0, 10):
        sink.put(line)
    await settled(lambda: sink.written == 10)
    assert sorted(courier.lines) == [line for line in numbered(0, 10) if line != b"000003\n"]
    assert (sink.rejected, story.told) == (1, ["an event was refused for good: ValueError"])


async def test_what_a_stop_leaves_is_delivered_after_the_next_start(
    courier: Scripted, story: Story, tmp_path: Path
) -> None:
    """A receiver that stays away over a restart gets everything afterwards."""
    courier.trouble = Unsent("away")
    sink = opened(courier, story, tmp_path)
    for line in numbered(0, 25):
        sink.put(line)
    await sink.close(0.3)
    assert sink.lost == 0
    courier.trouble = None
    again = opened(courier, story, tmp_path)
    await settled(lambda: again.written == 25)
    await again.close()
    assert courier.lines == numbered(0, 25)
    assert courier.closed


async def test_beyond_disk_and_memory_it_is_counted(courier: Scripted, story: Story, tmp_path: Path) -> None:
    """The oldest go when the spool is full; what is dropped plus what arrives is what was put."""
    courier.trouble = Unsent("away")
    sink = opened(courier, story, tmp_path, limit=400)
    for n in range(0, 300, 10):
        for line in numbered(n, n + 10):
            sink.put(line)
        await settled(lambda: sink.queued <= 75)
    courier.trouble = None
    await settled(lambda: sink.queued == 0)
    assert sink.written + sink.dropped == 300
    assert courier.lines == numbered(300 - sink.written, 300)
    await sink.close()


async def test_a_full_memory_is_counted_and_costs_nothing(courier: Scripted, story: Story, tmp_path: Path) -> None:
    """Put never waits: what has no room is dropped at once."""
    sink = opened(courier, story, tmp_path, lines=5)
    for line in numbered(0, 500):
        sink.put(line)
    await sink.close()
    assert sink.lost > 0
    assert sink.written + sink.lost == 500


async def test_without_a_disk_it_sends_from_memory(
    courier: Scripted, story: Story, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A full disk is said once and stops nothing: lines go from memory, in order, while the receiver takes them."""

    def full(_self: Spool, _lines: list[bytes]) -> int:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(Spool, "append", full)
    sink = opened(courier, story, tmp_path)
    for line in numbered(0, 30):
        sink.put(line)
    await settled(lambda: sink.written == 30)
    monkeypatch.undo()
    for line in numbered(30, 40):
        sink.put(line)
    await settled(lambda: sink.written == 40)
    await sink.close()
    assert courier.lines == numbered(0, 40)
    assert story.told == ["events cannot be kept on disk, sending from memory: No space left on device"]


async def test_a_receiver_may_ask_for_patience(courier: Scripted, story: Story, tmp_path: Path) -> None:
    """Retry-After is kept: no second try before its time."""
    courier.trouble = Unsent("status 429", after=60.0)
    sink = opened(courier, story, tmp_path)
    sink.put(b"1\n")
    await asyncio.to_thread(story.wait_for, 1)
    sink.put(b"2\n")
    await settled(lambda: sink.queued == 2)
    assert courier.tries == 1
    await sink.close(0.2)
