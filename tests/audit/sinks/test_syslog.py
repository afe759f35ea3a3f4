"""Syslog over real sockets."""

from __future__ import annotations

import asyncio
import contextlib
import re
import shutil
import socket
import ssl
from asyncio.subprocess import DEVNULL
from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path

import pytest

from proxy.audit import FORMATS
from proxy.audit.sinks import Unsent
from proxy.audit.sinks.syslog import Peer, SyslogCourier, Transport
from tests.audit.exchanges import every_record
from tests.audit.sinks.receivers import DEADLINE, server_tls
from tests.e2e.proxy import eventually

LINES = [FORMATS["cef"](each) for each in every_record()]
# RFC 5424 6: PRI VERSION TIMESTAMP HOSTNAME APP-NAME PROCID MSGID STRUCTURED-DATA MSG.
MESSAGE = re.compile(rb"<(\d+)>1 (\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z) host stillwatch 42 - - (CEF:0.*)", re.DOTALL)


class Listener:
    """Takes octet-counted messages."""

    def __init__(self) -> None:
        self.messages: list[bytes] = []
        self.port = 0
        self.news = asyncio.Condition()
        self.writers: list[asyncio.StreamWriter] = []

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """One connection."""
        self.writers.append(writer)
        with contextlib.suppress(asyncio.IncompleteReadError, ConnectionError):
            while True:
                length = int(await reader.readuntil(b" "))
                self.messages.append(await reader.readexactly(length))
                async with self.news:
                    self.news.notify_all()
        writer.close()

    async def until(self, number: int) -> None:
        """Wait for so many messages."""
        async with self.news:
            await asyncio.wait_for(self.news.wait_for(lambda: len(self.messages) >= number), DEADLINE)


@contextlib.asynccontextmanager
async def listening(tls: ssl.SSLContext | None = None) -> AsyncIterator[Listener]:
    """A listener on a port of its own."""
    listener = Listener()
    server = await asyncio.start_server(listener.serve, "127.0.0.1", 0, ssl=tls)
    listener.port = server.sockets[0].getsockname()[1]
    try:
        yield listener
    finally:
        server.close()
        for writer in listener.writers:
            writer.close()


def courier(port: int, transport: Transport, tls: ssl.SSLContext | None = None) -> SyslogCourier:
    return SyslogCourier(Peer("127.0.0.1", port, transport, tls), "host", 42)


async def test_messages_over_tcp() -> None:
    """Each line is one RFC 5424 message with the event's own time; findings are warnings, the rest notices."""
    async with listening() as listener:
        sender = courier(listener.port, "tcp")
        assert await sender.carry(LINES) == 0
        await listener.until(len(LINES))
        await sender.close()
    parts = [MESSAGE.fullmatch(message) for message in listener.messages]
    assert all(parts)
    assert [part[3] + b"\n" for part in parts if part] == LINES
    assert [int(part[1]) for part in parts if part] == [13 * 8 + (4 if b"|finding:" in line else 5) for line in LINES]
    assert {part[2] for part in parts if part} == {b"2026-09-21T14:13:20.123Z"}


