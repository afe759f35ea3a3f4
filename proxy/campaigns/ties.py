"""What ties callers to each other besides text: rare exits, waves of accounts, the same company twice. Pure."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from collections.abc import Set as AbstractSet
from math import ceil, comb, inf, log, sqrt
from typing import NamedTuple

from proxy.campaigns.background import PRIOR_CALLERS, WAVE, Background, born_within
from proxy.campaigns.pool import DOUBT, Pool
from proxy.core.sighting import PLACES, Kind, Shared

# An exit is a pool's own when most of those who come over it belong to the pool: a carrier's, a campus's are not.
OWN = 0.6
# An office is one exit, a proxy pool a mesh of them.
MESH = 3
# At first every exit looks rare: it is believed after a day, when others could have come over it.
SETTLED = 86400.0
# Accounts bought or made in a few pushes; more windows would fit any pool.
PUSHES = 3
# Two or three accounts in three days are a coincidence.
LEAST_PUSH = 4

Exits = Mapping[int, tuple[Shared, ...]]
"""The addresses and networks of a caller, by its id."""


class Mesh(NamedTuple):
    """The exits that a pool has for itself."""

    callers: frozenset[int]
    """Those of the pool who come over them; none where they are no mesh."""
    share: float
    """Their share of the pool, beyond what chance makes of it."""


NOWHERE = Mesh(frozenset(), 0.0)


def exits_of(buckets: Iterable[Shared], now: float) -> Exits:
    """Which settled exits each caller has come over; those with more callers than a sample holds are everybody's."""
    found: dict[int, list[Shared]] = defaultdict(list)
    for bucket in buckets:
        if bucket.share >= 1.0 and bucket.first <= now - SETTLED:
            for one in bucket.callers:
                found[one.caller].append(bucket)
    return {caller: tuple(exits) for caller, exits in found.items()}


def mesh_of(pool: Pool, exits: Exits, background: Background) -> Mesh:
    """The mesh of addresses that a pool has for itself, or where that says less the one of networks.

    Whoever gives each key an address of its own still rents them by the network: a few keys to each /24 of many. Every
    shared address is in a shared network, so the two are one kind of evidence, and a network is never counted beside
    its addresses.
    """
    best = NOWHERE
    for kind in PLACES:
        own = meshed(pool, exits, kind)
        share = beyond_chance(pool, own, exits, background, kind) if own else 0.0
        if share > best.share:
            best = Mesh(own, share)
    return best


def meshed(pool: Pool, exits: Exits, kind: Kind = Kind.EXIT) -> frozenset[int]:
    """The callers of a pool that come over exits of its own, where those are a mesh."""
    here: Counter[int] = Counter()
    buckets: dict[int, Shared] = {}
    for caller in pool.members:
        for bucket in exits.get(caller, ()):
            if bucket.kind is kind:
                here[bucket.digest] += 1
                buckets[bucket.digest] = bucket
    own = [each for each in buckets.values() if here[each.digest] >= OWN * len(each.callers) and _orgs(each) > 1]
    if len(own) < MESH:
        return frozenset()
    return frozenset(one.caller for bucket in own for one in bucket.callers if one.caller in pool.members)


def beyond_chance(
    pool: Pool, members: AbstractSet[int], exits: Exits, background: Background, kind: Kind = Kind.EXIT
) -> float:
    """Share of a pool's callers on exits of its own (`members`, see `meshed`), beyond what chance makes of it.

    Where a third of everybody uses a tool, two of three who meet behind one exit often do. A caller is on an exit of
    the pool by chance if enough of the others there, drawn from everybody, are in the pool, too (binomial tail).
    """
    here = min(0.5, pool.callers / max(background.callers, PRIOR_CALLERS))
    chances: dict[int, float] = {}
    usual = 0.0
    for caller in pool.members:
        missed = 1.0
        for bucket in exits.get(caller, ()):
            if bucket.kind is kind:
                size = len(bucket.callers)
                if size not in chances:
                    chances[size] = _by_chance(size, here)
                missed *= 1.0 - chances[size]
        usual += 1.0 - missed
    known = len(pool.members)
    usual /= known
    return max(0.0, len(members) / known - usual - DOUBT * sqrt(usual * (1 - usual) / known))


def _by_chance(size: int, share: float) -> float:
    """How likely an exit with `size` callers, of whom one is in the pool as `share` of all are, is the pool's own."""
    least = ceil(OWN * size) - 1
    return sum(comb(size - 1, n) * share**n * (1.0 - share) ** (size - 1 - n) for n in range(least, size))


def _orgs(bucket: Shared) -> int:
    return len({one.org for one in bucket.callers})


def wave(pool: Pool, background: Background) -> float:
    """Share of a pool's accounts that were made in a few waves, beyond what is usual and what chance makes of it."""
    births = sorted(one.created for one in pool.members.values() if one.created > 0)
    known, excess = len(births), 0.0
    for _ in range(PUSHES):
        start = max(births, key=lambda birth: born_within(births, birth), default=None)
        if start is None or born_within(births, start) < LEAST_PUSH:
            break
        usual = background.wave(start)
        gain = born_within(births, start) / known - usual - DOUBT * sqrt(usual * (1 - usual) / known)
        excess += max(0.0, gain)
        births = [birth for birth in births if not start <= birth < start + WAVE]
    return excess


def company(pool: Pool, others: AbstractSet[int], callers: float) -> float:
    """How surprising it is that so many of a pool's callers are among `others`, of `callers` in all: in nats.

    Chernoff's bound on the binomial tail: n times the divergence of the share found from the share expected.
    """
    here = len(pool.members)
    both = len(pool.members.keys() & others)
    expected = min(0.99, max(len(others), 1) / max(callers, here + 1.0))
    found = both / here if here else 0.0
    return here * divergence(found, expected) if found > expected else 0.0


def divergence(found: float, expected: float) -> float:
    """Kullback-Leibler divergence of two coins, in nats."""
    if expected <= 0.0:
        return inf
    rest = 0.0 if found >= 1.0 else (1 - found) * log((1 - found) / (1 - expected))
    return rest + (found * log(found / expected) if found > 0 else 0.0)


def births_of(buckets: Sequence[Shared]) -> tuple[float, ...]:
    """When the accounts of all callers of these buckets were made, ascending."""
    people = {one.caller: one.created for bucket in buckets for one in bucket.callers}
    return tuple(sorted(created for created in people.values() if created > 0))
