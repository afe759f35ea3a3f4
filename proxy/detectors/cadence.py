"""Cadence: when requests come. Machines are regular and do not rest; so are honest batch jobs: this is shape.

Indicators: use around the clock without idle time (AA26-251A), a flat day, gaps of a clock.
"""

from __future__ import annotations

from proxy.core.features import Features
from proxy.core.signal import Family, Signal, signal
from proxy.detectors.base import ramp, trust
from proxy.detectors.profile import Profile

_FAMILY = Family.CADENCE

# Standard deviation of the logarithm of gaps: a timer has less than 0.3, a loop with constant concurrency about 1
# (exponential gaps: 1.28), people with sessions and pauses 2 to 3.
CLOCK, PEOPLE = 0.3, 1.6
# People sleep: eight hours of rest in two days are not unusual, two hours are a machine's.
SLEEP, SLEEPLESS = 7, 2
# One day is too short to say that somebody does not rest.
OBSERVED = 40


def cadence(features: Features, seen: Profile) -> tuple[Signal, ...]:
    """Regularity of gaps, and restlessness."""
    del features
    pace = seen.pace
    regular = trust(pace.count) * (1.0 - ramp(pace.spread, CLOCK, PEOPLE))
    awake = ramp(pace.observed, OBSERVED, 48) * (1.0 - ramp(pace.longest_rest, SLEEPLESS, SLEEP))
    restless = awake * ramp(pace.active, 16, 22)
    return (
        signal(
            "cadence.regularity", _FAMILY, regular, regular,
            "gaps between requests vary by a factor of e^{:.1f}", (pace.spread,),
        ),
        signal(
            "cadence.restless", _FAMILY, restless, restless,
            "active in {} of the last 24 hours, longest rest {} h in two days", (pace.active, pace.longest_rest,),
        ),
    )  # fmt: skip
