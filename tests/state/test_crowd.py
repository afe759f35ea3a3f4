"""Buckets and their door, as values: who is let in, who is kept, how large they get."""

from __future__ import annotations

from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from proxy.core.sighting import Kind, Manner, Sighting
from proxy.state.crowd import (
    CALLERS,
    CONTENTS,
    FEW,
    GROWN,
    SHARDS,
    YOUNG,
    Limits,
    admitted,
    cells,
    last_of,
    life_of,
    limits,
    limits_of,
    name_of,
    seen,
    shard_of,
    unpacked,
    worth_reading,
)
from proxy.state.sharers import HEAVY, WEIGHT, counts, packed
from tests.state.contract import NOW
from tests.state.gatherings import sighting, spread

CALLER_IDS = st.integers(0, 2**64 - 1)


def bucket_of(made: list[Sighting], now: float = NOW) -> bytes:
    """A bucket in which these were seen, a second apart."""
    held = b""
    for second, one in enumerate(made):
        held = seen(held, *packed(one, now + second), now + second, counts=counts(one))
    return held


@given(st.lists(CALLER_IDS, max_size=3 * CALLERS), st.integers(1, 2**48 - 1))
def test_the_smallest_callers_are_kept(callers: list[int], content: int) -> None:
    """Whoever came in whatever order: a bucket keeps the callers with the smallest ids, each once and ascending."""
    held = bucket_of([sighting(1, caller, content=content) for caller in callers])
    kept = [one.caller for one in unpacked("o1", held).callers] if held else []
    assert kept == sorted(set(callers))[:CALLERS]


@given(st.lists(st.integers(1, 2**48 - 1), min_size=1, max_size=3 * CONTENTS))
def test_the_smallest_contents_are_kept(contents: list[int]) -> None:
    """A bucket keeps the smallest contents, and how often each was asked since it was among them."""
    held = bucket_of([sighting(1, spread(place), content=content) for place, content in enumerate(contents)])
    several = dict(sorted(Counter(contents).items())[:CONTENTS])
    tallies = [times for times, _ in unpacked("o1", held).contents]
    assert len(tallies) == len(several)
    if len(set(contents)) <= CONTENTS:
        assert tallies == list(several.values())


def test_a_bucket_is_bounded() -> None:
    """However many callers and contents: at most 22 + 9 x 32 + 10 + 39 x 96 bytes; of an exit less than half of it."""
    held = bucket_of([sighting(1, spread(place), content=spread(place) >> 16) for place in range(1000)])
    assert len(held) == 22 + 9 * CONTENTS + 10 + 39 * CALLERS
    held = bucket_of([sighting(1, spread(place), kind=Kind.EXIT) for place in range(1000)])
    assert len(held) == 22 + 18 * CALLERS


def test_a_caller_is_kept_as_it_was_told() -> None:
    """What is told of a caller comes back: org, birth, when and how it asked, and its sessions."""
    told = {"org": 77, "created": NOW - 900, "total": 12, "gaps": 9, "short": 1 / 3}
    made = [
        sighting(1, 5, content=10, manner=Manner.LONE | Manner.STRONG, **told),
        sighting(1, 5, content=11, manner=Manner.WEAK, **told),
    ]
    found = unpacked("s00000000000000ff", bucket_of(made))
    (one,) = found.callers
    assert (found.kind, found.digest, found.requests, found.share) == (Kind.SYSTEM, 255, 2.0, 1.0)
    assert (one.caller, one.org, one.created, one.last) == (5, 77, NOW - 900, NOW + 1)
    assert (one.requests, one.strong, one.weak, one.lone, one.total, one.gaps) == (2, 1, 1, 1, 12, 9)
    assert one.short == pytest.approx(1 / 3, abs=0.002)


def test_the_same_text_in_a_row_is_one_request() -> None:
    """The turns of one loop over the same text count once, and so does its content."""
    found = unpacked("o1", bucket_of([sighting(1, 5, content=10, total=turn) for turn in range(1, 6)]))
    assert (found.callers[0].requests, found.callers[0].total, found.contents) == (1, 5, ((1, False),))


def test_a_content_of_several_orgs_is_told_apart() -> None:
    """A content that a second org asks is marked as asked by several."""
    made = [sighting(1, 5, content=10), sighting(1, 6, content=10), sighting(1, 5, content=12)]
    assert unpacked("o1", bucket_of(made)).contents == ((2, True), (1, False))


