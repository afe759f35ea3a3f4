"""Several workers under one parent.

The parent owns what must exist once (the state's server, the stand-in, the admin listener); every worker is a process
with a data plane of its own on the same port (SO_REUSEPORT). A worker that dies is started again and again; one that
cannot start in the first place ends the crew, because the next would not start either. A worker whose parent has gone
stops.
"""

from __future__ import annotations

import asyncio
import multiprocessing
import os
import signal
import socket
from dataclasses import replace
from multiprocessing.connection import Connection
from multiprocessing.process import BaseProcess
from typing import Any

import orjson
import structlog

from proxy.admin.health import Borne
from proxy.admin.inquiry import Answers, Question
from proxy.audit.board import Board
from proxy.audit.outlets.open import Outlets, described
from proxy.edge.loop import run
from proxy.errors import SettingsError, StillwatchError
from proxy.policy.load import load
from proxy.settings import Address, Settings
from proxy.wiring.alone import Greet, announce, taken, told_to_stop
from proxy.wiring.office import Line, open_office
from proxy.wiring.premises import Premises, open_premises
from proxy.wiring.switchboard import Extension, Switchboard
from proxy.wiring.telling import means, telling, trail
from proxy.wiring.worker import Worker, state_answers

REPORT_EVERY_S = 1.0
"""Prometheus scrapes every 10 to 60 seconds; numbers a second old are new."""
RESTART_AFTER_S = 1.0
"""A worker that dies at once, again and again, must not keep a core busy with starting."""

Switched = tuple[bool, float] | None
"""Whether the kill switch was turned on, and when; None for never."""

log = structlog.get_logger("crew")


class Member:
    """One worker process, as its parent sees it."""

    def __init__(self, number: int, life: int, settings: Settings, switched: Switched = None) -> None:
        """`switched`: what was last ordered of the kill switch, and when."""
        self.number, self.name = number, f"{number}.{life}"
        self.ready = False
        self.trouble: str | None = "starting"
        # A fresh interpreter: a fork would share the parent's loop, sockets and threads.
        context = multiprocessing.get_context("spawn")
        self.pipe, theirs = context.Pipe()
        # Daemonic: whatever ends the parent's interpreter ends them, instead of being waited for without end.
        self.process: BaseProcess = context.Process(
            target=work, args=(settings, theirs, switched), name=f"stillwatch-{number}", daemon=True
        )
        self.process.start()
        theirs.close()

    def send(self, number: signal.Signals) -> None:
        """Send a signal to the process, if it lives."""
        if self.process.is_alive() and self.process.pid is not None:
            os.kill(self.process.pid, number)


