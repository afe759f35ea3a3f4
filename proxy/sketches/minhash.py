"""MinHash by one permutation: how much two texts share, from 64 numbers each.

The hashes of a text's n-grams are dealt into 64 bins by their top bits; each bin keeps its least remainder
(Li, Owen, Zhang, "One Permutation Hashing", NeurIPS 2012). An empty bin borrows from a bin drawn for it by the
key (Shrivastava, "Optimal Densification for Fast and Accurate Minwise Hashing", ICML 2017), so short texts compare
without bias.

Error: `similarity` is unbiased for the Jaccard index J of the n-gram sets with standard deviation at most
sqrt(J (1 - J) / m), m the number of bins filled by the union (64 above about 300 n-grams): 0.0625 at J = 0.5.
Chance equality of two 32-bit values adds 2e-10.

Bands of a sketch are equal with probability J^r, so one of b independent bands is with 1 - (1 - J^r)^b:
- `POOL`, 16 bands of 4: J = .3 at .12, .5 at .64, .7 at .99. Finds texts of one pool.
- `TEMPLATE`, 16 bands of 8: J = .5 at .06, .8 at .95 if independent. They are the rows and the columns of the sketch
  laid out as 8 x 8, so a row and a column share one value and no two bands more: a test holds the true
  chance within 0.05 of the formula.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from proxy.sketches.keyed import Key, Words64

BINS = 64
"""256 bytes a sketch; four times the bins would halve the error and fill a caller's 4 KB with four texts."""

_BIN_SHIFT = np.uint64(58)
_VALUE_SHIFT = np.uint64(26)
_EMPTY = np.uint32(0xFFFFFFFF)

_ROWS = np.arange(BINS).reshape(8, 8)
POOL = np.arange(BINS).reshape(16, 4)
TEMPLATE = np.vstack([_ROWS, _ROWS.T])


class MinHash:
    """Makes sketches under one key."""

    __slots__ = ("_lenders", "_mixers")

    def __init__(self, key: Key) -> None:
        self._mixers = key.constants("minhash.bands", 8) | np.uint64(1)
        draws = key.constants("minhash.lenders", BINS * BINS).reshape(BINS, BINS)
        # Row j: the other bins in the order in which an empty bin j asks them; the same for every text.
        self._lenders = np.argsort(draws, axis=1, kind="stable")

    def sketch(self, grams: Words64) -> bytes:
        """The sketch of a set of 64-bit n-gram hashes (at least one; repetitions do not matter)."""
        least = np.full(BINS, _EMPTY)
        bins = (grams >> _BIN_SHIFT).astype(np.intp)
        np.minimum.at(least, bins, (grams >> _VALUE_SHIFT).astype(np.uint32))
        empty = least == _EMPTY
        if empty.any():
            least = self._densify(least, empty)
        return least.astype("<u4").tobytes()

    def _densify(self, least: NDArray[np.uint32], empty: NDArray[np.bool_]) -> NDArray[np.uint32]:
        holes = np.flatnonzero(empty)
        order = self._lenders[holes]
        lender = order[np.arange(len(holes)), np.argmin(empty[order], axis=1)]
        filled = least.copy()
        filled[holes] = least[lender]
        return filled

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
