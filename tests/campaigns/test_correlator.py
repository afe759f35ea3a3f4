"""The loop: one leads, all follow, on a clock of the test's own."""

from __future__ import annotations

import asyncio
import sys
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field

import pytest

from proxy.campaigns.correlator import (
    EDITION,
    EVERY_S,
    FOUND,
    HALFWAY_S,
    LEASE_S,
    LIFE_S,
    POLL_S,
    WRITING,
    Correlator,
)
from proxy.campaigns.edition import NOTHING
from proxy.campaigns.roster import NOBODY
from proxy.core.campaign import Campaign
from proxy.core.sighting import Kind, Manner, Shared, Sighting
from proxy.errors import StateUnavailable
from proxy.state.crowd import SHARDS
from proxy.state.memory import MemoryStore
from tests.campaigns.scenes import NOW
from tests.campaigns.test_roster import record
from tests.state.gatherings import spread

TEXT = 77


@dataclass
class Scene:
    """A clock, a store that may be silenced, and what was told."""

    store: MemoryStore = field(default_factory=MemoryStore)
    now: float = NOW
    told: list[tuple[str, str]] = field(default_factory=list)
    wanted: bool = True
    took: list[float] = field(default_factory=list)
    dead: bool = False
    reads: list[float] = field(default_factory=list)
    clock_of_work: float = 0.0
    reading: float = 0.0
    """Seconds that a shard takes to be read."""
    after_reading: Callable[[], Awaitable[None]] | None = None
    pace: float = 1.0

    def replica(self, name: str) -> Correlator:
        """A replica on this store and clock."""
        return Correlator(
            Mortal(self), SHARDS, name, lambda: self.now, self, wanted=lambda: self.wanted, took=self.took.append,
            ticks=self.tick, wait=at_once,
        )  # fmt: skip

    def tick(self) -> float:
        """Work takes a second, or so many, whenever it is looked at."""
        self.clock_of_work += self.pace
        return self.clock_of_work

    async def live(self, callers: range, text: int = TEXT) -> None:
        """These callers, each of an org of its own, send the text twice, worded as training material is collected."""
        for turn in range(2):
            for number in callers:
                content, manner = spread(number * 10 + turn) >> 16, Manner.LONE | Manner.STRONG
                seen = Sighting(Kind.OPENING, text, spread(number), number, 0.0, content, manner, 9, 8, 0.5)
                await self.store.sight([seen], self.now)

    def campaign_found(self, campaign: Campaign) -> None:
        """As a recorder."""
        self.told.append(("found", campaign.id))

    def campaign_changed(self, campaign: Campaign) -> None:
        """As a recorder."""
        self.told.append(("changed", campaign.id))

    def campaign_gone(self, campaign: Campaign) -> None:
        """As a recorder."""
        self.told.append(("gone", campaign.id))


class Mortal:
    """The scene's store, unless it is dead."""

    def __init__(self, scene: Scene) -> None:
        self._scene = scene

    def _alive(self) -> MemoryStore:
        if self._scene.dead:
            raise StateUnavailable("gone")
        return self._scene.store

    async def shared(self, shard: int, since: float, now: float) -> list[Shared]:
        """As a store."""
        self._scene.reads.append(since)
        self._scene.now += self._scene.reading
        if self._scene.after_reading is not None:
            await self._scene.after_reading()
        return await self._alive().shared(shard, since, now)

    async def fetch(self, name: str, now: float) -> bytes | None:
        """As a store."""
        return await self._alive().fetch(name, now)

    async def put(self, name: str, content: bytes, life: float, now: float) -> None:
        """As a store."""
        await self._alive().put(name, content, life, now)

    async def lead(self, name: str, who: str, life: float, now: float) -> bool:
        """As a store."""
        return await self._alive().lead(name, who, life, now)


async def at_once(_seconds: float) -> None:
    """Waits for nothing."""


@pytest.fixture
def scene() -> Scene:
    """A new one."""
    return Scene()


def campaigns(replica: Correlator) -> list[tuple[str, int]]:
    """The campaigns that a replica knows, with their numbers of callers."""
    return [(each.campaign.id, each.campaign.callers) for each in replica.edition.found]


async def test_one_leads_and_all_know(scene: Scene) -> None:
    """Of two replicas one looks; both look requests up in the same campaigns, and they are told once."""
    one, two = scene.replica("one"), scene.replica("two")
    await scene.live(range(20))
    for replica in (one, two):
        await replica.step()
    assert (one.leads, two.leads) == (True, False)
    assert campaigns(one) == campaigns(two)
    assert list(two.roster.by_mark) == [(Kind.OPENING, TEXT)]
    assert [turn for turn, _ in scene.told] == ["found"]
    assert scene.took == [1.0]


