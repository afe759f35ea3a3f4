"""The vector of what requests are like."""

from __future__ import annotations

import pytest

from proxy.core.features import Elicitation
from proxy.detectors.asks import Asks, asks_in, asks_of
from tests.detectors.scenes import ask

NOTHING = Asks(0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0)
HALVES = Asks(0.5, 0.5, 0.5, 0.5, 0.5, 0.5, 0.5, 0.5)


@pytest.mark.parametrize(
    ("means", "named"),
    [
        ((), NOTHING),
        ((0.5,) * 8, HALVES),
        ((0.5,) * 7, HALVES._replace(further=0.0)),
    ],
)
def test_means_by_name(means: tuple[float, ...], named: Asks) -> None:
    """A mean that the state kept finds its places, also one that was kept before the last place was there."""
    assert asks_of(means) == named


def test_wording_counts_where_it_speaks() -> None:
    """The wording of a text that speaks against somebody else is left out, all else is counted."""
    features = ask(asks=Elicitation.REVERSE)
    assert asks_in(features, True, True).strong == 1.0
    assert asks_in(features, True, False) == asks_in(features, True, True)._replace(strong=0.0)
