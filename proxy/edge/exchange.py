"""One request and its answer on a client connection, as the handler sees them.

Reading is pulled (`read`, `chunks`), with back-pressure: what nobody reads is not received. Writing is pushed:
`start`, `write`, `end` put bytes into the transport at once, and `flow` is told when the client is too slow.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from typing import Protocol

from proxy.core.exchange import Headers
from proxy.dialects.base import Answer
from proxy.edge.framing import LAST_CHUNK, chunk
from proxy.edge.http1 import (
    REASONS,
    ReplyHead,
    RequestHead,
    bodiless,
    fields,
    forward_reply_headers,
    frame,
    reply_bytes,
)

_CONTINUE = b"HTTP/1.1 100 Continue\r\n\r\n"


class Flow(Protocol):
    """The source of an answer's body."""

    def pause(self) -> None:
        """The client is slow: receive nothing more."""
        ...

    def resume(self) -> None:
        """Go on."""
        ...

    def abort(self) -> None:
        """Nobody wants the rest."""
        ...


class Wire(Protocol):
    """What an exchange needs of its connection."""

    def send(self, data: bytes) -> None:
        """Put bytes into the transport; dropped when the client has left."""
        ...

    def hold(self) -> None:
        """Receive nothing more for now."""
        ...

    def release(self) -> None:
        """Receive again."""
        ...

    def divert(self, client: asyncio.Protocol) -> None:
        """Give all further bytes of the client, and those that wait, to `client`."""
        ...

    def may_persist(self) -> bool:
        """Whether the connection may be kept after this answer, as far as we are concerned."""
        ...

    def dated(self, answer: Answer) -> Headers:
        """The fields of an answer of ours, with Date."""
        ...

    def reset(self, *, hard: bool = False) -> None:
        """End the connection so that nobody takes it for a clean end; `hard` where its end is the body's end."""
        ...


