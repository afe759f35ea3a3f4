"""Several workers under one parent."""

from __future__ import annotations

import asyncio
import os
import signal
import socket
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from proxy.admin.health import Borne
from proxy.errors import PolicyError, SettingsError
from proxy.settings import Address, Settings
from proxy.wiring.crew import Crew, Member, reserve, serve_crew
from proxy.wiring.premises import Premises
from tests.servers import RedisServer, redis_server
from tests.wiring.stand import captured_log, settings_in

Greeting = asyncio.Future[tuple[Premises, int, int]]


@pytest.fixture(scope="module")
def redis() -> Iterator[RedisServer]:
    """A state that processes can share."""
    with redis_server() as running:
        yield running


async def test_from_start_to_stop(tmp_path: Path, redis: RedisServer, monkeypatch: pytest.MonkeyPatch) -> None:
    """Workers are started, ready and stopped together; the parent greets once all listen, and ends with 0."""
    monkeypatch.setenv("STILLWATCH_SECRET", "a secret of the environment")
    greeted: Greeting = asyncio.get_running_loop().create_future()
    settings = settings_in(tmp_path, upstream="", state=redis.url, workers=2)
    with captured_log() as log:
        serving = asyncio.create_task(serve_crew(settings, lambda *told: greeted.set_result(told)))
        _, port, admin_port = await asyncio.wait_for(greeted, 30)
        async with httpx.AsyncClient() as client:
            assert (await client.get(f"http://127.0.0.1:{port}/v1/models")).status_code == 200
            assert (await client.get(f"http://127.0.0.1:{admin_port}/readyz")).status_code == 200
        os.kill(os.getpid(), signal.SIGTERM)
        assert await asyncio.wait_for(serving, 30) == 0
    said = {line["log"]: line for line in log}
    assert (said["listening"]["port"], said["listening"]["workers"]) == (port, 2)
    assert said["stopped"]["killed"] == 0


