"""Sums over rolling windows, held against a list of everything."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from proxy.core.tally import Count, Sums
from proxy.state.kinds.count import Counting, Held

NOW = 1_790_000_000.0
KIND = Counting()


def count(*values: float, window: float = 120.0) -> Count:
    """A count with defaults: steps of ten seconds."""
    return Count("k", "c", values, window)


@given(st.lists(st.tuples(st.floats(0.0, 60.0), st.integers(0, 1000)), min_size=1, max_size=80))
def test_a_window_is_exact_to_a_twelfth(arrivals: list[tuple[float, int]]) -> None:
    """What came within 11/12 of the window counts, what came before all of it does not; whole numbers are exact."""
    held: Held | None = None
    past: list[tuple[float, int]] = []
    now = NOW
    for pause, value in arrivals:
        now += pause
        past.append((now, value))
        held, reading = KIND.step(held, count(value, 1.0), now)
        assert reading.since <= 120.0
        within = [value for time, value in past if time >= now - reading.since]
        assert list(reading.values) == [sum(within), len(within)]
        assert all(time >= now - reading.since or time <= now - 110.0 for time, _ in past)


def test_since_is_the_age_of_what_counts() -> None:
    """For a new caller `since` begins with its first step, for an old one it is eleven to twelve steps."""
    start = 12_000_000.0  # the beginning of a step
    held, reading = KIND.step(None, count(1.0), start + 4)
    assert reading == Sums((1.0,), 4.0)
    held, reading = KIND.step(held, count(1.0), start + 25)
    assert reading == Sums((2.0,), 25.0)
    for second in range(30, 300):
        held, reading = KIND.step(held, count(1.0), start + second)
    assert reading == Sums((120.0,), 119.0)


def test_reading_alone_changes_nothing() -> None:
    """Without values the sums come back as they are by now: what has expired is left out."""
    start = 12_000_000.0
    held, _ = KIND.step(None, count(1.0, 5.0), start)
    held, _ = KIND.step(held, count(2.0, 5.0), start + 50)
    assert KIND.step(held, count(), start + 119) == (None, Sums((3.0, 10.0), 119.0))
    assert KIND.step(held, count(), start + 120) == (None, Sums((2.0, 5.0), 110.0))
    assert KIND.step(held, count(), start + 170) == (None, Sums((), 0.0))
    assert KIND.step(None, count(), start) == (None, Sums((), 0.0))


def test_a_clock_behind_counts_as_the_latest() -> None:
    """An amount from a replica that is behind counts in the running step."""
    start = 12_000_000.0
    held, _ = KIND.step(None, count(1.0), start + 45)
    _, reading = KIND.step(held, count(1.0), start - 30)
    assert reading == Sums((2.0,), 0.0)


def test_a_clock_set_back_begins_anew() -> None:
    """What a clock a day ahead has counted does not stand still for a day."""
    held, _ = KIND.step(None, count(1.0), NOW + 86400)
    assert KIND.step(held, count(7.0), NOW)[1].values == (7.0,)


def test_another_length_begins_anew() -> None:
    """A detector that counts more than before does not read old sums wrongly."""
    held, _ = KIND.step(None, count(1.0, 2.0), NOW)
    assert KIND.step(held, count(3.0), NOW)[1].values == (3.0,)


@pytest.mark.parametrize("value", [math.nan, math.inf, -math.inf])
def test_what_is_no_number_does_no_harm(value: float) -> None:
    """A broken value raises nothing and is gone when its step has expired."""
    held, _ = KIND.step(None, count(value), NOW)
    for second in (60, 100, 140):
        held, reading = KIND.step(held, count(1.0), NOW + second)
    assert reading.values == (3.0,)


def test_the_answer_has_the_documented_size() -> None:
    """153 bytes are kept for three values."""
    assert KIND.unpack(KIND.pack(count())[1:] + bytes(145), count(window=100.0), 0.0) == Sums((0.0,) * 3, 0.0)
