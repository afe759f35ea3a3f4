"""throttle: fewer and slower requests. Rate and concurrency are tallies; the refusal is worded here.

A rate is a rolling window. Concurrency is one, too: a request takes a place for as long as it lasts and gives it back
at its end; one whose worker died gives it back when the window is over. So both are one limit over all workers.
How long to wait is told here; the edge waits.
"""

from __future__ import annotations

import math
from collections.abc import Iterable

from proxy.core.decision import Refusal
from proxy.core.effect import Throttle
from proxy.core.tally import Room, Settlement, Spend

# Above it official SDKs disagree: one fails at once, the other sleeps for as long as it is told.
LONGEST_RETRY = 120.0
# A rate a second times its window is the count that an operator wrote; 2/m comes back as 1.9999999999999998 otherwise.
_DECIMALS = 6
# Official SDKs give an answer ten minutes. A worker that dies leaves its callers' places taken for this long.
LEASE = 600.0
# Nobody knows when an answer in flight will end; most take seconds, and SDKs wait longer with each attempt.
_SOON = 2.0
_OPEN = "t:open"


def limit_of(throttle: Throttle) -> float | None:
    """Requests allowed in any window; None for as many as come."""
    return None if throttle.rate is None else round(throttle.rate * throttle.window, _DECIMALS)


def spends(throttle: Throttle, caller: str, campaign: str | None = None) -> tuple[Spend, ...]:
    """What one request takes from the rate, and from the places for requests at once, of its caller or campaign.

    The window is part of a name, as logs of different windows cannot be one; the rate is not, so that changing it
    resets nothing. A caller in no campaign is by itself.
    """
    group = "g:" + campaign if throttle.per == "campaign" and campaign is not None else "c:" + caller
    limit, found = limit_of(throttle), []
    if limit is not None:
        # One rate for all rules, as their effects are composed: another rule that joins brings no fresh room.
        found.append(Spend(group, f"t:all.{throttle.window:g}", 1.0, limit, throttle.window))
    if throttle.concurrency is not None:
        found.append(Spend(group, _OPEN, 1.0, float(throttle.concurrency), LEASE))
    return tuple(found)


def refuse(spend: Spend, room: Room) -> Refusal | None:
    """The answer where there is no room; None where there is. It names no rule: that is the operator's knowledge."""
    if room.granted:
        return None
    if math.isinf(room.wait):
        return Refusal(429, "rate", "This API key is not served at the moment.")
    noun = "request" if spend.limit == 1 else "requests"
    if spend.name == _OPEN:
        return Refusal(429, "rate", f"This API key is limited to {spend.limit:g} {noun} at once for now.", _SOON)
    message = f"This API key is limited to {spend.limit:g} {noun} in {spend.window:g} seconds for now. Try again later."
    return Refusal(429, "rate", message, min(max(room.wait, 0.0), LONGEST_RETRY))


def releases(taken: Iterable[Spend], at: float) -> tuple[Settlement, ...]:
    """What gives the places back, at the end of a request for which they were taken `at`; a rate stays spent."""
    return tuple([Settlement(spend, at, 0.0) for spend in taken if spend.name == _OPEN])


def pause(throttles: Iterable[Throttle], chance: float, *, refused: bool) -> float:
    """Seconds that a request waits before it goes on, or is refused: the longest of these throttles.

    `chance` in 0..1 takes a delay anywhere between what its jitter leaves of it and all of it.
    """
    if refused:
        return max((each.tarpit for each in throttles), default=0.0)
    return max((each.delay * (1.0 - each.jitter * chance) for each in throttles), default=0.0)


def crowded(throttles: Iterable[Throttle]) -> Refusal:
    """The answer to a request that should wait, where too many do already: to come back when it would have gone on."""
    message = "This API key is slowed down for now, and too many requests wait already. Try again later."
    return Refusal(429, "rate", message, max(_SOON, pause(throttles, 0.0, refused=False)))
