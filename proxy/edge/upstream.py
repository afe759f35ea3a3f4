"""One upstream: its addresses, its pool of connections, and the one retry that is safe."""

from __future__ import annotations

import asyncio
import socket
import ssl
from collections.abc import AsyncIterator, Sequence
from urllib.parse import urlsplit

from proxy.edge.addresses import Addresses
from proxy.edge.connection import UpstreamConnection
from proxy.edge.exchange import Exchange
from proxy.edge.http1 import RequestHead, forward_request_headers, frame, request_bytes
from proxy.edge.limits import Limits
from proxy.edge.reply import UpstreamReply
from proxy.edge.sweep import Sweep
from proxy.errors import SettingsError, UpstreamBroken, UpstreamTimeout, UpstreamUnreachable

__all__ = ["Origin", "UpstreamReply"]

# One write for head and body is cheaper up to here; beyond, the copy is: 30 MB take 20 to 80 ms in fresh memory.
_COPIED = 65_536


class Origin:
    """The server at `url`, whose path, if any, goes before every target. TLS is verified by `ssl_context`'s rules.

    `keep_host` sends the client's Host instead of the upstream's.
    """

    def __init__(
        self,
        url: str,
        *,
        sweep: Sweep,
        limits: Limits | None = None,
        ssl_context: ssl.SSLContext | None = None,
        keep_host: bool = False,
    ) -> None:
        parts = urlsplit(url)
        if parts.scheme not in {"http", "https"} or not parts.hostname or parts.query or parts.fragment:
            raise SettingsError(f"an upstream is http://HOST[:PORT][/BASE] or https://…, not {url!r}")
        self.url = url
        self.authority = parts.netloc.rpartition("@")[2].encode("ascii")
        self.limits = limits or Limits()
        self._hostname = parts.hostname
        self._base = parts.path.rstrip("/").encode("ascii")
        self._tls = (ssl_context or ssl.create_default_context()) if parts.scheme == "https" else None
        self._addresses = Addresses(
            self._hostname, parts.port or (443 if self._tls else 80), self.limits.dns_s, sweep.now
        )
        self._keep_host = keep_host
        self._sweep = sweep
        self._idle: list[UpstreamConnection] = []

    async def send(
        self,
        head: RequestHead,
        body: bytes | AsyncIterator[bytes] | None,
        exchange: Exchange,
        *,
        trusted: bool = False,
        drop: frozenset[bytes] = frozenset(),
        extra: Sequence[tuple[bytes, bytes]] = (),
    ) -> UpstreamReply:
        """Send a request on; its reply, as soon as the head of that is here.

        `head` is the exchange's, or a copy with other fields; what is hop-by-hop in it, or named in `drop`, stays here;
        `extra` fields are added.
        Raises `UpstreamUnreachable`, `UpstreamBroken`, `UpstreamTimeout`, and `ProtocolError` where a streamed body
        breaks HTTP. When this is cancelled the upstream connection is closed at once.
        """
        headers = forward_request_headers(
            head,
            peer=exchange.peer,
            secure=exchange.secure,
            authority=self.authority,
            keep_host=self._keep_host,
            trusted=trusted,
            drop=drop,
            extra=extra,
        )
        if isinstance(body, bytes):
            if head.content_length != len(body):
                # No body stays no body: a Content-Length of 0 in a GET would be a change.
                headers = frame(headers, len(body) if body or head.has_body else None, chunked=False)
            request = request_bytes(head.method, self._base + head.target, headers)
            if len(body) > _COPIED:
                return await self._send_whole(head, request, exchange, body)
            return await self._send_whole(head, request + body, exchange)
        if body is None or not head.has_body:
            return await self._send_whole(head, request_bytes(head.method, self._base + head.target, headers), exchange)
        return await self._send_streamed(
            head, request_bytes(head.method, self._base + head.target, headers), body, exchange
        )

    async def _send_whole(
        self, head: RequestHead, request: bytes, exchange: Exchange, body: bytes = b""
    ) -> UpstreamReply:
        """Send a request that is all here; `body` follows it as it is, uncopied.

        It is sent again, once and on a new connection, only where RFC 9110 9.2.2 lets a proxy: the method is
        idempotent, the connection had served before (so it may have been closed while our request was on its way),
        and nothing was answered. A POST is never sent twice; that its connection is not stale is looked up before.
        """
        connection = self._reusable()
        if connection is not None:
            try:
                return await self._ask(connection, head, request, exchange, body)
            except UpstreamBroken:
                if connection.answered or not head.idempotent:
                    raise
        return await self._ask(await self._connect(), head, request, exchange, body)

    async def _send_streamed(
        self, head: RequestHead, request: bytes, body: AsyncIterator[bytes], exchange: Exchange
    ) -> UpstreamReply:
        connection = self._reusable() or await self._connect()
        exchange.flow = reply = connection.ask(head.method, request, exchange.inform)
        connection.stream(body, lambda: exchange.trailers, chunked=head.chunked)
        return await _arrival(connection, reply)

    async def _ask(
        self, connection: UpstreamConnection, head: RequestHead, request: bytes, exchange: Exchange, body: bytes
    ) -> UpstreamReply:
        exchange.flow = reply = connection.ask(
            head.method, request, exchange.inform, upgrading=head.is_upgrade, body=body
        )
        return await _arrival(connection, reply)

    # --- the pool ----------------------------------------------------------------------------------------

    def _reusable(self) -> UpstreamConnection | None:
        """The connection that was used last, if one is free and its upstream has not closed it."""
        while self._idle:
            connection = self._idle.pop()
            if not connection.stale():
                return connection
            connection.abort()
        return None

    def restore(self, connection: UpstreamConnection) -> None:
        """Keep a connection that is free, if there is room."""
        if len(self._idle) < self.limits.pool_connections:
            self._idle.append(connection)
        else:
            connection.close()

    def forget(self, connection: UpstreamConnection) -> None:
        """A connection is closed."""
        if connection in self._idle:
            self._idle.remove(connection)

    def close(self) -> None:
        """Close what is idle; what is in use ends with its exchange."""
        while self._idle:
            self._idle.pop().close()

    async def _connect(self) -> UpstreamConnection:
        error: Exception | None = None
        for family, address in await self._addresses.get():
            try:
                async with asyncio.timeout(self.limits.connect_s):
                    return await self._connect_to(family, address)
            except TimeoutError as timeout:
                error = timeout
            except OSError as failure:  # ssl.SSLError is one, too
                error = failure
        if isinstance(error, TimeoutError):
            raise UpstreamTimeout("no connection to the upstream in time") from None
        raise UpstreamUnreachable("no connection to the upstream") from None

    async def _connect_to(self, family: int, address: tuple[str, int]) -> UpstreamConnection:
        loop = asyncio.get_running_loop()
        sock = socket.socket(family, socket.SOCK_STREAM)
        try:
            sock.setblocking(False)
            await loop.sock_connect(sock, address)
            _, connection = await loop.create_connection(
                lambda: UpstreamConnection(self, self.limits, self._sweep),
                sock=sock,
                ssl=self._tls,
                server_hostname=self._hostname if self._tls else None,
            )
        except BaseException:
            sock.close()
            raise
        connection.watch(sock)
        return connection


async def _arrival(connection: UpstreamConnection, reply: UpstreamReply) -> UpstreamReply:
    try:
        await reply.arrived
    except BaseException:
        connection.abort()
        raise
    return reply
