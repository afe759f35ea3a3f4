"""One connection to one Redis; all calls made within one tick of the event loop travel in one write.

    call ─┐                                   ┌─> future of the 1st call
    call ─┼─> one write ──> Redis ──> replies ┼─> future of the 2nd call
    call ─┘                                   └─> …in order

A call costs about 4 us of CPU this way, against 60 to 77 us for a redis-py call (docs: field notes). The link
keeps itself connected: one task at a time connects again, with growing and jittered pauses, so that a server
that comes back meets no storm. While there is no connection, calls fail at once. A reply that nobody waits for
any more is read and dropped in its place, so that it is never taken for the answer to a later call.
"""

from __future__ import annotations

import asyncio
import socket
from collections import deque
from collections.abc import Awaitable, Callable, Sequence
from typing import Any, cast

import hiredis

from proxy.errors import StateError, StateRefused, StateUnavailable
from proxy.state.address import Address

Word = str | bytes | int | float
Locate = Callable[[], Awaitable[Address]]
"""Answers where to connect; asked before every attempt, so that a failover is followed."""

# A server that owes an answer for this long is taken for frozen: the connection is dropped and calls fail at
# once instead of each waiting for its own limit. Redis calls a command above 10 ms slow; this is a hundred times that.
STALL = 1.0
# Connecting, logging in and loading the scripts take a few milliseconds; more than this is a frozen server.
PATIENCE = 1.0
# Between attempts: soon after the first loss, never more than a second apart, so that a server that comes back
# is used again well within five seconds; jittered by half so that workers do not come in step.
PAUSE_FIRST, PAUSE_MOST = 0.05, 1.0

# Errors that say "not now, not here" rather than "no": the same call may work in a moment or at another node.
_PASSING = frozenset(("LOADING", "CLUSTERDOWN", "TRYAGAIN", "MASTERDOWN", "BUSY", "MOVED", "ASK", "UNBLOCKED"))
# After these the connection itself is useless: another login or another server is needed.
_FATAL = frozenset(("READONLY", "NOAUTH", "MASTERDOWN"))
_NOTHING = object()


class _Wire(asyncio.Protocol):
    """The bytes of one connection: futures wait in the order in which their calls were written."""

    def __init__(self, lost: Callable[[_Wire], None]) -> None:
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
                future.set_exception(StateUnavailable("the connection to Redis was lost"))
        self._lost(self)

    def send(self, words: tuple[Word, ...]) -> asyncio.Future[Any]:
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


