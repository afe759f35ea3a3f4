"""Markers of others: counted where they are looked for, and weighed so that one alone is next to nothing."""

from __future__ import annotations

import pytest

from proxy.core.signal import Family
from proxy.core.tally import Spread
from proxy.detectors.marked import marked, origins
from proxy.detectors.profile import LIFE
from tests.detectors.scenes import past


@pytest.mark.parametrize(
    ("others", "low", "high"), [(0.0, 0.0, 0.0), (1.0, 0.05, 0.2), (2.0, 0.3, 0.5), (4.1, 1, 1), (1e9, 1, 1)]
)
def test_several_origins_are_a_collection(others: float, low: float, high: float) -> None:
    """One origin is a forwarded answer, four are nobody's reading."""
    (found,) = marked(past(origins=Spread(others, others, fresh=False)))
    assert (found.name, found.family) == ("provenance.markers", Family.PROVENANCE)
    assert low <= found.score <= high
    assert f"{min(others, 1e6):.0f} others" in found.why


def test_nobody_looks_nobody_finds() -> None:
    """Where no rule puts markers into answers there is no signal at all."""
    assert marked(past()) == ()


def test_what_is_remembered() -> None:
    """Different origins of a caller, for two weeks; without one it is only asked."""
    one, other = origins("k_1", 5), origins("k_1", 6)
    assert (one.group, one.window, origins("k_1").digest) == ("c:k_1", LIFE, None)
    assert one.digest != other.digest
