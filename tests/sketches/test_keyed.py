"""Digests and constants under a key."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from proxy.sketches.keyed import Key

KEY = Key(b"secret")


@given(st.binary(max_size=40), st.binary(max_size=40))
def test_digests(one: bytes, other: bytes) -> None:
    """Equal contents have equal digests, different ones different digests, all within 64 bits."""
    assert (KEY.digest(one, b"x") == KEY.digest(other, b"x")) is (one == other)
    assert 0 <= KEY.digest(one, b"x") < 1 << 64


def test_purposes_and_secrets_differ() -> None:
    """The same content has another digest for another purpose and under another secret."""
    digests = {KEY.digest(b"a", b"x"), KEY.digest(b"a", b"y"), Key(b"other").digest(b"a", b"x")}
    assert len(digests) == 3
    assert KEY.token(b"a") != Key(b"other").token(b"a")


def test_constants() -> None:
    """Constants depend on secret and purpose, and a longer draw begins like a shorter one."""
    assert KEY.constants("t", 8).tolist() == KEY.constants("t", 16).tolist()[:8]
    assert not set(KEY.constants("t", 8).tolist()) & set(KEY.constants("u", 8).tolist())
    assert not set(KEY.constants("t", 8).tolist()) & set(Key(b"other").constants("t", 8).tolist())
    assert KEY.odd("t") % 2 == 1


def test_known_values() -> None:
    """Digests stay what they are: a store outlives the version that wrote it."""
    assert KEY.digest(b"hello", b"content") == 0x70619B4AA850B401
    assert KEY.constants("t", 1).tolist() == [0x5E70A19AE1148E3B]


def test_repr_shows_no_secret() -> None:
    """Printing a key shows nothing of it."""
    assert repr(Key(b"swordfish")) == "Key(…)"
