"""All sketches: what memory answers is what Redis answers, to the last bit."""

from __future__ import annotations

from itertools import count

from hypothesis import HealthCheck, given, settings

from proxy.state.base import Store
from proxy.state.memory import MemoryStore
from tests.servers import RedisServer
from tests.state.conftest import Opening
from tests.state.sketch_lives import Step, live, sketch_lives, wild_lives

_prefixes = count()


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(life=sketch_lives)
async def test_memory_equals_redis(life: list[Step], server: RedisServer, opening: Opening) -> None:
    """Whatever is taken, settled or only read, by clocks that disagree: every reading is the same, bit for bit."""
    await _compare(life, await opening(server.url), MemoryStore())


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(life=wild_lives)
async def test_memory_equals_redis_whatever_clocks_say(life: list[Step], server: RedisServer, opening: Opening) -> None:
    """The same holds where clocks are set back by minutes: both forget the same.

    Nothing is dropped from memory: what is dead today may count again for a clock that is set back, as in Redis.
    """
    await _compare(life, await opening(server.url), MemoryStore(looks=0))


async def _compare(life: list[Step], redis: Store, memory: Store) -> None:
    prefix = f"sketches{next(_prefixes)}"
    assert await live(redis, life, prefix) == await live(memory, life, prefix)
    await redis.close()
