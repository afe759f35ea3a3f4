"""An upstream that does what a test's script says, byte for byte, at a port that outlives the test."""

from __future__ import annotations

import asyncio
import contextlib
import socket
from dataclasses import dataclass, field
from typing import Self

from tests.edge.stage import Caller, Received, Script, hello


@dataclass
class Origin:
    """Set `script` before the first request; `seen` is what came, as it was on the wire."""

    listening: socket.socket
    script: Script = hello
    seen: list[Received] = field(default_factory=list)
    gone: asyncio.Event = field(default_factory=asyncio.Event)
    """Set when a connection has ended."""
    _callers: set[asyncio.Task[None]] = field(default_factory=set)
    _server: asyncio.Server | None = None

    @property
    def port(self) -> int:
        """Where it listens."""
        return int(self.listening.getsockname()[1])

    async def __aenter__(self) -> Self:
        self._server = await asyncio.start_server(self._called, sock=self.listening.dup(), limit=1 << 26)
        return self

    async def __aexit__(self, *_: object) -> None:
        assert self._server is not None
        self._server.close()
        for caller in self._callers:
            caller.cancel()
        await asyncio.gather(*self._callers, return_exceptions=True)

    async def _called(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task is not None
        self._callers.add(task)
        try:
            with contextlib.suppress(ConnectionError, asyncio.IncompleteReadError, asyncio.CancelledError):
                await self.script(Caller(reader, writer, self.seen))
        finally:
            self._callers.discard(task)
            self.gone.set()
            writer.close()


def hold_port() -> socket.socket:
    """A listening socket on a port of its own, from which each test's origin takes a copy."""
    held = socket.socket()
    held.bind(("127.0.0.1", 0))
    held.listen(128)
    held.setblocking(False)
    return held