def test_beyond_the_sample_is_not_kept() -> None:
    """Who is beyond both samples changes nothing, and the limits say which others would not, either."""
    held = bucket_of([sighting(1, spread(place), content=spread(place) >> 16) for place in range(1000)])
    made = sighting(1, 2**64 - 1, content=2**48 - 1)
    assert seen(held, *packed(made, NOW), NOW + 9000) == held
    found = limits(held, packed(made, NOW)[1])
    assert found.caller == unpacked("o1", held).callers[-1].caller < 2**64 - 1
    assert found.content < 2**48 - 1
    assert not found.heavy
    inside = sighting(1, found.caller - 1, content=2**48 - 1)
    assert seen(held, *packed(inside, NOW), NOW + 9000) != held


def test_the_number_of_requests_is_estimated() -> None:
    """Of a bucket that keeps a tenth of its callers, the requests of all are known within a fifth."""
    callers = [spread(place) for place in range(10 * CALLERS)]
    made = [sighting(1, caller, content=spread(turn * 7919 + caller) >> 16) for turn in range(5) for caller in callers]
    found = unpacked("o1", bucket_of(made))
    assert found.requests == pytest.approx(len(made), rel=0.2)
    assert found.share == pytest.approx(0.1, rel=0.3)


def test_a_heavy_caller_counts_in_parts() -> None:
    """A caller known well is counted by one request in four, for four: about right, at a quarter of the writes."""
    made = [sighting(1, 5, content=spread(turn) >> 16, total=turn) for turn in range(1, 1001)]
    held = bucket_of(made)
    assert unpacked("o1", held).callers[0].requests == pytest.approx(1000, rel=0.2)
    changes = 0
    for one in made:
        again = seen(held, *packed(one, NOW + 2000), NOW + 2000, counts=counts(one))
        changes += again != held
    assert changes < 1000 / WEIGHT * 1.3
    assert limits(held, packed(made[0], NOW)[1]) == Limits(2**64 - 1, limits(held, b"x" * 39).content, heavy=True)


@pytest.mark.parametrize("requests", [HEAVY - 1, HEAVY])
def test_a_light_caller_is_counted_exactly(requests: int) -> None:
    """Up to the point where a caller is known well, every request of it counts once."""
    made = [sighting(1, 5, content=spread(turn) >> 16) for turn in range(1, requests + 1)]
    assert unpacked("o1", bucket_of(made)).callers[0].requests == requests


def test_two_are_forgotten_sooner_than_three() -> None:
    """What two callers share lives a day after it was last seen, what three share two weeks."""
    for callers, life in ((FEW - 1, YOUNG), (FEW, GROWN)):
        held = bucket_of([sighting(1, caller) for caller in range(callers)])
        assert life_of(held) == life
        assert last_of(held) == NOW + callers - 1


def test_what_is_worth_reading() -> None:
    """The correlator reads what three callers share, changed since it last looked, and not dead."""
    two, three = (bucket_of([sighting(1, caller) for caller in range(callers)]) for callers in (2, 3))
    assert not worth_reading(two, 0.0, NOW)
    assert worth_reading(three, NOW, NOW + 9)
    assert not worth_reading(three, NOW + 3, NOW + 9)
    assert not worth_reading(three, 0.0, NOW + GROWN + 9)


@given(st.lists(st.integers(0, 2**32 - 1), min_size=1, max_size=30))
def test_the_door_counts_orgs(orgs: list[int]) -> None:
    """However often they come: one or two orgs are never let in, and whoever is let in are three different ones."""
    made = [sighting(12345, 1, org=org) for org in orgs]
    one = two = 0
    for each in made:
        bit = cells(each)[2]
        one, two = one | bit, two | bit
    assert admitted(one, two) == (len({org % 8 for org in orgs}) >= 3)


@given(st.integers(0, 2**64 - 1))
def test_shards_and_names(digest: int) -> None:
    """A bucket has one shard, two cells in different rows of the door, and a name that gives kind and digest back."""
    made = sighting(digest, 1, kind=Kind.ENDING)
    one, two, _ = cells(made)
    assert 0 <= shard_of(made) < SHARDS
    assert one < two
    assert unpacked(name_of(made), bucket_of([made]))[:2] == (Kind.ENDING, digest)


def test_limits_travel() -> None:
    """Nothing said means that it was kept; limits are read as they were meant."""
    assert limits_of(b"") is None
    assert limits_of(b"\1" + b"\0" * 7 + b"\2" + b"\0" * 5 + b"\1") == Limits(2**56, 2**41, heavy=True)


def test_the_order_does_not_matter() -> None:
    """The same callers in another order leave the same samples."""
    made = [sighting(1, spread(number), content=spread(number) >> 16) for number in range(1, 400)]
    one, other = unpacked("o1", bucket_of(made)), unpacked("o1", bucket_of(made[::-1]))
    assert [each.caller for each in one.callers] == [each.caller for each in other.callers]
    assert one.contents == other.contents
