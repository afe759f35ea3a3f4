"""State in this process: for one worker, tests and replay. The same answers as Redis, bit for bit.

One caller and budget costs about 620 bytes (key, log, one entry), about 5 KB for a log of 129 entries; a caller
with all kinds armed as in `tests/state/arms.py` about 13 KB.
Everything expires: every take that adds fields looks at others, in turn, and drops those in which nothing counts
any more, so that at most about half of what is held can be dead. There is no timer, time is an argument.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Sequence
from itertools import islice
from typing import Any

from proxy.core.sighting import Shared, Sighting
from proxy.core.tally import Reading, Settlement, Tally
from proxy.state import papers
from proxy.state.crowd import Limits
from proxy.state.gathering import Gathering
from proxy.state.kinds import KINDS, RESERVES, SKETCHES
from proxy.state.kinds.spend import SpendDraft
from proxy.state.rolling import SKEW

LOOKS = 2
"""Others that are looked at for each new field: it is what bounds the dead ones."""

_Key = tuple[str, str]
_STEPS = {kind: sketch.step for kind, sketch in SKETCHES.items()}


class MemoryStore:
    """A `Store` in plain Python; lost when the process ends. With no `looks` nothing is dropped."""

    def __init__(self, looks: int = LOOKS) -> None:
        self._looks = looks
        self._fields: dict[_Key, tuple[Any, ...]] = {}
        self._turns: deque[_Key] = deque()
        """Every field once, in the order in which they are looked at to see whether they are dead."""
        self._gathering = Gathering()
        self._papers: dict[str, bytes] = {}

    def __len__(self) -> int:
        """The number of (group, name) held, dead ones included."""
        return len(self._fields)

    async def take(self, tallies: Sequence[Tally], now: float) -> tuple[Reading, ...]:
        """Remember all tallies and answer one reading each; never fails."""
        fields = self._fields
        readings: list[Reading] = []
        drafts: list[tuple[int, _Key, SpendDraft]] = []
        steps: dict[_Key, tuple[Any, ...]] = {}
        granted = True
        for tally in tallies:
            key = tally.group, tally.name
            step = _STEPS.get(tally.__class__)
            if step is not None:
                held, reading = step(fields.get(key), tally, now)
                if held is not None:
                    steps[key] = held
            else:
                draft = reading = RESERVES[tally.__class__].look(fields.get(key), tally, now)
                drafts.append((len(readings), key, draft))
                granted = granted and draft.granted
            readings.append(reading)
        size = len(fields)
        # All drafts are kept or none.
        for place, key, draft in drafts:
            kept = draft.keep(granted)
            if kept is not None:
                fields[key] = kept
            readings[place] = draft.answer()
        if granted:  # what is refused is no evidence
            fields.update(steps)
        if len(fields) > size:
            self._sweep(len(fields) - size, now)
        return tuple(readings)

    async def settle(self, settlements: Sequence[Settlement], now: float) -> None:
        """Correct reservations and update sketches; never fails."""
        fields, size = self._fields, len(self._fields)
        for settlement in settlements:
            tally = settlement.spend
            key = (tally.group, tally.name)
            held = KINDS[tally.__class__].settle(fields.get(key), settlement, now)
            if held is not None:
                fields[key] = held
        if len(fields) > size:
            self._enter(len(fields) - size)

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
        self._turns.clear()

    def _enter(self, new: int) -> None:
        """Give the fields that came last a turn each."""
        self._turns.extend(reversed([*islice(reversed(self._fields), new)]))

    def _sweep(self, new: int, now: float) -> None:
        """Let in so many fields that came last, and look at others in turn: those that are dead go."""
        self._enter(new)
        fields, turns = self._fields, self._turns
        for _ in range(min(self._looks * new, len(turns))):
            key = turns.popleft()
            if fields[key][0] > now - SKEW:  # grace for clocks that are behind
                turns.append(key)  # goes to the end: the next looks find others
            else:
                del fields[key]