async def test_another_takes_over(scene: Scene) -> None:
    """After its leader died another one leads within ten seconds, with the same campaign under the same id."""
    one, two = scene.replica("one"), scene.replica("two")
    await scene.live(range(20))
    await one.step()
    died = scene.now
    while not two.leads:
        scene.now += POLL_S
        await two.step()
    assert scene.now - died <= LEASE_S + POLL_S <= 10.0
    assert campaigns(two) == campaigns(one)
    assert [turn for turn, _ in scene.told] == ["found"]


async def test_a_large_deployment_is_taken_over_in_ten_seconds_too(scene: Scene) -> None:
    """A new leader that needs a minute to read everything has the lease within ten seconds and keeps it.

    All the while requests are looked up in what the one before it had found, which is let go by nobody, and what is
    new is found as soon as its shard was read.
    """
    one, two, three = scene.replica("one"), scene.replica("two"), scene.replica("three")
    shard = 13
    early, late = (55 << 40) + shard, (99 << 40) + SHARDS - 1
    await scene.live(range(20), text=late)
    await one.step()
    known = {campaign for campaign, _ in campaigns(one)}
    await two.step()
    await three.step()
    died = scene.now
    await scene.live(range(500, 520), text=early)
    scene.reading = 1.0
    marks: list[tuple[float, set[int]]] = []

    async def look() -> None:
        assert list(two.roster.by_mark)
        await three.step()
        assert not three.leads
        marks.append((scene.now - died, {digest for _, digest in three.roster.by_mark}))

    scene.after_reading = look
    while not two.leads:
        scene.now += POLL_S
        led = scene.now - died
        await two.step()
    assert led <= LEASE_S + POLL_S <= 10.0
    assert len(marks) == SHARDS
    assert all(late in held for _, held in marks)
    found = min(at for at, held in marks if early in held)
    assert found <= led + shard * scene.reading + HALFWAY_S + 2 * POLL_S
    assert known < {campaign for campaign, _ in campaigns(two)}


async def test_it_stops_in_peace(scene: Scene) -> None:
    """Who is stopped lets another lead at once, and who does not lead stops without taking the lease from anybody."""
    one, two = scene.replica("one"), scene.replica("two")
    await one.step()
    await two.step()
    await two.close()
    await one.step()
    assert one.leads
    await one.close()
    await two.step()
    assert (one.leads, two.leads) == (False, True)


async def test_a_leader_that_was_away_resigns(scene: Scene) -> None:
    """A leader that comes back after another took over follows, and reads everything once should it lead again."""
    one, two = scene.replica("one"), scene.replica("two")
    await one.step()
    scene.now += LEASE_S + 1
    await two.step()
    await one.step()
    assert (one.leads, two.leads) == (False, True)
    await two.close()
    scene.reads.clear()
    await one.step()
    assert one.leads
    assert scene.reads == [0.0] * SHARDS


async def test_it_looks_from_time_to_time_at_what_changed(scene: Scene) -> None:
    """Between two looks nothing is read; at the next one only what was seen since the last."""
    one = scene.replica("one")
    await one.step()
    scene.reads.clear()
    scene.now += POLL_S
    await one.step()
    assert scene.reads == []
    scene.now = NOW + EVERY_S
    await one.step()
    assert len(scene.reads) == SHARDS
    assert min(scene.reads) > NOW - EVERY_S


async def test_a_large_deployment_is_looked_at_less_often(scene: Scene) -> None:
    """Where a look takes ten seconds the next one comes after two hundred, so that it costs a twentieth of the time."""
    one = scene.replica("one")
    await one.step()
    scene.pace, scene.now = 10.0, NOW + EVERY_S
    await one.step()
    scene.reads.clear()
    for later, looks in ((199.0, False), (200.0, True)):
        scene.now = NOW + EVERY_S + later
        await one.step()
        assert bool(scene.reads) == looks


async def test_newcomers_join(scene: Scene) -> None:
    """Callers that take the text over later, a standby pool after a block, belong to the same campaign."""
    one = scene.replica("one")
    await scene.live(range(20))
    await one.step()
    (before,) = campaigns(one)
    scene.now += EVERY_S
    await scene.live(range(20, 60))
    await one.step()
    (after,) = campaigns(one)
    assert (after[0], before[1], after[1]) == (before[0], 20, 60)
    assert [turn for turn, _ in scene.told] == ["found", "changed"]


async def test_a_campaign_ends(scene: Scene) -> None:
    """Two weeks after its last request a campaign is gone for every replica, and that is told."""
    one, two = scene.replica("one"), scene.replica("two")
    await scene.live(range(20))
    await one.step()
    scene.now += LIFE_S - 60
    await one.step()
    await two.step()
    assert len(campaigns(two)) == 1
    scene.now += 120
    await one.step()
    await two.step()
    assert (campaigns(one), campaigns(two)) == ([], [])
    assert [turn for turn, _ in scene.told] == ["found", "gone"]


