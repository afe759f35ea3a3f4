"""A connection without a socket, for what only writes to one."""

from __future__ import annotations


class Tap:
    """A connection that only remembers."""

    def __init__(self) -> None:
        self.sent = b""
        self.held = False

    def send(self, data: bytes) -> None:
        """What goes out."""
        self.sent += data

    def hold(self) -> None:
        """Read no more."""
        self.held = True

    def release(self) -> None:
        """Read on."""
        self.held = False
