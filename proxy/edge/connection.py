"""One connection to an upstream: one request at a time, its reply pushed as it comes."""

from __future__ import annotations

import asyncio
import select
import socket
from collections.abc import AsyncIterator, Callable
from typing import Final, Protocol, cast

from proxy.core.exchange import Headers
from proxy.edge.framing import LAST_CHUNK, Body, ChunkedBody, FixedBody, OpenBody, chunk
from proxy.edge.heads import HeadReader
from proxy.edge.http1 import ReplyHead, bodiless, fields
from proxy.edge.limits import Limits
from proxy.edge.parsing import parse_reply
from proxy.edge.reply import UpstreamReply
from proxy.edge.sockets import keep_alive
from proxy.edge.sweep import Sweep
from proxy.errors import ProtocolError, UpstreamBroken, UpstreamTimeout

_BROKE_OFF: Final = "the upstream closed its connection before its answer was whole"
_NOT_HTTP: Final = "the upstream's answer is not HTTP/1.1"


class Pool(Protocol):
    """Where a connection goes when it is free."""

    def restore(self, connection: UpstreamConnection) -> None:
        """Keep it for the next request, or close it."""
        ...

    def forget(self, connection: UpstreamConnection) -> None:
        """It is closed."""
        ...


class UpstreamConnection(asyncio.Protocol):
    """One connection; made by `Origin`."""

    def __init__(self, pool: Pool, limits: Limits, sweep: Sweep) -> None:
        self.used = False
        """Whether it has served a request before: only then may it have died of old age."""
        self.answered = False
        """Whether any byte of the reply to the current request has come."""
        self.closed = False
        self._quiet: select.poll | None = None
        self._pool = pool
        self._limits = limits
        self._sweep = sweep
        self._transport: asyncio.Transport = cast("asyncio.Transport", None)
        self._heads = HeadReader(limits.head_bytes, limits.head_count)
        self._reply: UpstreamReply | None = None
        self._body: Body | None = None
        self._method = ""
        self._upgrading = False
        self._pump: asyncio.Task[None] | None = None
        self._drained: asyncio.Future[None] | None = None
        self._full = False
        self._holding = False
        self._fresh = False  # something came since the last sweep
        self._since = 0.0

    # --- what asyncio tells ------------------------------------------------------------------------------

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Connected."""
        self._transport = cast("asyncio.Transport", transport)
        keep_alive(transport)
        self._since = self._sweep.now()
        self._sweep.add(self)

    def data_received(self, data: bytes) -> None:
        """Bytes of the reply came."""
        self._fresh = True
        reply = self._reply
        if reply is None:  # nobody asked
            self.abort()
            return
        try:
            body = self._body
            if body is None:
                self._read_head(reply, data)
                return
            payload = body.feed(data)
        except ProtocolError:
            self._give_up(UpstreamBroken(_NOT_HTTP))
            return
        if payload:
            reply.body(payload)
        if body.done:
            self._finish(reply, body)

    def eof_received(self) -> bool:
        """The upstream has closed its side: the end of a body without any other, or a break."""
        if self._reply is not None and self._body is not None and self._body.ends_with_connection:
            self._finish(self._reply, self._body)
        return False

    def connection_lost(self, _error: Exception | None) -> None:
        """The connection is gone."""
        self.closed = True
        self._sweep.discard(self)
        self._pool.forget(self)
        self._give_up(UpstreamBroken(_BROKE_OFF))
        self._wake()

    def pause_writing(self) -> None:
        """The upstream does not take what is waiting for it."""
        self._full = True
        if self._reply is not None and self._reply.on_pressure is not None:
            self._reply.on_pressure(True)

    def resume_writing(self) -> None:
        """It does again."""
        self._full = False
        self._since = self._sweep.now()
        if self._reply is not None and self._reply.on_pressure is not None:
            self._reply.on_pressure(False)
        self._wake()

    def sweep(self, now: float) -> None:
        """Look at the time limits."""
        if self._fresh or self._holding:
            self._fresh, self._since = False, now
            return
        quiet, limits = now - self._since, self._limits
        if self._reply is None:
            if quiet > limits.pool_idle_s:
                self._transport.close()
        elif self._body is not None:
            if quiet > limits.stream_idle_s:
                self._give_up(UpstreamTimeout("the upstream fell silent within its answer"))
        elif self._pump is not None:
            if self._full and quiet > limits.send_s:
                self._give_up(UpstreamTimeout("the upstream does not take the request"))
        elif limits.first_byte_s is not None and quiet > limits.first_byte_s:
            self._give_up(UpstreamTimeout("the upstream did not begin to answer"))

    # --- a request ---------------------------------------------------------------------------------------

    def ask(
        self,
        method: str,
        request: bytes,
        interim: Callable[[ReplyHead], None] | None = None,
        *,
        upgrading: bool = False,
        body: bytes = b"",
    ) -> UpstreamReply:
        """Send a request, or the beginning of one, and after it `body`; its reply."""
        reply = UpstreamReply(self, self._limits, interim)
        self._reply, self._body, self._method, self._upgrading = reply, None, method, upgrading
        self.answered, self._since = False, self._sweep.now()
        self._transport.write(request)
        if body:
            self._transport.write(body)
        return reply

    def stream(self, chunks: AsyncIterator[bytes], trailers: Callable[[], Headers] | None, *, chunked: bool) -> None:
        """Send the body of the request while its reply is waited for; a task of its own, ended with the reply."""
        self._pump = asyncio.get_running_loop().create_task(self._send_body(chunks, trailers, chunked=chunked))

    async def _send_body(
        self, chunks: AsyncIterator[bytes], trailers: Callable[[], Headers] | None, *, chunked: bool
    ) -> None:
        try:
            async for payload in chunks:
                await self._room()
                self._transport.write(chunk(payload) if chunked else payload)
            if chunked:
                last = trailers() if trailers is not None else []
                self._transport.write(b"0\r\n" + fields(last) + b"\r\n" if last else LAST_CHUNK)
        except Exception as error:  # noqa: BLE001 - whoever waits for the reply hears of it
            self._give_up(error)
        finally:
            self._pump, self._since = None, self._sweep.now()

    async def _room(self) -> None:
        while self._full and not self.closed:
            self._drained = asyncio.get_running_loop().create_future()
            await self._drained
        if self.closed:
            raise UpstreamBroken(_BROKE_OFF)

    def _wake(self) -> None:
        if self._drained is not None and not self._drained.done():
            self._drained.set_result(None)

    # --- its reply ---------------------------------------------------------------------------------------

    def _read_head(self, reply: UpstreamReply, data: bytes) -> None:
        self.answered = True
        while (found := self._heads.feed(data)) is not None:
            raw, data = found
            head = parse_reply(raw)
            if head.status >= 200 or (head.status == 101 and self._upgrading):
                self._body = body = self._body_of(head)
                reply.arrive(head)
                self._first(reply, body, data)
                return
            if head.status == 101:
                raise ProtocolError("upgrade")
            if head.status != 100 and reply.interim is not None:  # 100 is ours to give, see `Exchange.chunks`
                reply.interim(head)
            if not data:
                return

    def _body_of(self, head: ReplyHead) -> Body:
        if head.status == 101:
            return OpenBody()
        if bodiless(self._method, head.status):
            return FixedBody(0)
        if head.chunked:
            return ChunkedBody()
        return OpenBody() if head.content_length is None else FixedBody(head.content_length)

    def _first(self, reply: UpstreamReply, body: Body, data: bytes) -> None:
        if data:
            payload = body.feed(data)
            if payload:
                reply.body(payload)
        if body.done:
            self._finish(reply, body)

    def _finish(self, reply: UpstreamReply, body: Body) -> None:
        """The reply is whole: the connection is free, if both sides left it in a clean state."""
        clean = not body.rest and not body.ends_with_connection and self._pump is None and reply.head.keep_alive
        self._release_request()
        if clean:
            self.used, self._fresh, self._since = True, False, self._sweep.now()
            self.release()
            self._pool.restore(self)
        else:
            self._transport.close()
        reply.end(body.trailers)

    def _give_up(self, error: Exception) -> None:
        """The reply will never be whole."""
        reply = self._reply
        self._release_request()
        self._transport.abort()
        if reply is not None:
            reply.fail(error)

    def _release_request(self) -> None:
        self._reply = self._body = None
        if self._pump is not None:
            self._pump.cancel()

    # --- what a reply needs of its connection --------------------------------------------------------------

    def watch(self, sock: socket.socket) -> None:
        """The socket under the transport, on which nothing may come while the connection is free."""
        self._quiet = select.poll()
        self._quiet.register(sock, select.POLLIN)  # errors and hang-ups are always told

    def write(self, data: bytes) -> None:
        """Send bytes through a tunnel."""
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
            if not self._transport.is_closing():
                self._transport.resume_reading()

    def abort(self) -> None:
        """End the connection now: the upstream sees it closed."""
        self._release_request()
        self._transport.abort()

    def stale(self) -> bool:
        """Whether the upstream has closed (or sent something unasked) while the connection was free.

        Asks the kernel: the event loop may not have got round to telling. A third of a microsecond, where receiving
        nothing would raise an error and cost three times that.
        """
        if self.closed or self._transport.is_closing() or self._quiet is None:
            return True
        return bool(self._quiet.poll(0))

    def close(self) -> None:
        """End a connection that is free."""
        self._transport.close()
