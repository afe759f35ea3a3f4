"""What every store must do with sketches, whatever it is made of: run on each backend by test_contract.py."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import pytest

from proxy.core.tally import (
    LIFTED,
    Count,
    Distinct,
    Held,
    Mark,
    Mean,
    Means,
    Pace,
    Recent,
    Repeats,
    Rhythm,
    Room,
    Settlement,
    Shares,
    Spend,
    Spread,
    Sums,
    Tally,
    Top,
)  # fmt: skip
from proxy.state.base import Store

NOW = 1_789_999_200.0  # the beginning of an hour
LONG = 7 * 86400.0


async def take(store: Store, tallies: Sequence[Tally], now: float = NOW) -> list[Any]:
    """The readings of a take that must be known."""
    found = await store.take(tallies, now)
    assert found is not None
    return list(found)


def armed(group: str, digest: int = 7) -> list[Tally]:
    """One of each kind."""
    return [
        Mean(group, "mean", (1.0, digest), 1 / 4, 1 / 64, LONG),
        Count(group, "count", (1.0, 0.5), 3600.0),
        Mark(group, "mark", (0.3, 0.6), 600.0),
        Distinct(group, "distinct", digest, 86400.0),
        Top(group, "top", digest, 4, 1e6, LONG),
        Recent(group, "recent", digest, 1, 8, 3600.0),
        Pace(group, "pace", counts=True, life=LONG),
    ]


def peeks(group: str) -> list[Tally]:
    """What reads without remembering."""
    return [
        Mean(group, "mean", (), 1 / 4, 1 / 64, LONG),
        Count(group, "count", (), 3600.0),
        Mark(group, "mark", (0.3, 0.6), 600.0),
        Distinct(group, "distinct", None, 86400.0),
        Top(group, "top", None, 4, 1e6, LONG),
        Pace(group, "pace", counts=False, life=LONG),
    ]


NOTHING = [
    Means(0.0, (), ()),
    Sums((), 0.0),
    Held((0.0, 0.0), 0, 0.0),
    Spread(0.0, 0.0, fresh=False),
    Shares(0.0, 0.0, 0.0),
    Rhythm(0.0, 0.0, 0.0, 0.0, 0, 0, 0, 0.0),
]


class SketchContract:
    """The guarantees of `proxy.state.base.Store` for everything but budgets."""

    async def test_the_first_request_is_all_there_is(self, store: Store, group: str) -> None:
        """Every kind answers the first request with its own reading, this request included."""
        first = await take(store, armed(group))
        assert [first[4].count, first[4].top, first[4].this] == pytest.approx([1.0, 1.0, 1.0], rel=1e-6)
        assert first[:4] + first[5:] == [
            Means(1.0, (1.0, 7.0), (1.0, 7.0)),
            Sums((1.0, 0.5), 0.0),
            Held((0.0, 0.0), 0, 0.0),
            Spread(1.0, 1.0, fresh=True),
            Repeats(0, 0, 1),
            Rhythm(1.0, 0.0, 0.0, 0.0, 1, 0, 1, 0.0),
        ]

    async def test_the_second_request_adds_to_it(self, store: Store, group: str) -> None:
        """What was remembered comes back with the next request, on every backend."""
        await take(store, armed(group))
        means, sums, _, spread, shares, repeats, rhythm = await take(store, armed(group), NOW + 400)
        assert means == Means(2.0, (1.0, 7.0), (1.0, 7.0))
        assert sums == Sums((2.0, 1.0), 400.0)
        assert spread == Spread(2.0, 1.0, fresh=False)
        assert [shares.count, shares.top, shares.this] == pytest.approx([2.0, 1.0, 1.0], rel=1e-5)
        assert repeats == Repeats(1, 0, 1)
        assert (rhythm.count, rhythm.short, rhythm.spread) == (2.0, 1.0, 0.0)
        assert rhythm.gap == pytest.approx(5.991464547)

    async def test_reading_leaves_no_trace(self, store: Store, group: str) -> None:
        """Peeks of an unknown caller answer nothing and remember nothing; those of a known one what stands there."""
        assert await take(store, peeks(group)) == NOTHING
        assert await take(store, peeks(group)) == NOTHING
        first = await take(store, armed(group))
        for _ in range(2):
            means, sums, _, spread, shares, rhythm = await take(store, peeks(group))
            assert [means, sums, rhythm] == [first[0], first[1], first[6]]
            assert (spread.count, spread.fresh) == (1.0, False)
            assert (shares.top, shares.this) == (first[4].top, 0.0)

    async def test_a_settlement_is_a_take_without_an_answer(self, store: Store, group: str) -> None:
        """Settling any kind remembers what a take would have remembered."""
        taken, settled = group + "-taken", group + "-settled"
        for second in range(5):
            await take(store, armed(taken, second % 2), NOW + 40 * second)
            await store.settle([Settlement(one, NOW) for one in armed(settled, second % 2)], NOW + 40 * second)
        assert await take(store, armed(settled), NOW + 200) == await take(store, armed(taken), NOW + 200)

    async def test_settlements_of_one_call_follow_each_other(self, store: Store, group: str) -> None:
        """The same tally twice in one call counts twice."""
        count = Count(group, "count", (1.0,), 3600.0)
        await store.settle([Settlement(count, NOW), Settlement(count, NOW)], NOW)
        assert (await take(store, [count]))[0].values == (3.0,)

    async def test_everything_is_forgotten(self, store: Store, group: str) -> None:
        """After its life or window nothing is left of anything."""
        await take(store, armed(group))
        await store.settle([Settlement(Mark(group, "mark", (0.3, 0.6), 600.0), NOW, 0.9)], NOW)
        assert (await take(store, peeks(group), NOW + 3 * 86400))[1:4] == NOTHING[1:4]
        assert await take(store, peeks(group), NOW + LONG) == NOTHING

    async def test_a_mark_is_entered_at_once_and_left_with_patience(self, store: Store, group: str) -> None:
        """Scores are written by settlements; a level ends when the last high one is `patience` old, to the second."""
        mark = Mark(group, "mark", (0.3, 0.6), 100.0)

        async def score(value: float, second: float) -> None:
            await store.settle([Settlement(mark, NOW, value)], NOW + second)

        await score(0.9, 0)
        assert await take(store, [mark], NOW + 7) == [Held((7.0, 7.0), 2, 0.9)]
        await score(0.4, 60)
        assert await take(store, [mark], NOW + 99.9) == [Held((NOW + 99.9 - NOW, NOW + 99.9 - NOW), 2, 0.4)]
        assert await take(store, [mark], NOW + 100) == [Held((100.0, 0.0), 1, 0.4)]
        await score(0.7, 100)
        assert await take(store, [mark], NOW + 110) == [Held((110.0, 10.0), 2, 0.7)]

    async def test_a_lift_ends_a_mark_and_what_was_judged_before_does_not_undo_it(
        self, store: Store, group: str
    ) -> None:
        """A lifted mark holds nothing; scores count again from a second after, the thresholds from zero."""
        mark = Mark(group, "mark", (0.3, 0.6), 100.0)
        for second, score in ((0, 0.9), (20, LIFTED), (20.5, 0.9)):
            await store.settle([Settlement(mark, NOW, score)], NOW + second)
        assert await take(store, [mark], NOW + 30) == [Held((0.0, 0.0), 0, LIFTED)]
        await store.settle([Settlement(mark, NOW, 0.7)], NOW + 40)
        assert await take(store, [mark], NOW + 45) == [Held((5.0, 5.0), 2, 0.7)]
        await store.settle([Settlement(mark, NOW, LIFTED)], NOW + 50)
        assert await take(store, [mark], NOW + 150) == [Held((0.0, 0.0), 0, 0.0)]

    async def test_what_is_refused_is_not_remembered(self, store: Store, group: str) -> None:
        """Beside a budget without room sketches answer as if they had counted the request, and do not."""
        count = Count(group, "count", (1.0,), 60.0)
        for _ in range(3):
            room, sums = await take(store, [Spend(group, "tokens", 10, 5, 60.0), count])
            assert (room.granted, sums.values) == (False, (1.0,))
        assert [one.values for one in await take(store, [count])] == [(1.0,)]

    async def test_budgets_and_sketches_share_a_group(self, store: Store, group: str) -> None:
        """Kinds may come in any order and mixture; every tally gets a reading of its own kind."""
        spend = Spend(group, "tokens", 10, 100, 60.0)
        mixed: list[Tally] = [spend, *armed(group), *armed(group + "-org"), Spend(group, "more", 1, 10, 60.0)]
        kinds = [type(reading) for reading in await take(store, mixed)]
        sketches = [Means, Sums, Held, Spread, Shares, Repeats, Rhythm]
        assert kinds == [Room, *sketches, *sketches, Room]
        assert [type(reading) for reading in await take(store, mixed[::-1])] == kinds[::-1]

    async def test_a_clock_behind_counts_as_the_latest(self, store: Store, group: str) -> None:
        """A request from a replica that is half a minute behind is remembered as if it were not."""
        await take(store, armed(group), NOW + 7000)
        behind = await take(store, armed(group), NOW + 6970)
        await take(store, armed(group + "-x"), NOW + 7000)
        latest = await take(store, armed(group + "-x"), NOW + 7000)
        # The age of a sum is told by the clock that asks, as long as that is within the running step.
        assert behind == [replace(one, since=70.0) if isinstance(one, Sums) else one for one in latest]
