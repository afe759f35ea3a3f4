"""What all client connections of one server share: who answers, within which bounds, in whose words."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from email.utils import formatdate
from typing import Protocol

from proxy.core.exchange import Headers
from proxy.dialects.base import Answer
from proxy.edge.exchange import Exchange
from proxy.edge.http1 import REASONS, RequestHead
from proxy.edge.limits import Limits
from proxy.edge.sweep import Sweep

Handler = Callable[[Exchange], Awaitable[None]]
"""Answers one exchange."""

Render = Callable[[int, str, RequestHead | None], Answer]
"""Words an answer of the engine's own: (status, reason of a fixed set of words, head if it could be read)."""

Report = Callable[[str, BaseException], None]
"""Told of a failure in our own code: (where, error)."""


def plain(status: int, _reason: str, _head: RequestHead | None) -> Answer:
    """The answer of a server that knows no dialect. Nothing that the peer sent is in it."""
    phrase = REASONS.get(status, b"Error")
    return Answer(status, [(b"Content-Type", b"text/plain; charset=utf-8")], b"%d %b\n" % (status, phrase))


def unreported(_where: str, _error: BaseException) -> None:
    """For tests and tools: failures of the handler only show as a 500."""


class Connection(Protocol):
    """A client's connection, as the server sees it."""

    exchange: Exchange | None
    """What is being answered on it."""

    def depart(self) -> None:
        """Close as soon as no request is in flight."""
        ...

    def abort(self) -> None:
        """End the connection now."""
        ...


@dataclass(slots=True)
class Listening:
    """Shared by all connections of a server. `clock` tells the time of day, `sweep` the time of limits."""

    handler: Handler
    limits: Limits
    clock: Callable[[], float]
    sweep: Sweep
    render: Render = plain
    report: Report = unreported
    draining: bool = False
    connections: set[Connection] = field(default_factory=set)
    tasks: set[asyncio.Task[None]] = field(default_factory=set)
    """One per exchange that is being answered."""
    _second: int = 0
    _date: bytes = b""

    def dated(self, headers: Headers) -> Headers:
        """The fields of an answer of ours, with Date."""
        if any(name.lower() == b"date" for name, _ in headers):
            return headers
        return [(b"Date", self._now_as_date()), *headers]

    def _now_as_date(self) -> bytes:
        second = int(self.clock())
        if second != self._second:
            self._second, self._date = second, formatdate(second, usegmt=True).encode("ascii")
        return self._date