async def test_a_taken_admin_address_leaves_no_workers(
    tmp_path: Path, redis: RedisServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Where the office cannot open, the workers that had started are stopped before the error is told."""
    monkeypatch.setenv("STILLWATCH_SECRET", "a secret of the environment")
    holder = await asyncio.start_server(lambda _r, _w: None, "127.0.0.1", 0)
    taken = Address("127.0.0.1", holder.sockets[0].getsockname()[1])
    members: list[Member] = []
    enlist = Crew._enlist

    def watched(crew: Crew, number: int) -> None:
        enlist(crew, number)
        members.append(crew.members[number])

    monkeypatch.setattr(Crew, "_enlist", watched)
    settings = settings_in(tmp_path, admin=taken, state=redis.url, workers=2)
    with captured_log(), pytest.raises(SettingsError, match=f"--admin 127.0.0.1:{taken.port}: "):
        await asyncio.wait_for(serve_crew(settings, lambda *_: None), 30)
    assert len(members) == 2
    assert not [member for member in members if member.process.is_alive()]
    holder.close()


async def test_a_broken_policy_starts_nobody(tmp_path: Path) -> None:
    """A policy that does not hold is told by the parent, once, before any process is started."""
    with pytest.raises(PolicyError):
        await serve_crew(settings_in(tmp_path, "nonsense", workers=2), lambda *_: None)


def test_the_port_is_held_for_the_workers_alone(tmp_path: Path) -> None:
    """The reserved port is one that workers can share and nobody else can take."""
    with reserve(settings_in(tmp_path)) as held:
        port = held.getsockname()[1]
        with socket.socket() as worker:
            worker.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEPORT, 1)
            worker.bind(("127.0.0.1", port))
        with socket.socket() as other, pytest.raises(OSError, match="in use"):
            other.bind(("127.0.0.1", port))


def test_a_crew_on_a_port_is_not_joined_by_another(tmp_path: Path) -> None:
    """With SO_REUSEPORT a second Stillwatch could take half of the connections; it is refused instead."""
    with reserve(settings_in(tmp_path)) as held:
        port = held.getsockname()[1]
        with pytest.raises(SettingsError, match=f"--listen 127.0.0.1:{port}: "):
            reserve(settings_in(tmp_path, listen=Address("127.0.0.1", port)))


async def test_trouble_of_any_is_trouble_of_all(tmp_path: Path) -> None:
    """Readiness names each worker that is not well; only where all of them serve all the same is it borne."""
    crew = Crew(settings_in(tmp_path, workers=2))
    assert await crew.trouble() is None

    class Ill:
        def __init__(self, number: int, trouble: str) -> None:
            self.number, self.trouble = number, trouble

    crew.members[0] = Ill(0, Borne("away, and borne"))  # type: ignore[assignment]
    told = await crew.trouble()
    assert (told, isinstance(told, Borne)) == ("worker 0: away, and borne", True)
    crew.members[1] = Ill(1, "restarting")  # type: ignore[assignment]
    told = await crew.trouble()
    assert (told, isinstance(told, Borne)) == ("worker 0: away, and borne; worker 1: restarting", False)


RULED = "policy: p\nmode: enforce\nbudgets: [{name: b, per: caller, meter: requests, limit: 1, window: 1h}]\n"


async def status(port: int) -> int:
    """Of a call on a connection of its own, so that the kernel may give it to any worker."""
    async with httpx.AsyncClient() as client:
        body = {"model": "m", "messages": [{"role": "user", "content": "hello"}]}
        return (await client.post(f"http://127.0.0.1:{port}/v1/chat/completions", json=body)).status_code


async def test_the_kill_switch_reaches_all_workers_and_those_to_come(
    tmp_path: Path, redis: RedisServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Both workers answer that they observe; one that is started afterwards does, too; every change is one event."""
    monkeypatch.setenv("STILLWATCH_SECRET", "a secret of the environment")
    token = "a-token-of-the-tests"
    greeted: Greeting = asyncio.get_running_loop().create_future()
    crews: list[Crew] = []

    class Known(Crew):
        """A crew that the test can look at."""

        def __init__(self, settings: Settings) -> None:
            super().__init__(settings)
            crews.append(self)

    monkeypatch.setattr("proxy.wiring.crew.Crew", Known)
    settings = settings_in(tmp_path, RULED, upstream="", state=redis.url, workers=2, admin_token=token.encode())
    with captured_log():
        serving = asyncio.create_task(serve_crew(settings, lambda *told: greeted.set_result(told)))
        _, port, admin_port = await asyncio.wait_for(greeted, 30)
        headers = {"authorization": f"Bearer {token}"}
        async with httpx.AsyncClient(base_url=f"http://127.0.0.1:{admin_port}", headers=headers, timeout=30) as client:
            assert [await status(port), await status(port)] == [200, 429]
            told = await client.post("/v1/mode", json={"mode": "observe", "who": "ada", "why": "fire"})
            assert [worker["switched_off"] for worker in told.json()["workers"]] == [True, True]
            assert {await status(port) for _ in range(6)} == {200}
            (crew,) = crews
            first = crew.members[0]
            first.process.kill()
            async with asyncio.timeout(30):
                while crew.members[0] is first or await crew.trouble():
                    await client.get("/readyz")
            told = await client.get("/v1/policy")
            assert [worker["switched_off"] for worker in told.json()["workers"]] == [True, True]
            (row,) = (await client.get("/v1/callers")).json()["callers"]
            assert (await client.get(f"/v1/callers/{row['caller']}")).json()["source"] == "state"
            await client.post("/v1/mode", json={"mode": "enforce", "who": "ada", "why": "out"})
            assert {await status(port) for _ in range(4)} == {429}
        os.kill(os.getpid(), signal.SIGTERM)
        assert await asyncio.wait_for(serving, 30) == 0
    events = [line for line in (tmp_path / "events.jsonl").read_text().splitlines() if '"event":"audit"' in line]
    assert ['"mode":"observe"' in line for line in events] == [True, False]
