"""What operators order about a caller is ordered about its successor."""

from __future__ import annotations

from proxy.state.memory import MemoryStore
from proxy.wiring.handover import Handover
from proxy.wiring.standing import Standing

NOW = 1_790_000_000.0


class Clock:
    """The time of day, which only tests move."""

    now = NOW

    def __call__(self) -> float:
        """Now."""
        return self.now


async def test_bans_and_their_ends_are_handed_over() -> None:
    """A ban that is ordered before or after its caller is met holds for the successor, and so does its end."""
    clock = Clock()
    standing, handover = Standing(MemoryStore(), clock, lambda _: None), Handover()
    await standing.ban("k_a", NOW + 100)
    await handover.bans(standing)
    assert set(standing.orders.banned(NOW)) == {"k_a"}
    handover.note("k_a", "k_b")
    await handover.bans(standing)
    assert standing.orders.banned(NOW) == {"k_a": NOW + 100, "k_b": NOW + 100}
    clock.now += 5
    await standing.ban("k_a", 0.0)
    await handover.bans(standing)
    assert standing.orders.banned(NOW) == {}


async def test_a_later_order_about_the_successor_stands() -> None:
    """Who was banned or freed by the new name since is left as it is; nothing is written twice."""
    clock = Clock()
    standing, handover = Standing(MemoryStore(), clock, lambda _: None), Handover()
    handover.note("k_a", "k_b")
    await standing.ban("k_a", NOW + 100)
    clock.now += 5
    await standing.ban("k_b", NOW + 900)
    orders = standing.orders
    await handover.bans(standing)
    assert standing.orders is orders


def test_it_is_bounded() -> None:
    """Only so many pairs are remembered, the latest ones."""
    handover = Handover(most=2)
    for name in "abc":
        handover.note(name, name.upper())
    assert handover.successors == {"b": "B", "c": "C"}
