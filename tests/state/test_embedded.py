"""The private redis-server: found, private, durable, supervised, shared by workers, never left behind."""

from __future__ import annotations

import asyncio
import os
import signal
import stat
import sys
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from proxy.errors import SettingsError, StateError, StateUnavailable
from proxy.state.base import Store
from proxy.state.embedded import EmbeddedServer, find_server, open_embedded, open_embedded_store
from proxy.state.wire import ask_once
from tests.state.conftest import Opening, no_jitter
from tests.state.contract import spend, take, used

SOON = 20.0


@pytest.fixture
async def embedded(tmp_path: Path) -> AsyncIterator[EmbeddedServer]:
    """A running private server."""
    running = await open_embedded(tmp_path / "state")
    yield running
    await running.close()


async def test_state_survives_a_restart(tmp_path: Path) -> None:
    """What was counted before a stop is counted after the next start."""
    for expected in (10.0, 20.0, 30.0):
        store = await open_embedded_store(tmp_path, no_jitter, lambda _text: None)
        assert (await take(store, [spend("k", 10)]))[0].used == expected
        await store.close()


async def test_it_is_private(embedded: EmbeddedServer) -> None:
    """It listens on a socket in a folder of ours alone and on no port; its files are ours alone."""
    run = embedded.folder / "run"
    assert stat.S_IMODE(run.stat().st_mode) == 0o700
    assert stat.S_IMODE(embedded.folder.stat().st_mode) == 0o700
    assert stat.S_IMODE((run / "redis.sock").stat().st_mode) == 0o700
    assert await ask_once(embedded.address, ("CONFIG", "GET", "port")) == [b"port", b"0"]
    files = [path for path in embedded.folder.rglob("*") if path.is_file() and path.parent != run]
    assert files
    assert [path for path in files if stat.S_IMODE(path.stat().st_mode) & 0o077] == []


async def test_a_crash_is_mended(embedded: EmbeddedServer, opening: Opening) -> None:
    """A server that is killed is started again, with what it had written, and stores find it by themselves."""
    store = await opening(embedded.url)
    await take(store, [spend("k", 10)])
    old = embedded.pid
    os.kill(old, signal.SIGKILL)
    async with asyncio.timeout(SOON):
        while not await _works(store):
            await asyncio.wait([_supervisor(embedded)], timeout=0.02)
    assert embedded.pid != old
    assert embedded.restarts == 1
    assert await used(store, spend("k", 0)) == 10.0


async def test_workers_share_it(embedded: EmbeddedServer, opening: Opening) -> None:
    """Stores opened by its URL, as workers do, count together."""
    first, second = await opening(embedded.url), await opening(embedded.url)
    await take(first, [spend("k", 10)])
    assert await used(second, spend("k", 0)) == 10.0


async def test_a_second_stillwatch_is_told(embedded: EmbeddedServer) -> None:
    """Two owners of one folder would write one file: the second gets advice, the first goes on."""
    with pytest.raises(StateUnavailable, match="another stillwatch uses") as refused:
        await open_embedded(embedded.folder)
    assert "redis://HOST" in str(refused.value)
    assert await ask_once(embedded.address, ("PING",)) == b"PONG"


LEFT_BEHIND = """
import asyncio, os, sys
from pathlib import Path
from proxy.state.base import Store
from proxy.state.embedded import open_embedded_store
from tests.state.contract import NOW, spend

async def main() -> None:
    store = await open_embedded_store(Path(sys.argv[1]), lambda: 1.0, lambda _text: None)
    await store.take([spend("k", 10)], NOW)
    print(store.server.pid, flush=True)
    os._exit(1)  # as if it had been killed: nothing is cleaned up

asyncio.run(main())
"""


@pytest.mark.parametrize("frozen", [False, True])
async def test_a_server_left_behind_is_replaced(tmp_path: Path, frozen: bool) -> None:
    """A stillwatch that was killed leaves its server; the next one ends it, frozen or not, and has its state."""
    killed = await asyncio.create_subprocess_exec(
        sys.executable, "-c", LEFT_BEHIND, str(tmp_path), stdout=asyncio.subprocess.PIPE, cwd=Path(__file__).parents[2]
    )
    left = int((await killed.communicate())[0])
    assert _alive(left)
    if frozen:
        os.kill(left, signal.SIGSTOP)
    store = await open_embedded_store(tmp_path, no_jitter, lambda _text: None)
    assert not _alive(left)
    if not frozen:  # a frozen one may take the last second with it
        assert await used(store, spend("k", 0)) == 10.0
    await store.close()


async def test_a_long_path_gets_a_short_socket(tmp_path: Path) -> None:
    """Where DIR is too deep for a unix socket, a private folder elsewhere holds it, and is gone afterwards."""
    running = await open_embedded(tmp_path / ("deep" * 30))
    socket = Path(running.address.path)
    assert len(os.fsencode(socket)) <= 100
    assert stat.S_IMODE(socket.parent.stat().st_mode) == 0o700
    assert await ask_once(running.address, ("PING",)) == b"PONG"
    await running.close()
    assert not socket.parent.exists()


async def test_nothing_is_left_after_closing(tmp_path: Path) -> None:
    """A closed server has ended, and its folder can be used again at once."""
    running = await open_embedded(tmp_path)
    pid = running.pid
    await running.close()
    assert not _alive(pid)
    again = await open_embedded(tmp_path)
    await again.close()


async def test_it_says_which_binary_runs(tmp_path: Path) -> None:
    """An operator can read in the log which server holds the state, and where."""
    told: list[str] = []
    running = await open_embedded(tmp_path, told.append)
    await running.close()
    assert told == [f"embedded state: {find_server()} with its files in {tmp_path}"]


async def test_without_a_binary_there_is_advice(tmp_path: Path) -> None:
    """Where no redis-server can be had, the error says what to install and what else to use."""
    with pytest.raises(StateUnavailable, match="--state memory://"):
        await EmbeddedServer(tmp_path / "new", find=lambda: None).start()
    assert not (tmp_path / "new").exists()


async def test_a_binary_that_does_not_start_is_told(tmp_path: Path) -> None:
    """A server that ends at once raises instead of being waited for, and the folder is free again."""
    with pytest.raises(StateUnavailable, match=r"does not start; see .*redis\.log"):
        await EmbeddedServer(tmp_path, find=lambda: "/bin/false").start()
    running = await open_embedded(tmp_path)
    await running.close()


async def test_a_folder_that_cannot_be_made_is_told(tmp_path: Path) -> None:
    """A path through a file is a wrong setting, said as one."""
    (tmp_path / "file").touch()
    with pytest.raises(SettingsError, match="--state embedded://"):
        await open_embedded(tmp_path / "file" / "below")


def test_the_system_comes_before_the_wheel(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A redis-server on the PATH is preferred, then a valkey-server."""
    for name in ("valkey-server", "redis-server"):
        (tmp_path / name).write_text("#!/bin/sh\n")
        (tmp_path / name).chmod(0o755)
        monkeypatch.setenv("PATH", str(tmp_path))
        assert find_server() == str(tmp_path / name)


def _supervisor(server: EmbeddedServer) -> asyncio.Task[None]:
    assert server._supervisor is not None
    return server._supervisor


def _alive(pid: int) -> bool:
    """Whether a process runs; one that has ended and waits for its parent does not."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except FileNotFoundError:
        return False


async def _works(store: Store) -> bool:
    try:
        await store.probe()
    except StateError:
        return False
    return True
