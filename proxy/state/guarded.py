"""A time limit and a breaker around a store: a late or broken store means "unknown", never an exception.

    closed ──(five failures in a row)──> open ──(a probe answers)──> closed
                                          └── one probe a second, in the background ──┘

While closed, a take that is not answered within the limit (25 ms) becomes None. While open, takes become None at
once and nothing is sent: requests do not pay for finding out whether the store is back, a probe does.

Failures are in a row where each take was begun after the one before had failed. So a crowd that meets one stall counts
once, and a busy proxy bears with a store that is silent for a moment as long as an idle one does.

What is late must be the store and not we: where the event loop itself comes late, answers lie unread in the socket
while the timer already says that the time is up. So between the limit and its consequence the loop polls twice more.
"""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Callable, Coroutine, Sequence
from typing import Any, TypeVar

from proxy.core.sighting import Shared, Sighting
from proxy.core.tally import Readings, Settlement, Tally
from proxy.errors import StateError, StateUnavailable
from proxy.state.base import Store
from proxy.state.thinning import Thinning

# A take within a datacentre takes under 1 ms; 25 ms is past every garbage collection and fork of Redis that we
# would wait for, and short against the time to a first token.
LIMIT = 0.025
# Turns of the loop after the limit: one may still write the call, the next reads the answer. A timer of a millisecond,
# the finest that libuv has, cannot fire twice without a poll in between.
MERCY = 2
MERCY_TURN = 0.001
# One lost call is a hiccup. Five in a row cost a client at most 125 ms while we learn.
FAILURES = 5
# Recovery is promised within five seconds; the link connects again at least once a second, and so do we ask.
PROBE_EVERY = 1.0
# A probe may take longer than a request may wait, but a store this slow would only open the breaker again.
PROBE_LIMIT = 0.25
# A shard is read part by part between the requests, and nobody waits for it.
SCAN_LIMIT = 5.0
# Of one call: about a millisecond of Redis, and no key has more than a byte can count.
SIGHTINGS = 128

T = TypeVar("T")


class _Turn:
    """One take under way: whose task to wake when its time is up."""

    __slots__ = ("deadline", "late", "over", "task")

    def __init__(self, task: asyncio.Task[object], deadline: float) -> None:
        self.task, self.deadline = task, deadline
        self.late = self.over = False


