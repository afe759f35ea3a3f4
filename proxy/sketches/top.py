"""Space-Saving: the most frequent things among many, with k counters.

Metwally, Agrawal, El Abbadi, "Efficient computation of frequent and top-k elements in data streams", ICDT 2005. A
thing without a counter takes over the least one and inherits its count as possible error.

Error: with N counts in all, a count is never below the truth and exceeds it by at most its `error`, which is at most
N / k; every thing seen more than N / k times is among the k.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple


class Held(NamedTuple):
    """One counter: the item was seen at least `most - error` and at most `most` times."""

    item: int
    most: int
    error: int


class Top:
    """Counts 64-bit digests in `size` counters; made for small sizes (an eviction looks at every counter)."""

    __slots__ = ("_held", "size", "total")

    def __init__(self, size: int = 8, held: Iterable[Held] = (), total: int = 0) -> None:
        if size < 1:
            raise ValueError("size must be at least 1")
        self.size = size
        self.total = total
        self._held = {item: (most, error) for item, most, error in held}

    def add(self, item: int, weight: int = 1) -> int:
        """Count an item and answer its count."""
        self.total += weight
        if item in self._held:
            count, error = self._held[item]
        elif len(self._held) < self.size:
            count = error = 0
        else:
            # Ties go to the smaller digest, so that every backend evicts the same one.
            least = min(self._held, key=lambda other: (self._held[other][0], other))
            count = error = self._held.pop(least)[0]
        self._held[item] = (count + weight, error)
        return count + weight

    def held(self) -> list[Held]:
        """All counters, the largest first."""
        rows = [Held(item, most, error) for item, (most, error) in self._held.items()]
        return sorted(rows, key=lambda row: (-row.most, row.item))

    @property
    def share(self) -> float:
        """The share that the most frequent item surely has of everything counted, 0..1."""
        if not self.total:
            return 0.0
        return max(count - error for count, error in self._held.values()) / self.total

    @property
    def bound(self) -> float:
        """No count is wrong by more than this."""
        return self.total / self.size
