"""All pools -> campaigns, in five steps. Pure: the same buckets, background and past give the same campaigns.

gate    a pool is worth testing: callers of several orgs, ever new content, no history
found   the evidence about one pool alone reaches `suspect`
grown   pools that behave alike and are kept by the same callers belong to it (a hydra of many templates)
joined  campaigns whose callers are the same are one (union-find over pools)
kept    a campaign keeps its id while any of its marks or half of its callers remain; it is left below `LEAVE`
"""

from __future__ import annotations

from collections.abc import Container, Iterable, Mapping, Sequence
from collections.abc import Set as AbstractSet

from proxy.campaigns.background import PRIOR_CALLERS, Background
from proxy.campaigns.evidence import Case, risk_of
from proxy.campaigns.pool import Pool, callers_of
from proxy.campaigns.record import Mark, Record
from proxy.campaigns.ties import Exits, company, mesh_of
from proxy.campaigns.weighing import Weighing
from proxy.core.campaign import Bucket, Campaign
from proxy.core.sighting import Kind, Sharer
from proxy.core.signal import Family, Signal

# A household shares a prompt, a team does; five unrelated orgs are a circle.
ORGS = 5
# Two requests each, about: fewer say nothing of how a pool behaves.
REQUESTS = 12
# What a training set is made of comes once; what is asked again, by oneself or by others, is known already.
NOVEL, COMMON = 0.5, 0.1
# Conversations and agents carry their own work along; nine in ten requests of a pool are single questions.
LONE = 0.8
# A text that a third of all callers use is the deployment's own.
EVERYBODY = 1 / 3
# The risk from which a pool is a campaign (the `suspect` of the default policy), and below which it is none any more.
FOUND, LEAVE = 0.6, 0.5
# Pools join where their common callers are surprising: one chance in ten thousand.
SURPRISE = 9.2
# A pool that joins must itself show one kind of evidence besides the text, at least by half.
ALIKE = 0.5
# A caller of whom eight pauses are known, hardly one of them short, nearly all of whose requests are the pool's.
GAPS_ALONE, SHORT_ALONE, DOMINATES = 8, 0.1, 0.8
SHOWN = 5
"""Buckets in a report."""


def correlate(
    pools: Iterable[Pool],
    exits: Exits,
    background: Background,
    former: Sequence[Record],
    now: float,
    ignored: Container[str] = (),
    weighing: Weighing | None = None,
) -> tuple[Record, ...]:
    """The campaigns that hold now, each with the id that it had. Signals that are `ignored` do not count.

    `weighing` spares whoever looks again and again to weigh what has not changed, and changes nothing else.
    """
    weighing = weighing or Weighing()
    known = {mark for record in former for mark in record.marks}
    meshes: dict[Mark, frozenset[int]] = {}
    found: list[Case] = []
    rest: list[Case] = []
    for pool in sorted([pool for pool in pools if gate(pool, background)], key=mark_of):
        mesh = mesh_of(pool, exits, background)
        meshes[mark_of(pool)] = mesh.callers
        case = weighing.case(pool, mesh.share, background, ignored)
        if case.risk >= (LEAVE if mark_of(pool) in known else FOUND):
            found.append(case)
        elif _alike(case):
            rest.append(case)
    weighing.keep(meshes)
    groups = [grown(group, rest, background) for group in joined(found, former, background)]
    taken: set[str] = set()
    records = []
    for group in sorted(groups, key=lambda group: min(case.pool.first for case in group)):
        record = _record(group, meshes, exits, background.people, _same(group, former, taken), now)
        taken.add(record.campaign.id)
        records.append(record)
    return tuple(records)


def gate(pool: Pool, background: Background) -> bool:
    """Whether a pool is worth testing, among so many callers."""
    return pool.callers < EVERYBODY * max(background.callers, PRIOR_CALLERS) and worth(pool)


def worth(pool: Pool) -> bool:
    """Whether a pool is worth testing by what it shows itself."""
    return (
        pool.orgs >= ORGS
        and pool.requests >= REQUESTS
        and pool.common <= COMMON
        and (
            (pool.lone >= LONE and pool.novelty >= NOVEL)
            # Agents say one thing again with every step of it: there it is enough that each brings work of its own.
            or (pool.strong >= LONE and pool.contents >= pool.orgs)
        )
    )


def joined(cases: Sequence[Case], former: Sequence[Record], background: Background) -> list[list[Case]]:
    """Cases whose callers are the same, or that were one campaign before, in groups."""
    before = {mark: record.campaign.id for record in former for mark in record.marks}
    parent = list(range(len(cases)))

    def root(at: int) -> int:
        while parent[at] != at:
            parent[at] = at = parent[parent[at]]
        return at

    earlier: dict[int | str, list[int]] = {}
    for at, case in enumerate(cases):
        callers, was = case.pool.members.keys(), before.get(mark_of(case.pool))
        # Only pools with a caller in common can be related; comparing each with each takes seconds.
        for other in sorted({place for caller in callers for place in earlier.get(caller, ())}):
            if root(at) != root(other) and related(cases[other].pool, callers, background):
                parent[root(at)] = root(other)
        for other in earlier.get(was, ()) if was is not None else ():
            parent[root(at)] = root(other)
        keys: list[int | str] = [*callers, *([] if was is None else [was])]
        for key in keys:
            earlier.setdefault(key, []).append(at)
    groups: dict[int, list[Case]] = {}
    for at, case in enumerate(cases):
        groups.setdefault(root(at), []).append(case)
    return list(groups.values())


