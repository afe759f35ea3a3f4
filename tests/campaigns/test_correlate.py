"""Correlation: one hand is one campaign, with one id, and honest crowds are none."""

from __future__ import annotations

from proxy.campaigns.background import Background
from proxy.campaigns.correlate import FOUND, alone, correlate, gate, id_of
from proxy.campaigns.pool import Pool
from proxy.campaigns.record import Record
from proxy.campaigns.ties import exits_of
from proxy.core.sighting import Kind, Shared, Sharer
from tests.campaigns.scenes import NOW, crowd, fleet, pool, sharer
from tests.campaigns.test_ties import exit_of, pairs

USUAL = Background(1000.0, ())


def find(*pools: Pool, former: tuple[Record, ...] = (), now: float = NOW) -> tuple[Record, ...]:
    """The campaigns among these pools, without exits."""
    return correlate(pools, {}, USUAL, former, now)


def test_a_fleet_is_found() -> None:
    """Callers of many orgs with one text, no sessions and a wording are one campaign of them all."""
    people = fleet(25, weak=5)
    (record,) = find(pool(people))
    assert record.campaign.risk >= FOUND
    assert set(record.campaign.members) == {id_of(one.caller) for one in people}
    assert (record.campaign.orgs, record.campaign.exchanges) == (25, 125.0)


def test_one_orgs_keys_are_no_campaign() -> None:
    """However they behave: what an org's own keys share is its own business."""
    assert find(pool(fleet(40, org=7, weak=5))) == ()
    assert find(pool([*fleet(40, org=7, weak=5), *fleet(3, start=90, weak=5)])) == ()


def test_what_is_asked_again_is_no_collection() -> None:
    """Famous prompts, repeated evaluations and monitoring are not tested at all."""
    people = fleet(25, weak=5)
    assert find(pool(people, contents=((40, False), (50, False)))) == ()
    assert find(pool(people, contents=tuple([(1, True)] * 10 + [(1, False)] * 20))) == ()


def test_conversations_are_no_collection() -> None:
    """A coding tool's users carry their own history along."""
    assert find(pool(fleet(25, weak=5, lone=1))) == ()
    assert not gate(pool(fleet(25, lone=1)), USUAL)


def test_agents_repeat_themselves() -> None:
    """Where every step asks for reasoning, tasks that come again in their own loop are new all the same."""
    loops = tuple([(20, False)] * 12)
    assert len(find(pool(fleet(12, strong=5, lone=0), contents=loops))) == 1
    assert find(pool(fleet(12, strong=5, lone=0), contents=loops[:5])) == ()
    assert find(pool(fleet(12, weak=5), contents=loops)) == ()


def test_everybodys_text_is_background() -> None:
    """What a third of all callers send is the deployment's own."""
    assert find(pool(fleet(400, weak=5))) == ()


def test_a_hydra_of_many_templates_is_one_campaign() -> None:
    """Pools that behave alike belong together where the same callers keep them, although each alone is not enough."""
    people = fleet(60)
    strong = pool([one._replace(strong=5) for one in people[:30]])
    others = [pool(people[at : at + 30], kind=Kind.SYSTEM, digest=at) for at in (10, 20, 30)]
    (record,) = find(strong, *others)
    assert len(record.campaign.members) == 60
    assert len(record.marks) == 4
    assert find(*others) == ()


def test_strangers_do_not_join() -> None:
    """Neither a pool that behaves likewise with other callers is part of it, nor an honest one with the same."""
    hydra = pool(fleet(40, weak=5))
    (record,) = find(hydra, pool(fleet(40, start=500), kind=Kind.SYSTEM), pool(crowd(40), kind=Kind.ENDING))
    assert len(record.marks) == 1


def test_the_same_callers_twice_are_one_campaign() -> None:
    """Two convicted texts with the same callers are one hand; with others they are two."""
    people = fleet(40, weak=5)
    twice = pool(people[5:], kind=Kind.SYSTEM)
    assert len(find(pool(people), twice)) == 1
    assert len(find(pool(people), pool(fleet(40, start=500, weak=5), kind=Kind.SYSTEM))) == 2


def test_the_id_stays_while_members_come_and_go() -> None:
    """A campaign is the same as before while a mark or half of its callers remain, whatever else changes."""
    first = find(pool(fleet(20, weak=5)))
    grown = find(pool(fleet(60, weak=5)), former=first, now=NOW + 600)
    moved = find(pool(fleet(60, weak=5), kind=Kind.SYSTEM, digest=77), former=grown, now=NOW + 1200)
    assert first[0].campaign.id == grown[0].campaign.id == moved[0].campaign.id
    assert moved[0].campaign.since == NOW
    assert moved[0].campaign.at == NOW + 1200


