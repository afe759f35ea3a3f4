"""Volume: how much, against what the caller and its tier usually use. Shape: launches and back-fills look the same.

The baseline is the caller's own week where there is one; before that, a prior by tier. Indicator: maximum use from
the first hour, without ramp (AA26-251A).
"""

from __future__ import annotations

from proxy.core.features import Features
from proxy.core.signal import Family, Signal, signal
from proxy.detectors.base import ramp
from proxy.detectors.profile import DAY, Profile

_FAMILY = Family.VOLUME

# Requests a day that nobody would remark in a tier. Priors: reported campaigns keep each key at 25 to 900 a day to stay
# inconspicuous, so these separate nothing by themselves and only scale what "much" means.
USUAL = {"free": 50.0, "pro": 300.0, "scale": 3_000.0, "enterprise": 30_000.0}
# Keys of which nothing is known.
UNKNOWN = 300.0
# Three times a usual day happens every month; thirty times is another use.
BUSY, OTHER = 3.0, 30.0
_NONE = (0.0, 0.0)


def volume(features: Features, seen: Profile) -> tuple[Signal, ...]:
    """Requests and tokens, and the last day against the usual one."""
    hour, day, week = seen.hour.values or _NONE, seen.day.values or _NONE, seen.week.values or _NONE
    usual = usual_day(features.tier, week[0] - day[0], seen.week.since)
    ratio = day[0] / usual
    score = ramp(ratio, BUSY, OTHER)
    return (
        signal("volume.requests[1h]", _FAMILY, hour[0], 0.0, "{:.0f} requests in an hour", (hour[0],)),
        signal("volume.requests[24h]", _FAMILY, day[0], 0.0, "{:.0f} requests in a day", (day[0],)),
        signal("volume.tokens[1h]", _FAMILY, hour[1], 0.0, "about {:.0f} input tokens in an hour", (hour[1],)),
        signal("volume.tokens[24h]", _FAMILY, day[1], 0.0, "about {:.0f} input tokens in a day", (day[1],)),
        signal(
            "volume.ramp",
            _FAMILY,
            ratio,
            score,
            "{:.0f} requests in a day, {:.1f} times the usual {:.0f}",
            (day[0], ratio, usual),
        ),
    )


def usual_day(tier: str, before: float, since: float) -> float:
    """Requests of a usual day: the caller's own, once it has two days before the last one, and at least the prior."""
    prior = USUAL.get(tier, UNKNOWN)
    days = since / DAY - 1.0
    return max(prior, before / days) if days >= 2.0 else prior  # one day is no habit
