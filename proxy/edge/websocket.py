"""Just enough of WebSocket (RFC 6455) to end one politely: where frames end, and how a close frame is written."""

from __future__ import annotations

# RFC 6455 7.4.1: an endpoint ends the connection because of a message that goes against its policy.
_POLICY_VIOLATION = 1008
_FIN_CLOSE = 0x88
# The first two bytes, the longest extended length, and a mask, which only clients use.
_LONGEST_HEAD = 14


class Frames:
    """Follows the frames of one direction without looking into them. `between` where none has begun."""

    __slots__ = ("_head", "_left")

    def __init__(self) -> None:
        self._head = b""
        self._left = 0

    @property
    def between(self) -> bool:
        """Whether a frame of ours can stand here. Control frames may stand between the pieces of a message (5.4)."""
        return not self._head and not self._left

    def feed(self, data: bytes) -> None:
        """Bytes passed."""
        at, size = 0, len(data)
        while at < size:
            if self._left:
                step = min(self._left, size - at)
                self._left -= step
                at += step
                continue
            missing = _LONGEST_HEAD - len(self._head)
            head = self._head + data[at : at + missing]
            length = _head_length(head)
            if length is None or len(head) < length:
                self._head = head
                return
            at += length - len(self._head)
            self._head, self._left = b"", _payload(head)


def _head_length(head: bytes) -> int | None:
    """Bytes of the frame's head; None where that cannot be told yet (5.2)."""
    if len(head) < 2:
        return None
    mask = 4 if head[1] & 0x80 else 0
    return 2 + {126: 2, 127: 8}.get(head[1] & 0x7F, 0) + mask


def _payload(head: bytes) -> int:
    short = head[1] & 0x7F
    if short < 126:
        return short
    return int.from_bytes(head[2:4] if short == 126 else head[2:10], "big")


def close_frame(reason: str) -> bytes:
    """A server's close frame; `reason` is cut to the 123 bytes that a control frame has room for (5.5)."""
    text = reason.encode()[:123].decode("utf-8", "ignore").encode()
    return bytes([_FIN_CLOSE, 2 + len(text)]) + _POLICY_VIOLATION.to_bytes(2, "big") + text
