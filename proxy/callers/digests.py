"""Keyed digests: what is remembered and told in place of credentials, addresses and names.

Keyed BLAKE2b (RFC 7693) with one personalisation a kind, so that the digest of a credential and that of an equal
address do not meet. Without the secret nobody can test a guess against a log line or a Redis dump, or make two
callers collide on purpose.

There is no cache. A digest costs 0.5 µs (benchmarks/event_cost.py), about as much as a lookup and its bookkeeping, and
a cache by credential would hold the live credentials of a day in memory, ready for any core dump.
"""

from __future__ import annotations

import hashlib

# 64 bits: among a million callers two share an id with a chance of 3 in 100 million, and ids stay readable in a log.
_SIZE = 8
# BLAKE2b takes keys up to 64 bytes; longer secrets are hashed down first, as HMAC (RFC 2104) does.
_KEY_LIMIT = 64


class Keyed:
    """Digests under one deployment's secret. Neither its repr nor its errors show the secret."""

    __slots__ = ("_address", "_caller", "_org", "_secret", "_word")

    def __init__(self, secret: bytes) -> None:
        if not secret:
            raise ValueError("an empty secret would make every digest guessable")
        key = secret if len(secret) <= _KEY_LIMIT else hashlib.blake2b(secret).digest()
        self._secret = key
        # Copying a prepared state is a third cheaper than keying a new one for every digest.
        self._caller = hashlib.blake2b(key=key, digest_size=_SIZE, person=b"caller")
        self._org = hashlib.blake2b(key=key, digest_size=_SIZE, person=b"org")
        self._address = hashlib.blake2b(key=key, digest_size=_SIZE, person=b"address")
        self._word = hashlib.blake2b(key=key, digest_size=_SIZE, person=b"word")

    def __repr__(self) -> str:
        return "Keyed(…)"

    def caller(self, credential: bytes) -> str:
        """The id of the caller who holds this credential: `k_` and 16 hex digits."""
        state = self._caller.copy()
        state.update(credential)
        return "k_" + state.hexdigest()

    def key(self, purpose: bytes) -> bytes:
        """A key of its own for a purpose (at most 64 bytes), 32 bytes long: what it keys cannot be told from noise."""
        return hashlib.blake2b(purpose, key=self._secret, digest_size=32, person=b"key").digest()

    def org(self, name: str) -> str:
        """An org's name for the state store: `o_` and 16 hex digits."""
        state = self._org.copy()
        state.update(name.encode("utf-8", "surrogatepass"))
        return "o_" + state.hexdigest()

    def address(self, address: str) -> str:
        """A client address for events and for anonymous callers: `a_` and 16 hex digits."""
        state = self._address.copy()
        state.update(address.encode("utf-8", "surrogatepass"))
        return "a_" + state.hexdigest()

    def word(self, text: str) -> str:
        """Any other client-controlled word (a model's name) as 16 hex digits."""
        state = self._word.copy()
        state.update(text.encode("utf-8", "surrogatepass"))
        return state.hexdigest()


def era_of(key: bytes) -> int:
    """A number that goes with this key, 1 to 65535: what is keyed otherwise is kept elsewhere, and read by nobody.

    Two keys have the same one with a chance of 1 in 65,535; their campaigns would then be counted twice for a while.
    """
    return 1 + int.from_bytes(Keyed(key).key(b"era")[:8], "big") % 65535
