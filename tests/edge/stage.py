"""A stage for the engine: a forwarding proxy over real sockets, an origin that follows a script, raw clients.

    client (raw bytes) -> Server -> handler: read or stream, Origin.send, relay -> origin (script)

Time limits run on `stage.now`, which only tests move.
"""

from __future__ import annotations

import asyncio
import contextlib
import socket
import ssl
import struct
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass, field
from types import TracebackType
from typing import Any, Self

from proxy.edge.connection import UpstreamConnection
from proxy.edge.downstream import Downstream
from proxy.edge.exchange import Exchange
from proxy.edge.limits import Limits
from proxy.edge.listening import Handler
from proxy.edge.relay import relay
from proxy.edge.server import Server
from proxy.edge.sweep import Sweep
from proxy.edge.upstream import Origin

DEADLINE = 5.0
HELLO = b"HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nContent-Length: 5\r\n\r\nhello"
GET = b"GET /v1/models?a=%2e HTTP/1.1\r\nHost: proxy\r\n\r\n"


@dataclass(slots=True)
class Received:
    """One request as the origin got it: its head on the wire and its body without framing."""

    head: bytes
    body: bytes = b""
    trailers: bytes = b""

    @property
    def line(self) -> bytes:
        """The request line."""
        return self.head.split(b"\r\n", 1)[0]

    @property
    def fields(self) -> list[tuple[bytes, bytes]]:
        """Fields in order and case."""
        lines = self.head.split(b"\r\n")[1:-2]
        return [(name, value[1:]) for name, _, value in (line.partition(b":") for line in lines)]

    def values(self, name: bytes) -> list[bytes]:
        """All values of a field."""
        return [value for key, value in self.fields if key.lower() == name]


class Caller:
    """One connection to the origin, as its script sees it."""

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter, log: list[Received]) -> None:
        self.reader = reader
        self.writer = writer
        self._log = log

    async def request(self) -> Received:
        """Read one whole request."""
        received = await self.head()
        lengths = received.values(b"content-length")
        if received.values(b"transfer-encoding"):
            await self._chunks(received)
        elif lengths:
            received.body = await self.reader.readexactly(int(lengths[0]))
        return received

    async def head(self) -> Received:
        """Read a request's head."""
        received = Received(await self.reader.readuntil(b"\r\n\r\n"))
        self._log.append(received)
        return received

    async def _chunks(self, received: Received) -> None:
        while size := int(await self.reader.readuntil(b"\r\n"), 16):
            received.body += await self.reader.readexactly(size)
            assert await self.reader.readexactly(2) == b"\r\n"
        while (line := await self.reader.readuntil(b"\r\n")) != b"\r\n":
            received.trailers += line

    def send(self, data: bytes) -> None:
        """Send bytes, whatever they are."""
        self.writer.write(data)

    def reset(self) -> None:
        """Send a TCP reset."""
        sock = self.writer.get_extra_info("socket")
        sock.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        self.writer.transport.abort()

    async def gone(self) -> None:
        """Wait until the proxy closes this connection."""
        with contextlib.suppress(ConnectionError):
            while await self.reader.read(65_536):
                pass


Script = Callable[[Caller], Awaitable[None]]


async def hello(caller: Caller) -> None:
    """Answer every request with the same five bytes."""
    while True:
        await caller.request()
        caller.send(HELLO)


def answer(*pieces: bytes, keep: bool = True) -> Script:
    """A script that answers every request with these bytes, and closes after the first unless `keep`."""

    async def script(caller: Caller) -> None:
        while True:
            await caller.request()
            for piece in pieces:
                caller.send(piece)
            if not keep:
                return

    return script


class Client:
    """A raw client."""

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.reader = reader
        self.writer = writer

    def send(self, data: bytes) -> None:
        """Send bytes."""
        self.writer.write(data)

    async def exactly(self, size: int) -> bytes:
        """Read so many bytes."""
        async with asyncio.timeout(DEADLINE):
            return await self.reader.readexactly(size)

    async def line(self, end: bytes = b"\r\n") -> bytes:
        """Read up to and with `end`."""
        async with asyncio.timeout(DEADLINE):
            return await self.reader.readuntil(end)

    async def head(self) -> bytes:
        """Read an answer's head."""
        return await self.line(b"\r\n\r\n")

    async def answer(self) -> tuple[bytes, bytes]:
        """Read a head and the body that its Content-Length or its chunks tell."""
        head = await self.head()
        lower = head.lower()
        if b"transfer-encoding: chunked" in lower:
            return head, await self.chunks()
        at = lower.find(b"content-length:")
        length = int(lower[at + 15 :].split(b"\r\n", 1)[0]) if at >= 0 else 0
        return head, await self.exactly(length)

    async def chunks(self) -> bytes:
        """Read a chunked body to its end, trailers included."""
        body = b""
        while size := int(await self.line(), 16):
            body += await self.exactly(size)
            assert await self.exactly(2) == b"\r\n"
        while await self.line() != b"\r\n":
            pass
        return body

    async def rest(self) -> bytes:
        """Everything until the connection ends."""
        async with asyncio.timeout(DEADLINE):
            return await self.reader.read(-1)

    async def ask(self, data: bytes) -> bytes:
        """Send bytes; everything that comes back until the connection ends."""
        self.send(data)
        return await self.rest()

    def leave(self) -> None:
        """Close."""
        self.writer.close()


