"""A server that says what a test wants: for answers that a real Redis gives only in rare moments."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator, Callable
from typing import Any

import hiredis

Answer = Callable[[list[bytes]], bytes | None]
"""RESP bytes for one command; None closes the connection."""


class FakeRedis:
    """Listens on a free port and answers each command as `answer` says; counts connections and reads."""

    def __init__(self, answer: Answer) -> None:
        self.answer = answer
        self.port = 0
        self.connections = 0
        self.reads: list[list[list[bytes]]] = []
        """The commands of every read, in order."""
        self._writers: set[asyncio.StreamWriter] = set()

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """One connection."""
        self.connections += 1
        self._writers.add(writer)
        parser = hiredis.Reader(notEnoughData=self)
        with contextlib.suppress(OSError):
            while piece := await reader.read(1 << 20):
                parser.feed(piece)
                commands: list[Any] = []
                while (command := parser.gets()) is not self:
                    commands.append(command)
                self.reads.append(commands)
                answers = [self.answer(one) for one in commands]
                writer.write(b"".join(one for one in answers if one is not None))
                if None in answers:
                    break
        self._writers.discard(writer)
        writer.close()

    def cut(self) -> None:
        """Close every connection."""
        for writer in self._writers:
            writer.transport.abort()


@contextlib.asynccontextmanager
async def fake_redis(answer: Answer) -> AsyncIterator[FakeRedis]:
    """A running fake."""
    fake = FakeRedis(answer)
    server = await asyncio.start_server(fake.serve, "127.0.0.1", 0)
    fake.port = server.sockets[0].getsockname()[1]
    try:
        yield fake
    finally:
        server.close()
        fake.cut()


def echo(words: list[bytes]) -> bytes | None:
    """The last word of any command."""
    return b"$%d\r\n%s\r\n" % (len(words[-1]), words[-1])
