"""A client's connection: bytes in, one exchange after the other, bytes out.

Requests that are pipelined behind the one in flight wait unparsed, and bounded by not being received. A client
that closes its side, even only the sending half, has left: its handler is cancelled at once. (nginx and hyper
read a half-close so, too; a FIN is all that tells of a client that is gone while it waits.)
"""

from __future__ import annotations

import asyncio
from typing import Final, cast

from proxy.core.exchange import Headers
from proxy.dialects.base import Answer
from proxy.edge.exchange import Exchange
from proxy.edge.framing import Body, ChunkedBody, FixedBody
from proxy.edge.heads import HeadReader
from proxy.edge.http1 import RequestHead
from proxy.edge.listening import Handler, Listening
from proxy.edge.parsing import parse_request
from proxy.edge.sockets import keep_alive, peer_has_left, reset_on_close
from proxy.errors import ProtocolError, UpstreamError

__all__ = ["Downstream", "Exchange", "Handler"]

_UNREADABLE: Final = RequestHead("GET", b"/", "/", b"", "1.1", [], keep_alive=False)


class Downstream(asyncio.Protocol):
    """One client connection."""

    def __init__(self, listening: Listening) -> None:
        self.listening = listening
        self._raw: asyncio.Protocol | None = None  # who gets the bytes once the connection is a tunnel
        self._transport: asyncio.Transport = cast("asyncio.Transport", None)
        self._peer = ""
        self._secure = False
        self._heads = HeadReader(listening.limits.head_bytes, listening.limits.head_count)
        self._pipelined = b""
        self.exchange: Exchange | None = None
        self._body: Body | None = None
        self._task: asyncio.Task[None] | None = None
        self._holding = False
        self._lingering = False
        self._gone = False
        self._since = 0.0
        self._stuck_since: float | None = None

    # --- what asyncio tells ------------------------------------------------------------------------------

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """A client has come."""
        self._transport = cast("asyncio.Transport", transport)
        peer = transport.get_extra_info("peername")
        self._peer = str(peer[0]) if isinstance(peer, tuple) else ""
        self._secure = transport.get_extra_info("sslcontext") is not None
        keep_alive(transport)
        self._since = self.listening.sweep.now()
        self.listening.connections.add(self)
        self.listening.sweep.add(self)

    def data_received(self, data: bytes) -> None:
        """Bytes came, for whoever is at it."""
        if self._body is not None:
            self._receive(self._body, data)
        elif self.exchange is None:
            if self._stuck_since is not None:
                self._wait_in_line(data)
            elif not self._lingering:
                self._read_head(data)
        elif self._raw is not None:
            self._raw.data_received(data)
        else:
            self._wait_in_line(data)

    def _wait_in_line(self, data: bytes) -> None:
        self._pipelined += data
        if len(self._pipelined) > self.listening.limits.buffer_bytes:
            self.hold()

    def eof_received(self) -> bool:
        """The client has closed its side: it has left. False lets ours be closed."""
        return False

    def connection_lost(self, error: Exception | None) -> None:
        """The connection is gone; whoever works for it stops."""
        self._gone = True
        self.listening.sweep.discard(self)
        self.listening.connections.discard(self)
        self._body = None
        if self._raw is not None:
            self._raw.connection_lost(error)
        exchange = self.exchange
        if self._task is not None and exchange is not None and not (exchange.finished or exchange.broken):
            self._task.cancel()

    def pause_writing(self) -> None:
        """The client does not take what is waiting for it."""
        self._stuck_since = self.listening.sweep.now()
        if self.exchange is not None and self.exchange.flow is not None:
            self.exchange.flow.pause()

    def resume_writing(self) -> None:
        """It does again."""
        self._stuck_since = None
        if self.exchange is None:
            self._read_next()
        elif self.exchange.flow is not None:
            self.exchange.flow.resume()

    def sweep(self, now: float) -> None:
        """Look at the time limits."""
        limits, quiet = self.listening.limits, now - self._since
        stuck = self._stuck_since is not None and now - self._stuck_since > limits.send_s
        lingered = self._lingering and quiet > limits.linger_s
        if stuck or lingered or (self._holding and peer_has_left(self._transport)):
            self._transport.abort()
        elif self.exchange is None:
            self._sweep_idle(quiet)
        elif self._body is not None and not self._holding and self.exchange.asked and quiet > limits.body_s:
            self._body = None
            self.exchange.fail(ProtocolError("body time", 408))

    def _sweep_idle(self, quiet: float) -> None:
        if self._lingering or self._transport.is_closing():
            return
        if self._heads.partial:
            if quiet > self.listening.limits.head_s:
                self._refuse(ProtocolError("head time", 408))
        elif quiet > self.listening.limits.idle_s:
            self._transport.close()

    # --- reading -----------------------------------------------------------------------------------------

    def _read_head(self, data: bytes) -> None:
        if not self._heads.partial:
            self._since = self.listening.sweep.now()
        try:
            found = self._heads.feed(data)
            if found is not None:
                self._begin(parse_request(found[0]), found[1])
        except ProtocolError as error:
            self._refuse(error)

    def _begin(self, head: RequestHead, rest: bytes) -> None:
        limits = self.listening.limits
        if limits.body_bytes is not None and (head.content_length or 0) > limits.body_bytes:
            raise ProtocolError("body size", 413)
        exchange = Exchange(self, head, self._peer, self._secure, self.listening.clock(), limits.buffer_bytes)
        self.exchange = exchange
        self._task = task = asyncio.get_running_loop().create_task(self._serve(exchange))
        self.listening.tasks.add(task)
        if exchange.received:
            self._pipelined = rest
            return
        self._body = ChunkedBody() if head.chunked else FixedBody(head.content_length or 0)
        if rest:
            self._receive(self._body, rest)

    def _receive(self, body: Body, data: bytes) -> None:
        exchange = self.exchange
        if exchange is None:
            return
        self._since = self.listening.sweep.now()
        try:
            payload = body.feed(data)
        except ProtocolError as error:
            self._body = None
            exchange.fail(error)
            return
        if payload:
            exchange.receive(payload)
            limit = self.listening.limits.body_bytes
            if limit is not None and exchange.bytes_in > limit:
                self._body = None
                exchange.fail(ProtocolError("body size", 413))
                return
        if body.done:
            self._body = None
            self._pipelined = body.rest
            exchange.complete(body.trailers)

    # --- answering ---------------------------------------------------------------------------------------

    async def _serve(self, exchange: Exchange) -> None:
        try:
            await self.listening.handler(exchange)
        except asyncio.CancelledError:  # the client has left, or the server waits no longer
            self.reset()
        except ProtocolError as error:
            self._answer(exchange, error.status, error.reason)
        except UpstreamError as error:
            self._answer(exchange, error.status, "upstream")
        except Exception as error:  # noqa: BLE001 - the client gets a 500, the operator a report
            self.listening.report("handler", error)
            self._answer(exchange, 500, "internal")
        finally:
            if self._task is not None:
                self.listening.tasks.discard(self._task)
                self._task = None
            exchange.drop()
            self._next(exchange)

    def _answer(self, exchange: Exchange, status: int, reason: str) -> None:
        """Answer in the engine's own name, unless something was answered already."""
        if exchange.responded:
            return
        head = None if exchange.head is _UNREADABLE else exchange.head
        exchange.answer_now(self.listening.render(status, reason, head))

    def _refuse(self, error: ProtocolError) -> None:
        """Answer a request that cannot be read, and close: nobody knows where the next one begins."""
        exchange = Exchange(self, _UNREADABLE, self._peer, self._secure, self.listening.clock(), 0)
        self._answer(exchange, error.status, error.reason)
        self._leave(orderly=False)

    def _next(self, exchange: Exchange) -> None:
        """After an answer: the next request, or the end of the connection."""
        if self._transport.is_closing():
            return
        if not exchange.finished:
            self.reset()
        elif not exchange.persistent:
            self._leave(orderly=exchange.received)
        else:
            self.exchange, self._since = None, self.listening.sweep.now()
            if self._stuck_since is None:  # else answers would pile up for a client that only asks
                self._read_next()

    def _read_next(self) -> None:
        pipelined, self._pipelined = self._pipelined, b""
        self.release()
        if pipelined and not self._lingering:
            self._read_head(pipelined)

    def _leave(self, *, orderly: bool) -> None:
        """Close. Where the client may still be sending, let it read our answer first: unread bytes mean a reset."""
        self.exchange = self._body = None
        self._pipelined = b""
        if orderly:
            self._transport.close()
            return
        self._lingering, self._since = True, self.listening.sweep.now()
        if self._transport.can_write_eof():
            self._transport.write_eof()
        self.release()

    def depart(self) -> None:
        """Close as soon as no request is in flight: the server is going away."""
        if self.exchange is None and not self._lingering:
            self._transport.close()

    # --- what an exchange needs of its connection ----------------------------------------------------------

    def send(self, data: bytes) -> None:
        """Put bytes into the transport; dropped when the client has left."""
        if not self._gone:
            self._transport.write(data)

    def hold(self) -> None:
        """Receive nothing more for now."""
        if not self._holding and not self._transport.is_closing():
            self._holding = True
            self._transport.pause_reading()

    def release(self) -> None:
        """Receive again."""
        if self._holding:
            self._holding = False
            self._since = self.listening.sweep.now()
            if not self._transport.is_closing():
                self._transport.resume_reading()

    def divert(self, client: asyncio.Protocol) -> None:
        """Give all further bytes of the client, and those that wait, to `client`."""
        self._raw = client
        waiting, self._pipelined = self._pipelined, b""
        if waiting:
            client.data_received(waiting)

    def may_persist(self) -> bool:
        """Whether the connection may be kept after this answer, as far as we are concerned."""
        return not self.listening.draining and self.exchange is not None and self.exchange.received

    def dated(self, answer: Answer) -> Headers:
        """The fields of an answer of ours, with Date."""
        return self.listening.dated(answer.headers)

    def reset(self, *, hard: bool = False) -> None:
        """End the connection so that nobody takes it for a clean end; `hard` where its end is the body's end."""
        if hard and not self._transport.is_closing():
            reset_on_close(self._transport)
        self._gone = True
        self._transport.close()

    def abort(self) -> None:
        """End the connection now."""
        self._transport.abort()
