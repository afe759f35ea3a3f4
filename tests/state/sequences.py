"""Random lives of a store: takes and settlements, limits that change, clocks that disagree."""

from __future__ import annotations

import random
from collections.abc import Awaitable
from dataclasses import dataclass, replace
from typing import Protocol

from hypothesis import strategies as st

from proxy.core.tally import Readings, Settlement, Spend


class Subject(Protocol):
    """What a life can be lived on."""

    def take(self, tallies: list[Spend], now: float) -> Awaitable[Readings]:
        """As a store's."""
        ...

    def settle(self, settlements: list[Settlement], now: float) -> Awaitable[None]:
        """As a store's."""
        ...


@dataclass(frozen=True)
class Step:
    """A pause, then a take; then, where `settles` points at an earlier take, its settlement at a share of it."""

    pause: float
    spends: tuple[Spend, ...]
    settles: int
    share: float


# A window belongs to a name: operators change limits while counting goes on; a new window begins a new count.
_WINDOWS = {"requests": 1.0, "tokens": 60.0, "cost": 3600.0}
_amounts = st.one_of(st.just(1.0), st.integers(0, 300).map(float), st.floats(0.0, 50.0))
_limits = st.sampled_from([1.0, 10.0, 64.0, 1000.0, 1000.0, 1000.0, 50_000.0])
_pauses = st.one_of(st.just(0.0), st.floats(0.0, 0.2), st.floats(0.0, 20.0), st.floats(-50.0, 0.0), st.just(4000.0))


@st.composite
def _steps(draw: st.DrawFn) -> Step:
    places = draw(
        st.lists(st.sampled_from([(g, n) for g in "ko" for n in _WINDOWS]), min_size=1, max_size=4, unique=True)
    )
    spends = tuple(Spend(group, name, draw(_amounts), draw(_limits), _WINDOWS[name]) for group, name in places)
    return Step(draw(_pauses), spends, draw(st.integers(0, 8)), draw(st.floats(0.0, 2.0)))


def _dense_life(seed: int) -> list[Step]:
    """Hundreds of steps on few budgets, amounts about the size at which entries merge: what short lives rarely meet."""
    chance = random.Random(seed)  # noqa: S311 - made-up lives need no secrecy
    limits = chance.choice([(1000.0,), (1000.0,), (640.0, 1000.0, 3000.0)])
    back = chance.choice([0.0, 0.0, 3.0, 70.0])

    def spend(group: str, name: str) -> Spend:
        amount = chance.choice([1.0, chance.uniform(0, 9), chance.uniform(0, 30), float(chance.randrange(40))])
        return Spend(group, name, amount, chance.choice(limits), _WINDOWS[name])

    def step() -> Step:
        pause = chance.choice([0.0, chance.uniform(0, 0.05), chance.uniform(0, 2), -chance.uniform(0, back)])
        spends = (spend("k", "tokens"), spend("k", "requests"), spend("o", "tokens"))
        share = chance.choice([0.0, 0.0, chance.random(), 0.1, 1.0, 1.3])
        return Step(pause, spends, chance.randrange(30), share)

    return [step() for _ in range(300)]


lives = st.lists(_steps(), min_size=1, max_size=40)
dense_lives = st.integers(0, 2**32).map(_dense_life)


async def live(store: Subject, life: list[Step], prefix: str) -> list[Readings]:
    """Everything that the store answers in this life, its groups made unique by `prefix`."""
    answers: list[Readings] = []
    past: list[tuple[float, list[Spend]]] = []
    now = 1e9
    for step in life:
        now += step.pause
        spends = [replace(spend, group=prefix + spend.group) for spend in step.spends]
        answers.append(await store.take(spends, now))
        past.append((now, spends))
        if step.settles < len(past):
            at, settled = past.pop(step.settles)
            await store.settle([Settlement(spend, at, spend.amount * step.share) for spend in settled], now)
    return answers
