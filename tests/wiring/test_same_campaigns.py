"""The same traffic gives the same campaigns: through one process in memory, two on one Redis, two on a cluster."""

from __future__ import annotations

import heapq
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from random import Random

import orjson
import pytest

from proxy.campaigns.correlator import Correlator
from proxy.campaigns.record import Record
from proxy.campaigns.roster import Roster
from proxy.state import open_store
from proxy.state.base import Store
from proxy.state.crowd import SHARDS
from proxy.wiring.rehearsal import Stage, read_line, stage
from tests.campaigns.test_correlator import Scene, at_once
from tests.policies import policy_of
from tests.servers import RedisCluster, redis_server
from tests.traffic import START, STRONG, Row, openai, said, talker, words

SECRET = b"a secret of tests, long enough"
POLICY = """
policy: p
mode: enforce
rules:
  - name: campaign
    why: Many callers, one hand
    when: [campaign.matches == true, campaign.risk >= 0.6]
    then: [EFFECT]
    for: request
"""
# Whether a banned caller only knocks is what one process knows of it: replicas may witness a request more.
BLOCK, DEGRADE = "block", "degrade: {strip: [logprobs]}"
HOUR = 3600.0
FLEET, STANDBY, EVERY = 20, 12, 300.0


def member(key: str, begin: float, chance: Random) -> Iterator[Row]:
    """One caller of a fleet: the fleet's template over ever new fillers, some thirty a day, at any hour."""
    at = begin + chance.random() * HOUR
    while True:
        yield openai(at, key, said(STRONG.format(words(chance, 15))))
        at += chance.uniform(0.4, 1.2) * HOUR


def traffic(hours: float) -> list[Row]:
    """A fleet, a pool that takes over from it after half of the time, and people."""
    half, chance = START + hours * HOUR / 2, Random(3)  # noqa: S311
    fleet = [member(f"sk-fleet-{number}", START, Random(number)) for number in range(FLEET)]  # noqa: S311
    standby = [member(f"sk-standby-{number}", half, Random(99 + number)) for number in range(STANDBY)]  # noqa: S311
    people = [talker(f"sk-person-{number}", Random(200 + number)) for number in range(6)]  # noqa: S311
    found: list[Row] = []
    for row in heapq.merge(*fleet, *standby, *people, key=lambda row: float(row["ts"])):
        if row["ts"] >= START + hours * HOUR:
            return found
        if "sk-fleet" in row["headers"]["authorization"] and row["ts"] > half:
            continue  # they have been found out, and stop
        row["client"] = f"203.0.113.{chance.randrange(200)}"
        found.append(row)
    raise AssertionError("people never stop")


class Following:
    """What a stage looks requests up in: its own replica's roster, as in the proxy."""

    def __init__(self, store: Store, scene: Scene, name: str) -> None:
        self._scene = scene
        self.correlator = Correlator(store, SHARDS, name, lambda: scene.now, scene, every=EVERY, wait=at_once)

    @property
    def roster(self) -> Roster:
        """The replica's."""
        return self.correlator.roster

    async def look(self, _store: Store, now: float, *_ignored: object) -> None:
        """The trace's clock goes on; replicas look and follow on their own."""
        self._scene.now = now


async def lived(
    stores: list[Store], rows: list[Row], effect: str = DEGRADE
) -> tuple[tuple[Record, ...], list[str | None], Scene]:
    """The campaigns at the end, each decision's campaign, and what was told, with requests dealt to the stores."""
    scene, policy, named = Scene(now=START), policy_of(POLICY.replace("EFFECT", effect)), list[str | None]()
    stages: list[Stage] = [stage(policy, store, SECRET, None) for store in stores]
    replicas = [Following(store, scene, f"r{number}") for number, store in enumerate(stores)]
    for actors, following in zip(stages, replicas, strict=True):
        actors._outlook = following  # type: ignore[assignment]
    due = START
    for number, row in enumerate(rows):
        if row["ts"] >= due:
            due = row["ts"] + EVERY
            for following in replicas:
                scene.now = row["ts"]
                await following.correlator.step()
            for following in replicas[:-1]:  # as their next poll would
                await following.correlator.step()
        _, ruling = await stages[number % len(stages)].play(read_line(orjson.dumps(row)), number)
        named.append(ruling.decision.campaign)
    editions = {following.correlator.edition.found for following in replicas}
    assert len(editions) == 1
    return editions.pop(), named, scene


@asynccontextmanager
async def opened(*urls: str) -> AsyncIterator[list[Store]]:
    """A store of its own for each replica."""
    stores = [await open_store(url, jitter=lambda: 1.0) for url in urls]
    try:
        yield stores
    finally:
        for store in stores:
            await store.close()


async def alone(rows: list[Row], effect: str = DEGRADE) -> tuple[tuple[Record, ...], list[str | None], Scene]:
    """One process in memory."""
    async with opened("memory://") as stores:
        return await lived(stores, rows, effect)


@pytest.fixture(scope="module")
def rows() -> list[Row]:
    """A day."""
    return traffic(24.0)


async def test_a_pool_that_takes_over_joins(rows: list[Row]) -> None:
    """New callers with the old text after the others were blocked are one campaign with them, from their first request.

    Nobody else is named in it, and it was told once.
    """
    campaigns, named, scene = await alone(rows, BLOCK)
    (campaign,) = [record.campaign for record in campaigns]
    assert campaign.callers == FLEET + STANDBY
    turns = [turn for turn, _ in scene.told]
    assert (turns[0], turns.count("found"), turns.count("gone")) == ("found", 1, 0)
    first: dict[str, str | None] = {}
    for row, found in zip(rows, named, strict=True):
        key = row["headers"]["authorization"]
        first.setdefault(key, found)
        assert found is None or "sk-person" not in key
    assert [found for key, found in first.items() if "sk-standby" in key] == [campaign.id] * STANDBY


async def test_two_on_one_redis_find_the_same(rows: list[Row]) -> None:
    """Requests dealt to two replicas on one Redis give what one process in memory gives, request by request."""
    with redis_server() as server:
        async with opened(server.url, server.url) as stores:
            campaigns, named, scene = await lived(stores, rows)
    found, expected, told = await alone(rows)
    assert (campaigns, named, scene.told) == (found, expected, told.told)


async def test_two_on_a_cluster_find_the_same(rows: list[Row]) -> None:
    """So do two replicas on a cluster of three masters."""
    cluster = RedisCluster()
    try:
        url = cluster.start().url
        async with opened(url, url) as stores:
            campaigns, named, scene = await lived(stores, rows)
    finally:
        cluster.stop()
    found, expected, told = await alone(rows)
    assert (campaigns, named, scene.told) == (found, expected, told.told)