class Exchange:
    """One request and its answer. `started` is the time of day, in seconds, at which its head was read."""

    __slots__ = (
        "_chunking",
        "_ended",
        "_error",
        "_held",
        "_mute",
        "_open_ended",
        "_parts",
        "_room",
        "_usual_room",
        "_waiter",
        "_wire",
        "asked",
        "broken",
        "bytes_in",
        "bytes_out",
        "finished",
        "flow",
        "head",
        "peer",
        "persistent",
        "responded",
        "secure",
        "started",
        "status",
        "tail",
        "trailers",
    )  # fmt: skip

    def __init__(self, wire: Wire, head: RequestHead, peer: str, secure: bool, started: float, room: int) -> None:
        self.head = head
        self.peer = peer
        self.secure = secure
        self.started = started
        self.status = 0
        self.bytes_in = 0
        """Bytes of the request's body so far, without chunk framing."""
        self.bytes_out = 0
        """Bytes of the answer's body so far, without chunk framing."""
        self.responded = False
        self.finished = False
        """Whether the answer is whole."""
        self.broken = False
        """Whether the answer was broken off."""
        self.persistent = False
        """Whether the connection will be kept, once the answer has begun."""
        self.trailers: Headers = []
        """Fields after the request's body, complete when `chunks` or `read` has seen its end."""
        self.flow: Flow | None = None
        self.asked = not head.expects_continue
        """Whether the client knows that its body is wanted."""
        self.tail = b""
        self._wire = wire
        self._room = self._usual_room = room
        self._parts: list[bytes] = []
        self._held = 0
        self._ended = not head.chunked and not head.content_length
        self._error: BaseException | None = None
        self._waiter: asyncio.Future[None] | None = None
        self._chunking = False
        self._open_ended = False
        self._mute = False

    # --- the request's body: what the connection puts in -------------------------------------------------

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
            self._wire.hold()
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

    # --- the request's body: what the handler takes out --------------------------------------------------

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

    async def chunks(self) -> AsyncIterator[bytes]:
        """What is left of the body, with what `read` saw. Receives no faster than it is asked.

        Raises `ProtocolError` where the body breaks HTTP.
        """
        self._room = self._usual_room
        while True:
            parts, self._parts, self._held = self._parts, [], 0
            for part in parts:
                if part:
                    yield part
            if self._parts:
                continue
            if self._ended:
                break
            await self._more()
        if self._error is not None:
            raise self._error

    async def _more(self) -> None:
        if not self.asked:
            self.asked = True
            if not self.responded:
                self._wire.send(_CONTINUE)
        self._waiter = asyncio.get_running_loop().create_future()
        self._wire.release()
        try:
            await self._waiter
        finally:
            self._waiter = None

    def drop(self) -> None:
        """The handler is through: whatever it left open upstream is closed."""
        if self.flow is not None:
            self.flow.abort()
            self.flow = None  # it knows us: a ring that only the garbage collector would open

    # --- the answer --------------------------------------------------------------------------------------

    async def answer(self, status: int, headers: Headers, body: bytes) -> None:
        """Give a whole answer of our own; Date, Content-Length and Connection are added."""
        self.answer_now(Answer(status, headers, body))

    def answer_now(self, answer: Answer) -> None:
        """The same, for those who cannot wait."""
        reason = REASONS.get(answer.status, b"")
        self.start(answer.status, reason, self._wire.dated(answer), len(answer.body), answer.body)
        self.end()

    def inform(self, head: ReplyHead) -> None:
        """Pass an interim answer (1xx) on; clients of HTTP/1.0 know none."""
        if not self.responded and self.head.version == "1.1":
            self._wire.send(reply_bytes(head.status, head.reason, forward_reply_headers(head)))

    def start(
        self,
        status: int,
        reason: bytes,
        headers: Headers,
        length: int | None,
        first: bytes = b"",
        *,
        last: bool = False,
        framed: bool = False,
    ) -> None:
        """Begin the answer: head and `first` bytes of the body in one write. `length` None: told by the framing.

        `last` without a `length` says that `first` is all; `framed` that the fields tell the `length` already.
        """
        self.responded, self.status = True, status
        head = self.head
        self._mute = bodiless(head.method, status)
        if self._mute:
            first = b""
            if status == 204 or head.version == "1.0":  # RFC 9112 6.1: there no framing may be told
                headers = frame(headers, None, chunked=False)
        else:
            if last and length is None:
                length = len(first)
            self._chunking = length is None and head.version == "1.1"
            if not framed:
                headers = frame(headers, length, chunked=self._chunking)
            self._open_ended = length is None and not self._chunking
        self.persistent = head.keep_alive and not self._open_ended and self._wire.may_persist()
        if not self.persistent:
            headers = [*headers, (b"Connection", b"close")]
        elif head.version == "1.0":
            headers = [*headers, (b"Connection", b"keep-alive")]
        self.bytes_out += len(first)
        self.tail = first
        if first and self._chunking:
            first = chunk(first)
        self._wire.send(reply_bytes(status, reason, headers) + first)

    def write(self, payload: bytes) -> None:
        """Pass a piece of the body on, at once."""
        if self._mute or not payload:
            return
        self.bytes_out += len(payload)
        self.tail = payload
        self._wire.send(b"%x\r\n%b\r\n" % (len(payload), payload) if self._chunking else payload)

    def end(self, trailers: Headers | None = None) -> None:
        """The answer is whole."""
        self.finished = True
        if self._chunking:
            self._wire.send(b"0\r\n" + fields(trailers) + b"\r\n" if trailers else LAST_CHUNK)

    def open_tunnel(self, switch: bytes, client: asyncio.Protocol) -> None:
        """Send the 101 head and give all further bytes of the client to `client`."""
        self.responded, self.status = True, 101
        self._wire.send(switch)
        self._wire.divert(client)

    def hold(self, full: bool) -> None:
        """Receive nothing more of the client while its tunnel is `full`."""
        if full:
            self._wire.hold()
        else:
            self._wire.release()

    def break_off(self, last: bytes = b"") -> None:
        """End an answer that is not whole, after `last`: never as a clean end."""
        self.broken, self.persistent = True, False
        if last and self._chunking:
            self.write(last)
        self._wire.reset(hard=self._open_ended)
