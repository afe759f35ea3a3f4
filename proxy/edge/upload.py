"""The body of a request on its way in: pulled by the handler, with back-pressure.

The connection puts in (`receive`, `complete`, `fail`), the handler takes out (`read`, `chunks`).
"""

from __future__ import annotations

import asyncio
from typing import Protocol

from proxy.core.exchange import Headers
from proxy.edge.http1 import RequestHead

_CONTINUE = b"HTTP/1.1 100 Continue\r\n\r\n"


class Tap(Protocol):
    """What a body needs of its connection."""

    def send(self, data: bytes) -> None:
        """Put bytes into the transport; dropped when the client has left."""
        ...

    def hold(self) -> None:
        """Receive nothing more for now."""
        ...

    def release(self) -> None:
        """Receive again."""
        ...


class Upload:
    """One request's head and body. `room` is how many bytes may wait for a reader before the client has to."""

    __slots__ = (
        "_ended", "_error", "_held", "_parts", "_room", "_tap", "_usual_room", "_waiter", "asked", "bytes_in", "head",
        "responded", "trailers",
    )  # fmt: skip

    def __init__(self, tap: Tap, head: RequestHead, room: int) -> None:
        self.head = head
        self.bytes_in = 0
        """Bytes of the body so far, without chunk framing."""
        self.trailers: Headers = []
        """Fields after the body, complete when `chunks` or `read` has seen its end."""
        self.asked = not head.expects_continue
        """Whether the client knows that its body is wanted."""
        self.responded = False
        """Whether the answer has begun."""
        self._tap = tap
        self._room = self._usual_room = room
        self._parts: list[bytes] = []
        self._held = 0
        self._ended = not head.chunked and not head.content_length
        self._error: BaseException | None = None
        self._waiter: asyncio.Future[None] | None = None

    @property
    def received(self) -> bool:
        """Whether the request has been received to its end."""
        return self._ended and self._error is None

    def receive(self, payload: bytes) -> None:
        """Called by the connection with every piece of the body."""
        self._parts.append(payload)
        self.bytes_in += len(payload)
        self._held += len(payload)
        if self._held > self._room:
            self._tap.hold()
        self._wake()

    def complete(self, trailers: Headers) -> None:
        """Called by the connection at the end of the body."""
        self.trailers = trailers
        self._ended = True
        self._wake()

    def fail(self, error: BaseException) -> None:
        """Called by the connection when the rest of the body cannot be read."""
        self._error, self._ended = error, True
        self._wake()

    def _wake(self) -> None:
        if self._waiter is not None and not self._waiter.done():
            self._waiter.set_result(None)

    async def read(self, limit: int) -> bytes | None:
        """The whole body, or None where it is larger than `limit`; then `chunks` replays what was read.

        Raises `ProtocolError` where the body breaks HTTP.
        """
        if (self.head.content_length or 0) > limit:
            return None
        self._room = max(self._room, limit)
        while not self._ended and self._held <= limit:
            await self._more()
        if self._error is not None:
            raise self._error
        if self._held > limit:
            return None
        if len(self._parts) != 1:
            self._parts = [b"".join(self._parts)]
        return self._parts[0]

    def chunks(self) -> Chunks:
        """What is left of the body, with what `read` saw. Receives no faster than it is asked.

        Iterating raises `ProtocolError` where the body breaks HTTP.
        """
        self._room = self._usual_room
        return Chunks(self)

    async def next(self) -> bytes:
        """The next piece of the body, empty after the last. Raises `ProtocolError`."""
        while True:
            while self._parts:
                part = self._parts.pop(0)
                self._held -= len(part)
                if part:
                    return part
            if self._ended:
                if self._error is not None:
                    raise self._error
                return b""
            await self._more()

    async def _more(self) -> None:
        if not self.asked:
            self.asked = True
            if not self.responded:
                self._tap.send(_CONTINUE)
        self._waiter = asyncio.get_running_loop().create_future()
        self._tap.release()
        try:
            await self._waiter
        finally:
            self._waiter = None


class Chunks:
    """The pieces of a body, one after the other. A class, because a generator of this kind cannot be compiled."""

    __slots__ = ("_upload",)

    def __init__(self, upload: Upload) -> None:
        self._upload = upload

    def __aiter__(self) -> Chunks:
        return self

    async def __anext__(self) -> bytes:
        part = await self._upload.next()
        if not part:
            raise StopAsyncIteration
        return part
