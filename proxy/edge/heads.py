"""Cuts heads out of a stream of bytes, within bounds, without looking at any byte twice."""

from __future__ import annotations

import re
from typing import Final

from proxy.errors import ProtocolError

_BARE_LF: Final = re.compile(rb"(?<!\r)\n")
_END: Final = b"\r\n\r\n"


class HeadReader:
    """Collects one head. `size` in bytes and `count` in fields bound it."""

    __slots__ = ("_count", "_held", "_size")

    def __init__(self, size: int, count: int) -> None:
        self._size = size
        self._count = count
        self._held = bytearray()

    @property
    def partial(self) -> bool:
        """Whether a head has begun and not ended."""
        return bool(self._held)

    def feed(self, data: bytes) -> tuple[bytes, bytes] | None:
        """The head (with its empty line) and what follows, once it is whole. Raises `ProtocolError`.

        One empty line before a head is read over, as RFC 9112 2.2 asks.
        """
        seen = len(self._held)
        if seen or not (end := data.find(_END)) > 0:
            self._held += data
            if self._held.startswith(b"\r\n"):
                del self._held[:2]
                seen = 0
            end = self._held.find(_END, max(0, seen - 3))
            if end < 0:
                self._check(seen)
                return None
            data = bytes(self._held)
            self._held.clear()
        elif data.startswith(b"\r\n"):
            data, end = data[2:], end - 2
        head = data[: end + 4]
        if len(head) > self._size:
            raise self._too_large(head)
        if head.count(b"\n") > self._count + 2:
            raise ProtocolError("head count", 431)
        return head, data[end + 4 :]

    def _check(self, seen: int) -> None:
        """Refuse at once what can become no head."""
        if len(self._held) > self._size:
            raise self._too_large(self._held)
        if _BARE_LF.search(self._held, max(0, seen - 1)):
            raise ProtocolError("line end")

    def _too_large(self, head: bytes | bytearray) -> ProtocolError:
        return ProtocolError("head size", 431 if 0 <= head.find(b"\r\n") < self._size else 414)
