"""throttle: fewer requests. The rate is one more tally in the same round trip; the refusal is worded here.

Delay, jitter and concurrency need a clock and a count of what is open, so the edge performs them.
"""

from __future__ import annotations

import math

from proxy.core.decision import Refusal
from proxy.core.effect import Throttle
from proxy.core.tally import Room, Spend

# Above it official SDKs disagree: one fails at once, the other sleeps for as long as it is told.
LONGEST_RETRY = 120.0
# A rate a second times its window is the count that an operator wrote; 2/m comes back as 1.9999999999999998 otherwise.
_DECIMALS = 6


def limit_of(throttle: Throttle) -> float | None:
    """Requests allowed in any window; None for as many as come."""
    return None if throttle.rate is None else round(throttle.rate * throttle.window, _DECIMALS)


def spend(throttle: Throttle, rule: str, caller: str) -> Spend | None:
    """What one request of this caller takes from the rate of this rule; None where the rule limits none.

    The window is part of the name, as logs of different windows cannot be one; the rate is not, so that changing it
    resets nothing.
    """
    limit = limit_of(throttle)
    if limit is None:
        return None
    return Spend("c:" + caller, f"t:{rule}.{throttle.window:g}", 1.0, limit, throttle.window)


def refuse(throttle: Throttle, room: Room) -> Refusal | None:
    """The answer where there is no room; None where there is. It names no rule: that is the operator's knowledge."""
    if room.granted:
        return None
    limit = limit_of(throttle) or 0.0
    if math.isinf(room.wait):
        return Refusal(429, "rate", "This API key is not served at the moment.")
    noun = "request" if limit == 1 else "requests"
    message = f"This API key is limited to {limit:g} {noun} in {throttle.window:g} seconds for now. Try again later."
    return Refusal(429, "rate", message, min(max(room.wait, 0.0), LONGEST_RETRY))
