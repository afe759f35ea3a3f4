"""An upstream's reply, from the moment its request is sent: first awaited, then pushed into a sink, or read whole."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from types import TracebackType
from typing import Protocol, Self

from proxy.core.exchange import Headers
from proxy.edge.http1 import ReplyHead
from proxy.edge.limits import Limits


class ReplySink(Protocol):
    """Where a reply's body goes, piece by piece, straight out of the socket's callback."""

    def body(self, payload: bytes) -> None:
        """A piece came."""
        ...

    def end(self, trailers: Headers) -> None:
        """It is whole."""
        ...

    def fail(self, error: Exception) -> None:
        """It broke off."""
        ...


class Source(Protocol):
    """The connection a reply comes on."""

    def hold(self) -> None:
        """Receive nothing more for now."""
        ...

    def release(self) -> None:
        """Receive again."""
        ...

    def abort(self) -> None:
        """End the connection now."""
        ...

    def write(self, data: bytes) -> None:
        """Send bytes through a tunnel."""
        ...


class UpstreamReply:
    """One reply. One that is not whole when its exchange is over is aborted, so nothing leaks."""

    __slots__ = ("_failure", "_held", "_parts", "_room", "_sink", "_source", "_waiter", "arrived", "finished", "head",
                 "interim", "limits", "on_pressure", "trailers")  # fmt: skip

    head: ReplyHead
    """Set when `arrived` is done."""

    def __init__(self, source: Source, limits: Limits, interim: Callable[[ReplyHead], None] | None) -> None:
        self.arrived: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self.interim = interim
        self.trailers: Headers = []
        self.finished = False
        """Whether all of it has been received."""
        self.on_pressure: Callable[[bool], None] | None = None
        """Told when a tunnel's upstream is slow (True) and when it is not any more."""
        self._source = source
        self._room = limits.buffer_bytes
        self.limits = limits
        self._parts: list[bytes] = []
        self._held = 0
        self._sink: ReplySink | None = None
        self._waiter: asyncio.Future[None] | None = None
        self._failure: Exception | None = None

    # --- what the connection tells -----------------------------------------------------------------------

    def arrive(self, head: ReplyHead) -> None:
        """The head is here."""
        self.head = head
        if not self.arrived.done():
            self.arrived.set_result(None)

    def body(self, payload: bytes) -> None:
        """A piece of the body is here."""
        if self._sink is not None:
            self._sink.body(payload)
            return
        self._parts.append(payload)
        self._held += len(payload)
        if self._held > self._room:
            self._source.hold()
        self._wake()

    def end(self, trailers: Headers) -> None:
        """The body is whole."""
        self.finished, self.trailers = True, trailers
        if self._sink is not None:
            self._sink.end(trailers)
        self._wake()

    def fail(self, error: Exception) -> None:
        """It will not be whole."""
        if self.finished or self._failure is not None:
            return
        self._failure = error
        if not self.arrived.done():
            self.arrived.set_exception(error)
        elif self._sink is not None:
            self._sink.fail(error)
        self._wake()

    def _wake(self) -> None:
        if self._waiter is not None and not self._waiter.done():
            self._waiter.set_result(None)

    # --- what the handler does with it -------------------------------------------------------------------

    def take(self) -> bytes:
        """What of the body is here already."""
        parts, self._parts, self._held = self._parts, [], 0
        return parts[0] if len(parts) == 1 else b"".join(parts)

    def attach(self, sink: ReplySink) -> None:
        """Push everything that is still to come into `sink`; what was held comes first, at once."""
        if self._parts:
            sink.body(self.take())
        self._sink = sink
        if self._failure is not None:
            sink.fail(self._failure)
        elif self.finished:
            sink.end(self.trailers)
        else:
            self._source.release()

    async def read(self, limit: int) -> bytes | None:
        """The whole body, as it came; None where it is larger than `limit` (and then it is aborted).

        Raises `UpstreamBroken` or `UpstreamTimeout`.
        """
        self._room = limit
        while not self.finished and self._failure is None and self._held <= limit:
            self._waiter = asyncio.get_running_loop().create_future()
            self._source.release()
            try:
                await self._waiter
            finally:
                self._waiter = None
        if self._failure is not None:
            raise self._failure
        if self._held > limit:
            self.abort()
            return None
        return self.take()

    def pause(self) -> None:
        """Receive nothing more for now."""
        if not self.finished:
            self._source.hold()

    def resume(self) -> None:
        """Receive again."""
        if not self.finished:
            self._source.release()

    def write(self, data: bytes) -> None:
        """Send bytes to the upstream: only for a reply that opened a tunnel."""
        self._source.write(data)

    def abort(self) -> None:
        """Give it up: the upstream sees its connection closed. Nothing happens where it is whole already."""
        self._sink = None
        if not self.finished and self._failure is None:
            self._source.abort()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self.abort()
