"""Servers that the state's tests share, one set per test process, and every kind of store on top of them."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from itertools import count
from pathlib import Path

import pytest

from proxy.errors import StateUnavailable
from proxy.state import BACKENDS, open_store
from proxy.state.base import Store
from tests.servers import RedisCluster, RedisSentinel, RedisServer, redis_server
from tests.state.tls import Terminator, make_certificate

Opening = Callable[[str], Awaitable[Store]]

_groups = count()


def no_jitter() -> float:
    """Chance without surprise: the longest pauses."""
    return 1.0


@pytest.fixture
def group() -> str:
    """A group that no other test uses, so that servers can be shared."""
    return f"k_{next(_groups)}"


@pytest.fixture(scope="session")
def server() -> Iterator[RedisServer]:
    """A redis-server that stays well."""
    with redis_server() as running:
        yield running


@pytest.fixture
def own_server() -> Iterator[RedisServer]:
    """A redis-server to be maltreated."""
    with redis_server() as running:
        yield running


@pytest.fixture(scope="session")
def cluster() -> Iterator[RedisCluster]:
    """Three masters that stay well."""
    made = RedisCluster()
    try:
        yield made.start()
    finally:
        made.stop()


@pytest.fixture(scope="session")
def sentinel() -> Iterator[RedisSentinel]:
    """A master, a replica and a sentinel that stay well."""
    made = RedisSentinel()
    try:
        yield made.start()
    finally:
        made.stop()


@pytest.fixture(scope="session")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A certificate for 127.0.0.1 and its key."""
    return make_certificate(tmp_path_factory.mktemp("tls"))


@pytest.fixture
async def terminator(server: RedisServer, certificate: Path) -> AsyncIterator[Terminator]:
    """TLS in front of the shared server."""
    running = await Terminator(certificate, server.port).start()
    yield running
    await running.stop()


@pytest.fixture
async def opening() -> AsyncIterator[Opening]:
    """Opens stores by URL and closes them after the test."""
    stores: list[Store] = []

    async def open_one(url: str) -> Store:
        stores.append(await open_store(url, jitter=no_jitter))
        return stores[-1]

    yield open_one
    for store in stores:
        await store.close()


async def reached(store: Store) -> Store:
    """A store that answers: where this process paused for a second, its first attempt to connect has come too late."""
    async with asyncio.timeout(10):
        while True:
            try:
                await store.probe()
            except StateUnavailable:
                await asyncio.sleep(0)  # it connects again by itself
            else:
                return store


@pytest.fixture(params=[name for name in BACKENDS if not name.startswith("rediss+")])
def url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """Every backend in turn; those with TLS to a cluster or sentinels differ from these by the address alone."""
    backend = str(request.param)
    places = {"redis": "server", "rediss": "terminator", "redis+cluster": "cluster", "redis+sentinel": "sentinel"}
    if backend in places:
        return str(request.getfixturevalue(places[backend]).url)
    if backend == "unix":
        return f"unix://{request.getfixturevalue('server').unix}"
    return {"memory": "memory://", "embedded": f"embedded://{tmp_path}"}[backend]


@pytest.fixture
async def store(url: str, opening: Opening) -> Store:
    """An open store of every backend in turn."""
    return await reached(await opening(url))
