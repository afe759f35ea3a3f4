"""A real sentinel: the master is found, and followed when another takes its place."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator

import pytest

from proxy.core.tally import Spend
from proxy.errors import StateError, StateUnavailable
from proxy.state.address import read_url
from proxy.state.base import Store
from proxy.state.sentinel import Sentinels, sentinel_store
from tests.servers import RedisSentinel, until
from tests.state.conftest import no_jitter
from tests.state.contract import spend, take

# Detection takes 0.3 s, the election and the promotion a second or two; the rest is patience with a busy machine.
FAILOVER = 30.0


@pytest.fixture
def own_sentinel() -> Iterator[RedisSentinel]:
    """A set to be maltreated."""
    made = RedisSentinel()
    try:
        yield made.start()
    finally:
        made.stop()


async def test_the_master_is_found(sentinel: RedisSentinel) -> None:
    """Sentinels that do not answer are passed over; login and database are those of the URL."""
    place = read_url(sentinel.url.replace("://", "://me:pw@127.0.0.1:1,") + "/2")
    found = await Sentinels(place).locate()
    assert (found.port, found.db, found.username) == (sentinel.master.port, 2, "me")


async def test_an_unknown_service_is_told(sentinel: RedisSentinel) -> None:
    """A wrong service name and dead sentinels both say what was sought."""
    for url in (sentinel.url + "x", "redis+sentinel://127.0.0.1:1/still"):
        with pytest.raises(StateUnavailable, match="no sentinel knows a master named 'still"):
            await Sentinels(read_url(url)).locate()


async def test_a_failover_is_followed(own_sentinel: RedisSentinel) -> None:
    """When the master is killed, its replica is used with all it knows, without a restart of ours."""
    store = sentinel_store(read_url(own_sentinel.url), no_jitter)
    await store.open()
    asked = spend("k", 7)
    await take(store, [asked])
    until(lambda: own_sentinel.replica.ask("DBSIZE") != 0, "replication")
    own_sentinel.master.kill()
    async with asyncio.timeout(FAILOVER):
        while (room := await _room(store, asked)) is None:
            if store.link._task is not None:
                await asyncio.wait([store.link._task], timeout=0.05)
    assert room == 14.0
    assert own_sentinel.replica.ask("EXISTS", "sw:{k}") == 1
    await store.close()


async def _room(store: Store, asked: Spend) -> float | None:
    """What the budget holds after one more spend; None while nobody can tell."""
    try:
        return (await take(store, [asked]))[0].used
    except StateError:
        return None
