"""One connection to one Redis; all calls made within one tick of the event loop travel in one write.

    call ─┐                                   ┌─> future of the 1st call
    call ─┼─> one write ──> Redis ──> replies ┼─> future of the 2nd call
    call ─┘                                   └─> …in order

A call costs about 2 us of CPU this way (32 at once), against 60 to 77 us for a redis-py call. The link
keeps itself connected: one task at a time connects again, with growing and jittered pauses, so that a server
that comes back meets no storm. While there is no connection, calls fail at once. A reply that nobody waits for
any more is read and dropped in its place, so that it is never taken for the answer to a later call.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from typing import Any

import hiredis

from proxy.errors import StateError, StateUnavailable
from proxy.state.address import Address
from proxy.state.wire import FATAL, PATIENCE, Command, Wire, dial, greet, login, refusal, unreachable, word_of

Locate = Callable[[], Awaitable[Address]]
"""Answers where to connect; asked before every attempt, so that a failover is followed."""

# A server that owes an answer for this long is taken for frozen: the connection is dropped and calls fail at
# once instead of each waiting for its own limit. Redis calls a command above 10 ms slow; this is a hundred times that.
STALL = 1.0
# Where we were late ourselves, its answer lies unread in the socket: a timer of a millisecond lets the loop poll first.
MERCY_TURN = 0.001
# Between attempts: soon after the first loss, never more than a second apart, so that a server that comes back
# is used again well within five seconds; jittered by half so that workers do not come in step.
PAUSE_FIRST, PAUSE_MOST = 0.05, 1.0


class Link:
    """A connection that keeps itself up. `jitter` answers a random number in 0..1."""

    def __init__(self, locate: Locate, jitter: Callable[[], float], greetings: Sequence[Command] = ()) -> None:
        self._locate, self._jitter, self._greetings = locate, jitter, greetings
        self._wire: Wire | None = None
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

    def call(self, words: Command) -> asyncio.Future[Any]:
        """Send one command; the future answers the reply, or a `hiredis.ReplyError` or `StateError` as a value.

        Raises `StateUnavailable` or `StateRefused` at once where there is no connection.
        """
        if self._wire is None:
            raise type(self._why)(str(self._why))
        if self._watch is None:
            self._watch = self._wire.loop.call_later(STALL / 2, self._look)
        return self._wire.send(words)

    def judged(self, reply: Any) -> Any:
        """The reply, or its error raised as one of ours."""
        if isinstance(reply, StateError):
            raise reply
        if isinstance(reply, hiredis.ReplyError):
            if word_of(reply) in FATAL:
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
            self._watch = wire.loop.call_later(MERCY_TURN, self._look_again, wire)
        else:
            self._watch = wire.loop.call_later(STALL / 2, self._look)

    def _look_again(self, wire: Wire) -> None:
        """Drop it, if it has not answered in the poll in between either."""
        if wire is self._wire and wire.waiting and wire.loop.time() - wire.heard > STALL:
            self._watch = None
            self.drop()
        else:
            self._look()

    def _lost(self, wire: Wire) -> None:
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
        try:
            async with asyncio.timeout(PATIENCE):
                wire = await self._dial()
        except OSError as error:  # TimeoutError is one
            raise unreachable(error) from None
        if not wire.alive:  # it answered, then went away before this task was woken
            raise StateUnavailable("the connection to Redis was lost at once")
        self._wire = wire

    async def _dial(self) -> Wire:
        """A connection that has answered; one that does not is dropped."""
        address = await self._locate()
        wire, greeted = await dial(address, self._lost), False
        try:
            # PING before the scripts: without a login Redis answers NOAUTH to it, but only an unspecific
            # protocol error to words above 16 KB.
            greeted = bool(await greet(wire, [*login(address), ("PING",), *self._greetings]))
        finally:
            if not greeted:
                wire.drop()
        return wire
