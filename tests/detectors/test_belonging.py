"""Coordination: ties of the caller's own count, a copied text does not."""

from __future__ import annotations

from proxy.core.campaign import Membership
from proxy.core.signal import Family
from proxy.detectors.belonging import belonging


def member(**changes: bool) -> Membership:
    """A request that carries a campaign's text."""
    return Membership("c_1", 0.0, 60, 55, 900.0, 0.8, **{"tied": False, "matches": True, **changes})


def test_a_copied_text_is_not_held_against_the_caller() -> None:
    """Who only sends the text of a campaign has no evidence of coordination."""
    (signal,) = belonging(member())
    assert (signal.family, signal.score) == (Family.COORDINATION, 0.0)


def test_a_tie_is() -> None:
    """A caller that is tied has the campaign's risk as evidence, with figures in words."""
    (signal,) = belonging(member(tied=True))
    assert signal.score == 0.8
    assert "60 callers" in signal.why
