"""Where lines go. Taking one never blocks, never raises and costs 1 µs; whatever is slow happens in a thread.

thread     a bounded queue in front of a target: standard output, a file
targets    what that thread writes to; `rotation` begins a new file in time
spool      what waits on disk for a receiver that is away: bounded, in order, over restarts
journal    what is in the queue, for a process that is killed
courier    a queue, a spool and a thread with a loop of its own, for receivers on the network
receipts   what a courier may be told: taken, try again, not like this
http       batches by POST; `bodies` are the shapes that Splunk, Elastic, OpenTelemetry and others want
syslog     RFC 5424 over UDP, TCP and TLS
kafka      a topic (optional extra)
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol


class Sink(Protocol):
    """Takes whole lines."""

    @property
    def dropped(self) -> int:
        """Lines that nobody will get."""
        ...

    @property
    def written(self) -> int:
        """Lines written or delivered."""
        ...

    @property
    def failures(self) -> int:
        """Times that writing or delivering failed."""
        ...

    def put(self, line: bytes) -> None:
        """Take a line. Never blocks and never raises."""
        ...

    def reopen(self) -> None:
        """Begin a new file: the old one was moved away."""
        ...

    @property
    def queued(self) -> int:
        """Lines taken and not yet written."""
        ...

    @property
    def lag(self) -> float:
        """Seconds that the oldest of them has waited, or for which nothing could be written."""
        ...

    async def close(self, limit: float = 5.0) -> None:
        """Write what is queued, for at most `limit` seconds."""
        ...


class Unsent(Exception):
    """Nobody took the batch, or nobody knows: it is to be sent again. `after` is the receiver's own wish in seconds."""

    def __init__(self, reason: str, after: float = 0.0) -> None:
        super().__init__(reason)
        self.after = after


class Rejected(Exception):
    """The receiver cannot take the batch as it is: too large, or a line in it that it does not understand."""


class Courier(Protocol):
    """Carries batches to one receiver. Used by one loop only, one batch at a time."""

    async def carry(self, lines: Sequence[bytes]) -> int:
        """Hand over whole lines; how many were refused for good. Raises `Unsent` or `Rejected`."""
        ...

    async def close(self) -> None:
        """Give back connections."""
        ...
