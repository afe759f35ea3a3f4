"""What is to be remembered and what the store answers.

All tallies of one request travel to the store in one round trip (`state.base.Store.take`). A tally names a
`group`, which is the Redis Cluster hash tag under which it lives (a caller, an org, a model, everyone), and
a `name` within the group. Times are seconds since the epoch, always given by the caller, never read.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Spend:
    """Ask for room in a rolling budget: `amount` of `limit` within any `window` seconds.

    All spends of one take are reserved together or not at all.
    """

    group: str
    name: str
    amount: float
    limit: float
    window: float


@dataclass(frozen=True, slots=True)
class Room:
    """What a budget answers.

    `granted` says whether this spend alone had room; amounts are reserved only where every spend of the take
    was granted. `used` is what the window holds after the take. `wait` is the seconds until the same amount
    would fit (0 if granted; infinite if it never can). `reset` is the seconds until the window is empty.
    """

    granted: bool
    used: float
    wait: float
    reset: float


@dataclass(frozen=True, slots=True)
class Settlement:
    """Correct a reservation made at `at` from `reserved` to what was really used."""

    spend: Spend
    at: float
    actual: float


Tally = Spend
"""Whatever can be asked of the store; each kind has its reading."""

Reading = Room

Readings = tuple[Reading, ...] | None
"""One reading per tally, in the order asked; None when the store could not answer: unknown."""
