"""The bytes between us and one Redis: RESP in and out over an asyncio transport, and how to log in.

What answers a command is a value, also where it is an error: a future whose reader has gone leaves no "exception
was never retrieved" behind. `refusal` turns Redis' errors into ours without quoting what we sent.
"""

from __future__ import annotations

import asyncio
import socket
from collections import deque
from collections.abc import Callable, Sequence
from typing import Any, cast

import hiredis

from proxy.errors import StateError, StateRefused, StateUnavailable
from proxy.state.address import Address

Command = tuple[str | bytes | int | float, ...]
"""The words of a Redis command."""

# Connecting, logging in and loading the scripts take a few milliseconds; more than this is a frozen server.
PATIENCE = 1.0

# Errors that say "not now, not here" rather than "no": the same call may work in a moment or at another node.
_PASSING = frozenset(("LOADING", "CLUSTERDOWN", "TRYAGAIN", "MASTERDOWN", "BUSY", "MOVED", "ASK", "UNBLOCKED"))
# After these the connection itself is useless: another login or another server is needed.
FATAL = frozenset(("READONLY", "NOAUTH", "MASTERDOWN"))
_NOTHING = object()


class Wire(asyncio.Protocol):
    """The bytes of one connection: futures wait in the order in which their calls were written."""

    def __init__(self, lost: Callable[[Wire], None]) -> None:
        self.loop = asyncio.get_running_loop()
        self.waiting: deque[asyncio.Future[Any]] = deque()
        self.heard = self.loop.time()
        self._lost = lost
        self._reader = hiredis.Reader(notEnoughData=_NOTHING)
        self._unsent: list[bytes] = []
        self._transport: asyncio.Transport | None = None

    @property
    def alive(self) -> bool:
        """Whether the transport is still there."""
        return self._transport is not None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Keep the transport; replies are small and late detection of dead peers is costly."""
        self._transport = cast("asyncio.Transport", transport)
        sock = transport.get_extra_info("socket")
        if sock is not None and sock.family != socket.AF_UNIX:
            sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            sock.setsockopt(socket.SOL_SOCKET, socket.SO_KEEPALIVE, 1)

    def data_received(self, data: bytes) -> None:
        """Hand every complete reply to the call it belongs to."""
        reader, waiting = self._reader, self.waiting
        try:
            reader.feed(data)
            while (reply := reader.gets()) is not _NOTHING:
                future = waiting.popleft()
                if not future.done():
                    future.set_result(reply)
        except (hiredis.ProtocolError, IndexError):  # not Redis, or more replies than calls
            self.drop()
        self.heard = self.loop.time()

    def connection_lost(self, exc: Exception | None) -> None:  # noqa: ARG002 - the text of `exc` may name paths
        """Nobody waits for an answer that cannot come."""
        self._transport = None
        while self.waiting:
            future = self.waiting.popleft()
            if not future.done():
                future.set_result(StateUnavailable("the connection to Redis was lost"))
        self._lost(self)

    def send(self, words: Command) -> asyncio.Future[Any]:
        """Write one command with those of the same tick."""
        future: asyncio.Future[Any] = self.loop.create_future()
        if not self.waiting:
            self.heard = self.loop.time()
        self.waiting.append(future)
        if not self._unsent:
            self.loop.call_soon(self._flush)
        # hiredis' stub says a tuple of exactly one word.
        self._unsent.append(hiredis.pack_command(words))  # type: ignore[arg-type]
        return future

    def drop(self) -> None:
        """Close without waiting for anybody."""
        if self._transport is not None:
            self._transport.abort()

    def _flush(self) -> None:
        unsent, self._unsent = self._unsent, []
        if self._transport is not None:
            self._transport.write(b"".join(unsent))


_ADVICE = {
    "OOM": "OOM, it is full: raise its maxmemory",
    "NOAUTH": "NOAUTH, it wants a password: put it into the state URL",
    "WRONGPASS": "WRONGPASS, the user or password in the state URL is wrong",
    "NOPERM": "NOPERM, the user needs +@scripting +@read +@write +@connection and the keys sw:*",
    "READONLY": "READONLY, it is a replica: name the master, or use redis+sentinel://",
    "MISCONF": "MISCONF, it cannot save to its disk",
}


def word_of(error: hiredis.ReplyError) -> str:
    """What kind of error this is. Redis 6.2 hides the word of an error within a script behind `ERR`."""
    text = str(error)
    first = text.partition(" ")[0][:40]
    if first == "ERR":
        return next((word for word in _ADVICE if f"-{word} " in text), first)
    return first


def refusal(error: hiredis.ReplyError) -> StateError:
    """A Redis error as ours; only its kind is told, the rest may quote what we sent."""
    word = word_of(error)
    if word in _PASSING:
        return StateUnavailable(f"Redis cannot answer now: {word}")
    return StateRefused(f"Redis refused: {_ADVICE.get(word, word)}")


async def dial(address: Address, lost: Callable[[Wire], None]) -> Wire:
    """A connection to `address`; `lost` is told when it ends. Raises `OSError`."""
    loop = asyncio.get_running_loop()
    if address.path:
        return (await loop.create_unix_connection(lambda: Wire(lost), address.path))[1]
    return (await loop.create_connection(lambda: Wire(lost), address.host, address.port, ssl=address.tls))[1]


def login(address: Address) -> list[Command]:
    """What to say first."""
    words: list[Command] = []
    if address.password:
        words.append(("AUTH", *([address.username] if address.username else []), address.password))
    if address.db:
        words.append(("SELECT", address.db))
    return words


async def greet(wire: Wire, greetings: Sequence[Command]) -> Any:
    """Log in and prepare, in one round trip; the first refusal decides. Answers the last reply."""
    reply = None
    for future in [wire.send(words) for words in greetings]:
        reply = await future
        if isinstance(reply, StateError):
            raise reply
        if isinstance(reply, hiredis.ReplyError):
            raise refusal(reply)
    return reply


async def ask_once(address: Address, words: Command, limit_s: float = PATIENCE) -> Any:
    """One command on a connection of its own, as for sentinels. Raises `StateUnavailable` or `StateRefused`."""
    try:
        async with asyncio.timeout(limit_s):
            wire = await dial(address, lambda _wire: None)
            try:
                return await greet(wire, [*login(address), words])
            finally:
                wire.drop()
    except OSError as error:  # TimeoutError is one
        raise unreachable(error) from None


def unreachable(error: OSError) -> StateUnavailable:
    """Why there is no connection, without naming credentials or addresses."""
    reason = "no answer in time" if isinstance(error, TimeoutError) else error.strerror or type(error).__name__
    return StateUnavailable(f"no connection to Redis: {reason}")
