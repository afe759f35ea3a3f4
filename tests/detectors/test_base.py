"""The curve that all detectors use."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from proxy.detectors.base import ramp, trust

PLACES = st.floats(-1e6, 1e6)
ENDS = st.tuples(st.floats(-1e3, 1e3), st.floats(1e-2, 1e3)).map(lambda ends: (ends[0], ends[0] + ends[1]))


@given(PLACES, PLACES, ENDS)
def test_more_is_never_less_suspicious(one: float, other: float, ends: tuple[float, float]) -> None:
    """A ramp rises, and stays within 0 and 1."""
    low, high = sorted((one, other))
    assert 0.0 <= ramp(low, *ends) <= ramp(high, *ends) <= 1.0


@given(PLACES, st.floats(0, 1e-3), ENDS)
def test_no_cliffs(place: float, step: float, ends: tuple[float, float]) -> None:
    """A small step in the value is a small step in the score: nobody gains by standing just below a threshold."""
    steepness = 1.0 / (ends[1] - ends[0])
    assert ramp(place + step, *ends) - ramp(place, *ends) <= step * steepness * 1.01 + 1e-6


@pytest.mark.parametrize(("value", "score"), [(-5, 0), (1, 0), (2, 0.25), (3, 0.5), (5, 1), (1e300, 1)])
def test_ends_and_middle(value: float, score: float) -> None:
    """0 up to the lower end, 1 from the upper one, straight between."""
    assert ramp(value, 1, 5) == score


@pytest.mark.parametrize(("count", "worth"), [(0, 0), (7, 0), (11.5, 0.5), (16, 1), (1e9, 1)])
def test_few_requests_are_an_anecdote(count: float, worth: float) -> None:
    """Means over seven requests count for nothing, over sixteen for what they are."""
    assert trust(count) == worth
