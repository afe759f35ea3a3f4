"""Lifting one caller, and many."""

from __future__ import annotations

from pathlib import Path

from proxy.state.guarded import Guarded
from proxy.wiring.lifting import TOGETHER, UNLIFTED, Lifting
from tests.admin.cases import OTHER, WHO
from tests.wiring.test_desk import Place


def lifting(place: Place) -> Lifting:
    """On the place's state and clock."""
    return Lifting(place.regimes, Guarded(place.store, clock=lambda: 0.0), lambda: place.court.now)


async def test_all_are_lifted(tmp_path: Path) -> None:
    """What runs against any of many callers is ended, known or not, more than fit into one turn."""
    place = Place(tmp_path)
    for caller in (WHO, OTHER):
        await place.court.harvest(caller=caller)
    strangers = [f"k_{number:016x}" for number in range(2 * TOGETHER)]
    assert await lifting(place).many([WHO.id, *strangers, OTHER.id]) == []
    for caller in (WHO, OTHER):
        _, ruling = await place.court.harvest(1, caller)
        assert ruling.decision.rules == ()


async def test_those_that_could_not_be_lifted_are_named(tmp_path: Path) -> None:
    """While the state is away, or loses what is written, nobody is said to be lifted who is not."""
    place = Place(tmp_path)
    await place.court.harvest()
    place.store.deaf = True
    assert await lifting(place).many([WHO.id]) == [WHO.id]
    place.store.away = True
    assert await lifting(place).one(WHO.id) == {"error": UNLIFTED}
