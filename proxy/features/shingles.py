"""Hashes of all n-grams and all words of a text at once: one prefix sum, no loop over tokens.

A keyed polynomial hash: H(b_0..b_k) = Σ T[b_i] · B^i modulo 2^64 with a secret table T and a secret odd base B. Prefix
sums give every substring's hash by one subtraction and one multiplication with the inverse power. Polynomials modulo
2^64 collide for inputs of a thousand characters and more that are made for it (Thue-Morse); n-grams and common words
are too short for that, and whole texts are digested otherwise.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from proxy.sketches.keyed import Key, Words64

GRAM = 6
"""Bytes in an n-gram: a word's worth of Latin letters, two Chinese characters. Shorter ones make unrelated English
texts of some kilobytes look alike, longer ones lose short prompts at a single changed word."""

CAPACITY = 1 << 15
"""Bytes that are hashed at most; texts are cut before (see `texts`), this only sizes the tables."""

_SPACE = 0x20
_SHORT = 3
"""Words of up to three bytes ("the", "of", "и") say nothing of the topic."""

_MIX = np.uint64(0xFF51AFD7ED558CCD)  # finaliser of MurmurHash3: spreads every input bit over the upper half
_HALF = np.uint64(32)


class Shingles(NamedTuple):
    """What the sketches are made of."""

    grams: Words64
    """Hashes of all n-grams; top bits well mixed."""
    topics: Words64
    """Hashes of the different longer words (or of character pairs), sorted; all bits well mixed."""
    words: int
    longest: int
    """Bytes of the longest word."""


class Shingler:
    """Hashes texts under one key."""

    __slots__ = ("_inverse", "_power", "_table")

    def __init__(self, key: Key) -> None:
        base = key.odd("shingles.base")
        self._table = key.constants("shingles.table", 256)
        self._power = _powers(base)
        self._inverse = _powers(pow(base, -1, 1 << 64))

    def cut(self, folded: bytes, unspaced: bool) -> Shingles:
        """Hash a normalised, non-empty text. `unspaced` scripts are read by pairs of characters."""
        codes = np.frombuffer(folded[:CAPACITY], dtype=np.uint8)
        sums = np.empty(len(codes) + 1, dtype=np.uint64)
        sums[0] = 0
        np.cumsum(self._table.take(codes) * self._power[: len(codes)], out=sums[1:])
        spaces = np.flatnonzero(codes == _SPACE)
        starts = np.concatenate(([0], spaces + 1))
        ends = np.append(spaces, len(codes))
        lengths = ends - starts
        grams = self._spans(sums, min(GRAM, len(codes)))
        if unspaced:
            # Lead bytes only: a pair of characters of three bytes each is one n-gram of six.
            topics = grams[(codes[: len(grams)] & 0xC0) != 0x80]
        else:
            long = lengths > _SHORT
            first = starts[long]
            topics = (sums[ends[long]] - sums[first]) * self._inverse[first]
        return Shingles(grams, _different(topics), len(lengths), int(lengths.max()))

    def _spans(self, sums: Words64, length: int) -> Words64:
        return (sums[length:] - sums[:-length]) * self._inverse[: len(sums) - length]


def _powers(base: int) -> Words64:
    """B^0, B^1, … modulo 2^64."""
    steps = np.full(CAPACITY, np.uint64(base))
    steps[0] = 1
    powers: Words64 = np.cumprod(steps, dtype=np.uint64)
    return powers


def _different(hashes: Words64) -> Words64:
    """Sorted without repetitions, and mixed so that every bit depends on every other."""
    if not len(hashes):
        return hashes
    ordered = np.sort(hashes)
    keep: NDArray[np.bool_] = np.empty(len(ordered), dtype=np.bool_)
    keep[0] = True
    np.not_equal(ordered[1:], ordered[:-1], out=keep[1:])
    once = ordered[keep]
    once ^= once >> _HALF
    once *= _MIX
    once ^= once >> _HALF
    return once