async def test_messages_over_udp() -> None:
    """One datagram a message; what fits into none is refused and counted."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as listener:
        listener.bind(("127.0.0.1", 0))
        listener.settimeout(DEADLINE)
        sender = courier(listener.getsockname()[1], "udp")
        assert await sender.carry([LINES[0], b"x" * 70_000]) == 1
        assert MESSAGE.fullmatch(await asyncio.to_thread(listener.recv, 65_536))
        await sender.close()


async def test_messages_over_tls(tmp_path: Path) -> None:
    """TLS to a peer whose certificate is valid, and not to one whose has expired."""
    server, client = server_tls(tmp_path)
    async with listening(server) as listener:
        sender = courier(listener.port, "tls", client)
        await sender.carry(LINES[:2])
        await listener.until(2)
        await sender.close()
    server, client = server_tls(tmp_path, days=-1)
    async with listening(server) as listener:
        with pytest.raises(Unsent, match="certificate is not valid"):
            await courier(listener.port, "tls", client).carry(LINES)


async def test_a_peer_that_hung_up_is_called_again() -> None:
    """The next batch goes over a new connection instead of into a closed one."""
    async with listening() as listener:
        sender = courier(listener.port, "tcp")
        await sender.carry(LINES[:1])
        await listener.until(1)
        listener.writers[0].close()
        await listener.writers[0].wait_closed()
        while len(listener.messages) < 2:
            with contextlib.suppress(Unsent):
                await sender.carry(LINES[1:2])
                await listener.until(2)
        await sender.close()
    assert len(listener.writers) == 2


async def test_nobody_there() -> None:
    """A refused connection means: again."""
    with socket.socket() as unused:
        unused.bind(("127.0.0.1", 0))
        port = unused.getsockname()[1]
    with pytest.raises(Unsent, match="no connection"):
        await courier(port, "tcp").carry(LINES)


async def test_what_a_dying_peer_had_not_read_comes_again() -> None:
    """A receiver that dies with a batch in its buffers gets that batch again when it is back, before the next one."""
    taken: asyncio.Queue[asyncio.StreamWriter] = asyncio.Queue()

    async def deaf(_reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.transport.pause_reading()  # type: ignore[attr-defined]
        await taken.put(writer)

    server = await asyncio.start_server(deaf, "127.0.0.1", 0)
    async with listening() as listener:
        sender = courier(server.sockets[0].getsockname()[1], "tcp")
        await sender.carry(LINES[:3])
        peer = await asyncio.wait_for(taken.get(), DEADLINE)
        server.close()
        peer.transport.abort()
        sender._peer = replace(sender._peer, port=listener.port)
        with contextlib.suppress(Unsent):  # where the end is not known yet
            await sender.carry(LINES[3:4])
        await sender.carry(LINES[3:4])
        await listener.until(4)
        await sender.close()
    got = [part[3] + b"\n" for part in map(MESSAGE.fullmatch, listener.messages) if part]
    assert got[:4] == LINES[:4]


async def test_a_peer_that_acknowledges_nothing_takes_nothing() -> None:
    """Bytes that only lie in buffers are not sent: where the peer's system does not take them the batch comes again."""
    with socket.socket() as silent:
        silent.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        silent.bind(("127.0.0.1", 0))
        silent.listen()  # the system answers for it, as far as its buffer goes; nobody ever reads
        sender = SyslogCourier(Peer("127.0.0.1", silent.getsockname()[1], "tcp"), "host", 42, patience=-9.5)
        with pytest.raises(Unsent, match="TimeoutError"):
            await sender.carry([b"x" * 60_000] * 20)
        await sender.close()


RSYSLOG = """
global(maxMessageSize="64k")
module(load="imtcp")
input(type="imtcp" port="0" address="127.0.0.1" listenPortFileName="{0}/port")
template(name="parts" type="string" string="%pri%|%app-name%|%procid%|%msg%\\n")
*.* action(type="omfile" file="{0}/log" template="parts")
"""


async def test_a_real_receiver(tmp_path: Path) -> None:
    """Rsyslog reads what we send as messages of RFC 5424: priority, program, process and the line itself."""
    found = shutil.which("rsyslogd") or shutil.which("rsyslogd", path="/usr/sbin")
    if found is None:
        pytest.skip("rsyslogd is not installed: apt-get install rsyslog")
    (tmp_path / "conf").write_text(RSYSLOG.format(tmp_path))
    started = await asyncio.create_subprocess_exec(
        found, "-n", "-f", str(tmp_path / "conf"), "-i", str(tmp_path / "pid"), stdout=DEVNULL, stderr=DEVNULL
    )
    try:
        await eventually(lambda: (tmp_path / "port").is_file() and (tmp_path / "port").read_text(), "its port")
        sender = courier(int((tmp_path / "port").read_text()), "tcp")
        assert await sender.carry(LINES) == 0
        await eventually(lambda: len(logged(tmp_path)) == len(LINES), "every message")
        await sender.close()
    finally:
        started.kill()
        await started.wait()
    for line, told in zip(LINES, logged(tmp_path), strict=True):
        priority = 13 * 8 + (4 if b"|finding:" in line else 5)
        assert told == b"%d|stillwatch|42|%b" % (priority, line.rstrip(b"\n"))


def logged(folder: Path) -> list[bytes]:
    """The whole lines of what the receiver wrote."""
    path = folder / "log"
    return path.read_bytes().split(b"\n")[:-1] if path.exists() else []
