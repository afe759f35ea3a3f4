"""One process that does everything: the usual way to run."""

from __future__ import annotations

import asyncio
import signal
from collections.abc import Callable

import structlog

from proxy import screening
from proxy.admin.health import Check
from proxy.admin.inquiry import Answers, Question
from proxy.audit.board import Board
from proxy.errors import SettingsError
from proxy.features import native
from proxy.settings import Settings
from proxy.wiring.office import Line, open_office
from proxy.wiring.premises import Premises, open_premises
from proxy.wiring.telling import telling
from proxy.wiring.worker import Worker, state_answers

Greet = Callable[[Premises, int, int], None]
"""Told when everything is up: the premises, the port of the data plane, the port of the admin listener."""

log = structlog.get_logger("serve")


async def serve_alone(settings: Settings, greet: Greet) -> int:
    """Serve until SIGTERM or SIGINT; 0 when everything was told and settled. Raises `StillwatchError` at the start."""
    async with open_premises(settings, lambda text: log.info("premises", text=text)) as premises:
        worker = await Worker.open(premises.settings)
        try:
            port = await worker.start()
            line = Line(lambda question: _asked(worker, question), telling(worker.outlets, worker.trail))
            office = await open_office(premises.settings, checks(worker), Board(worker.metrics.snapshot), line)
        except SettingsError:
            await worker.stop()
            raise
        except OSError as error:
            await worker.stop()
            raise taken(settings, error) from None
        announce(premises.settings, port, office.addresses[0][1])
        greet(premises, port, office.addresses[0][1])
        await told_to_stop(worker.reload)
        log.info("draining", exchanges=worker.server.active, limit_s=settings.drain_s)
        cut = await worker.stop()
        await office.cleanup()
        log.info("stopped", cut_off=cut)
    return 0


def announce(settings: Settings, port: int, admin_port: int) -> None:
    """Say in the log where everything is: with port 0 nobody else knows."""
    log.info(
        "listening",
        host=settings.listen.host,
        port=port,
        tls=settings.tls_cert is not None,
        admin_host=settings.admin.host,
        admin_port=admin_port,
        upstream=settings.upstream,
        state=settings.state.partition("?")[0].rpartition("@")[2],
        workers=settings.workers,
        compiled=not str(screening.__file__).endswith(".py"),
        kernel=native.KERNEL is not None,
    )


def taken(settings: Settings, error: OSError) -> SettingsError:
    """The address cannot be listened on."""
    return SettingsError(f"--listen {settings.listen.host}:{settings.listen.port}: {error.strerror or error}")


def checks(worker: Worker) -> dict[str, Check]:
    """What must be well for this instance to get traffic."""

    async def draining() -> str | None:
        return "draining: this instance is about to stop" if worker.draining else None

    return {"state": lambda: state_answers(worker), "draining": draining}


async def _asked(worker: Worker, question: Question) -> Answers:
    return [await worker.desk.answer(question)]


async def told_to_stop(reload: Callable[[], None]) -> None:
    """Wait for SIGTERM or SIGINT; SIGHUP reloads meanwhile. A second SIGINT ends the process as usual."""
    loop = asyncio.get_running_loop()
    stop = asyncio.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, stop.set)
    loop.add_signal_handler(signal.SIGHUP, reload)
    await stop.wait()
    for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
        loop.remove_signal_handler(number)
