"""The key under which everything is digested, derived once from the deployment's secret.

Digests are BLAKE2b in keyed mode (RFC 7693): 0.9 µs for a short text and 3.7 µs for 2 KB here. XXH3 would be
twenty times faster, but it is no keyed function: whoever reads the store could recover its seed from one known
prompt and test guesses at all others, and colliding inputs for it are published.
"""

from __future__ import annotations

from hashlib import blake2b, shake_256
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

Words64: TypeAlias = NDArray[np.uint64]
"""A vector of 64-bit words: hashes, or constants of a hash."""

Words32: TypeAlias = NDArray[np.uint32]
"""A vector of 32-bit hashes."""

WIDTH = 8
"""Bytes of a digest. 64 bits: among 100 million distinct texts the chance of any collision is 0.03 %."""


class Key:
    """Digests and constants of one deployment. Equal secrets give equal digests on every machine."""

    __slots__ = ("_key",)

    def __init__(self, secret: bytes) -> None:
        # A purpose of its own: the same secret also keys callers' ids, and the two must not be comparable.
        self._key = blake2b(secret, digest_size=32, person=b"stillwatch.text").digest()

    def __repr__(self) -> str:
        return "Key(…)"

    @property
    def itself(self) -> bytes:
        """The key, 32 bytes: for the kernel, which digests as this does."""
        return self._key

    def digest(self, content: bytes, purpose: bytes) -> int:
        """A 64-bit keyed digest, unsigned. `purpose` (at most 16 bytes) keeps equal contents of two kinds apart."""
        return int.from_bytes(blake2b(content, digest_size=WIDTH, key=self._key, person=purpose).digest(), "little")

    def token(self, content: bytes) -> bytes:
        """A 128-bit keyed digest, for a cache that must never answer for another text."""
        return blake2b(content, digest_size=16, key=self._key, person=b"token").digest()

    def constants(self, purpose: str, count: int) -> Words64:
        """`count` secret 64-bit constants. From SHAKE, because NumPy's generators may change between versions."""
        drawn = shake_256(self._key + purpose.encode()).digest(count * 8)
        return np.frombuffer(drawn, dtype="<u8").astype(np.uint64)

    def odd(self, purpose: str) -> int:
        """One secret odd 64-bit constant: odd ones have an inverse modulo 2^64."""
        return int(self.constants(purpose, 1)[0]) | 1
