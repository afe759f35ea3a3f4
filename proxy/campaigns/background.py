"""What is usual among all callers of a deployment: how many there are, when accounts are made. Pure.

A kind of evidence is worth what it is rarer among others than in a pool. It is learnt from a sample of all callers;
until that is large enough priors stand for it.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Sequence
from typing import NamedTuple

from proxy.core.sighting import Sharer

# People sign up in waves of a few days: a launch, a newsletter, a course. Campaigns do, too.
WAVE = 72 * 3600.0
# Fewer callers say nothing about what is usual.
ENOUGH = 50
# Share of accounts that fall into a deployment's busiest days, where nothing else is known: a launch brings a tenth.
PRIOR_WAVE = 0.1
# Frameworks contradict themselves, models are exchanged: what a tenth of all do is nobody's mark.
PRIOR_FEW = 0.1
# A deployment in which every pool is a quarter of everybody is too small to tell a campaign from its customers.
PRIOR_CALLERS = 200.0


class Background(NamedTuple):
    """The usual."""

    callers: float
    """How many callers there are, about."""
    births: tuple[float, ...]
    """When the accounts of a sample were made, ascending, in seconds since the epoch."""
    people: tuple[Sharer, ...] = ()
    """The sample itself."""

    def wave(self, start: float) -> float:
        """Share of all accounts that were made within `WAVE` seconds from `start`."""
        if len(self.births) < ENOUGH:
            return PRIOR_WAVE
        return born_within(self.births, start) / len(self.births)

    def share(self, holds: Callable[[Sharer], bool]) -> float:
        """Share of all callers of which something holds that few do; a tenth where too few are known."""
        if len(self.people) < ENOUGH:
            return PRIOR_FEW
        return sum(holds(one) for one in self.people) / len(self.people)


def born_within(births: Sequence[float], start: float) -> int:
    """How many of these (ascending) times lie within `WAVE` seconds from `start`."""
    return bisect_left(births, start + WAVE) - bisect_left(births, start)


UNKNOWN = Background(PRIOR_CALLERS, ())
