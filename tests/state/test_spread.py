"""How writes spread over keys and masters while a campaign makes a third of all requests."""

from __future__ import annotations

import socket
from collections import Counter
from collections.abc import Iterable, Iterator
from contextlib import ExitStack, contextmanager
from random import Random

import hiredis
import pytest

from proxy.core.sighting import Kind, Sighting
from proxy.core.tally import Count, Settlement
from proxy.state.crowd import SHARDS, group_of
from proxy.state.guarded import Guarded
from proxy.state.slots import slot_of
from tests.servers import RedisCluster, RedisServer
from tests.state.conftest import Opening
from tests.state.contract import NOW, spend
from tests.state.gatherings import sighting, spread

WRITES = {b"HSET", b"HDEL", b"SET", b"SETRANGE", b"PEXPIRE", b"DEL"}
REQUESTS = 3000
SIGNATURE = [spread(number) for number in (1, 2, 3)]


class Ear:
    """Hears every command that a server carries out, those of scripts included."""

    def __init__(self, server: RedisServer) -> None:
        self._server = server
        self._socket = socket.create_connection(("127.0.0.1", server.port), timeout=15.0)
        self._socket.sendall(b"MONITOR\r\n")
        self._reader = hiredis.Reader()
        self._read_until(b"OK")

    def writes(self) -> Counter[bytes]:
        """How often each key was written, by now."""
        self._server.ask("ECHO", "that-was-all")
        lines = self._read_until(b"that-was-all")
        self._socket.close()
        words = [line.split(b'"') for line in lines if b'"' in line]
        return Counter(parts[3] for parts in words if len(parts) > 3 and parts[1].upper() in WRITES)

    def _read_until(self, end: bytes) -> list[bytes]:
        found: list[bytes] = []
        while not found or end not in found[-1]:
            reply = self._reader.gets()
            if reply is False:
                self._reader.feed(self._socket.recv(1 << 20))
            else:
                found.append(reply)
        return found


@contextmanager
def listening(servers: Iterable[RedisServer]) -> Iterator[list[Ear]]:
    """An ear at every server."""
    with ExitStack():
        yield [Ear(server) for server in servers]


def requests(callers: int) -> Iterator[tuple[int, list[Sighting]]]:
    """A third of them by `callers` of a campaign, the others by a thousand callers with texts of their own."""
    chance = Random(5)  # noqa: S311
    for number in range(REQUESTS):
        campaign = number % 3 == 0
        caller = spread(chance.randrange(callers) if campaign else 10**6 + chance.randrange(1000))
        texts = SIGNATURE if campaign else [spread(caller ^ number), spread(caller + 1), spread(caller ^ number + 7)]
        content, total = chance.getrandbits(48), number // 100
        kinds = (Kind.SYSTEM, Kind.OPENING, Kind.ENDING)
        made = [sighting(text, caller, kind=kind, content=content, total=total)
                for kind, text in zip(kinds, texts, strict=True)]  # fmt: skip
        made.append(sighting(spread(caller + 2), caller, kind=Kind.EXIT, content=0, total=total))
        yield caller, made


async def live(store: Guarded, callers: int) -> None:
    """All requests, each with what the judgement itself writes: a take and a settlement."""
    for second, (caller, made) in enumerate(requests(callers)):
        budget = spend(f"c:{caller:x}", 1, limit=1e9)
        await store.take([budget, Count(f"c:{caller:x}", "hour", (1.0,), 3600.0)], NOW + second)
        await store.settle([Settlement(budget, NOW + second, 0.5)], NOW + second)
        await store.sight(made, NOW + second)


@pytest.mark.parametrize("callers", [40, 400])
async def test_no_key_is_hot(callers: int, own_server: RedisServer, opening: Opening) -> None:
    """While a campaign of few or of many callers makes a third of all requests, no key gets 5 % of the writes."""
    store = Guarded(await opening(own_server.url), clock=lambda: 0.0, limit_s=10.0)
    with listening([own_server]) as (ear,):
        await live(store, callers)
        writes = ear.writes()
    assert writes.total() > 2 * REQUESTS
    key, most = writes.most_common(1)[0]
    assert most / writes.total() < 0.05, key
    hottest = max(times for key, times in writes.items() if b"{b4:" in key)
    assert (hottest < 0.6 * REQUESTS / 3) == (callers > 100)  # of few callers all are in the sample


async def test_masters_share_the_writes(cluster: RedisCluster, opening: Opening) -> None:
    """In a cluster of three masters each gets between a fourth and a half of what campaigns write."""
    store = Guarded(await opening(cluster.url), clock=lambda: 0.0, limit_s=10.0)
    with listening(cluster.masters) as ears:
        for second, (_, made) in enumerate(requests(400)):
            await store.sight(made, NOW + second)
        writes = [sum(times for key, times in ear.writes().items() if b"{b4:" in key) for ear in ears]
    assert all(0.25 < each / sum(writes) < 0.5 for each in writes), writes


def test_shards_share_the_slots() -> None:
    """The shards of buckets fall evenly on three masters that share the slots: between a fourth and a half each."""
    owners = Counter(slot_of(group_of(shard)) * 3 // 16384 for shard in range(SHARDS))
    assert all(SHARDS / 4 <= owners[master] <= SHARDS / 2 for master in range(3)), owners
