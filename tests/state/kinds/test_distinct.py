"""Distinct digests: the error of the count, and which time it covers."""

from __future__ import annotations

import random
from math import sqrt

import pytest

from proxy.core.tally import Distinct, Spread
from proxy.state.kinds.distinct import Distinguishing, Held

START = 1_200_000_000.0  # the beginning of a turn of forty seconds
KIND = Distinguishing()


def distinct(digest: int | None) -> Distinct:
    """A counter of a minute: turns of forty seconds."""
    return Distinct("k", "d", digest, 60.0)


def after(*digests: tuple[float, int], held: Held | None = None) -> tuple[Held | None, Spread]:
    """What is held and read after digests at seconds."""
    for second, digest in digests:
        held, reading = KIND.step(held, distinct(digest), START + second)
        assert held is not None
    return held, reading


def digests(seed: int, many: int) -> list[tuple[float, int]]:
    """Different digests, all at once."""
    chance = random.Random(seed)  # noqa: S311 - made-up digests need no secrecy
    return [(0.0, chance.getrandbits(64)) for _ in range(many)]


@pytest.mark.parametrize("many", [300, 5000])
def test_the_error_is_what_hip_promises(many: int) -> None:
    """Over forty sets the standard deviation is 0.833 / sqrt(128) or less, and none is off by more than four of it."""
    errors = [after(*digests(seed, many))[1].distinct / many - 1 for seed in range(40)]
    expected = 0.833 / sqrt(128)
    assert sqrt(sum(error * error for error in errors) / len(errors)) < 1.3 * expected
    assert abs(sum(errors) / len(errors)) < 3 * expected / sqrt(len(errors))
    assert max(map(abs, errors)) < 4 * expected


def test_few_are_counted_almost_exactly() -> None:
    """Ten digests are ten, give or take one or two."""
    errors = [after(*digests(seed, 10))[1].distinct - 10 for seed in range(200)]
    assert max(map(abs, errors)) < 3
    assert sum(abs(error) < 1 for error in errors) > 150


def test_repetitions_count_once() -> None:
    """The same few digests, a thousand times: few distinct ones, all requests."""
    _, reading = after(*digests(1, 5) * 200)
    assert (reading.count, reading.fresh) == (1000.0, False)
    assert reading.distinct == pytest.approx(5, abs=0.5)


def test_fresh_is_certain() -> None:
    """No digest that was seen is ever called fresh; of a few first ones most are."""
    seen: set[int] = set()
    held: Held | None = None
    told = 0
    for _, digest in digests(3, 200) + digests(3, 200):
        held, reading = KIND.step(held, distinct(digest), START)
        assert not (reading.fresh and digest in seen)
        told += reading.fresh
        seen.add(digest)
    assert 100 < told < 200


def test_between_two_and_four_thirds_of_the_window_are_covered() -> None:
    """What is older than two turns does not count, what is younger than one does."""
    held, _ = after((0, 1 << 63))
    assert KIND.step(held, distinct(None), START + 79)[1] == Spread(1.0, 1.0, fresh=False)
    assert KIND.step(held, distinct(None), START + 80)[1] == Spread(0.0, 0.0, fresh=False)
    held, reading = after((39, 1), (41, 2 << 58), held=held)
    assert reading.count == 3.0
    held, reading = after((79, 3 << 58), held=held)
    assert reading.count == 4.0
    held, reading = after((81, 4 << 58), held=held)
    assert reading.count == 3.0  # what came within the second turn, and this one


def test_reading_alone_changes_nothing() -> None:
    """None reads without remembering."""
    held, reading = after(*digests(1, 20))
    assert KIND.step(held, distinct(None), START)[0] is None
    assert KIND.step(held, distinct(None), START)[1].distinct == reading.distinct
    assert KIND.step(None, distinct(None), START) == (None, Spread(0.0, 0.0, fresh=False))


def test_a_clock_behind_counts_as_the_latest() -> None:
    """A digest from a replica that is behind counts in the running turn."""
    held, _ = after((50, 1 << 63))
    held, reading = after((20, 1 << 62), held=held)
    assert reading.count == 2.0
    assert after((119, 1 << 61), held=held)[1].count == 3.0


def test_a_clock_set_back_begins_anew() -> None:
    """What a clock a day ahead has counted does not stand still for a day."""
    held, _ = after((86400, 1 << 63))
    assert after((0, 1 << 62), held=held)[1].count == 1.0
