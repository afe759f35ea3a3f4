"""What is to be remembered and what the store answers.

All tallies of one request travel to the store in one round trip (`state.base.Store.take`). A tally names a
`group`, which is the Redis Cluster hash tag under which it lives (a caller, an org, a model, everyone), and
a `name` within the group. Times are seconds since the epoch, always given by the caller, never read; one before the
latest that a tally has seen counts as the latest. What each kind costs and how wrong it may be stands in `state.kinds`.

Where a `Spend` of a take has no room, nothing of that take is remembered (in a cluster: nothing in that spend's
group), although every reading is as if it had been: what is refused is no evidence.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, TypeAlias

from proxy.core.sealed import sealed


@sealed
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


@sealed
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


@sealed
@dataclass(frozen=True, slots=True)
class Mean:
    """Two exponential means of a vector over requests: a quick one for what is going on, a slow one for the past.

    `quick` and `slow` are the weights of a new request (1/16: about the last 16 requests); while fewer requests than
    that have been seen every one counts alike, so that the first request is not the mean for long. Without `values`
    nothing is remembered and the means are read as they stand.
    """

    group: str
    name: str
    values: tuple[float, ...]
    quick: float
    slow: float
    life: float
    """Seconds after the last request at which it is forgotten."""


@sealed
@dataclass(frozen=True, slots=True)
class Means:
    """What `Mean` answers: requests so far, this one included, and both means (empty before the first)."""

    count: float
    quick: tuple[float, ...]
    slow: tuple[float, ...]


@sealed
@dataclass(frozen=True, slots=True)
class Distinct:
    """How many different digests have been seen in about the last `window` seconds (HyperLogLog, HIP estimate).

    Covered are the last 2/3 to 4/3 of `window`; the standard deviation of the estimate is 7.4 %.
    """

    group: str
    name: str
    digest: int | None
    """64 bits; None reads without remembering."""
    window: float


@sealed
@dataclass(frozen=True, slots=True)
class Spread:
    """What `Distinct` answers: digests, different ones (an estimate). `fresh`: this digest was certainly new."""

    count: float
    distinct: float
    fresh: bool


@sealed
@dataclass(frozen=True, slots=True)
class Top:
    """Heavy hitters among digests (space-saving, `slots` places); earlier counts fade by 1/`horizon` a request."""

    group: str
    name: str
    digest: int | None
    """64 bits, of which 32 count; None reads without remembering."""
    slots: int
    """At most 255."""
    horizon: float
    """Above 1, at most a million: counts are four-byte floats."""
    life: float
    """Seconds after the last request at which it is forgotten."""


@sealed
@dataclass(frozen=True, slots=True)
class Shares:
    """What `Top` answers: the faded number of requests, the share of the most frequent digest, and of this one.

    Shares are told from below: what is told is sure, the truth is above it by at most 1 / slots.
    """

    count: float
    top: float
    this: float


@sealed
@dataclass(frozen=True, slots=True)
class Recent:
    """The last `slots` digests with their time and who sent them: does this one come again, and from whom?"""

    group: str
    name: str
    digest: int
    """64 bits, of which 32 count."""
    sender: int
    """16 bits that tell senders within a group apart."""
    slots: int
    window: float


@sealed
@dataclass(frozen=True, slots=True)
class Repeats:
    """What `Recent` answers: earlier appearances of the digest within the window, by the same sender and by others."""

    own: int
    others: int
    senders: int
    """Different senders of this digest within the window, this one included."""
    span: float = 0.0
    """Whole seconds from the first to the last of the `slots` entries; 0 while there are fewer within the window."""


@sealed
@dataclass(frozen=True, slots=True)
class Pace:
    """When requests come: gaps and hours. `counts` is False where this request says nothing (a retry): only read."""

    group: str
    name: str
    counts: bool
    life: float


@sealed
@dataclass(frozen=True, slots=True)
class Rhythm:
    """What `Pace` answers, over about the last 64 gaps and 48 hours.

    `gap` and `spread` are mean and standard deviation of the natural logarithm of gaps in seconds (gaps are taken as at
    least a millisecond); `short` the share of gaps below 15 minutes. `active` counts hours with a request among the
    last 24, `longest_rest` is the longest run of hours without one among the last 48 (those before the first request
    not counted), `evenness` the entropy of requests over the active hours of the last 24, divided by what it would be
    if they all had the same number; 0 below two such hours. Hours are those of UTC; the running one counts as one.
    """

    count: float
    gap: float
    spread: float
    short: float
    active: int
    longest_rest: int
    observed: int
    """Hours from that of the first request to this one, both counted, at most 48."""
    evenness: float


@sealed
@dataclass(frozen=True, slots=True)
class Count:
    """Sums of a vector over a rolling window of `window` seconds, in twelve steps: exact to one twelfth of it.

    Without `values` nothing is remembered and the sums are read as they stand.
    """

    group: str
    name: str
    values: tuple[float, ...]
    window: float


@sealed
@dataclass(frozen=True, slots=True)
class Sums:
    """What `Count` answers, this request included (empty before the first).

    `since` is the age of the oldest step that counts, in seconds: 11/12 of the window to all of it, or less where the
    first request is younger. It is 0 with the first: mind the division.
    """

    values: tuple[float, ...]
    since: float


LIFTED = -1.0
"""The score of a `Mark` that somebody has lifted; any below zero means the same, and evidence has none."""


@sealed
@dataclass(frozen=True, slots=True)
class Mark:
    """How long a score has been at or above each of some thresholds. A take only reads it; a settlement writes it.

    The settlement's `actual` is the score; thresholds are counted, not stored, so that changing one resets nothing.
    The score `LIFTED` leaves every threshold at once; it stands until another score comes or `patience` is over.
    """

    group: str
    name: str
    thresholds: tuple[float, ...]
    """Ascending."""
    patience: float
    """Seconds below a threshold after which it counts as left."""


@sealed
@dataclass(frozen=True, slots=True)
class Held:
    """What `Mark` answers, per threshold: seconds it has been held (0 where it is not, or was left)."""

    seconds: tuple[float, ...]
    level: int
    """Number of thresholds held, from the lowest; 0 for none."""
    score: float


@sealed
@dataclass(frozen=True, slots=True)
class Settlement:
    """After the reply: correct a `Spend` reserved at `at` to `actual`; give a `Mark` its score; add to any other."""

    spend: Any
    """The `Tally` that is settled."""
    at: float
    actual: float = 0.0


Tally: TypeAlias = Spend | Mean | Distinct | Top | Recent | Pace | Count | Mark
"""Whatever can be asked of the store; each kind has its reading."""

Reading: TypeAlias = Any
"""Room, Means, Spread, Shares, Repeats, Rhythm, Sums or Held: whoever asked with a tally knows its kind of reading."""

Readings: TypeAlias = tuple[Reading, ...] | None
"""One reading per tally, in the order asked and of its kind; None when the store could not answer: unknown."""
