"""What is done to sockets."""

from __future__ import annotations

import asyncio
import socket

from proxy.edge.sockets import keep_alive, peer_has_left, reset_on_close
from tests.edge.stage import until

BOTH_LOOPS = True


async def test_sockets() -> None:
    """Keep-alive is on, a paused peer's leaving is seen, and a close can be made a reset."""
    ends: list[asyncio.StreamWriter] = []
    server = await asyncio.start_server(lambda _, writer: ends.append(writer), "127.0.0.1", 0)
    reader, writer = await asyncio.open_connection(*server.sockets[0].getsockname())
    await until(lambda: ends)
    keep_alive(writer.transport)
    assert writer.get_extra_info("socket").getsockopt(socket.SOL_SOCKET, socket.SO_KEEPALIVE)
    assert writer.get_extra_info("socket").getsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY)
    ends[0].transport.pause_reading()  # type: ignore[attr-defined]
    assert not peer_has_left(ends[0].transport)
    writer.write_eof()
    await until(lambda: peer_has_left(ends[0].transport))
    reset_on_close(ends[0].transport)
    ends[0].transport.abort()
    try:
        assert await reader.read() != b""
    except ConnectionResetError:
        pass
    else:
        raise AssertionError("a clean end")
    writer.close()
    server.close()
