"""The contract of a detector, and the one curve that all of them use.

Every request is judged by all of them, so each names its family once (asking an enum for a member costs as much as two
ramps), and those that mostly have nothing to say keep the signals that say so.
"""

from __future__ import annotations

from typing import Protocol

from proxy.core.features import Features
from proxy.core.signal import Signal
from proxy.detectors.profile import Profile


class Detector(Protocol):
    """One suspicion. Looks at a request and at what is remembered (`profile.tallies`), and says what it concludes."""

    def __call__(self, features: Features, seen: Profile) -> tuple[Signal, ...]:
        """The signals of this detector, also those that are not suspicious: explaining needs both."""
        ...


def ramp(value: float, low: float, high: float) -> float:
    """0 up to `low`, 1 from `high`, straight between: no cliff that an attacker could stand just below of."""
    if value <= low:
        return 0.0
    return 1.0 if value >= high else (value - low) / (high - low)


# Fewer than eight requests are an anecdote; from sixteen on a quick mean is what it says (its weight is 1/16).
def trust(count: float) -> float:
    """How much a mean over so many requests is worth, 0..1."""
    return ramp(count, 7, 16)
