"""What one caller costs in Redis with everything armed: bytes, commands, and that it all expires."""

from __future__ import annotations

import random

import pytest

from proxy.core.tally import Settlement, Tally
from proxy.state.redis import key_of
from tests.servers import RedisServer
from tests.state.arms import armed
from tests.state.conftest import Opening

NOW = 1_790_000_000.0

# Name, and the bytes that the docstring of its kind promises.
PROMISED = {
    "mean-1": 108, "distinct-1": 304, "top-1": 120, "recent": 648, "pace": 103, "count-1": 153, "mark": 88,
}  # fmt: skip


async def lead_a_life(server: RedisServer, opening: Opening, requests: int) -> list[Tally]:
    """A caller with everything armed; answers the last tallies."""
    store = await opening(server.url)
    chance = random.Random(6)  # noqa: S311 - made-up traffic needs no secrecy
    for number in range(requests):
        tallies = armed("k_" + "0" * 22, chance)
        await store.take(tallies, NOW + 40 * number)
        await store.settle([Settlement(tallies[-1], NOW, chance.random())], NOW + 40 * number)
    return tallies


async def test_an_active_caller_fits_into_four_kilobytes(own_server: RedisServer, opening: Opening) -> None:
    """With everything armed and every sketch full a caller costs less than 4 KB, keys and names included."""
    await lead_a_life(own_server, opening, 300)
    assert int(str(own_server.ask("MEMORY", "USAGE", key_of("k_" + "0" * 22), "SAMPLES", 0))) < 4096


async def test_a_caller_of_one_request_costs_less_than_three_kilobytes(
    own_server: RedisServer, opening: Opening
) -> None:
    """Those who come once are the most: their sketches are not full."""
    await lead_a_life(own_server, opening, 1)
    assert int(str(own_server.ask("MEMORY", "USAGE", key_of("k_" + "0" * 22), "SAMPLES", 0))) < 3072


async def test_sizes_are_as_documented(own_server: RedisServer, opening: Opening) -> None:
    """Every kind keeps as many bytes as its docstring says."""
    await lead_a_life(own_server, opening, 300)
    sizes = {name: own_server.ask("HSTRLEN", key_of("k_" + "0" * 22), name) for name in PROMISED}
    assert sizes == PROMISED


async def test_everything_armed_is_one_command(own_server: RedisServer, opening: Opening) -> None:
    """One EVALSHA a take and a settlement, and within each one HMGET and one HSET."""
    await lead_a_life(own_server, opening, 1)
    own_server.ask("CONFIG", "RESETSTAT")
    await lead_a_life(own_server, opening, 10)
    stats = str(own_server.ask("INFO", "commandstats"))
    calls = {word.partition(":")[0][8:]: word.partition("calls=")[2].partition(",")[0] for word in stats.split()}
    assert {name: calls[name] for name in ("evalsha", "hmget", "hset")} == dict.fromkeys(
        ("evalsha", "hmget", "hset"), "20"
    )


async def test_the_longest_life_is_the_callers(own_server: RedisServer, opening: Opening) -> None:
    """A caller's key lives as long as what lives longest in it, and no longer than that by a quarter and a minute."""
    tallies = await lead_a_life(own_server, opening, 2)
    longest = max(getattr(tally, "life", 0.0) for tally in tallies)
    alive = int(str(own_server.ask("PTTL", key_of("k_" + "0" * 22))))
    assert longest * 1000 < alive <= longest * 1250 + 60_000


@pytest.mark.parametrize("place", range(14))
async def test_every_kind_alone_lives_as_long_as_it_counts(
    own_server: RedisServer, opening: Opening, place: int
) -> None:
    """Each kind sets a time to live of its own that covers its window or life."""
    store = await opening(own_server.url)
    tally = armed("alone", random.Random(6))[place]  # noqa: S311 - made-up traffic needs no secrecy
    await store.settle([Settlement(tally, NOW, 500.0)], NOW)
    life = next(getattr(tally, word) for word in ("life", "window", "patience") if hasattr(tally, word))
    assert int(str(own_server.ask("PTTL", key_of("alone")))) > life * 1000
