"""After a 101: bytes both ways, until either side closes. Flow control both ways, idle limit by the upstream's."""

from __future__ import annotations

import asyncio

from proxy.core.exchange import Headers
from proxy.edge.exchange import Exchange
from proxy.edge.http1 import forward_reply_headers, reply_bytes
from proxy.edge.reply import UpstreamReply
from proxy.edge.websocket import Frames, close_frame

BANNED = "This API key is refused now."
"""Why a tunnel ends when a ban falls; its caller is told more with its next request."""


class _Ends(asyncio.Protocol):
    """Both ends: the client's bytes come as `data_received`, the upstream's as `body`."""

    def __init__(self, reply: UpstreamReply, exchange: Exchange) -> None:
        self._reply = reply
        self._exchange = exchange
        # Followed only where a ban may end it: then a close frame has to stand between two others.
        spoken = (exchange.head.first(b"upgrade") or b"").lower()
        self.frames = Frames() if exchange.caller is not None and spoken == b"websocket" else None
        self.closed: asyncio.Future[None] = asyncio.get_running_loop().create_future()

    def data_received(self, data: bytes) -> None:
        self._reply.write(data)

    def connection_lost(self, _error: Exception | None) -> None:
        self._close()

    def body(self, payload: bytes) -> None:
        self._exchange.write(payload)
        if self.frames is not None:
            self.frames.feed(payload)

    def end(self, _trailers: Headers) -> None:
        self._close()

    def fail(self, _error: Exception) -> None:
        self._close()

    def _close(self) -> None:
        if not self.closed.done():
            self.closed.set_result(None)


async def tunnel(reply: UpstreamReply, exchange: Exchange) -> None:
    """Pass a 101 on and then bytes both ways. Ends when either side closes; the other one is closed then."""
    ends = _Ends(reply, exchange)
    head = reply.head
    headers = forward_reply_headers(head)
    switch: Headers = [(b"Connection", b"Upgrade"), (b"Upgrade", head.first(b"upgrade") or b"")]
    reply.on_pressure = exchange.hold
    try:
        exchange.open_tunnel(reply_bytes(101, head.reason, [*headers, *switch]), ends)
        reply.attach(ends)
        await ends.closed
    finally:
        reply.abort()
        if exchange.evicted and ends.frames is not None and ends.frames.between:
            exchange.write(close_frame(BANNED))
        exchange.break_off()
