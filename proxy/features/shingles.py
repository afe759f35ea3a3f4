"""Hashes of all n-grams and all words of a text at once: one prefix sum, no loop over tokens.

A keyed polynomial hash: H(b_0..b_k) = Σ T[b_i] · B^i modulo 2^32 with a secret table T and a secret odd base B. Prefix
sums give every substring's hash by one subtraction and one multiplication with the inverse power. 32 bits, because that
halves the time: two of the 6,000 n-grams of a text collide with probability 0.4 %, which moves an estimate by 1/6,000.
Polynomials modulo a power of two collide for inputs of some hundred characters that are made for it (Thue-Morse);
n-grams and words are too short for that, and whole texts are digested otherwise.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from proxy.sketches.keyed import Key, Words32, Words64

GRAM = 6
"""Bytes in an n-gram: a word's worth of Latin letters, two Chinese characters. Shorter ones make unrelated English
texts of some kilobytes look alike, longer ones lose short prompts at a single changed word."""

CAPACITY = 1 << 15
"""Bytes that are hashed at most; texts are cut before (see `texts`), this only sizes the tables."""

_SPACE = 0x20
_SHORT = 3
"""Words of up to three bytes ("the", "of", "и") say nothing of the topic."""

_PAIRS = 1024
"""More pairs of characters than this are sampled: sorting thousands costs more than everything else together."""

_EIGHTH = np.uint32(1 << 29)
_MIX = np.uint64(0xFF51AFD7ED558CCD)  # of the finaliser of MurmurHash3
_HALF = np.uint64(32)


class Shingles(NamedTuple):
    """What the sketches are made of."""

    grams: Words32
    """Hashes of all n-grams; upper bits well mixed."""
    topics: Words64
    """Hashes of the different longer words (or of character pairs); all bits well mixed."""
    words: int
    longest: int
    """Bytes of the longest word."""


class Shingler:
    """Hashes texts under one key."""

    __slots__ = ("_power", "_table", "constants", "inverse")

    def __init__(self, key: Key) -> None:
        base = key.odd("shingles.base")
        self._table = (key.constants("shingles.table", 256) >> _HALF).astype(np.uint32)
        inverse = pow(base, -1, 1 << 32)
        self._power = _powers(base)
        self.inverse = _powers(inverse)
        self.constants = (self._table.tobytes(), base & 0xFFFFFFFF)

    def cut(self, folded: bytes, unspaced: bool) -> Shingles:
        """Hash a normalised, non-empty text. `unspaced` scripts are read by pairs of characters."""
        # With a space at both ends a word is what lies between two spaces, and no position needs a case of its own.
        codes = np.frombuffer(b" %b " % folded[:CAPACITY], dtype=np.uint8)
        sums = self.sums(codes)
        grams = self._spans(sums, min(GRAM, len(codes) - 2))
        spaces = (codes == _SPACE).nonzero()[0]
        lengths = spaces[1:] - spaces[:-1]
        if unspaced:
            # Lead bytes only: a pair of characters of three bytes each is one n-gram of six.
            topics = _sampled(grams[(codes[1 : len(grams) + 1] & 0xC0) != 0x80])
        else:
            at = sums.take(spaces)
            topics = ((at[1:] - at[:-1]) * self.inverse.take(spaces[:-1]))[lengths > _SHORT + 1]
        return Shingles(grams, _different(topics), len(lengths), int(np.maximum.reduce(lengths)) - 1)

    def sums(self, codes: NDArray[np.uint8]) -> Words32:
        """Prefix sums: the difference of two, times the inverse power of the first one's place, is what is between."""
        sums: Words32 = self._table.take(codes)
        sums *= self._power[: len(codes)]
        sums.cumsum(dtype=np.uint32, out=sums)
        return sums

    def _spans(self, sums: Words32, length: int) -> Words32:
        """Hashes of all substrings of a length, the space before the text left out and the one behind it too."""
        spans: Words32 = sums[length:-1] - sums[: -length - 1]
        spans *= self.inverse[: len(spans)]
        return spans


def _sampled(hashes: Words32) -> Words32:
    """Of many hashes those below a mark, so that texts which share a pair both keep or both drop it."""
    return hashes if len(hashes) <= _PAIRS else hashes[hashes < _EIGHTH]


def _powers(base: int) -> Words32:
    """B^0, B^1, … modulo 2^32."""
    steps = np.full(CAPACITY + 2, base & 0xFFFFFFFF, dtype=np.uint32)
    steps[0] = 1
    powers: Words32 = np.cumprod(steps, dtype=np.uint32)
    return powers


def _different(hashes: Words32) -> Words64:
    """Without repetitions (sorts in place), widened and mixed: the lower bits of a polynomial depend on little."""
    if not len(hashes):
        return hashes.astype(np.uint64)
    hashes.sort()
    first = np.empty(len(hashes), dtype=np.bool_)
    first[0] = True
    np.not_equal(hashes[1:], hashes[:-1], out=first[1:])
    once = hashes[first].astype(np.uint64)
    once *= _MIX
    once ^= once >> _HALF
    once *= _MIX
    once ^= once >> _HALF
    return once