class Link:
    """A connection that keeps itself up. `jitter` answers a random number in 0..1."""

    def __init__(self, locate: Locate, jitter: Callable[[], float], greetings: Sequence[Sequence[Word]] = ()) -> None:
        self._locate, self._jitter, self._greetings = locate, jitter, greetings
        self._wire: _Wire | None = None
        self._task: asyncio.Task[None] | None = None
        self._watch: asyncio.TimerHandle | None = None
        self._why: StateError = StateUnavailable("not connected to Redis yet")
        self._closed = False
        self.connects = 0
        """Attempts so far, for metrics and for the test against storms."""

    @property
    def up(self) -> bool:
        """Whether calls are being sent."""
        return self._wire is not None

    async def open(self) -> None:
        """Connect once. Raises `StateUnavailable` or `StateRefused`, and goes on trying all the same."""
        try:
            await self._connect()
        except StateError as error:
            self._why = error
            self._mend()
            raise

    def call(self, *words: Word) -> asyncio.Future[Any]:
        """Send one command; the future answers the reply, a `hiredis.ReplyError` included.

        Raises `StateUnavailable` or `StateRefused` at once where there is no connection.
        """
        if self._wire is None:
            raise type(self._why)(str(self._why))
        if self._watch is None:
            self._watch = self._wire.loop.call_later(STALL / 2, self._look)
        return self._wire.send(words)

    async def ask(self, *words: Word) -> Any:
        """Send one command and answer its reply. Raises `StateUnavailable` or `StateRefused`."""
        return self.judged(await self.call(*words))

    def judged(self, reply: Any) -> Any:
        """The reply, or its error as one of ours."""
        if isinstance(reply, hiredis.ReplyError):
            if word_of(reply) in _FATAL:
                self.drop()
            raise refusal(reply)
        return reply

    def drop(self) -> None:
        """Give up this connection; another is made at once, at whatever place is then the right one."""
        if self._wire is not None:
            self._wire.drop()

    async def close(self) -> None:
        """Close for good."""
        self._closed = True
        if self._watch is not None:
            self._watch.cancel()
        if self._task is not None:
            self._task.cancel()
            await asyncio.gather(self._task, return_exceptions=True)
        wire, self._wire = self._wire, None
        if wire is not None:
            wire.drop()

    def _look(self) -> None:
        """Drop a connection whose server has stopped answering; look again as long as somebody waits."""
        self._watch, wire = None, self._wire
        if wire is None or not wire.waiting:
            return
        if wire.loop.time() - wire.heard > STALL:
            self.drop()
        else:
            self._watch = wire.loop.call_later(STALL / 2, self._look)

    def _lost(self, wire: _Wire) -> None:
        if wire is self._wire:
            self._wire = None
            self._why = StateUnavailable("the connection to Redis was lost; connecting again")
            self._mend()

    def _mend(self) -> None:
        if not self._closed and (self._task is None or self._task.done()):
            self._task = asyncio.get_running_loop().create_task(self._reconnect())

    async def _reconnect(self) -> None:
        pause = PAUSE_FIRST
        while not self._closed:
            await asyncio.sleep(pause * (0.5 + self._jitter() / 2))
            try:
                await self._connect()
            except StateError as error:
                self._why = error
            else:
                return
            pause = min(pause * 2, PAUSE_MOST)

    async def _connect(self) -> None:
        self.connects += 1
        wire: _Wire | None = None
        try:
            async with asyncio.timeout(PATIENCE):
                address = await self._locate()
                wire = await _dial(address, self._lost)
                await _greet(wire, [*_login(address), *self._greetings])
        except (OSError, TimeoutError) as error:
            if wire is not None:
                wire.drop()
            reason = "no answer in time" if isinstance(error, TimeoutError) else error.strerror or type(error).__name__
            raise StateUnavailable(f"no connection to Redis: {reason}") from None
        except BaseException:
            if wire is not None:
                wire.drop()
            raise
        if not wire.alive:  # it answered, then went away before this task was woken
            raise StateUnavailable("the connection to Redis was lost at once")
        self._wire = wire


_ADVICE = {
    "OOM": "OOM, it is full: raise its maxmemory",
    "NOAUTH": "NOAUTH, it wants a password: put it into the state URL",
    "WRONGPASS": "WRONGPASS, the user or password in the state URL is wrong",
    "NOPERM": "NOPERM, the user may not run scripts: it needs +@scripting and the keys sw:*",
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


async def _dial(address: Address, lost: Callable[[_Wire], None]) -> _Wire:
    loop = asyncio.get_running_loop()
    if address.path:
        return (await loop.create_unix_connection(lambda: _Wire(lost), address.path))[1]
    return (await loop.create_connection(lambda: _Wire(lost), address.host, address.port, ssl=address.tls))[1]


def _login(address: Address) -> list[tuple[Word, ...]]:
    words: list[tuple[Word, ...]] = []
    if address.password:
        words.append(("AUTH", *([address.username] if address.username else []), address.password))
    if address.db:
        words.append(("SELECT", address.db))
    return words


async def _greet(wire: _Wire, greetings: Sequence[Sequence[Word]]) -> None:
    """Log in and prepare, in one round trip; the first refusal decides."""
    for future in [wire.send(tuple(words)) for words in [*greetings, ("PING",)]]:
        reply = await future
        if isinstance(reply, hiredis.ReplyError):
            raise refusal(reply)
