"""The correlator of a rehearsal."""

from __future__ import annotations

from proxy.campaigns.roster import NOBODY
from proxy.core.sighting import Kind, Manner, Sighting
from proxy.state.memory import MemoryStore
from proxy.wiring.outlook import EVERY_S, Outlook

NOW = 1_790_000_000.0


def told(caller: int, content: int) -> Sighting:
    """A strongly worded single question of an org of its own."""
    manner = Manner.LONE | Manner.STRONG
    return Sighting(Kind.OPENING, 5 << 32, caller << 40, caller, 0.0, content, manner, 9, 8, 0.5)


async def test_it_looks_on_the_clock_of_the_trace() -> None:
    """Nothing is found before the time has come; then what was seen so far is a campaign."""
    store, outlook = MemoryStore(), Outlook()
    await outlook.look(store, NOW)
    for number in range(40):
        await store.sight([told(number % 20 + 1, number + 1 << 20)], NOW + number)
    await outlook.look(store, NOW + EVERY_S - 1)
    assert outlook.roster == NOBODY
    await outlook.look(store, NOW + EVERY_S)
    assert list(outlook.roster.by_mark) == [(Kind.OPENING, 5 << 32)]
