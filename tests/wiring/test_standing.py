"""Orders stand in every replica, whoever hears of them first, and survive a store that is away."""

from __future__ import annotations

import asyncio
from itertools import permutations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from proxy.errors import StateUnavailable
from proxy.wiring.standing import DOCUMENT, MOST_BANS, RENEW_S, Ban, Orders, Standing, merged, read, written
from tests.stores import Through

NOW = 1_790_000_000.0
WHO = "k_00000000000000a1"


class Store(Through):
    """A store that can be away, and counts what is asked of it."""

    away = False
    asked = 0

    async def fetch(self, name: str, now: float) -> bytes | None:
        """As the contract says."""
        self.asked += 1
        if self.away:
            raise StateUnavailable("gone")
        return await super().fetch(name, now)

    async def put(self, name: str, content: bytes, life: float, now: float) -> None:
        """As the contract says."""
        if self.away:
            raise StateUnavailable("gone")
        await super().put(name, content, life, now)


class Replica:
    """A process that obeys, on a clock of its own."""

    def __init__(self, store: Store) -> None:
        self.now = NOW
        self.obeyed: list[Orders] = []
        self.standing = Standing(store, lambda: self.now, self.obeyed.append)


async def test_one_order_reaches_all() -> None:
    """What is ordered at one replica is obeyed there at once, and at the other with its next look."""
    store = Store()
    one, other = Replica(store), Replica(store)
    assert await one.standing.switch(observe=True, at=NOW)
    assert one.obeyed[-1].observe
    await other.standing.follow()
    assert other.obeyed == [one.standing.orders]
    await other.standing.follow()
    assert len(other.obeyed) == 1


async def test_the_later_order_stands() -> None:
    """Whoever ordered last, at whichever replica; a replica that starts later obeys, too."""
    store = Store()
    one, other = Replica(store), Replica(store)
    await one.standing.switch(observe=True, at=NOW)
    await other.standing.follow()
    await other.standing.switch(observe=False, at=NOW - 5.0)  # by a clock that is late
    await one.standing.follow()
    assert [each.observe for each in one.obeyed] == [True, False]
    await one.standing.recall(observe=True, at=NOW)  # what a restarted worker remembers of before
    assert not one.standing.orders.observe
    late = Replica(store)
    await late.standing.follow()
    assert late.standing.orders == one.standing.orders


async def test_without_the_store_an_order_is_ones_own() -> None:
    """It is obeyed at once, told that nobody else hears of it, and written down when the store answers again."""
    store = Store()
    one, other = Replica(store), Replica(store)
    store.away = True
    assert not await one.standing.switch(observe=True, at=NOW)
    assert one.obeyed[-1].observe
    with pytest.raises(StateUnavailable):
        await other.standing.follow()
    store.away = False
    await one.standing.follow()
    await other.standing.follow()
    assert other.obeyed[-1].observe


async def test_bans_come_and_go() -> None:
    """A ban holds until its time everywhere, and one that is ended is over everywhere."""
    store = Store()
    one, other = Replica(store), Replica(store)
    await one.standing.ban(WHO, NOW + 60.0)
    await other.standing.follow()
    assert other.standing.orders.banned(NOW) == {WHO: NOW + 60.0}
    assert other.standing.orders.banned(NOW + 61.0) == {}
    await other.standing.ban(WHO, 0.0)
    await one.standing.follow()
    assert one.standing.orders.banned(NOW) == {}


async def test_a_look_is_cheap() -> None:
    """Where nothing changed one small document is fetched, and once a day everything is written anew."""
    store = Store()
    one = Replica(store)
    await one.standing.switch(observe=True, at=NOW)
    before = store.asked
    await one.standing.follow()
    assert store.asked == before + 1
    await store.put(DOCUMENT, b"lost", 1.0, NOW)
    one.now += RENEW_S
    await one.standing.follow()
    assert read(await store.fetch(DOCUMENT, one.now)).observe


async def test_it_goes_on_looking() -> None:
    """A store that is away for a while ends nothing."""
    store = Store()
    one, other = Replica(store), Replica(store)
    await one.standing.switch(observe=True, at=NOW)
    looks: list[float] = []

    async def wait(seconds: float) -> None:
        looks.append(seconds)
        store.away = len(looks) < 3
        if len(looks) > 4:
            raise asyncio.CancelledError

    with pytest.raises(asyncio.CancelledError):
        await other.standing.attend(wait)
    assert (other.obeyed[-1].observe, len(looks)) == (True, 5)


TIMES = st.integers(0, 5).map(lambda hours: NOW + 3600.0 * hours)
BANS = st.dictionaries(st.sampled_from(["k_1", "k_2"]), st.builds(Ban, st.just(0.0) | TIMES, TIMES))
ORDERS = st.builds(Orders, st.booleans(), TIMES, BANS)


@given(ORDERS, ORDERS, ORDERS)
def test_the_way_they_are_heard_does_not_matter(one: Orders, two: Orders, three: Orders) -> None:
    """Any order of merging gives the same orders, and merging twice changes nothing."""
    found = {written(merged(merged(a, b, NOW), c, NOW)) for a, b, c in permutations((one, two, three))}
    assert len(found) == 1
    once = merged(one, two, NOW)
    assert merged(once, two, NOW) == once


@given(ORDERS)
def test_documents_are_read_as_they_were_written(orders: Orders) -> None:
    """Nothing is lost on the way."""
    assert read(written(orders)) == orders


@pytest.mark.parametrize("document", [b"", None, b"[]", b"{", b'{"bans": {"k": 1}}', b'{"at": "x"}', b"\xff"])
def test_what_cannot_be_read_orders_nothing(document: bytes | None) -> None:
    """A document of another version, or a broken one, is no order."""
    assert read(document) == Orders()


def test_old_and_too_many_bans_are_forgotten() -> None:
    """A day after it is over a ban is nobody's business, and the document stays small."""
    old = Orders(bans={"k_1": Ban(NOW - 90_000.0, NOW - 90_000.0)})
    assert merged(old, Orders(), NOW).bans == {}
    many = Orders(bans={f"k_{n}": Ban(NOW + n, NOW) for n in range(MOST_BANS + 5)})
    kept = merged(many, Orders(), NOW).bans
    assert len(kept) == MOST_BANS
    assert "k_0" not in kept
