"""What every store must do, whatever it is made of: run on each backend by test_contract.py. Time is virtual."""

from __future__ import annotations

import asyncio
import math
from collections.abc import Sequence

import pytest

from proxy.core.tally import Room, Settlement, Spend
from proxy.state.base import Store

NOW = 1_790_000_000.0


def spend(group: str, amount: float, *, limit: float = 100.0, name: str = "tokens", window: float = 60.0) -> Spend:
    """A spend with defaults."""
    return Spend(group, name, amount, limit, window)


async def take(store: Store, spends: Sequence[Spend], now: float = NOW) -> list[Room]:
    """The rooms of a take that must be known."""
    found = await store.take(spends, now)
    assert found is not None
    return [room for room in found if isinstance(room, Room)]


async def used(store: Store, asked: Spend, now: float = NOW) -> float:
    """What the window of a budget holds."""
    return (await take(store, [spend(asked.group, 0, limit=asked.limit, name=asked.name)], now))[0].used


class StoreContract:
    """The guarantees of `proxy.state.base.Store`."""

    async def test_what_was_granted_is_used(self, store: Store, group: str) -> None:
        """A granted spend is in the window at once, with nothing to wait for and the window's length until reset."""
        assert await take(store, [spend(group, 40)]) == [Room(granted=True, used=40.0, wait=0.0, reset=60.0)]
        assert await take(store, [spend(group, 60)]) == [Room(granted=True, used=100.0, wait=0.0, reset=60.0)]

    async def test_a_refusal_says_when_it_would_fit(self, store: Store, group: str) -> None:
        """The wait of a refused spend is the time at which enough has expired, and then it fits."""
        await take(store, [spend(group, 50)])
        await take(store, [spend(group, 40)], NOW + 10)
        refused = (await take(store, [spend(group, 20)], NOW + 20))[0]
        assert refused == Room(granted=False, used=90.0, wait=40.0, reset=50.0)
        assert not (await take(store, [spend(group, 20)], NOW + 59.9))[0].granted
        assert (await take(store, [spend(group, 20)], NOW + 20 + refused.wait))[0].granted

    async def test_more_than_the_limit_never_fits(self, store: Store, group: str) -> None:
        """A spend above its limit waits for ever, even in an empty window."""
        assert await take(store, [spend(group, 101)]) == [Room(granted=False, used=0.0, wait=math.inf, reset=0.0)]

    async def test_all_or_nothing(self, store: Store, group: str) -> None:
        """Where one spend of a take has no room, none is reserved; each still says whether it had room itself."""
        asked = [spend(group, 30), spend(group + "-org", 101), spend(group + "-all", 5)]
        rooms = await take(store, asked)
        assert [room.granted for room in rooms] == [True, False, True]
        assert [room.used for room in rooms] == [0.0, 0.0, 0.0]
        assert [await used(store, one) for one in asked] == [0.0, 0.0, 0.0]

    async def test_answers_come_in_the_order_asked(self, store: Store, group: str) -> None:
        """Groups may come in any order and mixture; every tally gets its own reading."""
        other = group + "-org"
        asked = [
            spend(group, 1, name="a"),
            spend(other, 2, name="a"),
            spend(group, 3, name="b"),
            spend(other, 4, name="b"),
        ]
        assert [room.used for room in await take(store, asked)] == [1.0, 2.0, 3.0, 4.0]
        assert [room.used for room in await take(store, asked[::-1])] == [8.0, 6.0, 4.0, 2.0]

    async def test_a_window_ends_after_exactly_its_length(self, store: Store, group: str) -> None:
        """An amount counts up to the last moment of its window and not at its end."""
        await take(store, [spend(group, 100)])
        assert await used(store, spend(group, 0), NOW + 59.999) == 100.0
        assert await used(store, spend(group, 0), NOW + 60) == 0.0

    async def test_less_than_reserved_is_given_back(self, store: Store, group: str) -> None:
        """Settling a reservation with less makes room at once."""
        asked = spend(group, 80)
        await take(store, [asked])
        await store.settle([Settlement(asked, NOW, 30.0)], NOW + 5)
        assert await used(store, asked, NOW + 5) == 30.0
        assert await used(store, asked, NOW + 60) == 0.0

    async def test_more_than_reserved_counts_from_its_settling(self, store: Store, group: str) -> None:
        """A surplus counts even above the limit, for a window from the moment in which it is known."""
        asked = spend(group, 80)
        await take(store, [asked])
        await store.settle([Settlement(asked, NOW, 130.0)], NOW + 5)
        assert await used(store, asked, NOW + 5) == 130.0
        assert await used(store, asked, NOW + 60) == 50.0
        assert await used(store, asked, NOW + 65) == 0.0

    async def test_what_has_expired_is_not_given_back_again(self, store: Store, group: str) -> None:
        """A settlement that comes after the window takes nothing from what came later."""
        asked = spend(group, 80)
        await take(store, [asked])
        await take(store, [asked], NOW + 60)
        await store.settle([Settlement(asked, NOW, 0.0)], NOW + 61)
        assert await used(store, asked, NOW + 61) == 80.0

    async def test_settlements_of_one_call_add_up(self, store: Store, group: str) -> None:
        """Several corrections of the same and of other budgets in one call are all made."""
        mine, org = spend(group, 20), spend(group + "-org", 7)
        for second in range(3):
            await take(store, [mine, org], NOW + second)
        await store.settle([Settlement(one, NOW + second, 5.0) for second in range(3) for one in (mine, org)], NOW + 3)
        assert [await used(store, one, NOW + 3) for one in (mine, org)] == [15.0, 15.0]

    async def test_a_changed_limit_keeps_the_count(self, store: Store, group: str) -> None:
        """Raising or lowering a limit never resets what was used."""
        for limit in (100.0, 1000.0, 50.0):
            await take(store, [spend(group, 45, limit=limit)])
        assert await used(store, spend(group, 0, limit=50.0)) == 90.0

    async def test_a_clock_behind_counts_as_the_latest(self, store: Store, group: str) -> None:
        """A replica whose clock is behind neither frees nor extends what another has written."""
        await take(store, [spend(group, 60)])
        behind = await take(store, [spend(group, 30)], NOW - 7)
        assert behind == [Room(granted=True, used=90.0, wait=0.0, reset=60.0)]
        assert await used(store, spend(group, 0), NOW + 59.999) == 90.0
        assert await used(store, spend(group, 0), NOW + 60) == 0.0

    async def test_a_clock_set_back_heals_within_a_window(self, store: Store, group: str) -> None:
        """After a clock was a day ahead, the budget is whole again one window later, not a day later."""
        await take(store, [spend(group, 60)], NOW + 86400)
        assert not (await take(store, [spend(group, 60)]))[0].granted
        assert (await take(store, [spend(group, 10)]))[0] == Room(granted=True, used=70.0, wait=0.0, reset=60.0)
        assert await used(store, spend(group, 0), NOW + 60) == 0.0

    async def test_nothing_asked_is_nothing_kept(self, store: Store, group: str) -> None:
        """An amount of zero only looks, and a take of nothing answers nothing."""
        assert await take(store, [spend(group, 0)]) == [Room(granted=True, used=0.0, wait=0.0, reset=0.0)]
        assert await store.take([], NOW) == ()
        await store.settle([], NOW)

    @pytest.mark.parametrize("amount", [-5.0, math.nan])
    async def test_no_amount_can_win_back_room(self, store: Store, group: str, amount: float) -> None:
        """An amount that is no amount counts as zero."""
        await take(store, [spend(group, 50)])
        assert (await take(store, [spend(group, amount)]))[0].used == 50.0

    async def test_fractions_add_up_exactly(self, store: Store, group: str) -> None:
        """Ten tenths fill a limit of one: no refusal by rounding, and nothing is left after giving them back."""
        asked = spend(group, 0.1, limit=1.0)
        assert all([(await take(store, [asked], NOW + i))[0].granted for i in range(10)])
        assert not (await take(store, [asked], NOW + 10))[0].granted
        await store.settle([Settlement(asked, NOW + i, 0.0) for i in range(10)], NOW + 10)
        assert await used(store, asked, NOW + 10) == 0.0

    @pytest.mark.parametrize("name", ["a}b{c", "}", "", "größer \r\n 漢", "x" * 300])
    async def test_any_name_will_do(self, store: Store, group: str, name: str) -> None:
        """Groups and names with braces, spaces, line ends and other scripts are kept apart and found again."""
        asked = spend(group + name, 10, name=name)
        await take(store, [asked])
        await store.settle([Settlement(asked, NOW, 4.0)], NOW)
        assert await used(store, asked) == 4.0

    async def test_many_at_once_share_one_limit(self, store: Store, group: str) -> None:
        """Of a hundred concurrent requests for a limit of sixty, exactly sixty are granted."""
        asked = [spend(group, 1, limit=60.0), spend(group + "-org", 1, limit=1000.0)]
        rooms = await asyncio.gather(*(take(store, asked, NOW + i / 100) for i in range(100)))
        assert sum(all(room.granted for room in both) for both in rooms) == 60
        assert await used(store, asked[0], NOW + 1) == 60.0
        assert await used(store, asked[1], NOW + 1) == 60.0

    async def test_a_store_that_works_says_so(self, store: Store) -> None:
        """The probe of a working store returns."""
        await store.probe()
        await store.probe()
