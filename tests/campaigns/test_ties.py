"""Ties besides text: exits, waves of accounts, the same company twice."""

from __future__ import annotations

import math
import random

import pytest

from proxy.campaigns.background import Background
from proxy.campaigns.ties import Mesh, beyond_chance, births_of, company, divergence, exits_of, mesh_of, meshed, wave
from proxy.core.sighting import Kind, Shared, Sharer
from tests.campaigns.scenes import DAY, NOW, bucket, crowd, pool

USUAL = Background(1000.0, tuple([float(n * 3600) for n in range(800)]))


def exit_of(
    number: int, people: list[Sharer], age: float = 3 * DAY, kind: Kind = Kind.EXIT, **changes: object
) -> Shared:
    """An exit over which these callers came."""
    return bucket(people, kind=kind, digest=number, first=NOW - age, contents=(), **changes)


def pairs(people: list[Sharer]) -> list[Shared]:
    """A proxy pool: each exit has two callers who stand next to each other."""
    return [exit_of(at, [people[at], people[at + 1]]) for at in range(len(people) - 1)]


def test_a_proxy_pool_is_a_mesh() -> None:
    """Exits that only a pool's callers use, in changing company, tie them."""
    people = crowd(10)
    assert meshed(pool(people), exits_of(pairs(people), NOW)) == {one.caller for one in people}


def test_an_office_is_one_exit() -> None:
    """One exit for all of them is a venue, an office, a campus."""
    people = crowd(30)
    assert meshed(pool(people), exits_of([exit_of(1, people)], NOW)) == frozenset()


def test_exits_that_others_use_tie_nobody() -> None:
    """A carrier's or a VPN's exits have mostly other callers."""
    people, others = crowd(10), crowd(10, start=500)
    shared = [exit_of(at, [people[at], people[at + 1], others[at], others[at + 1]]) for at in range(9)]
    assert meshed(pool(people), exits_of(shared, NOW)) == frozenset()


def test_new_exits_are_not_believed() -> None:
    """On its first day every exit looks rare."""
    people = crowd(10)
    fresh = [each._replace(first=NOW - 3600) for each in pairs(people)]
    assert meshed(pool(people), exits_of(fresh, NOW)) == frozenset()


def test_keys_of_one_org_are_no_mesh() -> None:
    """One org may go wherever it likes."""
    people = crowd(10, org=3)
    assert meshed(pool(people), exits_of(pairs(people), NOW)) == frozenset()


def test_a_proxy_pool_is_more_than_chance() -> None:
    """What a mesh is worth is all of it where hardly anybody else is in the pool."""
    people = crowd(40)
    exits = exits_of(pairs(people), NOW)
    assert mesh_of(pool(people), exits, USUAL).share > 0.8


def test_many_users_meet_behind_one_exit() -> None:
    """Where a quarter of everybody uses a tool, most callers of some small exits do; that says nothing against it."""
    chance = random.Random(7)  # noqa: S311
    everybody = crowd(800)
    people = everybody[:200]
    chance.shuffle(everybody)
    shared = [exit_of(at, everybody[3 * at : 3 * at + 3]) for at in range(250)]
    exits = exits_of(shared, NOW)
    found = pool(people)
    own = meshed(found, exits)
    assert len(own) / len(found.members) > 0.3
    assert beyond_chance(found, own, exits, Background(800.0, ())) < 0.1


def test_an_address_each_in_a_few_networks() -> None:
    """Where no two keys share an address, what they are rented by ties them: four to each of five networks."""
    people = crowd(20)
    alone = [exit_of(at, [one]) for at, one in enumerate(people)]
    rented = [exit_of(at, people[4 * at : 4 * at + 4], kind=Kind.NETWORK) for at in range(5)]
    assert mesh_of(pool(people), exits_of(alone, NOW), USUAL) == Mesh(frozenset(), 0.0)
    found = mesh_of(pool(people), exits_of([*alone, *rented], NOW), USUAL)
    assert found.callers == {one.caller for one in people}
    assert found.share > 0.8


def test_a_network_is_not_counted_beside_its_addresses() -> None:
    """Two offices are two addresses in two networks, and no mesh of four."""
    people = crowd(20)
    offices = [
        exit_of(at, people[10 * at : 10 * at + 10], kind=kind) for at in (0, 1) for kind in (Kind.EXIT, Kind.NETWORK)
    ]
    assert mesh_of(pool(people), exits_of(offices, NOW), USUAL) == Mesh(frozenset(), 0.0)


def test_networks_that_others_use_tie_nobody() -> None:
    """Whoever rents servers where everybody does shares networks with everybody."""
    people, others = crowd(20), crowd(20, start=500)
    rented = [
        exit_of(at, [*people[4 * at : 4 * at + 4], *others[4 * at : 4 * at + 4]], kind=Kind.NETWORK) for at in range(5)
    ]
    assert mesh_of(pool(people), exits_of(rented, NOW), USUAL).share == 0.0


def test_accounts_made_together() -> None:
    """Most accounts in a few days that were not special to others is an excess; spread ones are none."""
    assert wave(pool(crowd(40, created=1e8)), USUAL) > 0.7
    assert wave(pool(crowd(40)), USUAL) == 0.0


def test_several_pushes_add_up() -> None:
    """Accounts made in three batches are found, too."""
    batches = [*crowd(10, created=1e8), *crowd(10, start=50, created=2e8), *crowd(10, start=90, created=3e8)]
    assert wave(pool(batches), USUAL) > 0.5


def test_a_launch_is_usual() -> None:
    """Where everybody signed up in the same days it says nothing."""
    launch = Background(1000.0, tuple([1e8 + n for n in range(600)]))
    assert wave(pool(crowd(40, created=1e8)), launch) == 0.0


def test_unknown_births_say_nothing() -> None:
    """Without a key directory there are no waves."""
    assert wave(pool(crowd(40, created=0.0)), USUAL) == 0.0
    assert births_of([bucket(crowd(3, created=0.0)), bucket(crowd(2))]) == births_of([bucket(crowd(2))])


def test_company_is_surprising_beyond_chance() -> None:
    """That a half of a pool is among a twentieth of everybody is no coincidence; a twentieth of it is."""
    others = {one.caller for one in crowd(50)}
    assert company(pool(crowd(40, start=31)), others, 1000.0) > 20.0
    assert company(pool(crowd(40, start=49)), others, 1000.0) < 1.0


@pytest.mark.parametrize("share", [0.0, 0.2, 0.9, 1.0])
def test_divergence(share: float) -> None:
    """Nothing diverges from itself; from what cannot be, everything does."""
    assert divergence(share, share) == pytest.approx(0.0) if share not in (0.0, 1.0) else True
    assert divergence(share, 0.5) >= 0.0
    assert divergence(share, 0.0) == math.inf
