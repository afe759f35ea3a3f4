"""One Redis: equal to memory to the last bit, one round trip, nothing lost with the script cache, clear refusals."""

from __future__ import annotations

from itertools import count

import pytest
from hypothesis import HealthCheck, given, settings

from proxy.core.tally import Settlement, Spend
from proxy.errors import StateRefused, StateUnavailable
from proxy.state.address import Address
from proxy.state.memory import MemoryStore
from proxy.state.redis import PROBE, SETTLE, TAKE, RedisStore, arrange, key_of, settle_words, take_words
from tests.servers import RedisServer
from tests.state.conftest import Opening, no_jitter
from tests.state.contract import NOW, spend, take, used
from tests.state.sequences import Step, dense_lives, live, lives

_prefixes = count()


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(life=lives | dense_lives)
async def test_memory_equals_redis(life: list[Step], server: RedisServer, opening: Opening) -> None:
    """Whatever is taken and settled, with changed limits and skewed clocks: every reading is the same, bit for bit."""
    prefix = f"life{next(_prefixes)}"
    redis = await opening(server.url)
    assert await live(redis, life, prefix) == await live(MemoryStore(), life, prefix)
    await redis.close()


async def test_a_take_is_one_command(own_server: RedisServer, opening: Opening) -> None:
    """Three spends in two groups cost one EVALSHA, and within it one HMGET and one HSET per group."""
    store = await opening(own_server.url)
    own_server.ask("CONFIG", "RESETSTAT")
    await take(store, [spend("k", 1, name="a"), spend("k", 1, name="b"), spend("o", 1)])
    stats = str(own_server.ask("INFO", "commandstats"))
    calls = {word.partition(":")[0][8:]: word.partition("calls=")[2].partition(",")[0] for word in stats.split()}
    assert {name: calls[name] for name in ("evalsha", "hmget", "hset")} == {"evalsha": "1", "hmget": "2", "hset": "2"}


async def test_a_refusal_writes_nothing(own_server: RedisServer, opening: Opening) -> None:
    """A caller who is refused a thousand times costs no write, no replication and no file."""
    store = await opening(own_server.url)
    await take(store, [spend("k", 100)])
    own_server.ask("CONFIG", "RESETSTAT")
    assert not (await take(store, [spend("k", 1)], NOW + 1))[0].granted
    assert "hset" not in str(own_server.ask("INFO", "commandstats"))


async def test_a_lost_script_cache_is_filled_again(own_server: RedisServer, opening: Opening) -> None:
    """SCRIPT FLUSH in the middle of everything goes unnoticed."""
    store = await opening(own_server.url)
    asked = spend("k", 10)
    own_server.ask("SCRIPT", "FLUSH")
    assert (await take(store, [asked]))[0].used == 10.0
    own_server.ask("SCRIPT", "FLUSH")
    await store.settle([Settlement(asked, NOW, 4.0)], NOW)
    assert await used(store, asked) == 4.0
    assert own_server.ask("SCRIPT", "EXISTS", TAKE.sha.decode(), SETTLE.sha.decode()) == [1, 1]


async def test_a_full_server_refuses_and_says_so(own_server: RedisServer, opening: Opening) -> None:
    """With `noeviction` and no memory left takes and probes are refused with advice; with memory they work again."""
    store = await opening(own_server.url)
    own_server.ask("CONFIG", "SET", "maxmemory", 1)
    for attempt in (store.take(PROBE, 0.0), store.probe()):
        with pytest.raises(StateRefused, match="full: raise its maxmemory"):
            await attempt
    own_server.ask("CONFIG", "SET", "maxmemory", 0)
    await store.probe()


async def test_a_replica_refuses(own_server: RedisServer, opening: Opening) -> None:
    """A server that was demoted is not written to: the refusal says what to use instead."""
    store = await opening(own_server.url)
    own_server.ask("REPLICAOF", "127.0.0.1", 1)
    with pytest.raises(StateRefused, match="it is a replica"):
        await store.take(PROBE, 0.0)


async def test_a_wrong_password_is_refused_without_telling_it(own_server: RedisServer) -> None:
    """Neither the user nor the operator's log learns the password; the advice says where to look."""
    own_server.ask("CONFIG", "SET", "requirepass", "right-one")
    store = RedisStore.at(Address("127.0.0.1", own_server.port, password="wrong-one"), no_jitter)
    try:
        with pytest.raises(StateRefused, match="WRONGPASS") as refused:
            await store.open()
        assert "wrong-one" not in str(refused.value)
        with pytest.raises(StateRefused, match="WRONGPASS"):
            await store.take(PROBE, 0.0)
    finally:
        await store.close()


async def test_without_a_connection_takes_fail_at_once() -> None:
    """A store that was never connected raises and does not wait."""
    store = RedisStore.at(Address("127.0.0.1", 1), no_jitter)
    with pytest.raises(StateUnavailable, match="not connected"):
        await store.take(PROBE, 0.0)
    await store.close()


async def test_everything_expires(own_server: RedisServer, opening: Opening) -> None:
    """Every key has a time to live that is longer than its longest window, and a short window never shortens it."""
    store = await opening(own_server.url)
    await take(store, [spend("k", 1, name="long", window=3600.0)])
    await take(store, [spend("k", 1, name="short", window=1.0)])
    assert 3600_000 < int(str(own_server.ask("PTTL", key_of("k")))) <= 3600_000 * 1.25 + 60_000


async def test_dead_fields_of_a_busy_group_go(own_server: RedisServer, opening: Opening) -> None:
    """A caller who names a new model with every request does not grow for ever."""
    store = await opening(own_server.url)
    for number in range(2000):
        await take(store, [spend("k", 1, name=f"model-{number}", window=1.0)], NOW + number)
    assert int(str(own_server.ask("HLEN", key_of("k")))) < 300


async def test_the_size_of_a_caller_is_as_documented(own_server: RedisServer, opening: Opening) -> None:
    """One budget used by one request costs about 330 bytes; used to the full in small amounts, under 3 KB."""
    store = await opening(own_server.url)
    await take(store, [spend("k_" + "0" * 22, 1)])
    assert int(str(own_server.ask("MEMORY", "USAGE", key_of("k_" + "0" * 22)))) < 330
    for number in range(6000):
        await take(store, [spend("full", 1, limit=6000.0)], NOW + number / 101)
    assert int(str(own_server.ask("MEMORY", "USAGE", key_of("full")))) < 3000


def test_groups_that_stand_together_keep_their_order() -> None:
    """Only a mixed order needs sorting; counts follow the first appearance."""
    assert arrange(["a", "a", "b"]) == ({"a": 2, "b": 1}, None)
    assert arrange(["a", "b", "a"]) == ({"a": 2, "b": 1}, [0, 2, 1])


def test_the_words_of_a_command() -> None:
    """Keys, a header of now and counts, names, packed tallies; the same for settling, with its own script."""
    asked = [Spend("k", "n", 1.0, 2.0, 3.0), Spend("o", "m", 1.0, 2.0, 3.0)]
    words, order = take_words(asked, 0.0)
    assert words[:7] == (b"EVALSHA", TAKE.sha, 2, "sw:{k}", "sw:{o}", bytes(8) + b"\1\1", "n")
    assert (len(words), order) == (10, None)
    assert settle_words([], 0.0)[:3] == (b"EVALSHA", SETTLE.sha, 0)
