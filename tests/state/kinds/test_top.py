"""Heavy hitters: what is sure, what fades, held against exact counts."""

from __future__ import annotations

import random
from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from proxy.core.tally import Shares, Top
from proxy.state.kinds.top import LARGEST_STEP, Held, Topping

NOW = 1_790_000_000.0
KIND = Topping()


def top(digest: int | None, *, slots: int = 4, horizon: float = 1e5) -> Top:
    """Heavy hitters with defaults: few slots, hardly any fading."""
    return Top("k", "t", digest, slots, horizon, 3600.0)


def after(digests: list[int], *, slots: int = 4, horizon: float = 1e5) -> tuple[Held, Shares]:
    """What is held and read after these digests."""
    held: Held | None = None
    for digest in digests:
        held, reading = KIND.step(held, top(digest, slots=slots, horizon=horizon), NOW)
    assert held is not None
    return held, reading


@given(st.lists(st.integers(1, 12), min_size=1, max_size=300))
def test_shares_are_sure_and_miss_at_most_one_slots_worth(digests: list[int]) -> None:
    """No share is told above the truth, and none is more than 1 / slots below it."""
    truth = Counter(digests)
    _, reading = after(digests)
    real, mine = max(truth.values()) / len(digests), truth[digests[-1]] / len(digests)
    assert real - 1 / 4 - 0.01 <= reading.top <= real + 0.01
    assert mine - 1 / 4 - 0.01 <= reading.this <= mine + 0.01
    assert reading.count == pytest.approx(len(digests), rel=0.01)


@given(st.lists(st.integers(1, 4), min_size=1, max_size=100))
def test_with_a_slot_for_everybody_shares_are_exact(digests: list[int]) -> None:
    """As long as there are no more digests than slots nothing is estimated."""
    truth = Counter(digests)
    _, reading = after(digests, horizon=1e9)
    assert reading.top == pytest.approx(max(truth.values()) / len(digests), rel=1e-5)
    assert reading.this == pytest.approx(truth[digests[-1]] / len(digests), rel=1e-5)


def test_ever_new_digests_have_no_top() -> None:
    """A thousand different prompts are a thousand small shares, not one in every slot."""
    chance = random.Random(5)  # noqa: S311 - made-up digests need no secrecy
    _, reading = after([chance.getrandbits(64) for _ in range(1000)], slots=8, horizon=64.0)
    assert reading.top < 0.05


def test_one_template_among_others_is_found() -> None:
    """Half of all requests are the same: the share is a half, however many others there are."""
    chance = random.Random(5)  # noqa: S311 - made-up digests need no secrecy
    _, reading = after([chance.choice([7, chance.getrandbits(64)]) for _ in range(3000)], slots=8, horizon=500.0)
    assert reading.top == pytest.approx(0.5, abs=0.1)


def test_old_counts_fade() -> None:
    """After `horizon` requests of another kind a share of one has become 1/e; the faded number tends to the horizon."""
    _, reading = after([1] * 1000, horizon=64.0)
    assert [reading.count, reading.top] == pytest.approx([64, 1.0], rel=1e-3)
    _, reading = after([1] * 1000 + [2] * 64, horizon=64.0)
    assert 1 - reading.this == pytest.approx(0.365, abs=0.01)


def test_nothing_overflows() -> None:
    """Steps grow for ever and are scaled down in time; no reading jumps when they are."""
    start, reading = after([1, 2] * 500, horizon=16.0)
    held: Held | None = start
    for number in range(4000):
        held, again = KIND.step(held, top(1 + number % 2, horizon=16.0), NOW)
        assert held is not None
        assert held[1] <= LARGEST_STEP
        if number % 2:
            assert [again.count, again.top, again.this] == pytest.approx([reading.count, reading.top, reading.this])


def test_reading_alone_changes_nothing() -> None:
    """None reads the top share; there is no share of this one; after its life all is forgotten."""
    held, reading = after([1, 1, 2])
    assert KIND.step(held, top(None), NOW + 3599) == (None, Shares(reading.count, reading.top, 0.0))
    assert KIND.step(held, top(None), NOW + 3600) == (None, Shares(0.0, 0.0, 0.0))
    assert KIND.step(None, top(None), NOW) == (None, Shares(0.0, 0.0, 0.0))
    assert KIND.unpack(b"", top(None), NOW) == Shares(0.0, 0.0, 0.0)


def test_a_clock_behind_does_not_shorten_the_life() -> None:
    """A request from a replica that is behind keeps the time of the latest; one set back by days begins anew."""
    held, _ = after([1])
    behind, reading = KIND.step(held, top(1), NOW - 30)
    assert behind is not None
    assert (behind[0], reading.top) == (NOW + 3600, 1.0)
    assert KIND.step(behind, top(2), NOW - 5 * 86400)[1].this == 1.0