def status(reply: bytes) -> int:
    """The status code of an answer's bytes."""
    return int(reply.split(b" ", 2)[1])


@dataclass(slots=True)
class Stage:
    """See above. Set `script`, `handler` or `limits` before the first client comes."""

    script: Script = hello
    limits: Limits = field(default_factory=Limits)
    now: float = 1000.0
    seen: list[Received] = field(default_factory=list)
    errors: list[dict[str, Any]] = field(default_factory=list)
    reports: list[BaseException] = field(default_factory=list)
    exchanges: list[Exchange] = field(default_factory=list)
    connections: int = 0
    handler: Handler | None = None
    inspected: bool = True
    """Whether the body is read whole before it is sent on, as inspected routes are."""
    relaying: dict[str, Any] = field(default_factory=dict)
    origin: Origin | None = None
    server: Server | None = None
    sweep: Sweep | None = None
    _callers: set[asyncio.Task[None]] = field(default_factory=set)
    _clients: list[Client] = field(default_factory=list)
    _stack: contextlib.AsyncExitStack = field(default_factory=contextlib.AsyncExitStack)
    _timeout: asyncio.Timeout | None = None

    async def __aenter__(self) -> Self:
        asyncio.get_running_loop().set_exception_handler(lambda _, context: self.errors.append(context))
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        for client in self._clients:
            client.leave()
        if self.server is not None:
            await self.server.drain(DEADLINE)
        if self.origin is not None:
            self.origin.close()
        for caller in self._callers:
            caller.cancel()
        await asyncio.gather(*self._callers, return_exceptions=True)
        await self._stack.aclose()

    async def listen(self) -> int:
        """Start origin and proxy; the proxy's port."""
        port = await self.listen_origin()
        self.sweep = Sweep(lambda: self.now)
        self.origin = Origin(f"http://127.0.0.1:{port}", sweep=self.sweep, limits=self.limits)
        self.server = Server(
            self._handle,
            clock=lambda: 1_790_000_000.0 + self.now,
            sweep=self.sweep,
            limits=self.limits,
            report=lambda _, error: self.reports.append(error),
        )
        return await self.server.start("127.0.0.1", 0)

    async def listen_origin(self, tls: ssl.SSLContext | None = None) -> int:
        """Start the origin; its port."""
        server = await asyncio.start_server(self._called, "127.0.0.1", 0, ssl=tls)
        self._stack.callback(server.close)
        port: int = server.sockets[0].getsockname()[1]
        return port

    async def client(self) -> Client:
        """A new connection to the proxy."""
        if self.server is None:
            self._port = await self.listen()
        client = Client(*await asyncio.open_connection("127.0.0.1", self._port))
        self._clients.append(client)
        return client

    _port: int = 0

    async def ask(self, data: bytes) -> bytes:
        """One connection: bytes in, all bytes out."""
        return await (await self.client()).ask(data)

    def turn(self, seconds: float) -> None:
        """Let time pass and look at every limit."""
        assert self.sweep is not None
        self.now += seconds
        self.sweep.tick()

    @property
    def downstreams(self) -> list[Downstream]:
        """The proxy's ends of client connections."""
        assert self.server is not None
        found = self.server._listening.connections
        return [connection for connection in found if isinstance(connection, Downstream)]

    @property
    def upstreams(self) -> list[UpstreamConnection]:
        """The proxy's connections to the origin."""
        assert self.sweep is not None
        return [timed for timed in self.sweep._timed if isinstance(timed, UpstreamConnection)]

    async def _handle(self, exchange: Exchange) -> None:
        self.exchanges.append(exchange)
        if self.handler is not None:
            await self.handler(exchange)
        else:
            await self.forward(exchange)

    async def forward(self, exchange: Exchange) -> None:
        """What a handler without any policy does."""
        assert self.origin is not None
        body: bytes | AsyncIterator[bytes] | None = await exchange.read(32 << 20) if self.inspected else None
        reply = await self.origin.send(exchange.head, exchange.chunks() if body is None else body, exchange)
        await relay(reply, exchange, **self.relaying)

    async def _called(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task is not None
        self._callers.add(task)
        self.connections += 1
        try:
            await self.script(Caller(reader, writer, self.seen))
        except (ConnectionError, asyncio.IncompleteReadError, asyncio.CancelledError):
            pass
        finally:
            self._callers.discard(task)
            writer.close()


async def until(holds: Callable[[], object]) -> None:
    """Let the loop turn until a condition holds; a test that waits for what never comes fails at the deadline."""
    async with asyncio.timeout(DEADLINE):
        while not holds():
            await turn_of_loop()


async def turn_of_loop() -> None:
    """Give way once: sockets are looked at, callbacks run."""
    loop = asyncio.get_running_loop()
    turned = loop.create_future()
    loop.call_soon(turned.set_result, None)
    await turned
