"""A decoy as a value."""

from __future__ import annotations

from proxy.core.decoy import Decoy


def test_calls_are_hidden_unless_asked_for() -> None:
    """A caller sees calls of a decoy only where that is said."""
    assert Decoy("find_local_atlas", "", "k_1", "decoy:atlas").hidden
