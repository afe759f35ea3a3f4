"""Hyperplane sketch: what a text is about, in 64 bits.

Each feature (a word's 64-bit hash) votes +1 or -1 in every one of 64 directions; the sketch keeps the signs of
the sums (Charikar, "Similarity estimation techniques from rounding algorithms", STOC 2002, with random signs for
Gaussian directions). Two texts at the angle θ between their feature vectors differ in each bit with probability
θ/π.

Error: `angle` has standard deviation π sqrt(p (1 - p) / 64), p = θ/π: at most 0.2 rad. The random signs stand in
for Gaussian directions well from about 16 features on; below that, ties and lattice effects add up to 0.05 to p.
"""

from __future__ import annotations

from math import pi
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from proxy.sketches.keyed import Words64

BITS = 64

Counters: TypeAlias = NDArray[np.uint64]

_GROUP = 255
"""Eight one-byte counters ride in one 64-bit word, so this many features can vote before a counter is full."""


def _spread() -> Words64:
    """For every byte its eight bits, one in each byte of a 64-bit word (bit 0 in the lowest byte)."""
    bits = np.unpackbits(np.arange(256, dtype=np.uint8)[:, None], axis=1, bitorder="little")
    return bits.astype(np.uint8).view("<u8").reshape(256).astype(np.uint64)


_SPREAD = _spread()


def sketch(features: Words64) -> int:
    """The sketch of a bag of 64-bit hashes, all of whose bits must be well mixed. Empty gives 0."""
    count = len(features)
    if count == 0:
        return 0
    votes = _SPREAD.take(features.astype("<u8", copy=False).view(np.uint8)).reshape(count, 8)
    if count <= _GROUP:
        sums = np.add.reduce(votes, axis=0).astype("<u8", copy=False).view(np.uint8)
    else:
        groups = np.add.reduceat(votes, np.arange(0, count, _GROUP), axis=0)
        sums = groups.astype("<u8", copy=False).view(np.uint8).reshape(-1, BITS).sum(axis=0, dtype=np.uint32)
    return int.from_bytes(np.packbits(sums > count / 2, bitorder="little").tobytes(), "little")


def distance(one: int, other: int) -> int:
    """In how many of the 64 bits two sketches differ."""
    return (one ^ other).bit_count()


def angle(one: int, other: int) -> float:
    """Estimated angle between two texts' feature vectors, radians."""
    return pi * distance(one, other) / BITS


def cell(plane: int, bits: int) -> int:
    """Which of 2^bits cells of the input space a sketch falls into."""
    return plane >> (BITS - bits)
