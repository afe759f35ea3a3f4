"""A normalised text -> the sketches of it: what it shares with others, what it is about, how many words it has.

Written in NumPy (`shingles`, `sketches`), which costs 40 µs for 2 KB, most of it for being called thirty times. Where
there is a kernel (`native`) one function in C does the same, value for value, and another reads an ASCII text from end
to end.
"""

from __future__ import annotations

from typing import NamedTuple

from proxy.features.native import Kernel, Reading
from proxy.features.passages import Passages
from proxy.features.shingles import CAPACITY, Shingler
from proxy.sketches import planes
from proxy.sketches.keyed import Key
from proxy.sketches.minhash import MinHash


class Sketches(NamedTuple):
    """What is remembered of a text's n-grams and words."""

    minhash: bytes
    plane: int
    words: int
    longest: int
    """Bytes of the longest word."""


class Sketcher:
    """Makes them under one key."""

    __slots__ = ("_kernel", "_minhash", "_passages", "_reader", "_shingler")

    def __init__(self, key: Key, kernel: Kernel | None = None) -> None:
        self._kernel = kernel
        self._shingler = Shingler(key)
        self._minhash = MinHash(key)
        self._passages = Passages(key, self._shingler)
        if kernel is not None:
            self._reader = kernel.reader(key.itself, *self._shingler.constants, self._minhash.lenders)

    def sketch(self, folded: bytes, unspaced: bool) -> Sketches:
        """The sketches of a normalised, non-empty text in UTF-8; `unspaced` where its script has no spaces."""
        if self._kernel is not None:
            return Sketches(*self._kernel.shingle(self._reader, folded[:CAPACITY], unspaced))
        cut = self._shingler.cut(folded, unspaced)
        return Sketches(self._minhash.sketch(cut.grams), planes.sketch(cut.topics), cut.words, cut.longest)

    def passages(self, masked: bytes, unspaced: bool) -> tuple[int, ...]:
        """Digests of the passages of a masked text (`Passages.digests`)."""
        if self._kernel is not None:
            return self._kernel.passages(self._reader, masked, unspaced)
        return self._passages.digests(masked, unspaced)

    def read(self, text: str) -> Reading | None:
        """All that the kernel can read off a text, normalised or not; None where that is Python's to do."""
        if self._kernel is None:
            return None
        places = self._kernel.read(self._reader, text)
        return None if places is None else Reading._make(places)
