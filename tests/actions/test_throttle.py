"""throttle: tallies, refusals and pauses."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from proxy.actions.throttle import LEASE, LONGEST_RETRY, crowded, limit_of, pause, refuse, releases, spends
from proxy.core.effect import Throttle
from proxy.core.tally import Room, Settlement, Spend
from proxy.state.memory import MemoryStore

TWO_A_MINUTE = Throttle(rate=2 / 60)
RATE = Spend("c:k_1", "t:all.60", 1.0, 2.0, 60.0)
PLACE = Spend("c:k_1", "t:open", 1.0, 3.0, LEASE)


@pytest.mark.parametrize(("count", "window"), [(2, 60.0), (1, 3600.0), (7, 1.0), (100, 30.0), (3, 86400.0)])
def test_limit(count: int, window: float) -> None:
    """The count that was written comes back exactly, whatever its window."""
    assert limit_of(Throttle(rate=count / window, window=window)) == count


def test_spends() -> None:
    """A request takes one of the rate and one place among those at once, in the caller's own group."""
    assert spends(TWO_A_MINUTE, "k_1") == (RATE,)
    assert spends(Throttle(2 / 60, concurrency=3), "k_1", "c_9") == (RATE, PLACE)
    assert spends(Throttle(delay=1.0), "k_1") == ()


def test_spends_of_a_campaign() -> None:
    """Members of a campaign take from one rate and one number of places; who is in none takes from its own."""
    shared = Throttle(2 / 60, concurrency=3, per="campaign")
    assert spends(shared, "k_1", "c_9") == spends(shared, "k_2", "c_9")
    assert {spend.group for spend in spends(shared, "k_1", "c_9")} == {"g:c_9"}
    assert spends(shared, "k_1", None) == (RATE, PLACE)


async def test_rate() -> None:
    """Two a minute is two in any minute, and the third is told when there is room again."""
    store = MemoryStore()
    answers = []
    for now in (1000.0, 1001.0, 1002.0, 1060.5):
        readings = await store.take((RATE,), now)
        answers.append(refuse(RATE, readings[0]))
    assert [answer is None for answer in answers] == [True, True, False, True]
    refusal = answers[2]
    assert refusal is not None
    assert (refusal.status, refusal.kind) == (429, "rate")
    assert refusal.retry_after == pytest.approx(58.0)
    assert "2 requests in 60 seconds" in refusal.message


async def test_concurrency() -> None:
    """Three places are three at once: a fourth is refused for seconds, until one of them gives its place back."""
    store = MemoryStore()
    answers = [refuse(PLACE, (await store.take((PLACE,), 1000.0 + number))[0]) for number in range(4)]
    assert [answer is None for answer in answers] == [True, True, True, False]
    assert answers[3] is not None
    assert "3 requests at once" in answers[3].message
    assert answers[3].retry_after == 2.0
    await store.settle(releases((RATE, PLACE), 1001.0), 1004.0)
    assert refuse(PLACE, (await store.take((PLACE,), 1005.0))[0]) is None
    assert refuse(PLACE, (await store.take((PLACE,), 1005.0))[0]) is not None


@given(st.lists(st.booleans(), max_size=60))
async def test_places_are_neither_lost_nor_made(begins: list[bool]) -> None:
    """Whatever order requests begin and end in, as many are open as have a place, and never more than three."""
    store, now = MemoryStore(), 1000.0
    open_since: list[float] = []
    for begin in begins:
        now += 1.0
        if begin:
            (room,) = await store.take((PLACE,), now)
            assert room.granted is (len(open_since) < 3)
            open_since += [now] if room.granted else []
        elif open_since:
            await store.settle(releases((PLACE,), open_since.pop(len(open_since) // 2)), now)


async def test_a_place_whose_worker_died_is_free_again_after_the_lease() -> None:
    """Nothing that takes a place keeps it for ever."""
    store = MemoryStore()
    for _ in range(3):
        await store.take((PLACE,), 1000.0)
    assert not (await store.take((PLACE,), 1000.0 + LEASE - 1))[0].granted
    assert (await store.take((PLACE,), 1001.0 + LEASE))[0].granted


def test_releases() -> None:
    """Places are given back, rates stay spent."""
    assert releases((RATE, PLACE), 5.0) == (Settlement(PLACE, 5.0, 0.0),)


@given(st.floats(0, allow_nan=False, allow_infinity=False))
def test_retry_after(wait: float) -> None:
    """Nobody is told to come back later than official SDKs bear."""
    refusal = refuse(RATE, Room(False, 2.0, wait, 60.0))
    assert refusal is not None
    assert refusal.retry_after is not None
    assert 0 <= refusal.retry_after <= LONGEST_RETRY


def test_never() -> None:
    """Where no waiting helps, SDKs are told to try once."""
    refusal = refuse(RATE, Room(False, 0.0, math.inf, 0.0))
    assert refusal is not None
    assert refusal.retry_after is None


@given(st.floats(0, 60), st.floats(0, 1), st.floats(0, 1))
def test_pause(delay: float, jitter: float, chance: float) -> None:
    """A delay is never longer than it was written, and never shorter than its jitter leaves of it."""
    found = pause((Throttle(delay=delay, jitter=jitter),), chance, refused=False)
    assert delay * (1 - jitter) - 1e-9 <= found <= delay


def test_the_longest_pause_counts() -> None:
    """Of several throttles the longest delay; what is refused waits for the longest tarpit instead."""
    throttles = (Throttle(1.0, delay=2.0, tarpit=7.0), Throttle(1.0, delay=3.0, jitter=1.0, per="campaign"))
    assert pause(throttles, 0.0, refused=False) == 3.0
    assert pause(throttles, 0.9, refused=False) == 2.0
    assert pause(throttles, 0.0, refused=True) == 7.0
    assert pause((), 0.0, refused=True) == pause((), 0.0, refused=False) == 0.0


def test_crowded() -> None:
    """Who cannot even wait is told to come back when it would have gone on."""
    found = crowded((Throttle(delay=30.0),))
    assert (found.status, found.kind, found.retry_after) == (429, "rate", 30.0)
    assert crowded((Throttle(delay=0.1),)).retry_after == 2.0
