"""Content codings undone, bounded."""

from __future__ import annotations

import gzip
import zlib
from collections.abc import Callable
from itertools import pairwise

import brotli  # type: ignore[import-untyped]
import pytest
import zstandard
from hypothesis import given
from hypothesis import strategies as st

from proxy.edge.content import decode_bounded, undo
from proxy.errors import UnreadableBody


def raw_deflate(data: bytes) -> bytes:
    """Deflate without zlib's header, as some servers send it."""
    packer = zlib.compressobj(wbits=-zlib.MAX_WBITS)
    return packer.compress(data) + packer.flush()


PACKERS: list[tuple[bytes, Callable[[bytes], bytes]]] = [
    (b"gzip", gzip.compress),
    (b"X-GZIP", lambda data: gzip.compress(data[:9]) + gzip.compress(data[9:])),
    (b"deflate", zlib.compress),
    (b"deflate", raw_deflate),
    (b"br", brotli.compress),
    (b"zstd", zstandard.ZstdCompressor().compress),
    (b"identity", bytes),
]


@given(st.sampled_from(PACKERS), st.binary(max_size=3000), st.lists(st.integers(0, 3000), max_size=5))
def test_what_was_packed_comes_out(
    packer: tuple[bytes, Callable[[bytes], bytes]], data: bytes, places: list[int]
) -> None:
    """Whole or in pieces, whatever the coding."""
    coding, pack = packer
    packed = pack(data)
    assert decode_bounded(packed, coding, 3000) == data
    decoder = undo(coding, 3000)
    assert decoder is not None
    at = [0, *sorted(place for place in places if place < len(packed)), len(packed)]
    assert b"".join(decoder.feed(packed[start:end]) for start, end in pairwise(at)) == data


@pytest.mark.parametrize(("coding", "pack"), PACKERS[:1] + PACKERS[2:6])
def test_bombs_are_seen(coding: bytes, pack: Callable[[bytes], bytes]) -> None:
    """A body that inflates beyond its limit is refused before it is in memory."""
    with pytest.raises(UnreadableBody, match="decoded size"):
        decode_bounded(pack(bytes(30_000_000)), coding, 1_000_000)


@pytest.mark.parametrize("coding", [b"gzip", b"br", b"zstd"])
def test_noise_is_unreadable(coding: bytes) -> None:
    """What is not what it says raises the one error that readers expect."""
    with pytest.raises(UnreadableBody):
        decode_bounded(b"\xff\xfenoise that is nothing at all", coding, 1000)


def test_unknown_codings() -> None:
    """Neither unknown nor combined codings are guessed at."""
    assert undo(b"compress", 10) is None
    assert undo(b"gzip, br", 10) is None
    assert undo(None, 10) is not None
    with pytest.raises(UnreadableBody):
        decode_bounded(b"", b"rot13", 10)


def test_an_event_comes_out_when_it_went_in() -> None:
    """A coding that is flushed per event is undone per event: metering does not lag behind."""
    packer = zlib.compressobj(wbits=zlib.MAX_WBITS | 16)
    decoder = undo(b"gzip", 1000)
    assert decoder is not None
    for event in (b"data: 1\n\n", b"data: 2\n\n"):
        assert decoder.feed(packer.compress(event) + packer.flush(zlib.Z_SYNC_FLUSH)) == event