class Crew:
    """All members, and the board that adds up their numbers."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self.board = Board()
        self.members: dict[int, Member] = {}
        self.failed = asyncio.Event()
        self.stopping = False
        self.switched: Switched = None
        self._switchboard = Switchboard()
        self._started = asyncio.Event()
        self._lives = 0

    async def start(self) -> None:
        """Start all members and wait until they listen, or one has failed."""
        for number in range(self._settings.workers):
            self._enlist(number)
        started, failed = (asyncio.ensure_future(each.wait()) for each in (self._started, self.failed))
        await asyncio.wait((started, failed), return_when=asyncio.FIRST_COMPLETED)
        started.cancel()
        failed.cancel()

    def _enlist(self, number: int) -> None:
        self._lives += 1
        member = Member(number, self._lives, self._settings, self.switched)
        self.members[number] = member
        asyncio.get_running_loop().add_reader(member.pipe.fileno(), self._hear, member)

    def _hear(self, member: Member) -> None:
        """A report came, or the end of a member."""
        try:
            report = orjson.loads(member.pipe.recv_bytes())
        except (EOFError, OSError):
            self._lose(member)
            return
        if self._switchboard.heard(member.pipe, report):
            return
        member.ready, member.trouble = True, Borne(report["trouble"]) if report["borne"] else report["trouble"]
        self.board.absorb(member.name, report["numbers"])
        if all(each.ready for each in self.members.values()):
            self._started.set()

    def _lose(self, member: Member) -> None:
        loop = asyncio.get_running_loop()
        loop.remove_reader(member.pipe.fileno())
        self._switchboard.lost(member.pipe)
        member.pipe.close()
        self.board.retire(member.name)
        if self.stopping:
            return
        if not member.ready and not self._started.is_set():
            self.failed.set()
            return
        log.error("worker died", worker=member.number, again_in_s=RESTART_AFTER_S)
        member.ready, member.trouble = False, "restarting"
        loop.call_later(RESTART_AFTER_S, self._replace, member.number)

    def _replace(self, number: int) -> None:
        if not self.stopping:
            self._enlist(number)

    async def ask(self, question: Question) -> Answers:
        """What the members answer. The kill switch is kept for those that start later."""
        if question["what"] == "mode":
            self.switched = question["observe"], question["at"]
        pipes = [member.pipe for member in self.members.values() if not member.pipe.closed]
        return await self._switchboard.ask(pipes, question)

    def tell(self, number: signal.Signals) -> None:
        """Send a signal to all."""
        for member in self.members.values():
            member.send(number)

    async def trouble(self) -> str | None:
        """For readiness: what the members report, if anything is wrong with any; `Borne` where all of them serve."""
        troubled = [each for each in self.members.values() if each.trouble]
        told = "; ".join(sorted({f"worker {each.number}: {each.trouble}" for each in troubled}))
        return Borne(told) if told and all(isinstance(each.trouble, Borne) for each in troubled) else told or None

    async def stop(self) -> int:
        """Let all drain; how many did not stop by themselves and were killed."""
        self.stopping = True
        self.tell(signal.SIGTERM)
        limit = asyncio.get_running_loop().time() + self._settings.drain_s + 5.0
        for member in self.members.values():
            patience = max(0.1, limit - asyncio.get_running_loop().time())
            await asyncio.to_thread(member.process.join, patience)
        left = [member for member in self.members.values() if member.process.is_alive()]
        for member in left:
            member.process.kill()
        return len(left)


async def serve_crew(settings: Settings, greet: Greet) -> int:
    """Serve with several workers until SIGTERM or SIGINT. Raises `StillwatchError` at the start."""
    load(settings.policy)
    if settings.shadow is not None:
        load(settings.shadow)
    async with open_premises(settings, lambda text: log.info("premises", text=text)) as premises:
        with reserve(settings) as place:
            port = place.getsockname()[1]
            crew = Crew(replace(premises.settings, listen=Address(settings.listen.host, port)))
            try:
                return await _lead(crew, premises, port, greet)
            finally:
                await crew.stop()


async def _lead(crew: Crew, premises: Premises, port: int, greet: Greet) -> int:
    """Start the crew and its office, and wait for the end; the exit code. Raises `SettingsError`."""
    await crew.start()
    if crew.failed.is_set():
        log.error("a worker could not start; its own line above says why")
        return 1
    settings = premises.settings
    # A sink of the parent's own: what an operator did is told even where no worker answers.
    outlets, kept = Outlets(described(settings.events, settings.policy), means()), trail(settings)
    try:
        office = await open_office(
            settings, {"workers": crew.trouble}, crew.board, Line(crew.ask, telling(outlets, kept))
        )
    except SettingsError:
        await outlets.close()
        raise
    announce(settings, port, office.addresses[0][1])
    greet(premises, port, office.addresses[0][1])

    def reload() -> None:
        crew.tell(signal.SIGHUP)
        outlets.reopen()

    await told_to_stop(reload)
    log.info("draining", limit_s=settings.drain_s)
    killed = await crew.stop()
    await office.cleanup()
    await outlets.close()
    if kept is not None:
        await kept.close()
    log.info("stopped", killed=killed)
    return 0


def reserve(settings: Settings) -> socket.socket:
    """Hold the port for the workers, after making sure that nobody else has it. Raises `SettingsError`."""
    family, _, _, _, place = socket.getaddrinfo(
        settings.listen.host, settings.listen.port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE
    )[0]
    # With SO_REUSEPORT a second Stillwatch would silently get half of the connections; without it bind() tells.
    with socket.socket(family) as test:
        test.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            test.bind(place)
        except OSError as error:
            raise taken(settings, error) from None
        port = test.getsockname()[1]
    held = socket.socket(family)
    held.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEPORT, 1)
    held.bind((place[0], port, *place[2:]))
    return held


def work(settings: Settings, pipe: Connection, switched: Switched = None) -> None:
    """A worker process, from beginning to end."""
    from proxy.wiring.logging import configure_logging

    configure_logging()
    raise SystemExit(run(_work(settings, pipe, switched)))


async def _work(settings: Settings, pipe: Connection, switched: Switched) -> int:
    try:
        worker = await Worker.open(settings)
        if switched is not None:
            # As of then: what was ordered elsewhere since stands.
            await worker.standing.recall(observe=switched[0], at=switched[1])
        await worker.start(reuse_port=True)
    except (StillwatchError, OSError) as error:
        log.error("worker cannot start", reason=str(error))  # noqa: TRY400 - its text says all; a trace helps nobody
        return 1
    extension = Extension(pipe, worker.desk.answer)
    extension.attend()
    loop = asyncio.get_running_loop()
    ends = [loop.create_task(_report(worker, extension)), loop.create_task(told_to_stop(worker.reload))]
    await asyncio.wait(ends, return_when=asyncio.FIRST_COMPLETED)
    await worker.stop()
    extension.leave()
    for task in ends:
        task.cancel()
    return 0


async def _report(worker: Worker, extension: Extension) -> None:
    """Tell the parent how things stand, once a second, as long as there is one: nobody else would ever stop us."""
    told = True
    while told:
        trouble = await state_answers(worker)
        report: dict[str, Any] = {"trouble": trouble, "borne": isinstance(trouble, Borne)}
        told = await extension.tell({**report, "numbers": worker.metrics.snapshot()})
        await asyncio.sleep(REPORT_EVERY_S)
