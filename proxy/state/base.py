"""The contract of a state store: one round trip to ask, one call off the path to correct.

Every backend gives the same answers for the same calls (a property test holds memory equal to Redis).
Time is an argument. Everything expires. Nothing readable is stored: names and groups are digests or words
of the policy.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from proxy.core.sighting import Shared, Sighting
from proxy.core.tally import Readings, Settlement, Tally
from proxy.state.crowd import Limits


class Store(Protocol):
    """Remembers tallies and answers readings."""

    async def take(self, tallies: Sequence[Tally], now: float) -> Readings:
        """Remember all tallies and answer one reading each, in one round trip.

        Raises `StateUnavailable` or `StateRefused`; only `state.guarded` turns these into None.
        """
        ...

    async def settle(self, settlements: Sequence[Settlement], now: float) -> None:
        """Correct reservations. Raises as `take` does."""
        ...

    async def sight(self, sightings: Sequence[Sighting], now: float) -> Sequence[Limits | None]:
        """Remember what callers share with others (`state.crowd`); of those that were not kept, why.

        Raises as `take` does.
        """
        ...

    async def shared(self, shard: int, since: float, now: float) -> list[Shared]:
        """The buckets of one of `state.crowd.SHARDS` in which callers enough were seen at or after `since`.

        Raises as `take` does.
        """
        ...

    async def fetch(self, name: str, now: float) -> bytes | None:
        """The document of that name, as it was put last; None without one. Raises as `take` does."""
        ...

    async def put(self, name: str, content: bytes, life: float, now: float) -> None:
        """Keep a document for `life` seconds, in place of an earlier one. Raises as `take` does."""
        ...

    async def lead(self, name: str, who: str, life: float, now: float) -> bool:
        """Have, or go on having, the lease of that name for `life` seconds, unless another has it; 0 gives it back.

        Whether `who` has it now. Raises as `take` does.
        """
        ...

    async def probe(self) -> None:
        """Ask whether the store works. Raises as `take` does."""
        ...

    async def close(self) -> None:
        """Give back connections and processes."""
        ...
