"""Many clients from many places, and clients that contradict themselves."""

from __future__ import annotations

import pytest

from proxy.core.tally import Spread
from proxy.detectors.infrastructure import WEAK, infrastructure
from tests.detectors.scenes import ask, asks, named, past


def shared(agents: float, networks: float) -> float:
    """The score of a key with so many user agents and networks; both signals have the same."""
    signals = infrastructure(
        ask(), past(agents=Spread(900, agents, fresh=False), networks=Spread(900, networks, fresh=False))
    )
    one, other = (named(signals, f"infrastructure.{word}") for word in ("agents", "networks"))
    assert (one.value, other.value) == (agents, networks)
    assert one.score == other.score
    return one.score


@pytest.mark.parametrize(
    ("agents", "networks", "expected"),
    [(3, 100, 0.0), (100, 5, 0.0), (8, 20, WEAK), (100, 100, WEAK), (5.5, 12.5, WEAK / 4)],
    ids=["a traveller", "an office", "a pool", "a large pool", "half way"],
)
def test_both_are_needed(agents: float, networks: float, expected: float) -> None:
    """A traveller has many networks, an office many programs; only both together look like a pool."""
    assert shared(agents, networks) == pytest.approx(expected)


@pytest.mark.parametrize(("share", "expected"), [(0.0, 0.0), (0.5, 0.0), (0.7, WEAK / 2), (1.0, WEAK)])
def test_contradictions(share: float, expected: float) -> None:
    """Headers that contradict each other in most requests are half a suspicion."""
    signals = infrastructure(ask(), past(asks=asks(contradictory=share)))
    assert named(signals, "infrastructure.contradictions").score == pytest.approx(expected)


def test_few_contradictions_say_nothing() -> None:
    """Seven requests are an anecdote."""
    signals = infrastructure(ask(), past(asks=asks(count=7, contradictory=1.0)))
    assert named(signals, "infrastructure.contradictions").score == 0.0
