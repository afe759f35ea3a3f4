"""A store that tests change: it has a memory store and passes everything on to it.

It is no kind of `MemoryStore`, which is compiled in installations and then cannot be derived from.
"""

from __future__ import annotations

from collections.abc import Sequence

from proxy.core.sighting import Shared, Sighting
from proxy.core.tally import Readings, Settlement, Tally
from proxy.state.crowd import Limits
from proxy.state.memory import MemoryStore


class Through:
    """A `Store`."""

    def __init__(self) -> None:
        self.memory = MemoryStore()

    async def take(self, tallies: Sequence[Tally], now: float) -> Readings:
        """As in memory."""
        return await self.memory.take(tallies, now)

    async def settle(self, settlements: Sequence[Settlement], now: float) -> None:
        """As in memory."""
        await self.memory.settle(settlements, now)

    async def sight(self, sightings: Sequence[Sighting], now: float) -> Sequence[Limits | None]:
        """As in memory."""
        return await self.memory.sight(sightings, now)

    async def shared(self, shard: int, since: float, now: float) -> list[Shared]:
        """As in memory."""
        return await self.memory.shared(shard, since, now)

    async def fetch(self, name: str, now: float) -> bytes | None:
        """As in memory."""
        return await self.memory.fetch(name, now)

    async def put(self, name: str, content: bytes, life: float, now: float) -> None:
        """As in memory."""
        await self.memory.put(name, content, life, now)

    async def lead(self, name: str, who: str, life: float, now: float) -> bool:
        """As in memory."""
        return await self.memory.lead(name, who, life, now)

    async def probe(self) -> None:
        """As in memory."""
        await self.memory.probe()

    async def close(self) -> None:
        """As in memory."""
        await self.memory.close()
