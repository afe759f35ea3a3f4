"""The most frequent things, held to the stated error."""

from __future__ import annotations

from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from proxy.sketches.top import Top


@given(st.lists(st.integers(0, 12), max_size=200), st.integers(1, 6))
def test_bounds(stream: list[int], size: int) -> None:
    """Counts are never too low, never too high by more than their error, and every frequent thing is there."""
    top = Top(size)
    for item in stream:
        top.add(item)
    truth = Counter(stream)
    held = top.held()
    assert len(held) <= size
    for row in held:
        assert row.most - row.error <= truth[row.item] <= row.most
        assert row.error <= top.bound
    assert {item for item, count in truth.items() if count > len(stream) / size} <= {row.item for row in held}


@given(st.lists(st.integers(0, 12), min_size=1, max_size=100))
def test_share(stream: list[int]) -> None:
    """The share of the first is never overstated, and exact where nothing was pushed out."""
    small, large = Top(3), Top(13)
    for item in stream:
        small.add(item)
        large.add(item)
    truth = max(Counter(stream).values()) / len(stream)
    assert small.share <= truth
    assert large.share == pytest.approx(truth)


@given(st.lists(st.integers(0, 12), max_size=60), st.lists(st.integers(0, 12), max_size=60))
def test_restored(before: list[int], after: list[int]) -> None:
    """Counters that were stored and read again go on as if nothing had been."""
    whole, first = Top(4), Top(4)
    for item in before:
        whole.add(item)
        first.add(item)
    second = Top(4, first.held(), first.total)
    for item in after:
        assert whole.add(item) == second.add(item)
    assert whole.held() == second.held()


def test_empty_and_misfit() -> None:
    """Nothing counted has no share; no counters at all are refused."""
    assert Top().share == 0.0
    with pytest.raises(ValueError, match="size"):
        Top(0)


def test_weights() -> None:
    """Weights count as repetitions."""
    top = Top(2)
    top.add(1, 5)
    top.add(2, 2)
    assert top.add(3, 4) == 6
    assert [tuple(row) for row in top.held()] == [(3, 6, 2), (1, 5, 0)]
    assert top.total == 11
