"""What every store must do for campaigns: gather what callers share, keep documents, let one lead. Time is virtual."""

from __future__ import annotations

import asyncio
from itertools import count

import pytest

from proxy.core.sighting import Kind, Manner, Shared
from proxy.state.base import Store
from proxy.state.crowd import CALLERS, PERIOD, SHARDS, YOUNG
from tests.state.contract import NOW
from tests.state.gatherings import sighting, spread

_digests = count(1)


@pytest.fixture
def digest() -> int:
    """A bucket that no other test uses, so that servers can be shared."""
    return spread(next(_digests))


async def shared(store: Store, digest: int, now: float = NOW, since: float = 0.0) -> Shared | None:
    """The bucket, if the correlator would read it."""
    found = [each for each in await store.shared(digest % SHARDS, since, now) if each.digest == digest]
    assert len(found) <= 1
    return found[0] if found else None


class CrowdContract:
    """The guarantees of `sight`, `shared`, `fetch`, `put` and `lead`."""

    async def test_what_many_share_is_gathered(self, store: Store, digest: int) -> None:
        """From the third org on a text is gathered, with who sent it and how often."""
        for second in range(10):
            await store.sight([sighting(digest, second % 5)], NOW + second)
        found = await shared(store, digest, NOW + 10)
        assert found is not None
        assert [one.caller for one in found.callers] == [0, 1, 2, 3, 4]
        assert (found.requests, found.first, found.last) == (8.0, NOW + 2, NOW + 9)

    async def test_one_org_is_not_gathered(self, store: Store, digest: int) -> None:
        """However many callers one org has, what they share is nobody's business."""
        for caller in range(20):
            await store.sight([sighting(digest, caller, org=7)], NOW + caller)
        assert await shared(store, digest, NOW + 20) is None

    async def test_the_door_remembers_a_day_or_two(self, store: Store, digest: int) -> None:
        """Orgs that come a day apart are let in together; those three days apart are not."""
        for turn, days in enumerate((0.0, 0.5, 1.0, 1.1, 1.2)):
            await store.sight([sighting(digest, turn)], NOW + days * PERIOD)
        assert await shared(store, digest, NOW + 1.2 * PERIOD) is not None
        other = spread(digest)
        for turn in range(5):
            await store.sight([sighting(other, turn)], NOW + 3 * turn * PERIOD)
        assert await shared(store, other, NOW + 12 * PERIOD) is None

    async def test_a_sample_of_everybody_has_no_door(self, store: Store, digest: int) -> None:
        """What is usual is learnt of every caller, also where one org is alone."""
        for caller in range(3):
            await store.sight([sighting(digest, caller, org=7, kind=Kind.EVERYONE, content=0)], NOW)
        assert await shared(store, digest) is not None

    async def test_only_what_changed_is_read_again(self, store: Store, digest: int) -> None:
        """The correlator reads what was seen since it last looked, and nothing that is dead."""
        for caller in range(5):
            await store.sight([sighting(digest, caller)], NOW + caller)
        assert await shared(store, digest, NOW + 9, NOW + 4) is not None
        assert await shared(store, digest, NOW + 9, NOW + 5) is None
        assert await shared(store, digest, NOW + 30 * YOUNG) is None

    async def test_a_dead_bucket_begins_anew(self, store: Store, digest: int) -> None:
        """Whoever shares a text again after weeks has nothing to do with those who did before."""
        later = NOW + 20 * YOUNG
        for start in (NOW, later):
            for caller in range(5):
                await store.sight([sighting(digest, caller)], start + caller)
        found = await shared(store, digest, later + 5)
        assert found is not None
        assert (found.requests, found.first) == (3.0, later + 2)

    async def test_buckets_of_one_call_are_all_gathered(self, store: Store, digest: int) -> None:
        """One request is seen in several buckets, in any order of shards."""
        digests = [spread(digest + number) for number in range(40)]
        for caller in range(5):  # two of them are still at the door
            said = await store.sight([sighting(each, caller) for each in digests], NOW)
            assert said == [None] * 40
        assert all([await shared(store, each) for each in digests])
        assert list(await store.sight([], NOW)) == []

    async def test_a_crowded_bucket_says_what_it_leaves_out(self, store: Store, digest: int) -> None:
        """Who is beyond the samples is told so, in the order asked, and changes nothing."""
        made = [sighting(digest, spread(number), content=number + 1) for number in range(3 * CALLERS)]
        for one in made:
            await store.sight([one], NOW)
        before = await shared(store, digest)
        beyond = sighting(digest, 2**64 - 1, content=2**48 - 1)
        said = await store.sight([sighting(spread(digest), 1), beyond, sighting(spread(digest + 1), 1)], NOW + 60)
        assert said[0] is said[2] is None
        assert said[1] is not None
        assert said[1].caller < 2**64 - 1
        assert await shared(store, digest, NOW + 60) == before

    async def test_answers_taken_up_are_counted_where_their_texts_are(self, store: Store, digest: int) -> None:
        """A conversation that went on is counted for a caller that a bucket knows; else it changes nothing."""
        taken = sighting(digest, 3, content=0, manner=Manner.TAKEN_UP)
        for caller in (2, 3, 4):
            for _ in range(3):
                await store.sight([taken._replace(caller=caller, org=caller)], NOW)
        assert await shared(store, digest) is None
        for caller in range(5):
            await store.sight([sighting(digest, caller, talks=0.5)], NOW)
        before = await shared(store, digest)
        await store.sight([taken._replace(caller=77), sighting(digest, 4, content=9)], NOW)
        said = await store.sight([taken, taken._replace(caller=4)], NOW + 60)
        after = await shared(store, digest, NOW + 60)
        assert before is not None
        assert after is not None
        assert said == [None, None]
        assert [one.taken for one in after.callers] == [1 if one.caller in (3, 4) else 0 for one in before.callers]
        assert [one.requests for one in after.callers] == [2 if one.caller == 4 else 1 for one in before.callers]

    async def test_company_in_time_is_counted(self, store: Store, digest: int) -> None:
        """Callers in the same five minutes are pairs together, those in the next five are pairs apart."""
        for slot in range(6):
            for caller in range(4):
                await store.sight([sighting(digest, 100 * slot + caller)], NOW + 300.0 * slot)
        found = await shared(store, digest, NOW + 2000)
        assert found is not None
        assert found.together > 9
        assert found.apart > 9

    async def test_documents_are_kept(self, store: Store, group: str) -> None:
        """The last document of a name is found until its life is over, whatever bytes it holds."""
        assert await store.fetch(group, NOW) is None
        for content in (b"first", bytes(range(256)) * 1000, b""):
            await store.put(group, content, 60.0, NOW)
            assert await store.fetch(group, NOW + 59) == content
        assert await store.fetch(group, NOW + 60) is None
        assert await store.fetch(group + "x", NOW) is None

    async def test_one_leads(self, store: Store, group: str) -> None:
        """Of many who ask at once one leads, and goes on leading for as long as it asks in time."""
        asked = [store.lead(group, f"w{number}", 8.0, NOW) for number in range(10)]
        led = [number for number, leads in enumerate(await asyncio.gather(*asked)) if leads]
        assert len(led) == 1
        for second in range(2, 20, 2):
            assert await store.lead(group, f"w{led[0]}", 8.0, NOW + second)
            assert not await store.lead(group, "other", 8.0, NOW + second + 1)

    async def test_another_takes_over(self, store: Store, group: str) -> None:
        """A leader that stops asking is followed by another once its lease is over, and does not lead any more."""
        assert await store.lead(group, "a", 8.0, NOW)
        assert not await store.lead(group, "b", 8.0, NOW + 7.9)
        assert await store.lead(group, "b", 8.0, NOW + 8)
        assert not await store.lead(group, "a", 8.0, NOW + 8.1)

    async def test_a_lease_is_given_back(self, store: Store, group: str) -> None:
        """Who stops in peace is followed at once; nobody gives back what another has."""
        assert await store.lead(group, "a", 8.0, NOW)
        assert not await store.lead(group, "b", 0.0, NOW)
        assert not await store.lead(group, "b", 8.0, NOW)
        assert not await store.lead(group, "a", 0.0, NOW + 1)
        assert await store.lead(group, "b", 8.0, NOW + 1)

    async def test_a_clock_that_was_ahead_leads_nobody(self, store: Store, group: str) -> None:
        """A lease until tomorrow, written by a clock that was wrong, keeps nobody from leading today."""
        assert await store.lead(group, "a", 8.0, NOW + 86400)
        assert await store.lead(group, "b", 8.0, NOW)