def test_a_campaign_is_left_below_where_it_was_found() -> None:
    """What was found stays found while its evidence weakens a little, and is released when sessions appear."""
    found = find(pool(fleet(25, weak=5)))
    weaker = pool(crowd(25, short=0.05, weak=5)[:13] + crowd(12, start=14, short=0.25, weak=5))
    assert find(weaker) == ()
    assert [each.campaign.id for each in find(weaker, former=found)] == [found[0].campaign.id]
    assert find(pool(crowd(25, weak=5)), former=found) == ()


def twice(people: list[Sharer], requests: int = 2) -> list[Shared]:
    """Each over two exits, with so many requests over each."""
    found = pairs([one._replace(requests=requests) for one in people])
    return [each._replace(digest=each.digest + 1000 * people[0].org) for each in found]


def test_ties_are_the_callers_own() -> None:
    """A member is tied by an exit of the mesh or by a life without sessions, if it does hardly anything else."""
    meshed, copying = fleet(12, weak=5, gaps=3), fleet(8, start=50, weak=5, total=50, gaps=3)
    (record,) = correlate([pool([*meshed, *copying])], exits_of(twice(meshed), NOW), USUAL, (), NOW)
    assert record.tied == {one.caller for one in meshed}
    assert alone(sharer(1, short=0.02))
    assert not alone(sharer(1, short=0.02, total=500))
    assert not alone(sharer(1, short=0.5))


def test_rented_networks_carry_a_campaign() -> None:
    """People's sessions, aged accounts, an address for each: the networks that those are rented by are left to tell."""
    people = crowd(20, weak=5)
    alone_ = [exit_of(at, [one]) for at, one in enumerate(people)]
    rented = [exit_of(at, people[4 * at : 4 * at + 4], kind=Kind.NETWORK) for at in range(5)]
    assert correlate([pool(people)], exits_of(alone_, NOW), USUAL, (), NOW) == ()
    (record,) = correlate([pool(people)], exits_of([*alone_, *rented], NOW), USUAL, (), NOW)
    assert record.tied == {one.caller for one in people}


def test_neighbours_who_were_made_to_copy_are_not_tied() -> None:
    """A mesh of exits ties nobody who does other things, too: before the copied text or after it."""
    fleet_, before = fleet(12, weak=5, gaps=3), fleet(6, start=50, weak=5, gaps=3, total=50)
    after = fleet(6, start=70, weak=5, gaps=3)
    later = fleet(6, start=90, weak=5, gaps=3)
    exits = exits_of([*twice(fleet_), *twice(before), *twice(after, 50), *twice(later)], NOW)
    usual = USUAL._replace(people=tuple([one._replace(total=50) for one in later]))
    (record,) = correlate([pool([*fleet_, *before, *after, *later])], exits, usual, (), NOW)
    assert record.tied == {one.caller for one in fleet_}


def test_the_most_telling_buckets_are_named() -> None:
    """A few digests with the number of callers; never text."""
    people = fleet(40, weak=5)
    (record,) = find(*[pool(people, digest=digest) for digest in range(9)])
    assert len(record.campaign.buckets) == 5
    assert record.campaign.buckets[0].callers == 40


def test_exchanges_are_counted_once() -> None:
    """A request that is seen by its system prompt and by its opening is one exchange."""
    people = fleet(25, weak=5)
    (record,) = find(pool(people), pool(people, kind=Kind.SYSTEM), pool(people, kind=Kind.ENDING))
    assert record.campaign.exchanges == 125.0


def test_what_is_ignored_does_not_count() -> None:
    """Evidence that an operator switches off is told with a score of nought."""
    people = fleet(25, weak=5)
    assert correlate([pool(people)], {}, USUAL, (), NOW, {"campaign.sessions"}) == ()
    (record,) = correlate([pool(people)], {}, USUAL, (), NOW, {"campaign.exits"})
    assert {signal.name: signal.score for signal in record.campaign.evidence}["campaign.exits"] == 0.0


def test_the_order_of_pools_does_not_matter() -> None:
    """The same pools in another order are the same campaigns."""
    people = fleet(60, weak=5)
    pools = [pool(people[at : at + 30], digest=at, first=NOW - at) for at in (0, 15, 30)]
    assert find(*pools) == find(*reversed(pools))
