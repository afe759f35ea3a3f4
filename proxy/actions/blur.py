"""Embeddings made personal and imprecise: a rotation of the caller's own, noise, few levels, in this order.

All of it keeps a vector's length and is a fixed function of the vector under the deployment's key: asking again brings
the same answer, so nothing averages out.

    rotation   orthogonal: within one caller's vectors every length, angle and search result stays; two callers' vectors
               say nothing to each other. Whoever knows as many pairs as there are dimensions can undo it, as it is
               linear: it is against pooling the answers of many keys, not against one that has the originals.
    noise      a smooth wave over a secret rotation of the vector, so that equal texts whose vectors differ in the last
               digits get equal noise. Not linear, so no number of pairs gives it away.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import lru_cache
from hashlib import blake2b, shake_256
from typing import TypeAlias

import numpy as np
import numpy.typing as npt

Floats: TypeAlias = npt.NDArray[np.float64]

# A vector of 3,072 numbers has 200 KB of constants: 13 MB for those callers that are at it.
_KEPT = 64
# One round leaves a vector of a single large number recognisable; two spread it over all dimensions.
_ROUNDS = 2
# How often the wave turns within one standard deviation: often enough that no straight line follows it, seldom enough
# that vectors which differ by a thousandth get the same noise.
_TURNS = 3.0
# Coverage is told in eighths, so that a caller whose coverage grows gets few different noises to compare.
_STEPS = 8


@dataclass(frozen=True, slots=True)
class Holder:
    """Whose embeddings they are. `key` is the deployment's, `coverage` (0..1) how much of the space it has seen."""

    key: bytes
    caller: str
    coverage: float = 1.0

    def __repr__(self) -> str:
        return f"Holder({self.caller!r})"


class Mixer:
    """A secret orthogonal map: signs, an order and phases, twice. n log n steps for any number of dimensions."""

    def __init__(self, key: bytes, dimensions: int) -> None:
        """`key` of at most 64 bytes."""
        half = dimensions // 2 + 1
        self._size = dimensions
        self._rounds = []
        for number in range(_ROUNDS):
            seed = blake2b(b"%d/%d" % (number, dimensions), key=key, digest_size=32).digest()
            drawn = np.frombuffer(shake_256(seed).digest(8 * (2 * dimensions + half)), dtype="<u8")
            signs = 1.0 - 2.0 * (drawn[:dimensions] & 1).astype(np.float64)
            order = np.argsort(drawn[dimensions : 2 * dimensions])
            angles = drawn[2 * dimensions :].astype(np.float64) / 2.0**64 * (2.0 * math.pi)
            turns = np.exp(1j * angles)
            # The mean, and of an even number the fastest wave, are real: only their signs can turn.
            for real in (0, half - 1) if dimensions % 2 == 0 else (0,):
                turns[real] = 1.0 if turns[real].real >= 0 else -1.0
            self._rounds.append((signs, order, turns))

    def mix(self, vector: Floats) -> Floats:
        """The vector, turned."""
        for signs, order, turns in self._rounds:
            vector = np.fft.irfft(np.fft.rfft(vector[order] * signs) * turns, n=self._size)
        return vector


@lru_cache(maxsize=_KEPT)
def mixer(key: bytes, dimensions: int) -> Mixer:
    """The map of this key, made once."""
    return Mixer(key, dimensions)


class Blur:
    """What becomes of a vector."""

    def __init__(self, holder: Holder | None, *, levels: int | None, noise: float, rotate: bool) -> None:
        """`noise` at full coverage, in the vector's own standard deviations. Without a holder only levels count."""
        self._levels = levels
        self._own = self._common = b""
        self._noise = 0.0
        if holder is not None and rotate:
            self._own = _derived(holder.key, b"own", holder.caller.encode())
        if holder is not None and noise > 0.0:
            step = math.ceil(max(0.0, min(1.0, holder.coverage)) * _STEPS)
            self._noise = noise * step / _STEPS
            # Not the caller's: the answers of several keys shall not average out either.
            self._common = _derived(holder.key, b"noise", b"%d" % step)

    def __call__(self, vector: Floats) -> Floats:
        """The blurred vector, at its own length."""
        length = float(np.linalg.norm(vector))
        if not math.isfinite(length) or length == 0.0:
            return vector
        noisy = vector if self._noise == 0.0 else self._noised(vector, length)
        turned = mixer(self._own, len(vector)).mix(noisy) if self._own else noisy
        blurred = turned if self._levels is None else quantise(turned, self._levels)
        after = float(np.linalg.norm(blurred))
        return blurred * (length / after) if after else vector

    def _noised(self, vector: Floats, length: float) -> Floats:
        deviation = length / math.sqrt(len(vector))
        phases = mixer(self._common, len(vector)).mix(vector) * (_TURNS / deviation)
        # A wave's mean square is a half.
        return vector + np.cos(phases) * (math.sqrt(2.0) * self._noise * deviation)


def quantise(vector: Floats, levels: int) -> Floats:
    """The vector with `levels` values spread evenly between its extremes, at its own length."""
    most = float(np.abs(vector).max())
    if not np.isfinite(most) or most == 0.0:
        return vector
    step = 2 * most / (levels - 1)
    edited = np.rint((vector + most) / step) * step - most
    length, before = float(np.linalg.norm(edited)), float(np.linalg.norm(vector))
    return edited * (before / length) if length else vector


def _derived(key: bytes, purpose: bytes, whose: bytes) -> bytes:
    return blake2b(whose, key=key, digest_size=32, person=purpose).digest()
