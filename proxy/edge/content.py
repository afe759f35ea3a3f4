"""Content codings undone for inspection: gzip, deflate, br and zstd, bounded, piece by piece.

What passes through is never touched by this; a copy is decoded. Everything that comes out is counted, and more
than the bound ends the decoding (a gzip bomb inflates a thousandfold, a brotli bomb a million times).
"""

from __future__ import annotations

import zlib
from collections.abc import Callable
from typing import Final, Protocol

import brotli  # type: ignore[import-untyped]
import zstandard

from proxy.errors import UnreadableBody

# Output is taken in pieces of this size where the library allows, so that a bomb is seen before it is in memory.
_PIECE: Final = 65_536
# RFC 9659 lets senders use windows of 8 MiB at most, and asks receivers to refuse more.
_ZSTD_WINDOW: Final = 8_388_608


class Undo(Protocol):
    """Undoes one coding."""

    def feed(self, data: bytes) -> bytes:
        """What comes out for these bytes. Raises `UnreadableBody`."""
        ...


class Plain:
    """No coding."""

    def feed(self, data: bytes) -> bytes:
        """The same bytes."""
        return data


class Inflate:
    """gzip (also several members after another) and deflate (with or without zlib's header: clients differ)."""

    def __init__(self, limit: int, window: int) -> None:
        self._limit = limit
        self._window = window
        self._zlib = zlib.decompressobj(window)
        self._begun = False

    def feed(self, data: bytes) -> bytes:
        """What comes out. Raises `UnreadableBody`."""
        parts: list[bytes] = []
        while data:
            self._begin(data)
            try:
                part = self._zlib.decompress(data, min(_PIECE, self._limit + 1))
            except zlib.error:
                raise UnreadableBody("content coding") from None
            self._limit -= len(part)
            if self._limit < 0:
                raise UnreadableBody("decoded size")
            parts.append(part)
            data = self._zlib.unconsumed_tail
            if self._zlib.eof:
                data = self._zlib.unused_data
                self._zlib = zlib.decompressobj(self._window)
        return parts[0] if len(parts) == 1 else b"".join(parts)

    def _begin(self, data: bytes) -> None:
        if not self._begun:
            self._begun = True
            if self._window == zlib.MAX_WBITS and data[0] & 0x0F != 8:  # no zlib header: raw deflate
                self._window = -zlib.MAX_WBITS
                self._zlib = zlib.decompressobj(self._window)


class Brotli:
    """br."""

    def __init__(self, limit: int) -> None:
        self._limit = limit
        self._brotli = brotli.Decompressor()

    def feed(self, data: bytes) -> bytes:
        """What comes out. Raises `UnreadableBody`."""
        parts: list[bytes] = []
        while True:
            try:
                part = self._brotli.process(data, output_buffer_limit=_PIECE)
            except brotli.error:
                raise UnreadableBody("content coding") from None
            data = b""
            self._limit -= len(part)
            if self._limit < 0:
                raise UnreadableBody("decoded size")
            parts.append(part)
            if not part or self._brotli.can_accept_more_data():
                return b"".join(parts)


class Zstd:
    """zstd; its output is pushed into us, so that the bound holds within one piece."""

    def __init__(self, limit: int) -> None:
        self._limit = limit
        self._parts: list[bytes] = []
        self._zstd = zstandard.ZstdDecompressor(max_window_size=_ZSTD_WINDOW).stream_writer(
            self,  # type: ignore[arg-type]  # only `write` is called
            write_size=_PIECE,
            closefd=False,
        )

    def write(self, part: bytes) -> int:
        """Called by the library."""
        self._limit -= len(part)
        if self._limit < 0:
            raise UnreadableBody("decoded size")
        self._parts.append(bytes(part))
        return len(part)

    def feed(self, data: bytes) -> bytes:
        """What comes out. Raises `UnreadableBody`."""
        try:
            self._zstd.write(data)
        except zstandard.ZstdError:
            raise UnreadableBody("content coding") from None
        parts, self._parts = self._parts, []
        return b"".join(parts)


_CODINGS: Final[dict[bytes, Callable[[int], Undo]]] = {
    b"": lambda _: Plain(),
    b"identity": lambda _: Plain(),
    b"gzip": lambda limit: Inflate(limit, zlib.MAX_WBITS | 16),
    b"x-gzip": lambda limit: Inflate(limit, zlib.MAX_WBITS | 16),
    b"deflate": lambda limit: Inflate(limit, zlib.MAX_WBITS),
    b"br": Brotli,
    b"zstd": Zstd,
}


def undo(coding: bytes | None, limit: int) -> Undo | None:
    """What undoes a Content-Encoding, at most `limit` bytes of output; None for one we do not know (or several)."""
    make = _CODINGS.get((coding or b"").strip().lower())
    return make(limit) if make is not None else None


def decode_bounded(body: bytes, coding: bytes, limit: int) -> bytes:
    """A whole body decoded, at most `limit` bytes. Raises `UnreadableBody`."""
    decoder = undo(coding, limit)
    if decoder is None:
        raise UnreadableBody("content coding")
    return decoder.feed(body)
