"""Random lives of sketches: every kind, settlements, peeks, clocks that disagree, pauses after which all is dead."""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import replace
from functools import partial
from typing import Any

from hypothesis import strategies as st

from proxy.core.tally import Count, Distinct, Mark, Mean, Pace, Readings, Recent, Settlement, Spend, Tally, Top
from proxy.state.base import Store

Step = tuple[float, list[Tally], list[tuple[Tally, float]]]
"""A pause, what is taken then, and what is settled after it, with its score."""


def _vector(chance: random.Random) -> tuple[float, ...]:
    size = chance.choice([0, 3, 3, 3, 3, 5])
    numbers = (0.0, 1.0, chance.random(), chance.uniform(-1e6, 1e6), 1e35, float("inf"), float("nan"), -0.0)
    return tuple(chance.choices(numbers, (5, 5, 20, 5, 1, 1, 1, 1), k=size))


def _digest(chance: random.Random) -> int | None:
    common = [chance.choice([1 << 63, 7, (1 << 64) - 1, 0x1234567812345678]), None]
    return chance.choice([chance.getrandbits(64), *common])


def _mean(chance: random.Random) -> Mean:
    name, life = chance.choice([("short", 90.0), ("mean", 600.0)])
    return Mean("k", name, _vector(chance), chance.choice([1 / 16, 1 / 3]), 1 / 256, life)


def _count(chance: random.Random) -> Count:
    return Count("k", "count", _vector(chance), chance.choice([60.0, 60.0, 60.0, 600.0]))


def _distinct(chance: random.Random) -> Distinct:
    return Distinct("o", "distinct", _digest(chance), chance.choice([60.0, 60.0, 60.0, 7.0]))


def _mark(chance: random.Random) -> Mark:
    thresholds = chance.choice([(0.3, 0.6, 0.85), (0.3, 0.6, 0.85), (0.5,), (0.1, 0.2, 0.3, 0.4)])
    return Mark("k", "mark", thresholds, chance.choice([30.0, 120.0]))


def _top(chance: random.Random) -> Top:
    slots, horizon = chance.choice([(3, 16.0), (3, 16.0), (8, 1.5)])
    return Top("o", "top", _digest(chance), slots, horizon, chance.choice([90.0, 600.0]))


def _recent(chance: random.Random) -> Recent:
    digest = chance.choice([chance.getrandbits(64), 7, 7, 0x0A000A000A000A00])
    return Recent("k", "recent", digest, chance.choice([1, 2, 0x12345]), chance.choice([4, 4, 16]), 60.0)


def _pace(chance: random.Random) -> Pace:
    name, life = chance.choice([("brief", 100.0), ("pace", 3e5), ("pace", 3e5)])
    return Pace("k", name, chance.random() < 0.8, life)


def _spend(chance: random.Random) -> Spend:
    """Refused every now and then: what is refused is no evidence for the others."""
    return Spend("k", "spend", chance.choice([0.0, 1.0, 4.0]), 30.0, 60.0)


MAKERS: list[Callable[[random.Random], Any]] = [_mean, _count, _distinct, _mark, _top, _recent, _pace, _spend]


def make_life(seed: int, *, wild: bool = False) -> list[Step]:
    """A life of up to 250 steps at a pace of its own, some in whole seconds, so that ends are met exactly.

    Clocks are behind by less than a minute; in a wild life one is set back by more, again and again.
    """
    chance = random.Random(seed)  # noqa: S311 - made-up lives need no secrecy
    whole = chance.random() < 0.5
    pace = chance.choice([4.0, 15.0, 60.0] if whole else [0.01, 1.0, 10.0, 4000.0])
    steps: list[Step] = []
    now = latest = 0.0
    for _ in range(chance.choice([5, 40, 250])):
        kinds = chance.sample(MAKERS, chance.randrange(1, len(MAKERS) + 1))
        # A clock behind by a little or by much, pauses about as long as lives, longer than most, and than all.
        rare = (-chance.uniform(0, 50), -40.0, -chance.uniform(0, 900), chance.uniform(0, 300), 60.0, 5000.0, 2e5)
        pause = chance.choice(rare) if chance.random() < 0.15 else chance.choice([0.0, chance.uniform(0, pace)])
        pause = round(pause) if whole else pause
        if not wild:
            pause = max(pause, latest - 55 - now)
        now += pause
        latest = max(now, latest)
        settled = chance.sample(MAKERS, chance.choice([0, 1, 2]))
        scores = [chance.choice([0.0, -1.0, chance.random(), chance.random(), float("nan"), 1e300]) for _ in settled]
        pairs = [(make(chance), score) for make, score in zip(settled, scores, strict=True)]
        steps.append((pause, [make(chance) for make in kinds], pairs))
    return steps


sketch_lives = st.integers(0, 2**32).map(make_life)
wild_lives = st.integers(0, 2**32).map(partial(make_life, wild=True))


async def live(store: Store, life: list[Step], prefix: str) -> list[Readings]:
    """Everything that the store answers in this life, its groups made unique by `prefix`."""
    answers: list[Readings] = []
    now = 1e9
    for pause, taken, settled in life:
        now += pause
        answers.append(await store.take([replace(tally, group=prefix + tally.group) for tally in taken], now))
        pairs = [(replace(tally, group=prefix + tally.group), score) for tally, score in settled]
        await store.settle([Settlement(tally, now, score) for tally, score in pairs], now)
    return answers
