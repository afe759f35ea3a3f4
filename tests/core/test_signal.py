"""One detector's finding."""

from __future__ import annotations

from math import inf, nan

import pytest

from proxy.core.signal import Family, Signal


@pytest.mark.parametrize(
    ("sentence", "details", "why"),
    [
        ("nothing to fill in", (), "nothing to fill in"),
        ("{:.0%} of requests", (0.914,), "91% of requests"),
        ("{:.0f} in a day, {:.1f} times", (1e6, 2.25), "1000000 in a day, 2.2 times"),
        ("{:.0%} and {:.0f}", (nan, inf), "nan% and inf"),
        ("{} h of rest", (0,), "0 h of rest"),
    ],
)
def test_the_reason_is_a_sentence(sentence: str, details: tuple[float, ...], why: str) -> None:
    """A sentence and its figures are put together when somebody reads them, whatever the figures are."""
    assert Signal("a.b", Family.VOLUME, 1.0, 0.0, sentence, details).why == why


def test_missing_figures_are_an_error() -> None:
    """A sentence with more places than figures is a mistake in a detector and does not pass for a reason."""
    with pytest.raises(IndexError):
        _ = Signal("a.b", Family.VOLUME, 1.0, 0.0, "{} of {}", (1.0,)).why


def test_families_are_words() -> None:
    """A family is the first word of its signals' names."""
    assert f"{Family.PRECISION}.bias_walk" == "precision.bias_walk"
