"""The time limit and the breaker: bounded while it learns, nothing once it knows, well again by itself."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator, Callable, Sequence

import pytest
import uvloop

from proxy.core.sighting import Shared, Sighting
from proxy.core.tally import Reading, Settlement, Tally
from proxy.errors import StateError, StateRefused, StateUnavailable
from proxy.state import open_store
from proxy.state.crowd import Limits
from proxy.state.guarded import FAILURES, LIMIT, Guarded
from tests.servers import RedisServer
from tests.state.conftest import no_jitter
from tests.state.contract import NOW, spend
from tests.state.gatherings import sighting

# What the issue promises for recovery.
RECOVERY = 5.0
# Scheduling on a busy machine with two cores, on top of the limit itself.
SLACK = 0.25


class Moody:
    """A store that does what it is told: answers, raises or stays silent."""

    def __init__(self) -> None:
        self.mood: StateError | asyncio.Event | None = None
        self.asked = 0
        self.probed = asyncio.Event()
        self.closed = False

    async def _feel(self) -> None:
        if isinstance(self.mood, StateError):
            raise self.mood
        if self.mood is not None:
            await self.mood.wait()

    async def take(self, tallies: Sequence[Tally], now: float) -> tuple[Reading, ...]:  # noqa: ARG002
        """As a store."""
        self.asked += 1
        await self._feel()
        return ()

    async def settle(self, settlements: Sequence[Settlement], now: float) -> None:  # noqa: ARG002
        """As a store."""
        await self._feel()

    async def sight(self, sightings: Sequence[Sighting], now: float) -> list[Limits | None]:  # noqa: ARG002
        """As a store whose buckets are all crowded."""
        self.asked += 1
        await self._feel()
        return [Limits(0, 0, heavy=False)] * len(sightings)

    async def shared(self, shard: int, since: float, now: float) -> list[Shared]:  # noqa: ARG002
        """As a store."""
        await self._feel()
        return []

    async def fetch(self, name: str, now: float) -> bytes | None:  # noqa: ARG002
        """As a store."""
        await self._feel()
        return b"held"

    async def put(self, name: str, content: bytes, life: float, now: float) -> None:  # noqa: ARG002
        """As a store."""
        await self._feel()

    async def lead(self, name: str, who: str, life: float, now: float) -> bool:  # noqa: ARG002
        """As a store."""
        await self._feel()
        return True

    async def probe(self) -> None:
        """As a store."""
        self.probed.set()
        await self._feel()

    async def close(self) -> None:
        """As a store."""
        self.closed = True


class Watch:
    """Hears what the breaker tells."""

    def __init__(self) -> None:
        self.told: list[str] = []
        self.again = asyncio.Event()

    def notice(self, text: str) -> None:
        """Told by the breaker."""
        self.told.append(text)
        if text == "state is used again":
            self.again.set()


@pytest.fixture
def moody() -> Moody:
    """The store under guard."""
    return Moody()


@pytest.fixture
async def guarded(moody: Moody) -> AsyncIterator[Guarded]:
    """The guard."""
    guard = Guarded(moody, clock=time.monotonic)
    yield guard
    await guard.close()


async def test_what_the_store_answers_is_passed_on(guarded: Guarded, moody: Moody) -> None:
    """A store that works is not noticed to be guarded."""
    assert await guarded.take([], NOW) == ()
    await guarded.settle([], NOW)
    await guarded.probe()
    assert (guarded.failures, guarded.open, guarded.unsettled) == (0, False, 0)


async def test_late_is_unknown(guarded: Guarded, moody: Moody) -> None:
    """A take that is not answered within the limit is None, not earlier and not much later."""
    moody.mood = asyncio.Event()
    started = time.monotonic()
    assert await guarded.take([], NOW) is None
    assert LIMIT * 0.9 <= time.monotonic() - started < LIMIT + SLACK
    assert (guarded.late, guarded.failures) == (1, 1)


async def test_a_task_goes_on_after_a_late_take(guarded: Guarded, moody: Moody) -> None:
    """Waking a task whose take is late leaves no trace of cancellation in it."""
    moody.mood = asyncio.Event()
    assert await guarded.take([], NOW) is None
    task = asyncio.current_task()
    assert task is not None
    assert task.cancelling() == 0
    moody.mood = None
    assert await guarded.take([], NOW) == ()


async def test_a_client_that_leaves_is_not_a_failure(guarded: Guarded, moody: Moody) -> None:
    """Cancelling the request's task ends the take as a cancellation; the store is not blamed."""
    moody.mood = asyncio.Event()
    task = asyncio.get_running_loop().create_task(guarded.take([], NOW))
    await asyncio.wait([task], timeout=0)
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    assert guarded.failures == 0


def spin(seconds: float) -> None:
    """Keep the event loop from turning, as too many requests at once do."""
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        pass


