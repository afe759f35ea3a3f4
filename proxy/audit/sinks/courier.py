"""A sink for receivers on the network: lines wait in memory, then on disk, and a courier carries them in batches.

Its loop runs in a thread of its own, so that a receiver that hangs, a disk that is slow or a batch that takes long to
compress is nobody's business in the proxy's loop. What is sent is written to disk first; it leaves the disk when the
receiver has taken it, so it may arrive twice (after a break at the wrong moment) but is not lost.

Trying again: 0.5 s, doubled up to a minute, each with full jitter (Brooker, "Exponential Backoff And Jitter"), and not
before the time that the receiver asked for. A batch that is refused as it is goes in halves, down to the line that is
at fault, which is dropped and counted.
"""

from __future__ import annotations

import asyncio
import contextlib
import threading
from collections import deque
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from proxy.audit.sinks import Courier, Rejected, Unsent
from proxy.audit.sinks.journal import Journal
from proxy.audit.sinks.spool import Spool
from proxy.audit.sinks.thread import LINES

# How often lines go from memory to disk: what a killed process loses where there is no journal.
FILL_S = 0.1
FIRST_S, LONGEST_S = 0.5, 60.0
# A tenth of a second of 40,000 lines a second.
_FILL_LINES = 4096
# A receiver may ask for patience, but not for a day.
PATIENCE_S = 600.0
# Lines are told together with their bytes: Splunk and Elastic advise 1 to 15 MB a request.
BATCH_BYTES = 2 * 2**20
# Moments at which lines were written, for the lag: one a second, an hour long.
_MARKS = 3600


@dataclass(frozen=True, slots=True)
class Pace:
    """How a courier works: at most `batch` lines at once, `every` seconds unless more wait."""

    batch: int = 500
    every: float = 1.0
    first: float = FIRST_S
    longest: float = LONGEST_S


