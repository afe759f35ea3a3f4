"""Where a body ends: one small machine for each framing of RFC 9112 6.3, for requests and replies alike.

The chunk reader is ours and not llhttp's because httptools does not tell at which byte a message ended, which
pipelining, tunnels and leftovers need. A property test holds it equal to llhttp wherever it accepts.
"""

from __future__ import annotations

import re
from typing import Final

from proxy.core.exchange import Headers
from proxy.edge.parsing import parse_trailers
from proxy.errors import ProtocolError

# Sizes below 2**60; extensions are read over and dropped (RFC 9112 7.1.1), so nobody behind us can read them otherwise.
# They are held to their grammar, without the white space that it suffers: llhttp suffers none either.
_TOKEN = rb"[!#$%&'*+\-.^_`|~0-9A-Za-z]++"
_QUOTED = rb'"(?:[\t \x21\x23-\x5b\x5d-\x7e\x80-\xff]|\\[\t\x20-\x7e\x80-\xff])*+"'
_SIZE_LINE: Final = re.compile(rb"([0-9A-Fa-f]{1,15})(?:;%b(?:=(?:%b|%b))?)*+" % (_TOKEN, _TOKEN, _QUOTED))
# A size line of 15 digits and an extension: longer ones only ever attacked somebody (Go CVE-2023-39326).
_SIZE_LINE_BYTES: Final = 512
# Trailers carry a checksum or a status; nginx drops them, Node bounds them by its head limit of 16 KiB.
_TRAILER_BYTES: Final = 16_384

_UNFINISHED_LINE: Final = re.compile(rb"[\t\x20-\x7e\x80-\xff]*+\r?")
_BARE_LF: Final = re.compile(rb"(?<!\r)\n")

LAST_CHUNK: Final = b"0\r\n\r\n"


class FixedBody:
    """A body of a known length. As with all three, `rest` is what came after the end: the next message's."""

    __slots__ = ("done", "left", "rest", "trailers")
    ends_with_connection = False

    def __init__(self, length: int) -> None:
        self.left = length
        self.done = length == 0
        self.rest = b""
        self.trailers: Headers = []

    def feed(self, received: bytes) -> bytes:
        """Payload among these bytes."""
        size = len(received)
        if size < self.left:
            self.left -= size
            return received
        self.done = True
        if size > self.left:
            received, self.rest = received[: self.left], received[self.left :]
        self.left = 0
        return received


class OpenBody:
    """A body that ends with its connection."""

    __slots__ = ("done", "rest", "trailers")
    ends_with_connection = True

    def __init__(self) -> None:
        self.done = False
        self.rest = b""
        self.trailers: Headers = []

    def feed(self, received: bytes) -> bytes:
        """Payload among these bytes: all of them."""
        return received


class ChunkedBody:
    """A body in chunks, strictly: CRLF everywhere, plain hexadecimal sizes, bounded lines."""

    __slots__ = ("_held", "_last", "_left", "done", "rest", "trailers")
    ends_with_connection = False

    def __init__(self) -> None:
        self.done = False
        self.rest = b""
        self.trailers: Headers = []
        self._held = b""
        self._left = 0  # bytes of the current chunk that are still to come, with its CRLF
        self._last = False  # the last chunk was seen; what follows are trailers

    def feed(self, received: bytes) -> bytes:
        """Payload among these bytes. Raises `ProtocolError` at the first byte that is wrong."""
        if not (self._left or self._held or self._last):
            payload = only_chunk(received)
            if payload:
                return payload
        return self._feed(received)

    def _feed(self, received: bytes) -> bytes:
        if self._held:
            received, self._held = self._held + received, b""
        parts: list[bytes] = []
        at, end = 0, len(received)
        while at < end and not self._last:
            at = self._payload(received, at, end, parts) if self._left else self._size(received, at, end)
        if self._last:
            self._finish(received[at:])
        return parts[0] if len(parts) == 1 else b"".join(parts)

    def _size(self, received: bytes, at: int, end: int) -> int:
        stop = received.find(b"\r\n", at, at + _SIZE_LINE_BYTES)
        if stop < 0:
            if end - at >= _SIZE_LINE_BYTES or _UNFINISHED_LINE.fullmatch(received, at) is None:
                raise ProtocolError("chunk size")
            self._held = received[at:]
            return end
        match = _SIZE_LINE.fullmatch(received, at, stop)
        if match is None:
            raise ProtocolError("chunk size")
        size = int(match[1], 16)
        self._last = size == 0
        self._left = size + 2
        return stop + 2

    def _payload(self, received: bytes, at: int, end: int, parts: list[bytes]) -> int:
        stop = at + self._left
        if stop <= end:  # the chunk and its CRLF are here
            if received[max(at, stop - 2) : stop] != b"\r\n"[-min(2, self._left) :]:
                raise ProtocolError("chunk end")
            if stop - 2 > at:
                parts.append(received[at : stop - 2])
            self._left = 0
            return stop
        if stop - 2 >= end:  # payload only
            parts.append(received[at:end])
        else:  # payload and the CR
            if received[end - 1] != 13:
                raise ProtocolError("chunk end")
            if end - 1 > at:
                parts.append(received[at : end - 1])
        self._left = stop - end
        return end

    def _finish(self, received: bytes) -> None:
        if received.startswith(b"\r\n"):
            self.done, self.rest = True, received[2:]
            return
        stop = received.find(b"\r\n\r\n")
        if stop < 0:
            if len(received) > _TRAILER_BYTES or _BARE_LF.search(received):
                raise ProtocolError("trailers", 431)
            self._held = received
            return
        self.trailers = parse_trailers(received[: stop + 2])
        self.done, self.rest = True, received[stop + 4 :]


Body = FixedBody | OpenBody | ChunkedBody


def only_chunk(received: bytes) -> bytes:
    """The payload of bytes that are one whole chunk just as `chunk` writes it; nothing where they are anything else.

    Streams nearly always come so, an event in a chunk in a packet: it saves them half a microsecond each.
    """
    start, end = received.find(b"\r\n") + 2, len(received) - 2
    if start >= end:  # compiled, a slice that ends before it begins is an error
        return b""
    payload = received[start:end]
    return payload if received == chunk(payload) else b""


def chunk(payload: bytes) -> bytes:
    """One chunk on the wire. `payload` is not empty: an empty chunk would be the last."""
    return b"%x\r\n%b\r\n" % (len(payload), payload)
