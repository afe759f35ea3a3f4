"""A bounded memory of what was computed: two generations, so that every operation is a dictionary look-up or two.

Least-recently-used order would cost a reordering on every hit. Here what was used since the last turn of generations
stays, the rest goes at once.
"""

from __future__ import annotations

from collections.abc import Hashable
from typing import Generic, TypeVar

K = TypeVar("K", bound=Hashable)
V = TypeVar("V")


class Memo(Generic[K, V]):
    """Remembers between `size` and twice `size` answers."""

    __slots__ = ("_old", "_young", "size")

    def __init__(self, size: int) -> None:
        self.size = size
        self._young: dict[K, V] = {}
        self._old: dict[K, V] = {}

    def __len__(self) -> int:
        return len(self._young) + len(self._old)

    def __repr__(self) -> str:
        return f"Memo({len(self)} of {2 * self.size})"

    def get(self, key: K) -> V | None:
        """What was remembered, or None."""
        found = self._young.get(key)
        if found is None and (found := self._old.pop(key, None)) is not None:
            self.put(key, found)
        return found

    def put(self, key: K, value: V) -> None:
        """Remember an answer."""
        if len(self._young) >= self.size:
            self._old, self._young = self._young, {}
        self._young[key] = value
