"""Reasoning of others."""

from __future__ import annotations

import pytest

from proxy.core.signal import Family
from proxy.core.tally import Spread
from proxy.detectors.sealed import sealed
from tests.detectors.scenes import ask, past


def test_without_a_binding_it_is_silent() -> None:
    """Where the policy does not bind reasoning there is no signal, so rules about it do not fire."""
    assert sealed(ask(), past()) == ()


@pytest.mark.parametrize(
    ("owners", "score"), [(0.0, 0.0), (1.0, 0.0), (1.02, 0.0), (2.0, 1 / 3), (4.0, 1.0), (90.0, 1.0)]
)
def test_several_owners_are_a_pool(owners: float, score: float) -> None:
    """A key that replaced another is nobody to suspect; reasoning of four others is evidence to the full."""
    (found,) = sealed(ask(), past(owners=Spread(owners, owners, fresh=False)))
    assert (found.name, found.family) == ("provenance.foreign_reasoning", Family.PROVENANCE)
    assert found.value == round(owners)
    assert found.score == pytest.approx(score)
    assert f"{owners:.0f} others" in found.why
