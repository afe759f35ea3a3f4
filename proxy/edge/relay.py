"""A reply on its way to the client: pushed from socket to socket, seen by a reader, edited only if it must be.

Untouched replies keep every byte, their coding and their Content-Length; the reader gets a decoded, bounded copy.
Only a reader that edits costs the coding. A reply that breaks off breaks off for the client, too.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Final

from proxy.core.exchange import Headers
from proxy.dialects.base import ReplyReader
from proxy.edge.content import Plain, Undo, undo
from proxy.edge.exchange import Exchange
from proxy.edge.http1 import bodiless, forward_reply_headers
from proxy.edge.reply import UpstreamReply
from proxy.edge.tunnel import tunnel
from proxy.errors import UnreadableBody, UpstreamBroken

# What describes bytes that are no longer sent once a reader has edited them.
_OF_THE_BYTES: Final = frozenset(
    {b"content-encoding", b"content-md5", b"digest", b"content-digest", b"repr-digest", b"etag"}
)
_EVENT_ENDS: Final = (b"\n\n", b"\r\n\r\n", b"\r\r")
# A reader that edits nothing may look later: at this many pieces together for little more than one of them costs.
# With the bound on their size that is 64 KiB a stream at most, and 3 KB for one of tokens.
_TOGETHER: Final = 16
_SMALL: Final = 4096
Start = Callable[[bytes, bool], None]
"""Sends the head with these first bytes of the body; True where they are all of it."""
_NO_NAMES: Final[frozenset[bytes]] = frozenset()


class _Untouched:
    """Passes on what comes, and lets the reader see a copy."""

    edits = False

    def __init__(self, exchange: Exchange, reader: ReplyReader | None, decoder: Undo | None) -> None:
        self._exchange = exchange
        self._reader = reader if decoder is not None else None
        self._decoder = decoder if not isinstance(decoder, Plain) else None
        self._unseen: list[bytes] = []
        self._over = False
        self._error: Exception | None = None
        self._waiter: asyncio.Future[None] | None = None

    def begin(self, start: Start, first: bytes, *, whole: bool) -> None:
        """Send the head by `start` with what there is of the body."""
        start(first, whole)
        if first and self._reader is not None:
            self._unseen.append(first)
        if whole:
            self._finish([])

    def body(self, payload: bytes) -> None:
        """A piece came. What a reader raises goes to the handler, not into the event loop."""
        if self._over:
            return
        try:
            self._pass_on(payload)
        except Exception as error:  # noqa: BLE001
            self.fail(error)

    def end(self, trailers: Headers) -> None:
        """The reply is whole."""
        if self._over:
            return
        try:
            self._finish(trailers)
        except Exception as error:  # noqa: BLE001
            self.fail(error)
        else:
            self._settle()

    def fail(self, error: Exception) -> None:
        """The reply broke off."""
        if not self._over:
            self._error = error
            self._settle()

    def _settle(self) -> None:
        self._over = True
        if self._waiter is not None and not self._waiter.done():
            self._waiter.set_result(None)

    async def done(self) -> None:
        """Wait for the end. Raises what broke it; however it ends, the reader has seen all that passed."""
        try:
            if not self._over:
                self._waiter = asyncio.get_running_loop().create_future()
                await self._waiter
        finally:
            self._look()
        if self._error is not None:
            raise self._error

    def _pass_on(self, payload: bytes) -> None:
        self._exchange.write(payload)
        if self._reader is not None:
            self._unseen.append(payload)
            if len(self._unseen) >= _TOGETHER or len(payload) > _SMALL:
                self._look()

    def _finish(self, trailers: Headers) -> None:
        self._look()  # one that fails leaves its stream without an end
        self._exchange.end(trailers)
        if self._reader is not None:
            self._reader.finish()

    def _look(self) -> None:
        if self._reader is None or not self._unseen:
            return
        unseen = self._unseen[0] if len(self._unseen) == 1 else b"".join(self._unseen)
        self._unseen.clear()
        try:
            self._reader.feed(self._decoder.feed(unseen) if self._decoder is not None else unseen)
        except UnreadableBody:  # not what it says, or a bomb: the client gets it as it is, the reader no more of it
            self._reader = None


class _Edited(_Untouched):
    """Passes on what the reader makes of what comes."""

    edits = True

    def __init__(self, exchange: Exchange, reader: ReplyReader, decoder: Undo) -> None:
        super().__init__(exchange, reader, decoder)
        self._editor = reader
        self._undo = decoder

    def begin(self, start: Start, first: bytes, *, whole: bool) -> None:
        edited = self._edit(first) if first else first
        start(edited + self._editor.finish() if whole else edited, whole)
        if whole:
            self._exchange.end()

    def _pass_on(self, payload: bytes) -> None:
        self._exchange.write(self._edit(payload))

    def _finish(self, trailers: Headers) -> None:
        self._exchange.write(self._editor.finish())
        self._exchange.end(trailers)

    def _edit(self, payload: bytes) -> bytes:
        try:
            return self._editor.feed(self._undo.feed(payload))
        except UnreadableBody:
            raise UpstreamBroken("the upstream's content coding cannot be undone") from None


async def relay(
    reply: UpstreamReply,
    exchange: Exchange,
    *,
    reader: ReplyReader | None = None,
    extra: Headers | None = None,
    drop: frozenset[bytes] = _NO_NAMES,
    broken: bytes = b"",
) -> None:
    """Pass a reply on to the client as it comes; returns when it is whole.

    `extra` fields are added or replace the upstream's, those named in `drop` (lower case) are left out. A reader
    that edits gets and gives decoded bytes. Where the reply breaks off the client gets `broken`, if it is an event
    stream between two events, and then a break; `UpstreamBroken` or `UpstreamTimeout` is raised after it.
    """
    if reply.head.status == 101:
        await tunnel(reply, exchange)
        return
    try:
        sink = _sink(reply, exchange, reader)
        _start(reply, exchange, sink, _passed_on(reply, drop, extra or []))
        if not exchange.finished:
            reply.attach(sink)
            await sink.done()
    except asyncio.CancelledError:
        if exchange.evicted and exchange.responded and exchange.farewell is not None:
            exchange.break_off(exchange.farewell() if _between_events(reply, exchange) else b"")
        raise
    except BaseException:
        if exchange.responded:
            exchange.break_off(broken if _between_events(reply, exchange) else b"")
        raise
    finally:
        reply.abort()


def _sink(reply: UpstreamReply, exchange: Exchange, reader: ReplyReader | None) -> _Untouched:
    if reader is None or bodiless(exchange.head.method, reply.head.status):
        return _Untouched(exchange, None, None)
    decoder = undo(reply.head.first(b"content-encoding"), reply.limits.decoded_bytes)
    if not reader.edits:
        return _Untouched(exchange, reader, decoder)
    if decoder is None:
        raise UpstreamBroken("the upstream's content coding is not known")
    return _Edited(exchange, reader, decoder)


def _passed_on(reply: UpstreamReply, drop: frozenset[bytes], extra: Headers) -> Headers:
    """The upstream's fields with those of `extra` in the place of any that have the same names."""
    if not extra:
        return forward_reply_headers(reply.head, drop)
    return forward_reply_headers(reply.head, drop | {name.lower() for name, _ in extra}) + extra


def _start(reply: UpstreamReply, exchange: Exchange, sink: _Untouched, headers: Headers) -> None:
    """Begin with what there is of the body: most replies are whole by now and leave in one write."""
    head = reply.head
    if sink.edits:
        headers = [pair for pair in headers if pair[0].lower() not in _OF_THE_BYTES]
    length = None if sink.edits else head.content_length

    def start(first: bytes, whole: bool) -> None:
        last = whole and sink.edits
        exchange.start(head.status, head.reason, headers, length, first, last=last, framed=length is not None)

    first = reply.take()
    sink.begin(start, first, whole=reply.finished and not reply.trailers)


def _between_events(reply: UpstreamReply, exchange: Exchange) -> bool:
    """Whether an event of ours can stand where the stream broke off."""
    kind = (reply.head.first(b"content-type") or b"").lower()
    plain = reply.head.first(b"content-encoding") in {None, b"identity"}
    return kind.startswith(b"text/event-stream") and plain and exchange.tail.endswith(_EVENT_ENDS)