async def test_a_dead_store_changes_nothing(scene: Scene) -> None:
    """While the store cannot be asked, every replica goes on with the campaigns that it knows."""
    one = scene.replica("one")
    await scene.live(range(20))
    await one.step()
    scene.dead = True
    for _ in range(20):
        scene.now += POLL_S
        await one.step()
        assert list(one.roster.by_mark) == [(Kind.OPENING, TEXT)]
    await one.close()
    scene.dead = False
    await one.step()
    assert one.leads


async def test_detection_off_is_off(scene: Scene) -> None:
    """Where the policy does not detect, nobody leads, nothing is read and no request belongs to anything."""
    one = scene.replica("one")
    await scene.live(range(20))
    await one.step()
    scene.wanted = False
    scene.reads.clear()
    await one.step()
    assert (one.roster, one.leads, scene.reads) == (NOBODY, False, [])
    scene.wanted = True
    await one.step()
    assert len(one.roster.by_mark) == 1


async def test_an_operator_lifts_a_campaign(scene: Scene) -> None:
    """A campaign that one replica lifts is left alone by all, told as gone, and found again once that is over."""
    one, two = scene.replica("one"), scene.replica("two")
    await scene.live(range(20))
    await one.step()
    await two.step()
    ((id, _),) = campaigns(two)  # noqa: A001 - that is what it is called everywhere
    await two.lift(id, 3600.0)
    assert two.roster.by_mark == {}
    scene.now += EVERY_S
    await one.step()
    assert one.roster.by_mark == {}
    assert len(campaigns(one)) == 1
    scene.now += 3600
    await one.step()
    await two.step()
    assert len(one.roster.by_mark) == len(two.roster.by_mark) == 1
    assert [turn for turn, _ in scene.told] == ["found", "gone", "found"]


async def test_imports_are_known_to_all(scene: Scene) -> None:
    """What one replica imports all look up, until it is imported anew or too old."""
    one, two = scene.replica("one"), scene.replica("two")
    other = record("c_9", 0.3, (Kind.ENDING, 9))
    held = other._replace(campaign=Campaign("c_9", NOW, NOW + 600, (), 0, 0.0, 0.3, (), ()))
    await one.take_in(lambda before: (*before, held))
    await two.step()
    assert list(two.roster.by_mark) == [(Kind.ENDING, 9)]
    scene.now += 600
    await two.step()
    assert two.roster.by_mark == {}


async def test_changes_wait_for_each_other(scene: Scene) -> None:
    """Two operators who lift at the same time both succeed; one who can never write is told so."""
    one, two = scene.replica("one"), scene.replica("two")
    await asyncio.gather(*[each.lift(f"c_{number}", 60.0) for number, each in enumerate([one, two] * 5)])
    await one.step()
    assert len(one.edition.lifted) == 10
    await scene.store.lead(WRITING, "somebody", 60.0, NOW)
    with pytest.raises(StateUnavailable, match="try again"):
        await one.lift("c_1", 60.0)


async def test_a_newer_version_is_left_alone(scene: Scene) -> None:
    """While a newer version leads, an older one goes on with what it knows."""
    one = scene.replica("one")
    await scene.live(range(20))
    await one.step()
    for name, content in ((FOUND, b'{"version":99}'), (EDITION, b"newer")):
        await scene.store.put(name, content, 60.0, NOW)
    await one.step()
    assert len(one.roster.by_mark) == 1


async def test_a_fault_does_not_end_it(scene: Scene) -> None:
    """An error of our own is told, the lease is left to others, and the next step is taken all the same."""
    told: list[Exception] = []
    enough = asyncio.Event()

    async def wait(_seconds: float) -> None:
        if len(told) > 1:
            enough.set()
        await asyncio.sleep(0)

    def broken() -> bool:
        raise ZeroDivisionError

    one = Correlator(
        Mortal(scene), SHARDS, "one", lambda: scene.now, scene, wait=wait, wanted=broken, fault=told.append
    )
    task = asyncio.ensure_future(one.run())
    await asyncio.wait_for(enough.wait(), 10)
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    assert isinstance(told[0], ZeroDivisionError)
    assert not one.leads


async def test_it_runs_until_it_is_cancelled(scene: Scene) -> None:
    """The loop steps, waits, and ends when it is told to; the interpreter is as it was before."""
    stepped, interval = asyncio.Event(), sys.getswitchinterval()

    async def wait(seconds: float) -> None:
        if seconds == POLL_S:
            stepped.set()
        await asyncio.sleep(0)

    one = Correlator(Mortal(scene), SHARDS, "one", lambda: scene.now, scene, wait=wait)
    assert one.edition == NOTHING
    task = asyncio.ensure_future(one.run())
    await asyncio.wait_for(stepped.wait(), 10)
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    assert one.leads
    assert sys.getswitchinterval() == interval
