"""The key that all canaries are drawn with, derived from the deployment's secret.

Keyed BLAKE2b (RFC 7693) is a pseudo-random function: without the secret its outputs cannot be told from coin tosses,
and a suspect model cannot have leaned towards them by nature. That is all the statistics need. With it every worker
and every replica draws the same for the same caller without asking anybody, and whoever verifies draws it again.

The registry holds a commitment to the key from its first line on, so the draws were fixed before anybody trained.
"""

from __future__ import annotations

import hashlib
from functools import cached_property

# 64 bits tell marks and callers apart in a registry of millions of lines.
_SHORT = 8


class CanaryKey:
    """Draws and digests of one deployment. Its repr does not show it."""

    def __init__(self, secret: bytes) -> None:
        if not secret:
            raise ValueError("an empty secret would make every draw guessable")
        # A purpose of its own: nothing that is told under other keys of the secret says anything about draws.
        self._key = hashlib.blake2b(secret, digest_size=32, person=b"stillwatch.canar").digest()

    def __repr__(self) -> str:
        return "CanaryKey(…)"

    @cached_property
    def commitment(self) -> str:
        """SHA-256 of the key, in hex: tells nothing of it, and only it fits."""
        return hashlib.sha256(b"stillwatch canary key 1\n" + self._key).hexdigest()

    @cached_property
    def chain(self) -> bytes:
        """The key of the registry's seals."""
        return self._mac(b"chain", b"", 32)

    def draw(self, whom: str, feature: str, of: int) -> int:
        """A number below `of` for this caller or campaign and this feature. `of` is a power of two, so all are even."""
        if of & (of - 1) or not 0 < of <= 2**32:
            raise ValueError("of must be a power of two")
        return int.from_bytes(self._mac(b"draw", _joined(whom, feature), 8), "big") % of

    def coin(self, whom: str, text: str) -> float:
        """A number 0 <= x < 1: a question asked twice fares alike, so asking twice tells nothing."""
        found = int.from_bytes(self._mac(b"share", _joined(whom, text), 7), "big")
        return float(found / 2**56)

    def digest(self, feature: str) -> str:
        """A feature as the registry names it: 16 hex digits, so that an exported registry tells no list of marks."""
        return self._mac(b"feature", feature.encode(), _SHORT).hex()

    def stream(self, drawn: int, bits: int) -> int:
        """So many secret bits for this draw, at most 64 (`markers`)."""
        return int.from_bytes(self._mac(b"marker.stream", drawn.to_bytes(8, "big"), 8), "big") % (1 << bits)

    def seal(self, drawn: int, payload: int) -> int:
        """28 bits that only the key's holder can put beside this payload (`markers`)."""
        content = drawn.to_bytes(8, "big") + payload.to_bytes(8, "big")
        return int.from_bytes(self._mac(b"marker.seal", content, 4), "big") >> 4

    def _mac(self, purpose: bytes, content: bytes, size: int) -> bytes:
        return hashlib.blake2b(content, digest_size=size, key=self._key, person=purpose).digest()


def _joined(whom: str, feature: str) -> bytes:
    """Both parts, so that no other two parts give the same bytes."""
    return whom.encode() + b"\0" + feature.encode("utf-8", "surrogatepass")