def grown(group: list[Case], rest: list[Case], background: Background) -> list[Case]:
    """A group with the pools of the rest, all `_alike`, that its callers keep, too; they are taken out of the rest."""
    group, members = list(group), {caller for case in group for caller in case.pool.members}
    more = True
    while more:
        more = False
        for case in tuple(rest):
            if related(case.pool, members, background):
                group.append(case)
                rest.remove(case)
                members |= case.pool.members.keys()
                more = True
    return group


def related(pool: Pool, others: AbstractSet[int], background: Background) -> bool:
    """Whether the callers of a pool are among others beyond coincidence."""
    return company(pool, others, max(background.callers, PRIOR_CALLERS)) >= SURPRISE


def mark_of(pool: Pool) -> Mark:
    """The text of a pool."""
    return pool.kind, pool.digest


def _alike(case: Case) -> bool:
    """Whether a pool behaves like one hand, if not enough to be found by itself."""
    return any(signal.score >= ALIKE for signal in case.signals if signal.family is not Family.COORDINATION)


def _same(group: Sequence[Case], former: Sequence[Record], taken: AbstractSet[str]) -> Record | None:
    """The former campaign that this one goes on from: the eldest that has a mark of it, or half of its callers."""
    marks = {mark_of(case.pool) for case in group}
    names = {id_of(caller) for case in group for caller in case.pool.members}
    for record in sorted(former, key=lambda record: record.campaign.since):
        common = sum(name in names for name in record.campaign.members)
        if record.campaign.id not in taken and (marks & record.marks or 2 * common > len(record.campaign.members)):
            return record
    return None


def _record(
    group: Sequence[Case],
    meshes: Mapping[Mark, frozenset[int]],
    exits: Exits,
    people: Iterable[Sharer],
    former: Record | None,
    now: float,
) -> Record:
    members = {caller: one for case in group for caller, one in case.pool.members.items()}
    signals = strongest(case.signals for case in group)
    telling = sorted(group, key=lambda case: (-case.risk, -case.pool.callers))
    founder = min(group, key=lambda case: (case.pool.first, case.pool.digest)).pool
    campaign = Campaign(
        id=former.campaign.id if former else f"c_{founder.digest >> 16:012x}",
        since=former.campaign.since if former else now,
        at=now,
        members=tuple(sorted(map(id_of, members))),
        orgs=len({one.org for one in members.values()}),
        exchanges=exchanges(case.pool for case in group),
        risk=risk_of(signals),
        evidence=tuple(sorted(signals, key=lambda signal: -signal.score)),
        buckets=tuple([_bucket(case.pool) for case in telling[:SHOWN]]),
        size=round(callers_of([case.pool for case in group])),
    )
    own = frozenset().union(*[meshes[mark_of(case.pool)] for case in group])
    own &= devoted([case.pool for case in group], exits, people) if own else own
    tied = own | {caller for caller, one in members.items() if alone(one)}
    return Record(campaign, frozenset(mark_of(case.pool) for case in group), frozenset(tied))


def exchanges(pools: Iterable[Pool]) -> float:
    """Requests in these pools, at least: each is seen in one text of a kind at most, but in several kinds."""
    sums: dict[Kind, float] = {}
    for pool in pools:
        sums[pool.kind] = sums.get(pool.kind, 0.0) + pool.requests
    return max(sums.values(), default=0.0)


def _bucket(pool: Pool) -> Bucket:
    return Bucket(pool.kind.value, pool.digest, round(pool.callers))


def alone(one: Sharer) -> bool:
    """Whether a caller does nothing else than the pool's work, and never in sessions."""
    return one.gaps >= GAPS_ALONE and one.short <= SHORT_ALONE and one.requests >= DOMINATES * one.total


def devoted(pools: Sequence[Pool], exits: Exits, people: Iterable[Sharer] = ()) -> frozenset[int]:
    """Callers that do hardly anything else than these pools' work.

    By what is known of them there, at their exits, and of `people` in a sample of everybody: in a pool a caller is
    known as it was when it last sent its text.

    Who was made to copy a text for a day, as its neighbours behind the same exits were, has a life of its own.
    """
    sums: dict[tuple[Kind, int], int] = {}
    totals: dict[int, int] = {}
    for pool in pools:
        for caller, one in pool.members.items():
            sums[pool.kind, caller] = sums.get((pool.kind, caller), 0) + one.requests
            totals[caller] = max(totals.get(caller, 0), one.total)
    for one in people:
        totals[one.caller] = max(totals.get(one.caller, 0), one.total)
    for caller, known in totals.items():
        seen = sum(
            one.requests for exit_ in exits.get(caller, ()) if exit_.kind is Kind.EXIT
            for one in exit_.callers if one.caller == caller
        )  # fmt: skip
        totals[caller] = max(known, seen)
    return frozenset(caller for (_, caller), many in sums.items() if many >= DOMINATES * totals[caller])


def strongest(cases: Iterable[tuple[Signal, ...]]) -> tuple[Signal, ...]:
    """Of every signal the strongest among several pools."""
    best: dict[str, Signal] = {}
    for signals in cases:
        for signal in signals:
            if signal.name not in best or signal.score > best[signal.name].score:
                best[signal.name] = signal
    return tuple(best.values())


def id_of(caller: int) -> str:
    """The caller's id."""
    return f"k_{caller:016x}"
