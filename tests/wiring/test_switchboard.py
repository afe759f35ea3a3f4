"""Questions between a parent and its workers, over real pipes."""

from __future__ import annotations

import asyncio
import multiprocessing
from collections.abc import Iterator
from multiprocessing.connection import Connection
from typing import Any

import orjson
import pytest

from proxy.admin.inquiry import Question
from proxy.wiring.switchboard import UNREAD, Extension, Switchboard
from tests.wiring.stand import captured_log

Pipes = tuple[Connection, Connection]


@pytest.fixture
def pipes() -> Iterator[Pipes]:
    """The parent's end and the worker's."""
    ours, theirs = multiprocessing.Pipe()
    yield ours, theirs
    for end in (ours, theirs):
        end.close()


async def echo(question: Question) -> dict[str, Any]:
    """A worker that answers what it was asked."""
    return {"echo": question["what"]}


class Parent:
    """Hears what comes and keeps what is no answer."""

    def __init__(self, pipe: Connection, limit_s: float = 10.0) -> None:
        self.pipe, self.board = pipe, Switchboard(limit_s)
        self.reports: asyncio.Queue[dict[str, Any]] = asyncio.Queue()
        asyncio.get_running_loop().add_reader(pipe.fileno(), self._hear)

    def _hear(self) -> None:
        message = orjson.loads(self.pipe.recv_bytes())
        if not self.board.heard(self.pipe, message):
            self.reports.put_nowait(message)

    def leave(self) -> None:
        """Hear no more."""
        asyncio.get_running_loop().remove_reader(self.pipe.fileno())


async def test_answers_find_their_questions(pipes: Pipes) -> None:
    """Questions put at the same time each get their own answer, and reports in between are no answers."""
    parent, extension = Parent(pipes[0]), Extension(pipes[1], echo)
    extension.attend()
    words = [f"w{number}" for number in range(20)]
    asked = [asyncio.ensure_future(parent.board.ask([parent.pipe], {"what": word})) for word in words]
    assert await extension.tell({"trouble": None})
    assert [await each for each in asked] == [[{"echo": word}] for word in words]
    assert await parent.reports.get() == {"trouble": None}
    parent.leave()
    extension.leave()


async def test_a_fault_is_no_answer_and_is_logged(pipes: Pipes) -> None:
    """A worker that fails at a question says nothing of it to the operator, and everything to the log."""

    async def fail(_question: Question) -> dict[str, Any]:
        raise LookupError("sk-secret in a text")

    parent, extension = Parent(pipes[0]), Extension(pipes[1], fail)
    extension.attend()
    with captured_log() as log:
        assert await parent.board.ask([parent.pipe], {"what": "x"}) == []
    assert [(line["where"], line["error"]) for line in log] == [("desk", "LookupError")]
    assert "sk-secret" not in str(log)
    parent.leave()
    extension.leave()


async def test_who_does_not_answer_is_not_waited_for(pipes: Pipes) -> None:
    """A frozen worker costs the limit; with too much unread it is asked nothing more; late answers are passed over."""
    board = Switchboard(limit_s=0.01)
    for _ in range(UNREAD + 5):
        assert await board.ask([pipes[0]], {"what": "x"}) == []
    sent = []
    while pipes[1].poll():
        sent.append(orjson.loads(pipes[1].recv_bytes()))
    assert len(sent) == UNREAD
    assert board.heard(pipes[0], {"answers": sent[0]["number"], "told": {}})


async def test_a_worker_that_dies_ends_the_waiting(pipes: Pipes) -> None:
    """What waits for its answers waits no longer; a closed pipe is passed over."""
    board = Switchboard(limit_s=60.0)
    asking = asyncio.ensure_future(board.ask([pipes[0]], {"what": "x"}))
    await asyncio.wait((asking,), timeout=0)
    board.lost(pipes[0])
    assert await asyncio.wait_for(asking, 10) == []
    pipes[0].close()
    assert await board.ask([pipes[0]], {"what": "x"}) == []


async def test_a_parent_that_is_gone_is_noticed(pipes: Pipes) -> None:
    """Telling fails, and nobody is listened for any more."""
    extension = Extension(pipes[1], echo)
    extension.attend()
    pipes[0].close()
    assert not await extension.tell({"trouble": None})
    extension.leave()
