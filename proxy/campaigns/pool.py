"""One bucket as a pool of callers: who they are, what they ask and how they behave together. Pure.

A pool of forty callers shows in a day what one caller shows in two months, so everything here is said of all of them.
What is said must hold of nearly every one: a pool of which a half behaves so holds a narrower one, which will show.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from math import sqrt
from typing import NamedTuple

from proxy.core.sighting import Kind, Shared, Sharer

# One caller's gaps beyond this tell about the caller and not about the pool.
GAPS_EACH = 8
# 95 % one-sided: what is called rare must be rare beyond the doubt that a few gaps leave.
DOUBT = 1.64
# Of so many requests of a caller it is known how they were asked; later ones say nothing new.
COUNTED = 255
# Ids are drawn evenly from so many.
IDS = 2.0**64
# A caller is known by a wording when most of its requests here are worded so.
MOSTLY = 0.5


class Pool(NamedTuple):
    """What the pooled tests know of one bucket. Shares are 0..1 of callers unless said otherwise."""

    kind: Kind
    digest: int
    first: float
    last: float
    requests: float
    members: dict[int, Sharer]
    """A sample of the callers, all of them where `share` is 1."""
    share: float
    orgs: int
    """Among the sample."""
    lone: float
    """Share of requests that are single questions."""
    novelty: float
    """Share of different contents among what was asked."""
    common: float
    """Share of contents that several orgs asked."""
    contents: int
    """Different contents in the sample."""
    strong: float
    weak: float
    gaps: int
    """Known gaps between requests, at most `GAPS_EACH` a caller."""
    sessions: float
    """Share of gaps below a quarter of an hour, as many as there may be."""
    together: int = 0
    """Pairs of callers in one slot of five minutes."""
    apart: int = 0
    """Pairs of callers in two slots that follow each other."""

    @property
    def callers(self) -> float:
        """How many callers there are, about."""
        return len(self.members) if self.share >= 1.0 else (len(self.members) - 1) / self.share


def pool_of(shared: Shared, since: float) -> Pool:
    """The pool of a bucket; callers that were last seen there before `since` have left it."""
    people = [one for one in shared.callers if one.last >= since]
    requests = sum(min(one.requests, COUNTED) for one in people)
    gaps, short = _gaps(people)
    return Pool(
        shared.kind,
        shared.digest,
        shared.first,
        shared.last,
        shared.requests,
        {one.caller: one for one in people},
        shared.share,
        len({one.org for one in people}),
        sum(one.lone for one in people) / requests if requests else 0.0,
        novelty(shared),
        sum(several for _, several in shared.contents) / max(1, len(shared.contents)),
        len(shared.contents),
        share_of(people, lambda one: one.strong >= MOSTLY * min(one.requests, COUNTED)),
        share_of(people, lambda one: one.weak >= MOSTLY * min(one.requests, COUNTED)),
        gaps,
        at_most(short, gaps),
        shared.together,
        shared.apart,
    )


def callers_of(pools: Sequence[Pool]) -> float:
    """How many callers these pools have together, about: who is in several counts once.

    Samples agree on whom they keep, so those below the lowest of their limits are a sample of the union (Beyer et al.,
    "On synopses for distinct-value estimation under multiset operations", SIGMOD 2007).
    """
    share = min(pool.share for pool in pools)
    below = {caller for pool in pools for caller in pool.members if caller <= share * IDS}
    together = (len(below) - 1) / share if share < 1.0 else len(below)
    return max(together, *[pool.callers for pool in pools])


def novelty(shared: Shared) -> float:
    """Share of different contents among requests, by the sample: each comes as often as its like outside of it."""
    asked = sum(times for times, _ in shared.contents)
    return len(shared.contents) / asked if asked else 0.0


def share_of(people: Iterable[Sharer], holds: Callable[[Sharer], bool]) -> float:
    """Share of callers of which something holds."""
    found = [holds(one) for one in people]
    return sum(found) / len(found) if found else 0.0


def at_most(hits: float, tries: int) -> float:
    """The share that hits may have at most, with 95 % (Wilson's upper bound, JASA 1927)."""
    if not tries:
        return 1.0
    share, doubt = min(1.0, hits / tries), DOUBT * DOUBT / tries
    middle = share + doubt / 2
    return (middle + DOUBT * sqrt(share * (1 - share) / tries + doubt / (4 * tries))) / (1 + doubt)


def _gaps(people: Iterable[Sharer]) -> tuple[int, float]:
    gaps, short = 0, 0.0
    for one in people:
        known = min(one.gaps, GAPS_EACH)
        gaps += known
        short += known * one.short
    return gaps, short
