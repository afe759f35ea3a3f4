"""One request and its answer on a client connection, as the handler sees them.

Reading (see `upload`) is pulled, with back-pressure: what nobody reads is not received. Writing is pushed:
`start`, `write`, `end` put bytes into the transport at once, and `flow` is told when the client is too slow.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Protocol

from proxy.core.exchange import Caller, Headers
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
from proxy.edge.upload import Tap, Upload


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


class Wire(Tap, Protocol):
    """What an exchange needs of its connection."""

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


class Exchange(Upload):
    """One request and its answer. `started` is the time of day, in seconds, at which its head was read."""

    __slots__ = (
        "_chunking",
        "_mute",
        "_open_ended",
        "_task",
        "_wire",
        "broken",
        "bytes_out",
        "caller",
        "evicted",
        "farewell",
        "finished",
        "flow",
        "peer",
        "persistent",
        "secure",
        "started",
        "status",
        "tail",
    )  # fmt: skip

    def __init__(self, wire: Wire, head: RequestHead, peer: str, secure: bool, started: float, room: int) -> None:
        super().__init__(wire, head, room)
        self.peer = peer
        self.secure = secure
        self.started = started
        self.status = 0
        self.bytes_out = 0
        """Bytes of the answer's body so far, without chunk framing."""
        self.finished = False
        """Whether the answer is whole."""
        self.broken = False
        """Whether the answer was broken off."""
        self.persistent = False
        """Whether the connection will be kept, once the answer has begun."""
        self.flow: Flow | None = None
        self.tail = b""
        """The piece of the answer that was sent last."""
        self.caller: Caller | None = None
        """Who asks, where a ban may fall while it is answered."""
        self.farewell: Callable[[], bytes] | None = None
        """What a stream says last if that happens."""
        self.evicted = False
        """Whether it happened."""
        self._task: asyncio.Task[None] | None = None
        self._wire = wire
        self._chunking = False
        self._open_ended = False
        self._mute = False

    def expose(self, caller: Caller, farewell: Callable[[], bytes]) -> None:
        """From now on a ban may fall on its caller; called by the task that answers."""
        self.caller, self.farewell, self._task = caller, farewell, asyncio.current_task()

    def evict(self) -> None:
        """End it: its caller is banned."""
        if self._task is not None and not self.finished:
            self.evicted = True
            self._task.cancel()

    def drop(self) -> None:
        """The handler is through: whatever it left open upstream is closed."""
        self.farewell = self._task = None
        if self.flow is not None:
            self.flow.abort()
            self.flow = None  # it knows us: a ring that only the garbage collector would open

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
            self._open_ended = length is None and not self._chunking
            if not framed:
                headers = frame(headers, length, chunked=self._chunking)
        self.persistent = head.keep_alive and not self._open_ended and self._wire.may_persist()
        if not self.persistent or head.version == "1.0":
            headers = [*headers, (b"Connection", b"keep-alive" if self.persistent else b"close")]
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