class Guarded:
    """Any store, with its takes limited to `limit_s` seconds each; what fails or is late is None.

    `observe` is told the seconds of every take that was sent; `notice` when the breaker opens and closes.
    """

    def __init__(
        self,
        store: Store,
        *,
        clock: Callable[[], float],
        limit_s: float = LIMIT,
        observe: Callable[[float], None] | None = None,
        notice: Callable[[str], None] | None = None,
    ) -> None:
        self._store, self._clock, self._limit = store, clock, limit_s
        self._observe, self._notice = observe, notice
        self._thinning = Thinning()
        self._turns: deque[_Turn] = deque()
        self._timer: asyncio.TimerHandle | None = None
        self._mercy = MERCY
        self._horizon = 0.0  # while there is mercy: whose limit had passed when it began
        self._probing: asyncio.Task[None] | None = None
        self._row = 0
        self._failed_at = 0.0
        self.open = False
        """Whether the breaker is open: nothing is asked of the store."""
        self.opened = 0
        self.late = 0
        """Takes that were not answered in time."""
        self.failures = 0
        """Takes that came to nothing, late ones and those that the store refused included."""
        self.skipped = 0
        """Takes that were not sent because the breaker was open."""
        self.unsettled = 0
        """Settlements that were lost."""

    async def take(self, tallies: Sequence[Tally], now: float) -> Readings:
        """The store's readings, or None: unknown. Never raises a `StateError`."""
        if self.open:
            self.skipped += 1
            return None
        started = self._clock()
        turn = self._begin()
        try:
            found = await self._store.take(tallies, now)
        except StateError as error:
            self._failed(error, started)
            return None
        except asyncio.CancelledError:
            if not turn.late or turn.task.uncancel() > 0:
                raise  # somebody else wants this task to end
            self.late += 1
            self._failed(StateUnavailable("no answer in time"), started)
            return None
        finally:
            turn.over = True
            if self._observe is not None:
                self._observe(self._clock() - started)
        self._row = 0
        return found

    async def settle(self, settlements: Sequence[Settlement], now: float) -> None:
        """Correct reservations if that is possible; what is lost is counted in `unsettled`."""
        if self.open:
            self.unsettled += len(settlements)
            return
        try:
            async with asyncio.timeout(PROBE_LIMIT):
                await self._store.settle(settlements, now)
        except (StateError, TimeoutError):
            self.unsettled += len(settlements)

    async def sight(self, sightings: Sequence[Sighting], now: float) -> None:
        """Remember what callers share with others if that is possible; what is lost is counted in `unsettled`."""
        worth = self._thinning.worth_sending(sightings, now)
        for first in range(0, len(worth), SIGHTINGS):
            await self._sight(worth[first : first + SIGHTINGS], now)

    async def _sight(self, worth: list[Sighting], now: float) -> None:
        if self.open:
            self.unsettled += len(worth)
            return
        try:
            async with asyncio.timeout(PROBE_LIMIT):
                self._thinning.learn(worth, await self._store.sight(worth, now), now)
        except (StateError, TimeoutError):
            self.unsettled += len(worth)

    async def shared(self, shard: int, since: float, now: float) -> list[Shared]:
        """The buckets of a shard. Raises `StateUnavailable` or `StateRefused`."""
        return await self._in_time(SCAN_LIMIT, lambda: self._store.shared(shard, since, now))

    async def fetch(self, name: str, now: float) -> bytes | None:
        """A document. Raises `StateUnavailable` or `StateRefused`."""
        return await self._in_time(PROBE_LIMIT, lambda: self._store.fetch(name, now))

    async def put(self, name: str, content: bytes, life: float, now: float) -> None:
        """Keep a document. Raises `StateUnavailable` or `StateRefused`."""
        await self._in_time(PROBE_LIMIT, lambda: self._store.put(name, content, life, now))

    async def lead(self, name: str, who: str, life: float, now: float) -> bool:
        """Have a lease. Raises `StateUnavailable` or `StateRefused`."""
        return await self._in_time(PROBE_LIMIT, lambda: self._store.lead(name, who, life, now))

    async def _in_time(self, limit_s: float, ask: Callable[[], Coroutine[Any, Any, T]]) -> T:
        """What somebody off the path of requests asks for: neither counted as a failure nor sent while it is open."""
        if self.open:
            raise StateUnavailable("state is not used for now")
        try:
            async with asyncio.timeout(limit_s):
                return await ask()
        except TimeoutError:
            raise StateUnavailable("no answer in time") from None

    async def probe(self) -> None:
        """Ask the store, within a time limit. Raises `StateUnavailable` or `StateRefused`."""
        try:
            async with asyncio.timeout(PROBE_LIMIT):
                await self._store.probe()
        except TimeoutError:
            raise StateUnavailable("no answer in time") from None

    async def close(self) -> None:
        """Stop probing and close the store."""
        if self._timer is not None:
            self._timer.cancel()
        if self._probing is not None:
            self._probing.cancel()
            await asyncio.gather(self._probing, return_exceptions=True)
        await self._store.close()

    def _begin(self) -> _Turn:
        """Note when this take must be over; one timer serves all, since every limit is the same."""
        task = asyncio.current_task()
        if task is None:
            raise RuntimeError("take must run in a task")
        loop = task.get_loop()
        turn = _Turn(task, loop.time() + self._limit)
        self._turns.append(turn)
        if self._timer is None:
            self._timer = loop.call_at(turn.deadline, self._sweep, loop)
        return turn

    def _sweep(self, loop: asyncio.AbstractEventLoop) -> None:
        """Forget turns that are over, give those whose limit has passed two more polls, and come back for the next."""
        turns, now = self._turns, loop.time()
        while turns and turns[0].over:
            turns.popleft()
        if not turns:
            self._timer, self._mercy = None, MERCY
        elif turns[0].deadline > now:
            self._mercy = MERCY
            self._timer = loop.call_at(turns[0].deadline, self._sweep, loop)
        elif self._mercy:
            if self._mercy == MERCY:
                self._horizon = now
            self._mercy -= 1
            self._timer = loop.call_at(now + MERCY_TURN, self._sweep, loop)
        else:
            # Behind the tasks that the last poll has woken.
            self._timer = loop.call_at(now + MERCY_TURN, self._sweep, loop)
            loop.call_soon(self._end)

    def _end(self) -> None:
        """Wake those who are late."""
        self._mercy, turns = MERCY, self._turns
        while turns and turns[0].deadline <= self._horizon:
            turn = turns.popleft()
            if not turn.over:
                turn.late = True
                turn.task.cancel()

    def _failed(self, error: StateError, started: float) -> None:
        self.failures += 1
        if not self._row or started >= self._failed_at:
            self._row += 1
            self._failed_at = self._clock()
        if self._row >= FAILURES and not self.open:
            self.open = True
            self.opened += 1
            self._tell(f"state is not used for now: {error}")
            self._probing = asyncio.get_running_loop().create_task(self._probe_until_well())

    async def _probe_until_well(self) -> None:
        """Half open: the probe goes where requests do not."""
        while self.open:
            await asyncio.sleep(PROBE_EVERY)
            try:
                await self.probe()
            except StateError:
                continue
            self.open, self._row = False, 0
            self._tell("state is used again")

    def _tell(self, text: str) -> None:
        if self._notice is not None:
            self._notice(text)
