"""State in this process: for one worker, tests and replay. The same answers as Redis, bit for bit.

One caller and budget costs about 700 bytes (key, log, one entry), at most 8 KB for a log of 129 entries.
Everything expires: every take looks at the fields touched longest ago and drops those in which nothing counts
any more, so that at most about half of what is held can be dead. There is no timer, time is an argument.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Sequence
from typing import Any

from proxy.core.tally import Reading, Settlement, Tally
from proxy.state.kinds import KINDS
from proxy.state.rolling import SKEW

# A take adds as many fields as it has tallies; looking at two for each of them is what bounds the dead ones.
_LOOKS = 2


class MemoryStore:
    """A `Store` in plain Python; lost when the process ends."""

    def __init__(self) -> None:
        self._fields: OrderedDict[tuple[str, str], tuple[float, Any]] = OrderedDict()

    def __len__(self) -> int:
        """The number of (group, name) held, dead ones included."""
        return len(self._fields)

    async def take(self, tallies: Sequence[Tally], now: float) -> tuple[Reading, ...]:
        """Remember all tallies and answer one reading each; never fails."""
        drafts = [KINDS[type(tally)].look(self._stored(tally), tally, now) for tally in tallies]
        granted = all(draft.granted for draft in drafts)
        for tally, draft in zip(tallies, drafts, strict=True):
            self._keep(tally, draft.keep(granted))
        self._sweep(_LOOKS * len(tallies), now)
        return tuple([draft.answer() for draft in drafts])

    async def settle(self, settlements: Sequence[Settlement], now: float) -> None:
        """Correct reservations; never fails."""
        for settlement in settlements:
            spend = settlement.spend
            self._keep(spend, KINDS[type(spend)].settle(self._stored(spend), settlement, now))

    async def probe(self) -> None:
        """Memory always works."""

    async def close(self) -> None:
        """Forget everything."""
        self._fields.clear()

    def _stored(self, tally: Tally) -> Any:
        held = self._fields.get((tally.group, tally.name))
        return None if held is None else held[1]

    def _keep(self, tally: Tally, kept: tuple[float, Any] | None) -> None:
        if kept is not None:
            self._fields[tally.group, tally.name] = kept

    def _sweep(self, looks: int, now: float) -> None:
        fields = self._fields
        for _ in range(min(looks, len(fields))):
            key, held = fields.popitem(last=False)
            if held[0] > now - SKEW:  # grace for clocks that are behind
                fields[key] = held  # goes to the end: the next looks find others
