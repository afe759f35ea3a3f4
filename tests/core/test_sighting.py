"""The words of a sighting."""

from __future__ import annotations

from proxy.core.sighting import TEXTS, Kind


def test_kinds_are_single_letters() -> None:
    """A bucket's name begins with the one letter of its kind; places are no texts."""
    assert len({kind.value for kind in Kind}) == len(Kind)
    assert all(len(kind.value) == 1 for kind in Kind)
    assert Kind.EXIT not in TEXTS
