"""When requests come."""

from __future__ import annotations

from typing import Any

import pytest

from proxy.detectors.cadence import cadence
from tests.detectors.scenes import ask, named, past, rest

MACHINE = {"spread": 0.2, "active": 24, "longest_rest": 0, "observed": 48}


def score(name: str, **rhythm: Any) -> float:
    return named(cadence(ask(), past(pace=rest(**rhythm))), f"cadence.{name}").score


@pytest.mark.parametrize(("spread", "expected"), [(0.0, 1.0), (0.3, 1.0), (0.95, 0.5), (1.6, 0.0), (9.0, 0.0)])
def test_regular_gaps(spread: float, expected: float) -> None:
    """Gaps of a timer are regular; those of people with sessions and pauses are not."""
    assert score("regularity", spread=spread) == pytest.approx(expected)


def test_few_gaps_say_nothing() -> None:
    """Seven requests in a row are no clock."""
    assert score("regularity", spread=0.0, count=7) == 0.0


def test_around_the_clock() -> None:
    """Two days without two hours of rest are a machine's."""
    assert score("restless", **MACHINE) == 1.0


@pytest.mark.parametrize(
    "human", [{"longest_rest": 7}, {"active": 16}, {"observed": 40}], ids=["sleeps", "stops at night", "one day only"]
)
def test_rest_is_rest(human: dict[str, int]) -> None:
    """Whoever sleeps, has a day and a night, or is known for a day only, is not called restless."""
    assert score("restless", **{**MACHINE, **human}) == 0.0


def test_somebody_who_sleeps() -> None:
    """An ordinary rhythm says nothing."""
    assert [signal.score for signal in cadence(ask(), past())] == [0.0, 0.0]
