"""Counting lately, never too few."""

from __future__ import annotations

from collections import Counter

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from proxy.sketches.doorkeeper import Doorkeeper

DIGESTS = st.integers(0, (1 << 64) - 1)


@settings(deadline=None)
@given(st.lists(st.tuples(DIGESTS, st.floats(0, 300)), max_size=80))
def test_never_undercounts(events: list[tuple[int, float]]) -> None:
    """Whatever was seen within the last period is counted at least that often, even in a tiny sketch."""
    keeper = Doorkeeper(period=60, epsilon=0.25, delta=0.5)
    seen: list[tuple[int, float]] = []
    for digest, at in sorted(events, key=lambda event: event[1]):
        answer = keeper.see(digest, at)
        seen.append((digest, at))
        truth = sum(1 for other, when in seen if other == digest and when > at - 60)
        assert answer >= truth
        assert keeper.count(digest, at) == answer


def test_error() -> None:
    """No more than a share δ of the answers exceeds the truth by more than ε N."""
    keeper = Doorkeeper(period=60, epsilon=1 / 256, delta=1 / 16)
    draw = np.random.default_rng(5)
    things = draw.integers(0, 1 << 64, 4000, dtype=np.uint64, endpoint=False).tolist()
    stream = [things[rank] for rank in np.minimum(draw.zipf(1.2, 20_000) - 1, 3999)]
    for digest in stream:
        keeper.see(digest, 1.0)
    truth = Counter(stream)
    wrong = sum(keeper.count(digest, 1.0) - truth[digest] > len(stream) / 256 for digest in things)
    assert wrong / len(things) <= 1 / 16


@pytest.mark.parametrize(("later", "expected"), [(0, 2), (59, 2), (61, 2), (119, 2), (121, 1), (600, 1)])
def test_forgets(later: float, expected: int) -> None:
    """What is older than two periods is forgotten, what is younger than one is not."""
    keeper = Doorkeeper(period=60)
    keeper.see(7, 1000.0)
    assert keeper.see(7, 1000.0 + later) == expected


def test_weights_and_clock() -> None:
    """Weights add up, and a clock that steps back loses nothing."""
    keeper = Doorkeeper(period=60)
    assert keeper.see(7, 1000.0, weight=5) == 5
    assert keeper.see(7, 990.0) == 6
    assert keeper.see(7, 1000.0, weight=1 << 40) == (1 << 32) - 1


def test_size() -> None:
    """Width and depth follow from ε and δ."""
    keeper = Doorkeeper(period=1, epsilon=0.01, delta=0.01)
    assert (keeper.width, keeper.depth) == (256, 7)


@pytest.mark.parametrize("wrong", [(0, 0.1, 0.1), (1, 0, 0.1), (1, 0.1, 1)])
def test_misfits(wrong: tuple[float, float, float]) -> None:
    """A period or an error of nothing is refused."""
    with pytest.raises(ValueError, match="must be"):
        Doorkeeper(*wrong)
