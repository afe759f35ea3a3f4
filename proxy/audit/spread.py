"""From one record to several sinks: who wants it, and in which format.

Events are ranked by how much they matter: findings, then what was acted on and what operators did, then all decisions,
then everything. An outlet takes all down to its own rank; of ordinary requests (plainly allowed) it may take a share.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any
from zlib import crc32

from proxy.audit.levels import RANKS
from proxy.audit.record import Record, line
from proxy.core.decision import Level

Form = Callable[[Record], bytes]
"""One of `audit.FORMATS`."""

FINDING, ACTED, DECIDED, ORDINARY = range(4)
"""How much an event matters, most first."""
DEPTHS = {"findings": FINDING, "acted": ACTED, "decisions": DECIDED, "all": ORDINARY}
"""The words of a filter."""

_HASHES = 2**32


@dataclass(frozen=True, slots=True)
class Outlet:
    """A sink's `put` with its format and filter."""

    put: Callable[[bytes], None]
    form: Form = line
    depth: int = ORDINARY
    share: float = 1.0
    """Of ordinary requests, 0 to 1: by the request's id, so that every sink and worker picks the same ones."""
    from_level: Level = Level.WATCH
    """Findings below this level are not told; their end is, where they had come so far."""
    spans: bool = False
    """Takes exchanges only, as spans."""

    def takes(self, id: str) -> bool:  # noqa: A002 - the request's
        """Whether an ordinary request of this id is in the share."""
        return self.share >= 1.0 or crc32(id.encode()) < self.share * _HASHES


class Spread:
    """All outlets. Never blocks, never raises; nothing is formatted that nobody wants."""

    def __init__(self, outlets: Iterable[Outlet]) -> None:
        self._outlets = tuple(outlets)
        telling = [each for each in self._outlets if not each.spans]
        self._findings = tuple(telling)
        by_rank = [tuple(each for each in telling if each.depth >= rank) for rank in range(ORDINARY)]
        self._by_rank = (*by_rank, tuple(each for each in self._outlets if each.depth >= ORDINARY))
        self._whole = all(each.share >= 1.0 for each in self._outlets)

    @classmethod
    def to(cls, put: Callable[[bytes], None], form: Form = line) -> Spread:
        """One outlet that takes everything."""
        return cls([Outlet(put, form)])

    def wanting(self, rank: int) -> tuple[Outlet, ...]:
        """Who takes events of this rank; for ordinary ones see `sampling`."""
        return self._by_rank[rank]

    def sampling(self, id: str) -> Sequence[Outlet]:  # noqa: A002 - the request's
        """Who takes this ordinary request."""
        outlets = self._by_rank[ORDINARY]
        return outlets if self._whole else [each for each in outlets if each.takes(id)]

    def reached(self, *levels: Level) -> Sequence[Outlet]:
        """Who takes a finding that has come to the highest of these levels."""
        highest = max(RANKS[level] for level in levels)
        return [each for each in self._findings if RANKS[each.from_level] <= highest]

    def audit(self, record: Record) -> None:
        """Tell what an operator did."""
        give(record, self._by_rank[ACTED])


def give(record: Record, outlets: Iterable[Outlet]) -> None:
    """Put a record to these outlets; each format is made once, however many want it."""
    made: dict[Any, bytes] = {}
    for outlet in outlets:
        form = outlet.form
        text = made.get(form)
        if text is None:
            text = made[form] = form(record)
        outlet.put(text)
