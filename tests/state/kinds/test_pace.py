"""Gaps and hours: what they say about people, batch jobs and drips."""

from __future__ import annotations

import math
import random
from collections.abc import Iterable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from proxy.core.tally import Pace, Rhythm
from proxy.state.kinds.pace import HOUR, Held, Pacing, code, day, natural_log

START = 1_789_999_200.0  # the beginning of an hour
KIND = Pacing()
NOTHING = Rhythm(0.0, 0.0, 0.0, 0.0, 0, 0, 0, 0.0)


def pace(*, counts: bool = True) -> Pace:
    """A pace with a life of a week."""
    return Pace("k", "p", counts, 7 * 86400.0)


def after(seconds: Iterable[float]) -> tuple[Held, Rhythm]:
    """What is held and read after requests at these seconds."""
    held: Held | None = None
    for second in seconds:
        held, reading = KIND.step(held, pace(), START + second)
    assert held is not None
    return held, reading


@given(st.floats(1e-3, 1e9))
def test_the_logarithm_is_one(x: float) -> None:
    """The series that Lua shares with us is the natural logarithm to eight digits."""
    assert natural_log(x) == pytest.approx(math.log(x), abs=1e-8)


def test_regular_gaps_have_no_spread() -> None:
    """A request every ten seconds: mean log gap ln 10, no spread, all gaps short."""
    _, reading = after(range(0, 2000, 10))
    assert reading.count == 200.0
    assert [reading.gap, reading.spread] == pytest.approx([math.log(10), 0.0], abs=1e-4)
    assert reading.short == pytest.approx(1.0)


def test_irregular_gaps_have_the_spread_they_have() -> None:
    """Log-normal gaps give back their mean and deviation, as well as about 64 gaps can."""
    chance = random.Random(2)  # noqa: S311 - made-up gaps need no secrecy
    second, seconds = 0.0, []
    for _ in range(3000):
        second += chance.lognormvariate(3.0, 1.5)
        seconds.append(second)
    _, reading = after(seconds)
    assert [reading.gap, reading.spread] == pytest.approx([3.0, 1.5], abs=0.5)


def test_the_first_gaps_count_alike() -> None:
    """After three gaps all means are plain means; gaps of nothing are a millisecond."""
    _, reading = after([0.0, 1.0, 1.0, 1001.0])
    logs = [0.0, math.log(1e-3), math.log(1000)]
    assert reading.gap == pytest.approx(sum(logs) / 3)
    assert reading.spread == pytest.approx(math.sqrt(sum(x * x for x in logs) / 3 - (sum(logs) / 3) ** 2))
    assert reading.short == pytest.approx(2 / 3)
    assert after([0.0])[1] == Rhythm(1.0, 0.0, 0.0, 0.0, 1, 0, 1, 0.0)


def test_a_drip_has_no_rest_and_a_flat_day() -> None:
    """One request every half hour for three days: all hours active, no rest, an even day."""
    _, reading = after(range(0, 3 * 86400, 1800))
    assert (reading.active, reading.longest_rest, reading.observed) == (24, 0, 48)
    assert reading.evenness > 0.99
    assert reading.short < 0.01


def test_people_rest() -> None:
    """Office hours with a peak: sixteen hours of rest, an uneven day."""
    chance = random.Random(4)  # noqa: S311 - made-up working days need no secrecy
    seconds = sorted(
        day_of * 86400 + min(max(chance.gauss(13, 1.5), 9.0), 16.99) * HOUR for day_of in range(5) for _ in range(200)
    )
    _, reading = after(seconds)
    assert 5 <= reading.active <= 8
    assert 16 <= reading.longest_rest <= 19
    assert 0.5 < reading.evenness < 0.92


def test_hours_before_the_first_request_are_no_rest() -> None:
    """A caller of three hours has been observed for three hours."""
    _, reading = after([0.0, 2 * HOUR])
    assert (reading.active, reading.longest_rest, reading.observed) == (2, 1, 3)


def test_time_goes_on_while_nothing_comes() -> None:
    """Reading alone changes nothing, but the rest since the last request is seen."""
    held, _ = after([0.0])
    unchanged, reading = KIND.step(held, pace(counts=False), START + 30 * HOUR)
    assert unchanged is None
    assert (reading.count, reading.active, reading.longest_rest, reading.observed) == (1.0, 0, 30, 31)
    assert KIND.step(held, pace(counts=False), START + 6 * 86400)[1].longest_rest == 48
    assert KIND.step(held, pace(counts=False), START + 7 * 86400)[1] == NOTHING
    assert KIND.step(None, pace(counts=False), START)[1] == NOTHING
    assert KIND.unpack(b"", pace(), START) == NOTHING


def test_the_busiest_hours_do_not_look_alike() -> None:
    """Hours of 300 and of 30,000 requests are not the same: counters do not fill up."""
    busy, quiet = code(30_000), code(300)
    assert day(bytes([busy, quiet] * 24))[2] < 0.85
    assert day(bytes([busy] * 48))[2] == pytest.approx(1.0)


@given(st.integers(0, 15))
def test_small_hours_are_exact(many: int) -> None:
    """Below sixteen every number has a byte of its own."""
    assert [code(other) for other in range(16)].count(code(many)) == 1


@given(st.integers(1, 2**40))
def test_larger_hours_grow(many: int) -> None:
    """More requests never have a smaller byte, and no number leaves the byte."""
    assert 0 < code(many) <= code(many + 1) <= 255


def test_a_clock_behind_counts_as_the_latest() -> None:
    """A request from a replica that is behind is a gap of nothing; one set back by weeks begins anew."""
    held, _ = after([0.0, 100.0])
    behind, reading = KIND.step(held, pace(), START + 40.0)
    assert behind is not None
    assert (behind[1], reading.count) == (START + 100.0, 3.0)
    assert KIND.step(behind, pace(), START - 30 * 86400)[1].count == 1.0
