"""A series that is dealt over idle keys."""

from __future__ import annotations

from math import log
from typing import Any

import pytest

from proxy.core.signal import Family, Signal
from proxy.core.tally import Means, Spread
from proxy.detectors.dealt import HALF, dealt
from proxy.detectors.series import SPELL, USUAL, Spell
from tests.detectors.scenes import ask, past


def said(
    gap: float = 50.0,
    scatter: float = 0.05,
    took: float = 4.0,
    beside: float = 1.0,
    count: float = 300.0,
    distinct: float = 190.0,
) -> Signal:
    """The signal of a series with such a mean gap in seconds, scatter of spells, time to answer and company."""
    span = log(gap * SPELL / USUAL)
    mean = Spell(span, span**2 + scatter**2, took, beside)
    contents = Spread(200.0, distinct, fresh=True)
    (found,) = dealt(ask(), past(spells=Means(count, mean, mean), contents=contents))
    return found


def test_two_idle_loops() -> None:
    """Half a witness: even, idle, slow, new, and never alone."""
    found = said()
    assert (found.name, found.family) == ("coordination.dealt", Family.COORDINATION)
    assert found.score == HALF
    assert found.value == 1.0
    assert found.why == (
        "100% of questions for steps came while other keys of the org asked such, one every 50 s, even to 5%, "
        "waiting for answers 8% of the time"
    )


@pytest.mark.parametrize(
    "honest",
    [
        {"took": 48.0},
        {"took": 25.0},
        {"scatter": 0.25},
        {"scatter": 0.16},
        {"gap": 20.0, "took": 1.0},
        {"beside": 0.5},
        {"count": 128.0},
        {"distinct": 100.0},
    ],
    ids=[
        "an evaluation of a slow model", "pauses as long as answers", "events", "events, by luck",
        "a free tier's limit", "colleagues", "too few", "the list for the second time",
    ],
)  # fmt: skip
def test_what_is_not(honest: dict[str, Any]) -> None:
    """Whoever lacks one of them is not suspected at all."""
    assert said(**honest).score == 0.0


def test_between() -> None:
    """What is nearly so counts in part: there is no cliff."""
    assert 0.0 < said(scatter=0.13, count=200.0).score < HALF


@pytest.mark.parametrize("spells", [None, Means(0.0, (), ())])
def test_without_a_series_it_is_silent(spells: Means | None) -> None:
    """Of callers who never asked for steps nothing is told, so rules about it do not fire."""
    assert dealt(ask(), past(spells=spells)) == ()
