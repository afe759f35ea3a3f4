"""MinHash by one permutation: how much two texts share, from 64 numbers each.

The hashes of a text's n-grams are dealt into 64 bins by their top bits; each bin keeps its least hash
(Li, Owen, Zhang, "One Permutation Hashing", NeurIPS 2012). An empty bin borrows from a bin drawn for it by the
key (Shrivastava, "Optimal Densification for Fast and Accurate Minwise Hashing", ICML 2017), so short texts compare
without bias.

Error: `similarity` is unbiased for the Jaccard index J of the n-gram sets with standard deviation at most
sqrt(J (1 - J) / m), m the number of bins filled by the union (64 above about 300 n-grams): 0.0625 at J = 0.5.
Chance equality of two values within a bin (26 bits) adds 2e-8.

Bands of a sketch are equal with probability J^r, so one of b independent bands is with 1 - (1 - J^r)^b:
- `POOL`, 16 bands of 4: J = .3 at .12, .5 at .64, .7 at .99. Finds texts of one pool.
- `TEMPLATE`, 16 bands of 8: J = .5 at .06, .8 at .95 if independent. They are the rows and the columns of the sketch
  laid out as 8 x 8, so a row and a column share one value and no two bands more: a test holds the true
  chance within 0.05 of the formula.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from proxy.sketches.keyed import Key, Words32

BINS = 64
"""256 bytes a sketch; four times the bins would halve the error and fill a caller's 4 KB with four texts."""

_BIN = np.uint32(26)  # the top six bits of a value name its bin, and compare equal within it
_EMPTY = np.uint32(0xFFFFFFFF)
_BLANK = np.full(BINS, _EMPTY, dtype=np.uint32)

_PLACES = np.arange(BINS)
_SOON = 12
"""Lenders asked at first: where half of the bins are filled, one of twelve is empty-handed in 1 of 4,000 asked. Only
very short texts ask all, which takes five times as long."""

_ROWS = np.arange(BINS).reshape(8, 8)
POOL = np.arange(BINS).reshape(16, 4)
TEMPLATE = np.vstack([_ROWS, _ROWS.T])


class MinHash:
    """Makes sketches under one key."""

    __slots__ = ("_lenders", "_mixers", "_soon")

    def __init__(self, key: Key) -> None:
        self._mixers = key.constants("minhash.bands", 8) | np.uint64(1)
        draws = key.constants("minhash.lenders", BINS * BINS).reshape(BINS, BINS)
        # Row j: the other bins in the order in which an empty bin j asks them; the same for every text.
        self._lenders = np.argsort(draws, axis=1, kind="stable")
        self._soon = np.ascontiguousarray(self._lenders[:, :_SOON])

    @property
    def lenders(self) -> bytes:
        """Of each bin all bins in the order in which it asks them (itself among them): 64 by 64 bytes."""
        return self._lenders.astype(np.uint8).tobytes()

    def sketch(self, grams: Words32) -> bytes:
        """The sketch of a set of 32-bit n-gram hashes (at least one; repetitions do not matter)."""
        least = _BLANK.copy()
        np.minimum.at(least, (grams >> _BIN).astype(np.intp), grams)
        # Rarely the last bin's true least value is all ones; then it borrows, which is as good.
        empty = least == _EMPTY
        if np.count_nonzero(empty):
            least = self._densify(least, empty)
        return least.astype("<u4", copy=False).tobytes()

    def _densify(self, least: NDArray[np.uint32], empty: NDArray[np.bool_]) -> NDArray[np.uint32]:
        holes = empty.nonzero()[0]
        for order in (self._soon, self._lenders):
            asked = order[holes]
            lender = asked[_PLACES[: len(holes)], empty[asked].argmin(axis=1)]
            found = least[lender]
            if not np.count_nonzero(found == _EMPTY):
                break
        least[holes] = found
        return least

    def bands(self, sketch: bytes, layout: NDArray[np.intp] = POOL) -> tuple[int, ...]:
        """64-bit keyed digests of the bands of a layout (`POOL` or `TEMPLATE`), each bound to its place."""
        values = _values(sketch).astype(np.uint64)[layout]
        mixed = (values * self._mixers[: layout.shape[1]]).sum(axis=1, dtype=np.uint64)
        # Values have 32 bits and multipliers 64: fold the well-mixed upper half down before the place goes in.
        mixed ^= mixed >> np.uint64(31)
        mixed = (mixed + np.arange(len(layout), dtype=np.uint64)) * self._mixers[0]
        return tuple((mixed ^ (mixed >> np.uint64(29))).tolist())


def similarity(one: bytes, other: bytes) -> float:
    """Estimate of the Jaccard index of two sketched sets, 0..1."""
    return float(np.count_nonzero(_values(one) == _values(other))) / BINS


def deviation(jaccard: float, bins: int = BINS) -> float:
    """Standard deviation of `similarity` where the truth is `jaccard`."""
    return float(np.sqrt(jaccard * (1.0 - jaccard) / bins))


def _values(sketch: bytes) -> NDArray[np.uint32]:
    return np.frombuffer(sketch, dtype="<u4")