class CourierSink:
    """Lines for one receiver. `make` builds the courier in the loop that it will work in."""

    def __init__(
        self,
        make: Callable[[], Courier],
        spool: Spool,
        say: Callable[[str], None],
        ticks: Callable[[], float],
        jitter: Callable[[], float],
        pace: Pace | None = None,
        lines: int = LINES,
        journal: Journal | None = None,
    ) -> None:
        """What a `journal` has of processes that were killed is delivered, too."""
        self._journal = journal
        self.written = self.rejected = self.failures = self.lost = 0
        self._make, self._spool, self._say = make, spool, say
        self._ticks, self._jitter, self._pace, self._most = ticks, jitter, pace or Pace(), lines
        self._queue: deque[bytes] = deque()
        self._marks: deque[tuple[int, float]] = deque(maxlen=_MARKS)
        self._spooled = spool.waiting
        if spool.waiting:  # an earlier process left them; since when, nobody knows
            self._marks.append((spool.waiting, ticks()))
        self._halt = threading.Event()
        self._awake = asyncio.Event()
        self._held: list[bytes] = []
        self._in_hand = self._full = False
        self._loop = asyncio.new_event_loop()
        self._deadline = 0.0
        for line in journal.left if journal is not None else ():
            self.put(line)
        self._thread = threading.Thread(target=self._run, name="stillwatch-courier", daemon=True)
        self._thread.start()

    @property
    def dropped(self) -> int:
        """Lines that nobody will get: no room in memory, no room on disk, refused for good."""
        return self.lost + self._spool.dropped + self.rejected

    @property
    def queued(self) -> int:
        """Lines taken and not yet delivered."""
        return len(self._queue) + len(self._held) + self._spool.waiting

    @property
    def lag(self) -> float:
        """Seconds that the oldest undelivered line has waited, to within a second; at most an hour is known."""
        marks = self._marks
        return self._ticks() - marks[0][1] if marks else 0.0

    def put(self, line: bytes) -> None:
        """Take a line, or count it as dropped."""
        if len(self._queue) >= self._most or self._halt.is_set():
            self.lost += 1
            return
        if self._journal is not None:
            self._journal.put(line)
        self._queue.append(line)

    def reopen(self) -> None:
        """Nothing to begin anew."""

    async def close(self, limit: float = 5.0) -> None:
        """Deliver for at most `limit` seconds; what is then on disk is delivered after the next start."""
        self._deadline = self._ticks() + limit * 0.8
        self._halt.set()
        with contextlib.suppress(RuntimeError):  # the loop has ended by itself
            self._loop.call_soon_threadsafe(self._awake.set)
        await asyncio.to_thread(self._thread.join, limit)
        self.lost += len(self._queue) + len(self._held)
        if self._journal is not None and not self._thread.is_alive():
            self._journal.close()

    def _run(self) -> None:
        try:
            self._loop.run_until_complete(self._work())
        finally:
            self._loop.close()
            self._spool.close()

    async def _work(self) -> None:
        courier = self._make()
        delivering = asyncio.create_task(self._deliver(courier))
        while not self._halt.is_set():
            self._fill()
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(self._awake.wait(), FILL_S)
        self._fill()
        await asyncio.wait({delivering}, timeout=max(self._deadline - self._ticks(), 0.0))
        delivering.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await delivering
        with contextlib.suppress(OSError, Unsent, TimeoutError):
            await asyncio.wait_for(courier.close(), 1.0)

    def _fill(self) -> None:
        """From memory to disk. What the disk does not take is held in memory, and no more is taken from the queue."""
        while (self._held or self._queue) and not self._in_hand:
            lines = self._held or [self._queue.popleft() for _ in range(min(len(self._queue), _FILL_LINES))]
            try:
                kept = self._spool.append(lines)
            except OSError as trouble:
                if not self._full:
                    self._say(f"events cannot be kept on disk, sending from memory: {trouble.strerror}")
                self._held, self._full = lines, True
                return
            self._full = False
            self._held = lines[kept:]
            self._mark(kept)
            self._forget(kept)

    def _forget(self, lines: int) -> None:
        """So many lines need no journal any more."""
        if self._journal is not None:
            self._journal.done(lines)

    def _mark(self, lines: int) -> None:
        self._spooled += lines
        now = self._ticks()
        if not self._marks or now - self._marks[-1][1] >= 1.0:
            self._marks.append((self._spooled, now))
        else:
            self._marks[-1] = (self._spooled, self._marks[-1][1])

    async def _deliver(self, courier: Courier) -> None:
        failed = 0
        while not self._finished():
            lines = self._next()
            if not lines:
                await self._pause(self._pace.every if not self._halt.is_set() else 0.01)
                continue
            try:
                self.rejected += await self._carried(courier, lines)
            except Unsent as trouble:
                failed += 1
                self._in_hand = False
                await self._again(failed, trouble)
                continue
            if failed:
                self._say(f"events are taken again, {self.dropped} were dropped so far")
                failed = 0
            self._settle(lines)
            if len(lines) < self._pace.batch and not self._halt.is_set():
                await self._pause(self._pace.every)

    def _finished(self) -> bool:
        return self._halt.is_set() and not self.queued

    def _next(self) -> list[bytes]:
        """The next batch: from the disk, or what the disk did not take."""
        try:
            lines = self._spool.read(self._pace.batch, BATCH_BYTES)
        except OSError:
            lines = []
        if lines or not (self._full and self._held):
            return lines
        self._in_hand = True
        return self._held[: self._pace.batch]

    def _settle(self, lines: list[bytes]) -> None:
        if self._in_hand:
            self._in_hand = False
            self._held = self._held[len(lines) :]
            self._forget(len(lines))
        else:
            self._spool.done()
        done = self._spooled - self._spool.waiting
        while self._marks and self._marks[0][0] <= done:
            self._marks.popleft()
        self.written += len(lines)

    async def _carried(self, courier: Courier, lines: Sequence[bytes]) -> int:
        """Carry a batch, in halves where it is refused as a whole; how many lines nobody will ever take."""
        try:
            return await courier.carry(lines)
        except Unsent:
            raise
        except Exception as trouble:  # noqa: BLE001 - a fault of ours must not end the sink; its batch is refused
            if len(lines) == 1:
                # Another's text may quote the line.
                told = str(trouble) if isinstance(trouble, Rejected) else type(trouble).__name__
                self._say(f"an event was refused for good: {told}")
                return 1
        half = len(lines) // 2
        return await self._carried(courier, lines[:half]) + await self._carried(courier, lines[half:])

    async def _again(self, failed: int, trouble: Unsent) -> None:
        self.failures += 1
        if failed == 1:
            self._say(f"events are not taken, trying again: {trouble}")
        wait = min(self._pace.first * 2 ** min(failed - 1, 16), self._pace.longest) * self._jitter()
        await self._pause(max(wait, min(trouble.after, PATIENCE_S)))

    async def _pause(self, seconds: float) -> None:
        """Wait, but not when it is time to stop: then everything is tried once more, at most ten times a second."""
        if self._halt.is_set():
            await asyncio.sleep(min(seconds, 0.1))
            return
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(self._awake.wait(), seconds)
