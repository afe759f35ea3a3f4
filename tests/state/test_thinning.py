"""What is not sent is what would not have been kept."""

from __future__ import annotations

from random import Random

import pytest

from proxy.state.crowd import Limits
from proxy.state.memory import MemoryStore
from proxy.state.thinning import BELIEVED, MOST, Thinning
from tests.state.contract import NOW
from tests.state.gatherings import crowd, everything, sighting, spread


@pytest.mark.parametrize("seed", range(4))
async def test_nothing_is_lost(seed: int) -> None:
    """Whoever is seen wherever: with and without the store's limits in mind, its buckets end up the same."""
    chance = Random(seed)  # noqa: S311
    life = crowd(chance, 4000, [40, 300][seed % 2], 1)
    plain, thinned, thinning, sent = MemoryStore(), MemoryStore(), Thinning(), 0
    for now, made in life:
        await plain.sight(made, now)
        worth = thinning.worth_sending(made, now)
        thinning.learn(worth, await thinned.sight(worth, now), now)
        sent += len(worth)
    assert await everything(plain, 0.0, life[-1][0]) == await everything(thinned, 0.0, life[-1][0])
    assert sent < len(life)


def test_limits_are_believed_for_a_while() -> None:
    """After ten minutes the store is asked again: the bucket may have been forgotten and begun anew."""
    thinning, one = Thinning(), sighting(1, 2**63, content=2**40)
    thinning.learn([one], [Limits(2**60, 2**30, heavy=False)], NOW)
    assert thinning.worth_sending([one], NOW + BELIEVED - 1) == []
    assert thinning.worth_sending([one], NOW + BELIEVED) == [one]


def test_what_it_remembers_is_bounded() -> None:
    """Of more crowded buckets than there could be, only a bounded number is remembered."""
    thinning = Thinning()
    for number in range(MOST + 2):
        thinning.learn([sighting(spread(number), 2**63)], [Limits(0, 0, heavy=True)], NOW)
    assert len(thinning._limits) <= MOST
    assert len(thinning._heavy) <= MOST