async def take_on_a_late_loop(url: str) -> tuple[Guarded, int]:
    """Takes of several requests, each of which holds the loop up for half a limit before and after; None answered."""
    guarded = Guarded(await open_store(url, jitter=no_jitter), clock=time.monotonic)

    async def request(number: int) -> int:
        unknown = 0
        for _ in range(4):
            spin(LIMIT / 2)
            unknown += await guarded.take([spend(f"late_{number}", 1, limit=1e6)], NOW) is None
            spin(LIMIT / 2)
        return unknown

    unknown = sum(await asyncio.gather(*map(request, range(5))))
    await guarded.close()
    return guarded, unknown


@pytest.mark.parametrize("loop", [uvloop.new_event_loop, asyncio.new_event_loop])
def test_a_late_loop_is_no_failure_of_the_store(
    server: RedisServer, loop: Callable[[], asyncio.AbstractEventLoop]
) -> None:
    """A Redis that has answered is not called late because we were late to look, whichever loop it is."""
    found: set[tuple[int, int, int]] = set()
    # Where other processes keep Redis itself from running it is late indeed. Blaming it for our own lateness would
    # show every time: each take is held up for a whole limit.
    for _ in range(8):
        with asyncio.Runner(loop_factory=loop) as runner:
            guarded, unknown = runner.run(take_on_a_late_loop(server.url))
        found.add((unknown, guarded.late, guarded.opened))
        if (0, 0, 0) in found:
            break
    assert (0, 0, 0) in found


@pytest.mark.parametrize("error", [StateUnavailable("gone"), StateRefused("full")])
async def test_the_breaker_opens_after_some_failures(guarded: Guarded, moody: Moody, error: StateError) -> None:
    """After a few failures in a row nothing is asked any more."""
    moody.mood = error
    for _ in range(FAILURES + 10):
        assert await guarded.take([], NOW) is None
    assert (moody.asked, guarded.failures, guarded.skipped, guarded.opened) == (FAILURES, FAILURES, 10, 1)


async def test_a_crowd_is_one_failure(guarded: Guarded, moody: Moody) -> None:
    """Many requests that meet one stall together say no more about the store than one; five stalls in a row do."""
    moody.mood = asyncio.Event()
    for stall in range(1, FAILURES + 1):
        assert not guarded.open
        await asyncio.gather(*(guarded.take([], NOW) for _ in range(50)))
        assert guarded.failures == 50 * stall
    assert guarded.open


async def test_single_failures_do_not_open_it(guarded: Guarded, moody: Moody) -> None:
    """Failures between successes, however many, are not a reason to stop asking."""
    for turn in range(10 * FAILURES):
        moody.mood = StateUnavailable("hiccup") if turn % FAILURES else None
        await guarded.take([], NOW)
    assert not guarded.open


async def test_an_open_breaker_costs_nothing(guarded: Guarded, moody: Moody) -> None:
    """While open, a thousand takes together take less than one limit."""
    moody.mood = StateUnavailable("gone")
    for _ in range(FAILURES):
        await guarded.take([], NOW)
    started = time.monotonic()
    for _ in range(1000):
        assert await guarded.take([], NOW) is None
    assert time.monotonic() - started < LIMIT


async def test_it_closes_by_itself(moody: Moody) -> None:
    """A probe in the background finds out that the store is back; no request pays for that."""
    watch = Watch()
    guarded = Guarded(moody, clock=time.monotonic, notice=watch.notice)
    moody.mood = StateUnavailable("gone")
    for _ in range(FAILURES):
        await guarded.take([], NOW)
    await asyncio.wait_for(moody.probed.wait(), RECOVERY)
    assert guarded.open
    moody.mood = None
    await asyncio.wait_for(watch.again.wait(), RECOVERY)
    assert await guarded.take([], NOW) == ()
    assert [text.partition(":")[0] for text in watch.told] == ["state is not used for now", "state is used again"]
    await guarded.close()
    assert moody.closed


async def test_lost_settlements_are_counted(guarded: Guarded, moody: Moody) -> None:
    """Settling never raises; what is lost can be seen."""
    lost = [Settlement(spend("k", 1), NOW, 0.0)] * 3
    moody.mood = StateRefused("full")
    await guarded.settle(lost, NOW)
    for _ in range(FAILURES):
        await guarded.take([], NOW)
    await guarded.settle(lost, NOW)
    assert guarded.unsettled == 6


async def test_lost_sightings_are_counted(guarded: Guarded, moody: Moody) -> None:
    """Seeing callers in buckets never raises; what is lost can be seen."""
    made = [sighting(1, 5), sighting(2, 5)]
    moody.mood = StateRefused("full")
    await guarded.sight(made, NOW)
    moody.mood = asyncio.Event()
    await guarded.sight(made, NOW)
    for _ in range(FAILURES):
        await guarded.take([], NOW)
    await guarded.sight(made, NOW)
    assert guarded.unsettled == 6


async def test_what_would_not_be_kept_is_not_sent(guarded: Guarded, moody: Moody) -> None:
    """Once a bucket said that it is crowded, sightings beyond its limits cost no call."""
    for _ in range(3):
        await guarded.sight([sighting(1, 5)], NOW)
    assert moody.asked == 1


