"""How much, against what is usual."""

from __future__ import annotations

import pytest

from proxy.core.tally import Sums
from proxy.detectors.profile import DAY
from proxy.detectors.volume import UNKNOWN, USUAL, usual_day, volume
from tests.detectors.scenes import ask, named, past


def test_amounts_are_told_and_do_not_score() -> None:
    """Requests and tokens of an hour and a day are facts for rules; much is not suspicious in itself."""
    signals = volume(ask(), past(hour=Sums((5.0, 600.0), 3600.0), day=Sums((40.0, 9_000.0), DAY)))
    assert [(each.name, each.value, each.score) for each in signals[:4]] == [
        ("volume.requests[1h]", 5.0, 0.0),
        ("volume.requests[24h]", 40.0, 0.0),
        ("volume.tokens[1h]", 600.0, 0.0),
        ("volume.tokens[24h]", 9_000.0, 0.0),
    ]


@pytest.mark.parametrize(("times", "score"), [(1.0, 0.0), (3.0, 0.0), (16.5, 0.5), (30.0, 1.0), (1e6, 1.0)])
def test_against_the_usual_day(times: float, score: float) -> None:
    """Three times a usual day is a busy one; thirty times is another use."""
    today = times * USUAL["free"]
    seen = past(day=Sums((today, 0.0), DAY), week=Sums((today, 0.0), DAY))
    ramp = named(volume(ask(tier="free"), seen), "volume.ramp")
    assert ramp.value == pytest.approx(times)
    assert ramp.score == pytest.approx(score)


def test_a_large_customer_is_its_own_measure() -> None:
    """Whoever used as much all week does nothing unusual today."""
    steady = past(day=Sums((50_000.0, 0.0), DAY), week=Sums((350_000.0, 0.0), 7 * DAY))
    assert named(volume(ask(tier="free"), steady), "volume.ramp").value == pytest.approx(1.0)


def test_one_day_is_no_habit() -> None:
    """Before two days have passed the prior of the tier counts."""
    assert usual_day("free", 1e6, 2.9 * DAY) == USUAL["free"]
    assert usual_day("free", 1e6, 3 * DAY) == 500_000.0


def test_a_quiet_past_is_no_trap() -> None:
    """Somebody who hardly used the key all week may have an ordinary day of the tier."""
    assert usual_day("pro", 3.0, 7 * DAY) == USUAL["pro"]


def test_unknown_tiers() -> None:
    """A tier that we do not know has the prior of keys of which nothing is known."""
    assert usual_day("", 0.0, 0.0) == usual_day("platinum", 0.0, 0.0) == UNKNOWN


def test_nothing_counted() -> None:
    """A caller's very first request, a retry, finds empty sums."""
    empty = Sums((), 0.0)
    assert [each.value for each in volume(ask(), past(hour=empty, day=empty, week=empty))] == [0.0] * 5
