"""One process that does everything, from its first line to its last."""

from __future__ import annotations

import asyncio
import os
import signal
from pathlib import Path

import httpx
import pytest

from proxy.errors import SettingsError
from proxy.features import native
from proxy.settings import Address
from proxy.wiring.alone import announce, checks, serve_alone, told_to_stop
from proxy.wiring.premises import Premises
from proxy.wiring.worker import Worker
from tests.wiring.stand import captured_log, settings_in


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
async def test_it_serves_until_it_is_told_to_stop(tmp_path: Path, number: signal.Signals) -> None:
    """It greets with its ports, serves, and ends with 0 at a signal."""
    greeted: asyncio.Future[tuple[Premises, int, int]] = asyncio.get_running_loop().create_future()
    settings = settings_in(tmp_path, upstream="")
    with captured_log() as log:
        serving = asyncio.create_task(serve_alone(settings, lambda *told: greeted.set_result(told)))
        premises, port, admin_port = await greeted
        async with httpx.AsyncClient() as client:
            assert (await client.get(f"http://127.0.0.1:{port}/v1/models")).status_code == 200
            assert (await client.get(f"http://127.0.0.1:{admin_port}/readyz")).status_code == 200
        os.kill(os.getpid(), number)
        assert await serving == 0
    assert premises.standin
    said = {line["log"]: line for line in log}
    assert (said["listening"]["port"], said["listening"]["admin_port"]) == (port, admin_port)
    assert said["listening"]["kernel"] is (native.KERNEL is not None)
    assert said["stopped"]["cut_off"] == 0


async def test_taken_addresses_are_told(tmp_path: Path) -> None:
    """A taken address is refused with its flag, and nothing stays behind that would keep the other one open."""
    holder = await asyncio.start_server(lambda _r, _w: None, "127.0.0.1", 0)
    taken = Address("127.0.0.1", holder.sockets[0].getsockname()[1])
    for flag, settings in (
        ("listen", settings_in(tmp_path, listen=taken)),
        ("admin", settings_in(tmp_path, admin=taken)),
    ):
        with pytest.raises(SettingsError, match=f"--{flag} 127.0.0.1:{taken.port}: "), captured_log():
            await serve_alone(settings, lambda *_: None)
    holder.close()


async def test_sighup_reloads_and_does_not_stop() -> None:
    """SIGHUP calls the reload as often as it comes; only SIGTERM and SIGINT end the waiting."""
    reloads = asyncio.Semaphore(0)
    waiting = asyncio.create_task(told_to_stop(reloads.release))
    await asyncio.wait((waiting,), timeout=0)
    for _ in range(2):
        os.kill(os.getpid(), signal.SIGHUP)
        async with asyncio.timeout(5):
            await reloads.acquire()
    assert not waiting.done()
    os.kill(os.getpid(), signal.SIGTERM)
    async with asyncio.timeout(5):
        await waiting


def test_the_log_tells_where_it_listens_without_secrets(tmp_path: Path) -> None:
    """The line for machines has both ports and the state's place, and no password."""
    with captured_log() as log:
        announce(settings_in(tmp_path, state="redis://me:pass-word@host:1/0?password=pass-word"), 1, 2)
    (line,) = log
    assert (line["port"], line["admin_port"], line["state"]) == (1, 2, "host:1/0")
    assert "pass-word" not in str(line)


async def test_a_draining_worker_is_not_ready(tmp_path: Path) -> None:
    """While it drains an instance asks for no more traffic."""
    worker = await Worker.open(settings_in(tmp_path))
    found = checks(worker)
    assert [await check() for check in found.values()] == [None, None]
    worker.draining = True
    assert "draining" in str(await found["draining"]())
    await worker.stop()