async def test_many_sightings_go_in_parts(own_server: RedisServer) -> None:
    """However many callers are seen in one bucket between two writes, all of them are kept."""
    guarded = Guarded(await open_store(own_server.url, jitter=no_jitter), clock=time.monotonic)
    await guarded.sight([sighting(64, caller, content=caller + 1) for caller in range(90)] * 5, NOW)
    assert guarded.unsettled == 0
    assert len((await guarded.shared(0, 0.0, NOW))[0].callers) == 90
    await guarded.close()


async def ask_all(guarded: Guarded) -> tuple[object, ...]:
    """Everything that is asked off the path of requests."""
    await guarded.put("name", b"content", 1.0, NOW)
    return (
        await guarded.fetch("name", NOW),
        await guarded.lead("name", "me", 1.0, NOW),
        await guarded.shared(0, 0.0, NOW),
    )


async def test_the_correlator_is_answered_or_told(guarded: Guarded, moody: Moody) -> None:
    """Shards, documents and leases pass through while the store works; a silent or dead one is said so in time."""
    assert await ask_all(guarded) == (b"held", True, [])
    for mood in (asyncio.Event(), StateRefused("full")):
        moody.mood = mood
        for ask in (guarded.fetch("n", NOW), guarded.put("n", b"", 1.0, NOW), guarded.lead("n", "me", 1.0, NOW)):
            with pytest.raises(StateError):
                await asyncio.wait_for(ask, RECOVERY)
    assert not guarded.open
    for _ in range(FAILURES):
        await guarded.take([], NOW)
    moody.mood = None
    with pytest.raises(StateUnavailable, match="not used for now"):
        await ask_all(guarded)


async def test_silence_of_a_probe_is_told(guarded: Guarded, moody: Moody) -> None:
    """Readiness gets an answer in bounded time, whatever the store does."""
    moody.mood = asyncio.Event()
    with pytest.raises(StateUnavailable, match="no answer in time"):
        await guarded.probe()


async def test_every_take_that_was_sent_is_observed(moody: Moody) -> None:
    """The time of each take, late or not, reaches the metrics; skipped ones do not."""
    seconds: list[float] = []
    guarded = Guarded(moody, clock=time.monotonic, limit_s=0.01, observe=seconds.append)
    await guarded.take([], NOW)
    moody.mood = asyncio.Event()
    for _ in range(FAILURES + 3):
        await guarded.take([], NOW)
    assert [second > 0.009 for second in seconds] == [False] + [True] * FAILURES
    await guarded.close()


def freeze(server: RedisServer) -> Callable[[], object]:
    """SIGSTOP; answers what undoes it."""
    server.freeze()
    return server.thaw


def kill(server: RedisServer) -> Callable[[], object]:
    """SIGKILL; answers what starts it again, its script cache empty."""
    server.kill()
    return server.start


def fill(server: RedisServer) -> Callable[[], object]:
    """No memory and no eviction; answers what gives memory back."""
    server.ask("CONFIG", "SET", "maxmemory", 1)
    return lambda: server.ask("CONFIG", "SET", "maxmemory", 0)


def demote(server: RedisServer) -> Callable[[], object]:
    """A replica of nobody; answers what makes it a master again."""
    server.ask("REPLICAOF", "127.0.0.1", 1)
    return lambda: server.ask("REPLICAOF", "NO", "ONE")


@pytest.mark.parametrize("harm", [freeze, kill, fill, demote])
async def test_traffic_goes_on_whatever_happens_to_redis(
    own_server: RedisServer, harm: Callable[[RedisServer], Callable[[], object]]
) -> None:
    """Requests wait a few limits at most while we learn, nothing after that, and Redis is used again within 5 s."""
    watch = Watch()
    guarded = Guarded(await open_store(own_server.url, jitter=no_jitter), clock=time.monotonic, notice=watch.notice)
    asked = [spend("k", 1, limit=1e6)]
    assert await guarded.take(asked, NOW) is not None
    undo = harm(own_server)
    waits = []
    for _ in range(40):
        started = time.monotonic()
        assert await guarded.take(asked, NOW) is None
        waits.append(time.monotonic() - started)
    assert max(waits) < LIMIT + SLACK
    assert sum(waits[FAILURES:]) < SLACK
    assert guarded.open
    undo()
    await asyncio.wait_for(watch.again.wait(), RECOVERY)
    assert await guarded.take(asked, NOW) is not None
    await guarded.close()


async def test_a_crowd_learns_together(own_server: RedisServer) -> None:
    """Two hundred requests that find Redis frozen wait one limit in all, not one after the other."""
    guarded = Guarded(await open_store(own_server.url, jitter=no_jitter), clock=time.monotonic)
    own_server.freeze()
    started = time.monotonic()
    found = await asyncio.gather(*(guarded.take([spend("k", 1)], NOW) for _ in range(200)))
    assert time.monotonic() - started < LIMIT + 2 * SLACK
    assert set(found) == {None}
    own_server.thaw()
    await guarded.close()
