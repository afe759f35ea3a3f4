"""State in this process: what is specific to memory. The contract suite and `test_redis` hold the rest."""

from __future__ import annotations

from proxy.state.memory import MemoryStore
from tests.state.contract import NOW, spend, take, used


async def test_memory_is_bounded_without_a_timer() -> None:
    """Of a hundred thousand callers who come once each, only those of about the last windows are held."""
    store = MemoryStore()
    for number in range(20_000):
        await store.take([spend(f"k_{number}", 1, window=1.0)], NOW + number)
    assert len(store) < 200


async def test_long_windows_do_not_keep_short_ones() -> None:
    """Budgets of thirty days do not stand in the way of dropping those of a second."""
    store = MemoryStore()
    for number in range(500):
        await store.take([spend(f"k_{number}", 1, window=30 * 86400.0)], NOW)
    for number in range(20_000):
        await store.take([spend(f"s_{number}", 1, window=1.0)], NOW + number)
    assert 500 <= len(store) < 1500


async def test_nothing_alive_is_dropped() -> None:
    """However many others come, what still counts is still there."""
    store = MemoryStore()
    await store.take([spend("k", 42)], NOW)
    for number in range(5000):
        await store.take([spend(f"k_{number}", 1)], NOW + 59.0 * number / 5000)
    assert await used(store, spend("k", 0), NOW + 59.9) == 42.0


async def test_looking_holds_nothing() -> None:
    """A refused spend of an unknown caller leaves no trace."""
    store = MemoryStore()
    assert not (await take(store, [spend("k", 101)]))[0].granted
    assert len(store) == 0


async def test_close_forgets() -> None:
    """A closed store holds nothing."""
    store = MemoryStore()
    await store.take([spend("k", 1)], NOW)
    await store.close()
    assert len(store) == 0
