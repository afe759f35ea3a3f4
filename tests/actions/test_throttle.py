"""throttle: a tally and a refusal."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from proxy.actions.throttle import LONGEST_RETRY, limit_of, refuse, spend
from proxy.core.effect import Throttle
from proxy.core.tally import Room, Spend
from proxy.state.memory import MemoryStore

TWO_A_MINUTE = Throttle(rate=2 / 60)


@pytest.mark.parametrize(("count", "window"), [(2, 60.0), (1, 3600.0), (7, 1.0), (100, 30.0), (3, 86400.0)])
def test_limit(count: int, window: float) -> None:
    """The count that was written comes back exactly, whatever its window."""
    assert limit_of(Throttle(rate=count / window, window=window)) == count


def test_spend() -> None:
    """A request takes one of the rate, in the caller's own group, under the rule's name."""
    assert spend(TWO_A_MINUTE, "hydra", "k_1") == Spend("c:k_1", "t:hydra.60", 1.0, 2.0, 60.0)
    assert spend(Throttle(concurrency=3, delay=1.0), "hydra", "k_1") is None


async def test_rate() -> None:
    """Two a minute is two in any minute, and the third is told when there is room again."""
    store = MemoryStore()
    asked = spend(TWO_A_MINUTE, "hydra", "k_1")
    assert asked is not None
    answers = []
    for now in (1000.0, 1001.0, 1002.0, 1060.5):
        readings = await store.take((asked,), now)
        assert readings is not None
        answers.append(refuse(TWO_A_MINUTE, readings[0]))
    assert [answer is None for answer in answers] == [True, True, False, True]
    refusal = answers[2]
    assert refusal is not None
    assert (refusal.status, refusal.kind) == (429, "rate")
    assert refusal.retry_after == pytest.approx(58.0)
    assert "2 requests in 60 seconds" in refusal.message
    assert "hydra" not in refusal.message


@given(st.floats(0, allow_nan=False, allow_infinity=False))
def test_retry_after(wait: float) -> None:
    """Nobody is told to come back later than official SDKs bear."""
    refusal = refuse(TWO_A_MINUTE, Room(False, 2.0, wait, 60.0))
    assert refusal is not None
    assert refusal.retry_after is not None
    assert 0 <= refusal.retry_after <= LONGEST_RETRY


def test_never() -> None:
    """Where no waiting helps, SDKs are told to try once."""
    refusal = refuse(Throttle(rate=0.0), Room(False, 0.0, math.inf, 0.0))
    assert refusal is not None
    assert refusal.retry_after is None
