"""Where lines go. `put` appends to a bounded queue; a thread writes, so that a slow disk slows no request.

A sink that cannot write (disk full, reader gone) keeps what it has and tries again every second; what comes in while
the queue is full is dropped and counted, the first failure is said once, and so is the recovery. Lines are written
whole: after a partial write the rest follows, into a reopened file the whole line again.
"""

from __future__ import annotations

import asyncio
import threading
from collections import deque
from collections.abc import Callable

from proxy.audit.sinks.journal import Journal
from proxy.audit.sinks.targets import Target

# 64 Ki lines of about 600 bytes: 40 MB, half a minute of 2,000 requests a second.
LINES = 65_536
# How long the thread lets lines gather. Each batch takes the interpreter away from the event loop several times: at
# 20 ms that was 18 us of CPU for each of 1,400 requests a second, at 100 ms it is 4, and nobody reads a log sooner.
_GATHER = 0.1
# How often a failing target is tried again.
RETRY = 1.0
# Enough to make a write's fixed cost disappear, small enough that memory use stays even.
_BATCH = 1024


class ThreadSink:
    """A queue in front of a `Target`, drained by a thread of its own."""

    def __init__(
        self,
        target: Target,
        say: Callable[[str], None],
        lines: int = LINES,
        retry: float = RETRY,
        journal: Journal | None = None,
    ) -> None:
        """What a `journal` has of processes that were killed is written first."""
        self._journal = journal
        self.dropped = 0
        self.written = 0
        self.failures = 0
        self._target = target
        self._say = say
        self._lines = lines
        self._retry = retry
        self._queue: deque[bytes] = deque()
        self._writing = 0
        self._lag = 0.0
        self._wake = threading.Event()
        self._halt = threading.Event()
        for line in journal.left if journal is not None else ():
            self.put(line)
        self._thread = threading.Thread(target=self._run, name="stillwatch-sink", daemon=True)
        self._thread.start()

    @property
    def queued(self) -> int:
        """Lines taken and not yet written."""
        return len(self._queue) + self._writing

    @property
    def lag(self) -> float:
        """Seconds for which nothing could be written; 0 while all is well."""
        return self._lag

    def put(self, line: bytes) -> None:
        """Take a line, or count it as dropped. 1 µs, most of it for the journal, and 5 µs a batch for the wake-up."""
        if len(self._queue) >= self._lines or self._halt.is_set():
            self.dropped += 1
            return
        if self._journal is not None:
            self._journal.put(line)
        self._queue.append(line)
        if not self._wake.is_set():
            self._wake.set()

    def reopen(self) -> None:
        """Begin a new file with the next batch."""
        self._target.stale = True
        self._wake.set()

    async def close(self, limit: float = 5.0) -> None:
        """Write what is queued, for at most `limit` seconds; what is left then counts as dropped."""
        self._halt.set()
        self._wake.set()
        await asyncio.to_thread(self._thread.join, limit)
        if self._thread.is_alive():
            self.dropped += self.queued
        elif self._journal is not None:
            self._journal.close()

    def _run(self) -> None:
        while not self._halt.is_set():
            self._wake.wait()
            self._halt.wait(_GATHER)
            # Cleared before the queue is read: a line put from here on wakes us again.
            self._wake.clear()
            self._drain()
        self._drain()
        self._target.close()

    def _drain(self) -> None:
        while self._queue:
            batch = [self._queue.popleft() for _ in range(min(len(self._queue), _BATCH))]
            self._writing = len(batch)
            if not self._write(b"".join(batch)):
                self.dropped += len(batch)
            else:
                self.written += len(batch)
                if self._journal is not None:
                    self._journal.done(len(batch))
            self._writing = 0

    def _write(self, batch: bytes) -> bool:
        """Write a batch however long it takes; False where we were told to stop while it failed."""
        failing = False
        self._target.take(batch)
        while True:
            try:
                self._target.write()
            except OSError as trouble:
                if not failing:
                    failing = True
                    self.failures += 1
                    self._say(f"events cannot be written, trying again: {trouble.strerror or type(trouble).__name__}")
                self._lag += self._retry
                if self._halt.wait(self._retry):
                    return False
            else:
                self._lag = 0.0
                if failing:
                    self._say(f"events are written again, {self.dropped} were dropped so far")
                return True
