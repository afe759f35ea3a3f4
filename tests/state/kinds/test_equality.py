"""All sketches: what memory answers is what Redis answers, to the last bit."""

from __future__ import annotations

from itertools import count

from hypothesis import HealthCheck, given, settings

from proxy.state.memory import MemoryStore
from tests.servers import RedisServer
from tests.state.conftest import Opening
from tests.state.sketch_lives import Step, live, sketch_lives

_prefixes = count()


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(life=sketch_lives)
async def test_memory_equals_redis(life: list[Step], server: RedisServer, opening: Opening) -> None:
    """Whatever is taken, settled or only read, whatever clocks say: every reading is the same, bit for bit."""
    prefix = f"sketches{next(_prefixes)}"
    redis = await opening(server.url)
    assert await live(redis, life, prefix) == await live(MemoryStore(), life, prefix)
    await redis.close()
