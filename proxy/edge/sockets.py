"""The few things that are done to a socket under a transport."""

from __future__ import annotations

import asyncio
import socket
import struct
from typing import Final

# Both loops set TCP_NODELAY by themselves. Keep-alive probes after a minute find a peer that is gone within two,
# and keep NAT tables and load balancers (350 s at AWS) from forgetting a stream that is silent for an hour.
_IDLE_S: Final = 60
_INTERVAL_S: Final = 15
_PROBES: Final = 4
# Linger on, for no time: closing sends a reset instead of a FIN.
_LINGER_NOT: Final = struct.pack("ii", 1, 0)
_TCP_CLOSE_WAIT: Final = 8  # first byte of Linux's tcp_info


def keep_alive(transport: asyncio.BaseTransport) -> None:
    """Let the kernel find out when the peer is gone."""
    sock = _socket(transport)
    if sock is None:
        return
    sock.setsockopt(socket.SOL_SOCKET, socket.SO_KEEPALIVE, 1)
    if hasattr(socket, "TCP_KEEPIDLE"):
        sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_KEEPIDLE, _IDLE_S)
        sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_KEEPINTVL, _INTERVAL_S)
        sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_KEEPCNT, _PROBES)


def reset_on_close(transport: asyncio.BaseTransport) -> None:
    """Let the coming `close` be a reset, for bodies whose end is the end of the connection."""
    sock = _socket(transport)
    if sock is not None:
        sock.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, _LINGER_NOT)


def peer_has_left(transport: asyncio.BaseTransport) -> bool:
    """Whether the peer has sent its FIN, even while nothing is read (Linux only, else False)."""
    sock = _socket(transport)
    if sock is None or not hasattr(socket, "TCP_INFO"):
        return False
    return sock.getsockopt(socket.IPPROTO_TCP, socket.TCP_INFO, 1)[:1] == bytes([_TCP_CLOSE_WAIT])


def _socket(transport: asyncio.BaseTransport) -> socket.socket | None:
    sock = transport.get_extra_info("socket")
    if sock is None or sock.family not in {socket.AF_INET, socket.AF_INET6} or sock.fileno() < 0:
        return None
    found: socket.socket = sock
    return found
