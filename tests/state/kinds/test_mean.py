"""Means of vectors: how they start, what they forget, what is no number."""

from __future__ import annotations

import math
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from proxy.core.tally import Mean, Means, Settlement
from proxy.state.kinds.mean import Averaging, Held

NOW = 1_790_000_000.0
KIND = Averaging()


def mean(*values: float, quick: float = 1 / 4, slow: float = 1 / 64) -> Mean:
    """A mean with defaults."""
    return Mean("k", "m", values, quick, slow, 3600.0)


def after(*series: float, quick: float = 1 / 4, slow: float = 1 / 64) -> Means:
    """The reading after a series of single numbers, a second apart."""
    held: Held | None = None
    for second, value in enumerate(series):
        held, reading = KIND.step(held, mean(value, quick=quick, slow=slow), NOW + second)
    return reading


@given(st.lists(st.floats(-1e6, 1e6), min_size=1, max_size=64))
def test_both_means_start_as_plain_means(series: list[float]) -> None:
    """Until 1/w requests have come every one counts alike; the first is not the mean for long."""
    reading = after(*series)
    assert reading.count == len(series)
    plain, largest = math.fsum(series) / len(series), max(map(abs, series))
    assert reading.slow[0] == pytest.approx(plain, abs=1e-5 * largest + 1e-30)
    plain = math.fsum(series[:4]) / len(series[:4])
    for value in series[4:]:
        plain += (value - plain) / 4
    assert reading.quick[0] == pytest.approx(plain, abs=1e-5 * largest + 1e-30)


def test_the_quick_mean_follows_and_the_slow_one_remembers() -> None:
    """After a change of habit the quick mean arrives within some 1/w requests, the slow one hardly moves."""
    reading = after(*[0.0] * 1000, *[1.0] * 10)
    assert reading.quick[0] == pytest.approx(1 - 0.75**10, abs=1e-6)
    assert reading.slow[0] == pytest.approx(1 - (63 / 64) ** 10, abs=1e-6)


def test_reading_alone_changes_nothing() -> None:
    """Without values the means come back as they stand, until they are forgotten."""
    held, written = KIND.step(None, mean(1.0, 2.0), NOW)
    assert KIND.step(held, mean(), NOW + 3599.9) == (None, written)
    assert KIND.step(held, mean(), NOW + 3600) == (None, Means(0.0, (), ()))
    assert KIND.step(None, mean(), NOW) == (None, Means(0.0, (), ()))


def test_a_vector_of_another_length_begins_anew() -> None:
    """A detector that learned to look at more does not read its old vectors wrongly."""
    held, _ = KIND.step(None, mean(1.0, 2.0), NOW)
    _, reading = KIND.step(held, mean(3.0), NOW + 1)
    assert reading == Means(1.0, (3.0,), (3.0,))


def test_a_clock_behind_does_not_shorten_the_life() -> None:
    """A request from a replica that is behind keeps the time of the latest."""
    held, _ = KIND.step(None, mean(1.0), NOW)
    behind, reading = KIND.step(held, mean(1.0), NOW - 30)
    assert (reading.count, behind and behind[0]) == (2.0, NOW + 3600)


def test_what_a_clock_far_ahead_wrote_is_forgotten() -> None:
    """A clock that was days ahead and was set back does not leave means that never die."""
    held, _ = KIND.step(None, mean(1.0), NOW + 7 * 86400)
    assert KIND.step(held, mean(5.0), NOW)[1] == Means(1.0, (5.0,), (5.0,))


@pytest.mark.parametrize(("value", "counted"), [(math.nan, 0.0), (math.inf, 1e30), (-1e300, -1e30)])
def test_what_is_no_number_does_no_harm(value: float, counted: float) -> None:
    """One broken value neither raises nor stays in the mean for ever; its neighbours are not touched."""
    held, _ = KIND.step(None, mean(value, 1.0), NOW)
    _, reading = KIND.step(held, mean(counted, 2.0), NOW + 1)
    assert reading.quick == pytest.approx((counted, 1.5), rel=1e-6)


def test_a_settlement_is_a_take_that_nobody_listens_to() -> None:
    """Settling the tally leaves what taking it would have left."""
    held, _ = KIND.step(None, mean(1.0, 2.0), NOW)
    assert KIND.settle(held, Settlement(mean(3.0, 4.0), NOW), NOW + 5) == KIND.step(held, mean(3.0, 4.0), NOW + 5)[0]


def test_the_packed_size_is_as_documented() -> None:
    """Op and three doubles beside the values; 108 bytes are kept for twelve, as the answer shows."""
    packed = [len(KIND.pack(mean(*[1.0] * size))) for size in (0, 1, 12)]
    assert [b - a for a, b in pairwise(packed)] == [8, 88]
    assert KIND.unpack(bytes(108), mean(), NOW) == Means(0.0, (0.0,) * 12, (0.0,) * 12)
