"""While a secret is being replaced, what ran against a caller runs on."""

from __future__ import annotations

from proxy.core.tally import LIFTED, Held, Mark, Room, Settlement, Spend
from proxy.state.heirs import Heirs, no_heirs
from proxy.state.memory import MemoryStore

NOW = 1790000000.0


def mark(caller: str) -> Mark:
    """Whether a rule's remedy runs for a caller."""
    return Mark("c:" + caller, "r:ban", (1.0,), 3600.0)


async def level(store: Heirs, caller: str, now: float) -> int:
    """How many thresholds hold."""
    readings = await store.take([mark(caller)], now)
    assert readings is not None
    (held,) = readings
    assert isinstance(held, Held)
    return held.level


async def test_a_running_remedy_is_inherited() -> None:
    """What was held against the former id holds for the new one, and for nobody else; for as long as it would have."""
    store = Heirs(MemoryStore())
    await store.store.settle([Settlement(mark("k_old"), NOW, 1.0)], NOW)
    assert await level(store, "k_new", NOW + 1) == 0
    store.inherit("k_new", "k_old")
    assert await level(store, "k_new", NOW + 1) == 1
    assert await level(store, "k_other", NOW + 1) == 0
    assert await level(store, "k_new", NOW + 9999) == 0


async def test_what_is_lifted_is_lifted() -> None:
    """An operator's lift of the new id ends what the former one had."""
    store = Heirs(MemoryStore())
    store.inherit("k_new", "k_old")
    await store.store.settle([Settlement(mark("k_old"), NOW, 1.0)], NOW)
    await store.settle([Settlement(mark("k_new"), NOW + 1, LIFTED)], NOW + 1)
    assert await level(store, "k_new", NOW + 2) == 0


async def test_everything_else_begins_anew() -> None:
    """Counters are not inherited, readings keep their order, and a store without an answer has none."""
    store = Heirs(MemoryStore(), most=1)
    store.inherit("k_a", "k_b")
    store.inherit("k_new", "k_old")
    spend = Spend("c:k_new", "n", 1.0, 10.0, 60.0)
    readings = await store.take([spend, mark("k_new"), mark("k_a")], NOW)
    assert readings is not None
    assert [type(each) for each in readings] == [Room, Held, Held]
    no_heirs("k_1", "k_2")
    await store.close()
