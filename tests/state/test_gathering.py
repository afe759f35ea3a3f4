"""Buckets in memory are what they are in Redis."""

from __future__ import annotations

from random import Random

import pytest

from proxy.state.base import Store
from proxy.state.memory import MemoryStore
from tests.servers import RedisServer
from tests.state.conftest import Opening
from tests.state.gatherings import crowd, everything, gather


@pytest.mark.parametrize("seed", range(6))
async def test_memory_gathers_as_redis_does(seed: int, own_server: RedisServer, opening: Opening) -> None:
    """Whoever is seen wherever, by clocks that disagree a little: every bucket holds the same."""
    chance = Random(seed)  # noqa: S311
    life = crowd(chance, [400, 1500][seed % 2], chance.choice([3, 12, 150]), chance.choice([1, 4, 30]))
    redis: Store = await opening(own_server.url)
    memory = MemoryStore()
    assert await gather(redis, life) == await gather(memory, life)
    end = life[-1][0]
    found = await everything(memory, 0.0, end)
    assert await everything(redis, 0.0, end) == found
    assert await everything(redis, end - 3600, end) == await everything(memory, end - 3600, end)
    assert bool(found) == (seed != 3)  # three callers of one org: nobody is let in
    await redis.close()
