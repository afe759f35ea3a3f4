"""A real cluster: all or nothing across shards, slots that move, masters that die."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from itertools import count

import pytest

from proxy.core.tally import Count, Settlement, Spend, Tally
from proxy.errors import StateError, StateUnavailable
from proxy.state.address import read_url
from proxy.state.cluster import ClusterStore
from proxy.state.redis import key_of
from proxy.state.slots import slot_of
from tests.servers import RedisCluster, RedisServer, until
from tests.state.conftest import Opening, no_jitter
from tests.state.contract import NOW, spend, take, used

# A failover is decided after the node timeout of half a second; the rest is patience with a busy machine.
FAILOVER = 15.0

_numbers = count()


def on(cluster: RedisCluster, index: int) -> str:
    """A new group that lives on the master with this index."""
    share = range(16384 * index // len(cluster.masters), 16384 * (index + 1) // len(cluster.masters))
    return next(group for group in (f"g{number}" for number in _numbers) if slot_of(group) in share)


@pytest.fixture
def own_cluster() -> Iterator[RedisCluster]:
    """A cluster to be maltreated: three masters, and a replica of the first."""
    made = RedisCluster(replicas=1)
    try:
        yield made.start()
    finally:
        made.stop()


@pytest.fixture(scope="module")
def shifting() -> Iterator[RedisCluster]:
    """A cluster whose slots are moved about."""
    made = RedisCluster()
    try:
        yield made.start()
    finally:
        made.stop()


async def test_groups_live_on_their_shards(cluster: RedisCluster, opening: Opening) -> None:
    """Each group's key is on the master that owns its slot, and nowhere else."""
    store = await opening(cluster.url)
    groups = [on(cluster, index) for index in range(3)]
    await take(store, [spend(group, 1) for group in groups])
    for group, master in zip(groups, cluster.masters, strict=True):
        assert master.ask("EXISTS", key_of(group)) == 1


async def test_all_or_nothing_across_shards(cluster: RedisCluster, opening: Opening) -> None:
    """What one shard reserved is given back where another refuses; the readings say what is left."""
    store = await opening(cluster.url)
    asked = [spend(on(cluster, 0), 30), spend(on(cluster, 1), 101), spend(on(cluster, 2), 5)]
    rooms = await take(store, asked)
    assert [(room.granted, room.used) for room in rooms] == [(True, 0.0), (False, 0.0), (True, 0.0)]
    assert [await used(store, one) for one in asked] == [0.0, 0.0, 0.0]


async def test_sketches_are_never_taken_twice(cluster: RedisCluster, opening: Opening) -> None:
    """Where a budget has no room, sketches of its own group forget the request; giving back leaves the others alone."""
    store = await opening(cluster.url)
    groups = [on(cluster, index) for index in range(3)]
    counts = [Count(group, "count", (1.0,), 60.0) for group in groups]
    asked: list[Tally] = [spend(groups[0], 30), counts[0], spend(groups[1], 101), counts[1], counts[2]]
    for _ in range(2):
        await store.take(asked, NOW)
    sums = await store.take(counts, NOW)
    assert sums is not None
    assert [one.values for one in sums] == [(3.0,), (1.0,), (3.0,)]


async def test_a_slot_that_moved_is_followed(shifting: RedisCluster, opening: Opening) -> None:
    """MOVED is followed within the same take, and remembered."""
    store = await opening(shifting.url)
    group = on(shifting, 1)
    _move(shifting.masters, slot_of(group), 2)
    assert (await take(store, [spend(group, 7)]))[0].used == 7.0
    assert shifting.masters[2].ask("EXISTS", key_of(group)) == 1
    assert (await take(store, [spend(group, 7)]))[0].used == 14.0


async def test_a_slot_that_is_moving_is_followed(shifting: RedisCluster, opening: Opening) -> None:
    """While a slot migrates, keys that are no longer or not yet here are asked for over there (ASK)."""
    store = await opening(shifting.url)
    source, target = shifting.masters[1], shifting.masters[2]
    group = on(shifting, 1)
    target.ask("CLUSTER", "SETSLOT", slot_of(group), "IMPORTING", str(source.ask("CLUSTER", "MYID")))
    source.ask("CLUSTER", "SETSLOT", slot_of(group), "MIGRATING", str(target.ask("CLUSTER", "MYID")))
    for turn in range(1, 4):
        assert (await take(store, [spend(group, 7)]))[0].used == 7.0 * turn
    await store.settle([Settlement(spend(group, 7), NOW, 0.0)], NOW)
    assert await used(store, spend(group, 0)) == 14.0


async def test_a_lost_script_cache_is_filled_again(cluster: RedisCluster, opening: Opening) -> None:
    """SCRIPT FLUSH on every master goes unnoticed."""
    store = await opening(cluster.url)
    for master in cluster.masters:
        master.ask("SCRIPT", "FLUSH")
    asked = [spend(on(cluster, index), 5) for index in range(3)]
    assert [room.used for room in await take(store, asked)] == [5.0, 5.0, 5.0]


async def test_a_failover_is_followed(own_cluster: RedisCluster, opening: Opening) -> None:
    """When a master is killed, its replica takes over and is used, without a restart of ours; others go on."""
    store = await opening(own_cluster.url)
    assert isinstance(store, ClusterStore)
    lost, kept = spend(on(own_cluster, 0), 7), spend(on(own_cluster, 1), 7)
    await take(store, [lost])
    until(lambda: own_cluster.replicas[0].ask("DBSIZE") != 0, "replication")
    own_cluster.masters[0].kill()
    with pytest.raises(StateError):
        await take(store, [lost, kept])
    assert await used(store, kept) == 0.0
    async with asyncio.timeout(FAILOVER):
        while not await _works(store, lost):
            await asyncio.wait([asyncio.ensure_future(_works(store, kept))])  # the others' round trip sets the pace
    assert (await take(store, [lost]))[0].used == 14.0
    await store.probe()


async def test_a_cluster_that_is_not_there_is_tried_again(own_server: RedisServer, opening: Opening) -> None:
    """A seed without a cluster raises, does not stop trying, and can be closed."""
    store = ClusterStore(read_url(f"redis+cluster://127.0.0.1:{own_server.port}").addresses, no_jitter)
    with pytest.raises(StateError):
        await store.open()
    with pytest.raises(StateUnavailable, match="no master"):
        await store.take([Spend("k", "n", 1.0, 1.0, 1.0)], NOW)
    with pytest.raises(StateUnavailable):
        await store.probe()
    await store.close()


async def _works(store: ClusterStore, asked: Spend) -> bool:
    try:
        await used(store, asked)
    except StateError:
        return False
    return True


def _move(masters: list[RedisServer], slot: int, to: int) -> None:
    """Give an empty slot to another master; the others are told, as a resharding tool does."""
    name = str(masters[to].ask("CLUSTER", "MYID"))
    for master in (masters[to], *masters):
        assert master.ask("CLUSTER", "SETSLOT", slot, "NODE", name) == "OK"
