"""Upstream connections, their replies as bytes in and events out, over a transport that only remembers."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from typing import Any

import pytest

from proxy.edge.connection import UpstreamConnection
from proxy.edge.limits import Limits
from proxy.edge.reply import UpstreamReply
from proxy.edge.sweep import Sweep
from proxy.errors import UpstreamBroken, UpstreamError


class _Remembering(asyncio.Transport):
    """A transport without a socket."""

    def __init__(self) -> None:
        super().__init__()
        self.written = b""
        self.closed = False

    def write(self, data: bytes | bytearray | memoryview) -> None:
        self.written += bytes(data)

    def get_extra_info(self, name: str, default: Any = None) -> Any:
        return {"peername": ("192.0.2.1", 1)}.get(name, default)

    def is_closing(self) -> bool:
        return self.closed

    def close(self) -> None:
        self.closed = True

    def abort(self) -> None:
        self.closed = True


class _Pool:
    """Remembers what was given back."""

    def __init__(self) -> None:
        self.restored = 0

    def restore(self, connection: UpstreamConnection) -> None:
        self.restored += not connection.closed

    def forget(self, connection: UpstreamConnection) -> None:
        pass


async def conversation(
    raw: bytes, method: str = "GET", *, end: bool = True
) -> tuple[UpstreamReply, _Pool, bytes | None]:
    """Ask, receive these bytes one by one and then an end of file: (reply, pool, body or None)."""
    pool, transport = _Pool(), _Remembering()
    connection = UpstreamConnection(pool, Limits(), Sweep(lambda: 0.0))
    connection.connection_made(transport)
    reply = connection.ask(method, b"request")
    assert transport.written == b"request"
    for at in range(len(raw)):
        if not transport.closed:
            connection.data_received(raw[at : at + 1])
    if end and not transport.closed:
        connection.eof_received()
    connection.connection_lost(None)
    try:
        await reply.arrived
        return reply, pool, await reply.read(1000)
    except UpstreamError:
        return reply, pool, None


WHOLE = {
    "length": (b"HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\nabc", b"abc", 1),
    "chunks": (b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n0\r\n\r\n", b"abc", 1),
    "open": (b"HTTP/1.1 200 OK\r\n\r\nabc", b"abc", 0),
    "close": (b"HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: 3\r\n\r\nabc", b"abc", 0),
    "1.0": (b"HTTP/1.0 200 OK\r\nContent-Length: 3\r\n\r\nabc", b"abc", 0),
    "interim": (b"HTTP/1.1 100 Go\r\n\r\nHTTP/1.1 103 Hints\r\n\r\nHTTP/1.1 204 X\r\n\r\n", b"", 1),
    "empty": (b"HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n", b"", 1),
}


@pytest.mark.parametrize("name", WHOLE)
async def test_whole_replies(name: str) -> None:
    """Each framing ends where it says, and gives the connection back only where it may be used again."""
    raw, body, restored = WHOLE[name]
    _, pool, found = await conversation(raw)
    assert (found, pool.restored) == (body, restored)


BROKEN = {
    "nothing": b"",
    "half a head": b"HTTP/1.1 200 OK\r\nA",
    "only interim": b"HTTP/1.1 103 Hints\r\n\r\n",
    "half a length": b"HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\nab",
    "half a chunk": b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nab",
    "no last chunk": b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n",
    "bad chunk": b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nx\r\nabc\r\n",
    "unasked switch": b"HTTP/1.1 101 Switching\r\nUpgrade: x\r\n\r\n",
}


@pytest.mark.parametrize("name", BROKEN)
async def test_broken_replies(name: str) -> None:
    """What is not whole is never taken for whole, and its connection never used again."""
    reply, pool, found = await conversation(BROKEN[name])
    assert (found, pool.restored, reply.finished) == (None, 0, False)


async def test_a_reset_is_no_end() -> None:
    """A body that ends with its connection has not ended when the connection was lost without an end of file."""
    assert (await conversation(b"HTTP/1.1 200 OK\r\n\r\nabc", end=False))[2] is None


async def test_replies_to_head_have_no_body() -> None:
    """Whatever the fields say."""
    _, pool, found = await conversation(b"HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\n", "HEAD")
    assert (found, pool.restored) == (b"", 1)


async def test_what_nobody_asked_for_closes_the_connection() -> None:
    """A free connection that says something is not used again."""
    transport = _Remembering()
    connection = UpstreamConnection(_Pool(), Limits(), Sweep(lambda: 0.0))
    connection.connection_made(transport)
    connection.data_received(b"HTTP/1.1 408 Too slow\r\n\r\n")
    assert transport.closed
    assert connection.stale()
    connection.connection_lost(None)


async def test_a_body_that_fails_fails_its_reply() -> None:
    """What the client's body raises is raised to who waits for the reply."""
    connection = UpstreamConnection(_Pool(), Limits(), Sweep(lambda: 0.0))
    connection.connection_made(_Remembering())
    reply = connection.ask("POST", b"request")

    async def body() -> AsyncIterator[bytes]:
        yield b"a"
        raise UpstreamBroken("x")

    connection.stream(body(), None, chunked=True)
    with pytest.raises(UpstreamBroken):
        await reply.arrived
    connection.connection_lost(None)
