"""A normalised text -> the sketches of it: what it shares with others, what it is about, how many words it has.

Written in NumPy (`shingles`, `sketches`), which costs 40 µs for 2 KB, most of it for being called thirty times. Where
there is a kernel (`native`) one function in C does the same for texts with spaces, value for value.
"""

from __future__ import annotations

from typing import NamedTuple

from proxy.features.native import Kernel
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

    __slots__ = ("_constants", "_kernel", "_minhash", "_shingler")

    def __init__(self, key: Key, kernel: Kernel | None = None) -> None:
        self._kernel = kernel
        self._shingler = Shingler(key)
        self._constants = self._shingler.constants
        self._minhash = MinHash(key)

    def sketch(self, folded: bytes, unspaced: bool) -> Sketches:
        """The sketches of a normalised, non-empty text in UTF-8; `unspaced` where its script has no spaces."""
        if self._kernel is not None and not unspaced:
            least, plane, words, longest = self._kernel.shingle(folded[:CAPACITY], *self._constants)
            return Sketches(self._minhash.filled(least), plane, words, longest)
        cut = self._shingler.cut(folded, unspaced)
        return Sketches(self._minhash.sketch(cut.grams), planes.sketch(cut.topics), cut.words, cut.longest)
