"""Questions between a parent and its workers, over the pipes that also carry the workers' reports.

    parent   Switchboard  asks all, waits a moment, takes the answers that came
    worker   Extension    hears questions, answers each, and sends reports in between

Messages are JSON. A question carries a number, its answer the same one.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Iterable
from multiprocessing.connection import Connection
from typing import Any

import orjson
import structlog

from proxy.admin.inquiry import Question

# A worker answers within milliseconds or has trouble of its own; the kill switch promises two seconds.
LIMIT_S = 1.5
# Questions take some hundred bytes and a pipe holds 64 KB at least: with so few unread ones sending never blocks.
UNREAD = 64

log = structlog.get_logger("switchboard")


class Switchboard:
    """The parent's side, for all workers."""

    def __init__(self, limit_s: float = LIMIT_S) -> None:
        self._limit = limit_s
        self._number = 0
        self._waiting: dict[int, asyncio.Future[dict[str, Any] | None]] = {}
        self._unanswered: dict[Connection, set[int]] = {}

    async def ask(self, pipes: Iterable[Connection], question: Question) -> list[dict[str, Any]]:
        """The answers of those that answer in time."""
        asked = {self._send(pipe, question) for pipe in pipes} - {0}
        if not asked:
            return []
        try:
            await asyncio.wait([self._waiting[number] for number in asked], timeout=self._limit)
        finally:
            futures = [self._waiting.pop(number) for number in sorted(asked)]
        return [answer for future in futures if future.done() and (answer := future.result()) is not None]

    def heard(self, pipe: Connection, message: dict[str, Any]) -> bool:
        """Take a message; False where it is no answer."""
        if "answers" not in message:
            return False
        number = message["answers"]
        self._unanswered.get(pipe, set()).discard(number)
        future = self._waiting.get(number)
        if future is not None and not future.done():  # else it came too late
            future.set_result(message["told"])
        return True

    def lost(self, pipe: Connection) -> None:
        """Nobody will answer on this pipe any more; whoever waits for it waits no longer."""
        for number in self._unanswered.pop(pipe, set()):
            future = self._waiting.get(number)
            if future is not None and not future.done():
                future.set_result(None)

    def _send(self, pipe: Connection, question: Question) -> int:
        """The question's number, 0 where it could not be sent."""
        unanswered = self._unanswered.setdefault(pipe, set())
        if len(unanswered) >= UNREAD:
            return 0
        self._number += 1
        try:
            pipe.send_bytes(orjson.dumps({"question": question, "number": self._number}))
        except OSError:
            return 0
        unanswered.add(self._number)
        self._waiting[self._number] = asyncio.get_running_loop().create_future()
        return self._number


class Extension:
    """A worker's side. `attend` hears questions until `leave`; `tell` sends anything else."""

    def __init__(self, pipe: Connection, answer: Callable[[Question], Awaitable[dict[str, Any]]]) -> None:
        self._pipe = pipe
        self._answer = answer
        self._sending = asyncio.Lock()
        self._tasks: set[asyncio.Task[None]] = set()

    def attend(self) -> None:
        """Hear questions from now on."""
        asyncio.get_running_loop().add_reader(self._pipe.fileno(), self._hear)

    def leave(self) -> None:
        """Hear no more."""
        asyncio.get_running_loop().remove_reader(self._pipe.fileno())

    async def tell(self, message: dict[str, Any]) -> bool:
        """Send a message; False where nobody is there to hear it. A slow parent does not hold up the loop."""
        async with self._sending:
            return await asyncio.to_thread(_sent, self._pipe, orjson.dumps(message))

    def _hear(self) -> None:
        try:
            asked = orjson.loads(self._pipe.recv_bytes())
        except (EOFError, OSError):
            self.leave()  # the next report will find that out, too
            return
        task = asyncio.get_running_loop().create_task(self._reply(asked))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _reply(self, asked: dict[str, Any]) -> None:
        try:
            told: dict[str, Any] | None = await self._answer(asked["question"])
        except Exception:
            # Whoever asks must not wait for a fault of ours.
            log.exception("fault", where="desk")
            told = None
        await self.tell({"answers": asked["number"], "told": told})


def _sent(pipe: Connection, message: bytes) -> bool:
    try:
        pipe.send_bytes(message)
    except OSError:
        return False
    return True
