"""Doorkeeper: how often a thing was seen lately, in fixed memory, never too few.

A count-min sketch (Cormode, Muthukrishnan, "An improved data stream summary", J. Algorithms 2005) in two generations:
counts go into the young one; after `period` seconds it becomes the old one and the older is forgotten. The answer is
the sum of both, so nothing of the last `period` is missed and nothing older than two periods is counted.

Error: with N counts in both generations an answer is never below the truth, and exceeds it by more than ε N with
probability at most δ. Width is 2/ε rounded up to a power of two, depth ceil(log2(1/δ)) (Markov with factor two a
row). Rows are drawn from one digest by double hashing (Kirsch, Mitzenmacher, ESA 2006). Bytes: 2 · 4 · width · depth,
132 KB with the defaults.
"""

from __future__ import annotations

from array import array
from math import ceil, log2

_FULL = (1 << 32) - 1


class Doorkeeper:
    """Counts 64-bit keyed digests. Times in seconds, given by the caller, never going back far."""

    __slots__ = ("_depth", "_mask", "_old", "_since", "_young", "period")

    def __init__(self, period: float, epsilon: float = 1 / 2048, delta: float = 1 / 16) -> None:
        if period <= 0 or not 0 < epsilon < 1 or not 0 < delta < 1:
            raise ValueError("period must be positive, epsilon and delta between 0 and 1")
        self.period = period
        self._mask = (1 << ceil(log2(2 / epsilon))) - 1
        self._depth = ceil(log2(1 / delta))
        self._young = self._blank()
        self._old = self._blank()
        self._since: float | None = None

    def _blank(self) -> array[int]:
        return array("I", bytes(4 * self.width * self._depth))

    @property
    def width(self) -> int:
        """Counters in a row."""
        return self._mask + 1

    @property
    def depth(self) -> int:
        """Rows."""
        return self._depth

    def see(self, digest: int, now: float, weight: int = 1) -> int:
        """Count a digest and answer how often it was seen, this time included."""
        self._turn(now)
        least = _FULL
        young, old = self._young, self._old
        for cell in self._cells(digest):
            young[cell] = count = min(_FULL, young[cell] + weight)
            least = min(least, count + old[cell])
        return least

    def count(self, digest: int, now: float) -> int:
        """How often a digest was seen in the last one to two periods."""
        self._turn(now)
        return min(self._young[cell] + self._old[cell] for cell in self._cells(digest))

    def _cells(self, digest: int) -> list[int]:
        step = (digest >> 32) | 1
        width = self.width
        return [row * width + ((digest + row * step) & self._mask) for row in range(self._depth)]

    def _turn(self, now: float) -> None:
        """Let generations pass. A clock that steps back counts into the young generation."""
        if self._since is None:
            self._since = now
        passed = int((now - self._since) // self.period)
        if passed <= 0:
            return
        self._old = self._young if passed == 1 else self._blank()
        self._young = self._blank()
        self._since += passed * self.period
