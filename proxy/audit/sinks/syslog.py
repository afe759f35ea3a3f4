"""Syslog: RFC 5424 messages over UDP (RFC 5426), TCP with octet counting (RFC 6587) and TLS (RFC 5425).

Syslog has no receipts. Over TCP and TLS a batch counts as taken when the peer's system has acknowledged every byte
(Linux, SIOCOUTQ, tcp(7)): a connection that is only half there takes nothing. What the peer's program had not read when
it died nobody knows; so where a connection ends by itself the last batch goes again over the next one, and an event may
come twice, under its id. Lost is what a peer had taken before that batch and not read, and over UDP whatever the
network loses. Where that matters use HTTP.
"""

from __future__ import annotations

import asyncio
import contextlib
import fcntl
import socket
import ssl
import struct
import sys
import termios
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Literal

from proxy.audit.sinks import Unsent
from proxy.audit.sinks.bodies import time_of

# "log audit" of RFC 5424 6.2.1; most sites filter by program name anyway.
FACILITY = 13
_NOTICE, _WARNING = 5, 4
# What fits into a datagram over IPv4 with its headers.
_DATAGRAM = 65_507
CONNECT_S, SEND_S = 10.0, 30.0
# How often the kernel is asked whether all is acknowledged: within a datacentre it is before the first question.
_LOOK_S, _LONGEST_LOOK_S = 0.001, 0.1
_FINDING = (b'"event":"finding"', b'"class_uid":2004', b'"kind":"alert"', b"|finding:")

Transport = Literal["udp", "tcp", "tls"]


@dataclass(frozen=True, slots=True)
class Peer:
    """Where to, and how."""

    host: str
    port: int
    transport: Transport
    tls: ssl.SSLContext | None = None


class SyslogCourier:
    """One syslog receiver. `hostname` and `process` stand in every message."""

    def __init__(
        self, peer: Peer, hostname: str, process: int, facility: int = FACILITY, patience: float = SEND_S
    ) -> None:
        """A batch has `patience` seconds to be acknowledged."""
        self._peer, self._patience = peer, patience
        self._last: list[bytes] = []
        self._head = f"{hostname} stillwatch {process} - - "
        self._facility = facility
        self._writer: asyncio.StreamWriter | None = None
        self._reader: asyncio.StreamReader | None = None
        self._datagrams: asyncio.DatagramTransport | None = None

    async def carry(self, lines: Sequence[bytes]) -> int:
        """Send a batch; over UDP messages that fit into no datagram are refused. Raises `Unsent`."""
        messages = [self.message(line) for line in lines]
        try:
            if self._peer.transport == "udp":
                return await self._throw(messages)
            await asyncio.wait_for(self._stream(messages), CONNECT_S + self._patience)
        except (OSError, TimeoutError) as trouble:  # ssl.SSLError is an OSError
            await self.close()
            expired = isinstance(trouble, ssl.SSLCertVerificationError)
            reason = "the receiver's certificate is not valid" if expired else type(trouble).__name__
            raise Unsent(f"no connection ({reason})") from None
        return 0

    def message(self, line: bytes) -> bytes:
        """A line as one message."""
        at = time_of(line)
        stamp = datetime.fromtimestamp(at, UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z") if at else "-"
        severity = _WARNING if any(mark in line for mark in _FINDING) else _NOTICE
        return f"<{self._facility * 8 + severity}>1 {stamp} {self._head}".encode() + line.rstrip(b"\n")

    async def _throw(self, messages: list[bytes]) -> int:
        if self._datagrams is None:
            make = asyncio.get_running_loop().create_datagram_endpoint
            self._datagrams, _ = await make(_Deaf, remote_addr=(self._peer.host, self._peer.port))
        for message in messages:
            if len(message) <= _DATAGRAM:
                self._datagrams.sendto(message)
        return sum(len(message) > _DATAGRAM for message in messages)

    async def _stream(self, messages: list[bytes]) -> None:
        if self._reader is not None and self._reader.at_eof():
            await self.close()  # the peer hung up: what is written now would go nowhere
        # Over a new connection first what the last one may have lost.
        sent = messages if self._writer is not None else [*self._last, *messages]
        writer = self._writer or await self._connected()
        writer.write(b"".join([b"%d %b" % (len(message), message) for message in sent]))
        await writer.drain()
        await self._acknowledged(writer)
        self._last = messages

    async def _acknowledged(self, writer: asyncio.StreamWriter) -> None:
        """Wait until the peer's system has every byte. Raises ConnectionResetError where it hung up."""
        wait = 0.0
        while True:
            # A peer that hung up meanwhile is noticed with the next turn of the loop.
            await asyncio.sleep(wait)
            if self._reader is not None and self._reader.at_eof():
                raise ConnectionResetError
            if not unacknowledged(writer.get_extra_info("socket")):
                return
            wait = min(2 * wait or _LOOK_S, _LONGEST_LOOK_S)

    async def _connected(self) -> asyncio.StreamWriter:
        peer = self._peer
        opening = asyncio.open_connection(peer.host, peer.port, ssl=peer.tls)
        self._reader, writer = await asyncio.wait_for(opening, CONNECT_S)
        # So that `drain` waits until nothing is left on our side.
        writer.transport.set_write_buffer_limits(0)
        self._writer = writer
        return writer

    async def close(self) -> None:
        """Hang up."""
        if self._datagrams is not None:
            self._datagrams.close()
            self._datagrams = None
        if self._writer is not None:
            writer, self._writer, self._reader = self._writer, None, None
            writer.close()
            with contextlib.suppress(OSError, TimeoutError):
                await asyncio.wait_for(writer.wait_closed(), 1.0)


def unacknowledged(connection: socket.socket) -> int:
    """Bytes that the peer's system has not acknowledged; 0 where nobody can say."""
    if sys.platform != "linux":
        return 0
    return int(struct.unpack("i", fcntl.ioctl(connection.fileno(), termios.TIOCOUTQ, bytes(4)))[0])


class _Deaf(asyncio.DatagramProtocol):
    """Nobody answers a datagram of ours; a port that nobody listens on is reported and means nothing."""
