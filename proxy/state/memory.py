"""State in this process: for one worker, tests and replay. The same answers as Redis, bit for bit.

One caller and budget costs about 620 bytes (key, log, one entry), about 5 KB for a log of 129 entries; a caller
with all kinds armed as in `tests/state/arms.py` about 13 KB.
Everything expires: every take that adds fields looks at others, in turn, and drops those in which nothing counts
any more, so that at most about half of what is held can be dead. There is no timer, time is an argument.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Sequence
from typing import Any

from proxy.core.sighting import Shared, Sighting
from proxy.core.tally import Reading, Settlement, Tally
from proxy.state import papers
from proxy.state.crowd import Limits
from proxy.state.gathering import Gathering
from proxy.state.kinds import KINDS, RESERVES, SKETCHES
from proxy.state.kinds.spend import SpendDraft
from proxy.state.rolling import SKEW

# Looking at two others for each new field is what bounds the dead ones.
_LOOKS = 2


class MemoryStore:
    """A `Store` in plain Python; lost when the process ends."""

    def __init__(self) -> None:
        self._fields: OrderedDict[tuple[str, str], tuple[Any, ...]] = OrderedDict()
        self._gathering = Gathering()
        self._papers: dict[str, bytes] = {}

    def __len__(self) -> int:
        """The number of (group, name) held, dead ones included."""
        return len(self._fields)

    async def take(self, tallies: Sequence[Tally], now: float) -> tuple[Reading, ...]:
        """Remember all tallies and answer one reading each; never fails."""
        fields, size = self._fields, len(self._fields)
        readings: list[Reading] = []
        drafts: list[SpendDraft] = []
        steps: list[tuple[tuple[str, str], tuple[Any, ...]]] = []
        for tally in tallies:
            key, sketch = (tally.group, tally.name), SKETCHES.get(tally.__class__)
            if sketch is not None:
                held, reading = sketch.step(fields.get(key), tally, now)
                if held is not None:
                    steps.append((key, held))
            else:
                draft = reading = RESERVES[tally.__class__].look(fields.get(key), tally, now)
                drafts.append(draft)
            readings.append(reading)
        granted = all(draft.granted for draft in drafts)
        if drafts:
            self._reserve(tallies, readings, granted)
        if granted:  # what is refused is no evidence
            fields.update(steps)
        self._sweep(_LOOKS * (len(fields) - size), now)
        return tuple(readings)

    async def settle(self, settlements: Sequence[Settlement], now: float) -> None:
        """Correct reservations and update sketches; never fails."""
        fields = self._fields
        for settlement in settlements:
            tally = settlement.spend
            key = (tally.group, tally.name)
            held = KINDS[tally.__class__].settle(fields.get(key), settlement, now)
            if held is not None:
                fields[key] = held

    async def sight(self, sightings: Sequence[Sighting], now: float) -> list[Limits | None]:
        """Remember what callers share with others; never fails."""
        return [self._gathering.sight(sighting, now) for sighting in sightings]

    async def shared(self, shard: int, since: float, now: float) -> list[Shared]:
        """The buckets of a shard in which callers enough were seen; never fails."""
        return self._gathering.shared(shard, since, now)

    async def fetch(self, name: str, now: float) -> bytes | None:
        """A document; never fails."""
        return papers.content_of(self._papers.get(papers.paper_group(name)), now)

    async def put(self, name: str, content: bytes, life: float, now: float) -> None:
        """Keep a document; never fails."""
        self._papers[papers.paper_group(name)] = papers.paper(content, life, now)

    async def lead(self, name: str, who: str, life: float, now: float) -> bool:
        """Have a lease; never fails."""
        held = papers.leased(self._papers.get(papers.lease_group(name)), who, life, now)
        if held is not None:
            self._papers[papers.lease_group(name)] = held
        return bool(held)

    async def probe(self) -> None:
        """Memory always works."""

    async def close(self) -> None:
        """Forget everything."""
        self._fields.clear()

    def _reserve(self, tallies: Sequence[Tally], readings: list[Reading], granted: bool) -> None:
        """Keep all drafts or none, and put their answers in their places."""
        for place, draft in enumerate(readings):
            if isinstance(draft, SpendDraft):
                held = draft.keep(granted)
                if held is not None:
                    self._fields[tallies[place].group, tallies[place].name] = held
                readings[place] = draft.answer()

    def _sweep(self, looks: int, now: float) -> None:
        fields = self._fields
        for _ in range(min(looks, len(fields))):
            key, held = fields.popitem(last=False)
            if held[0] > now - SKEW:  # grace for clocks that are behind
                fields[key] = held  # goes to the end: the next looks find others
