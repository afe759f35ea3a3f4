"""One data plane: serves, follows its files, and ends with everything told and settled."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator
from pathlib import Path

import httpx
import pytest

from proxy.admin.health import Borne
from proxy.audit import families
from proxy.callers.digests import Keyed
from proxy.settings import Settings
from proxy.standin.server import start_standin
from proxy.wiring.worker import Worker, state_answers
from tests.servers import free_port
from tests.wiring.stand import captured_log, settings_in

CHAT = {"model": "m", "messages": [{"role": "user", "content": "hello"}]}
LIMITED = "policy: p\nmode: enforce\nbudgets: [{name: b, per: caller, meter: requests, limit: 1, window: 1h}]\n"
Stand = tuple[Worker, httpx.AsyncClient]


async def opened(settings: Settings) -> Stand:
    """A worker that listens, and a client of it."""
    worker = await Worker.open(settings)
    port = await worker.start()
    return worker, httpx.AsyncClient(base_url=f"http://127.0.0.1:{port}")


@pytest.fixture
async def upstream() -> AsyncIterator[str]:
    """A stand-in model."""
    running = await start_standin()
    yield running.url
    await running.close()


async def ask(client: httpx.AsyncClient) -> int:
    """The status of one call."""
    return (await client.post("/v1/chat/completions", json=CHAT)).status_code


async def test_it_serves_and_tells(tmp_path: Path, upstream: str) -> None:
    """Calls are judged and forwarded; at the end every event is in the file and every number on the board."""
    worker, client = await opened(settings_in(tmp_path, LIMITED, upstream=upstream))
    async with client:
        assert [await ask(client) for _ in range(2)] == [200, 429]
    assert await worker.stop() == 0
    text = (tmp_path / "events.jsonl").read_text()
    assert text.count('"event":"access"') == 2
    numbers = worker.metrics.snapshot()
    assert numbers[families.WRITTEN.name] == [(("events",), [3.0])]
    assert numbers[families.BREAKER.name] == [((), [0.0])]


async def test_without_access_lines(tmp_path: Path, upstream: str) -> None:
    """--no-access leaves decisions that matter, and nothing else."""
    worker, client = await opened(settings_in(tmp_path, LIMITED, upstream=upstream, access=False))
    async with client:
        assert [await ask(client) for _ in range(2)] == [200, 429]
    await worker.stop()
    (line,) = (tmp_path / "events.jsonl").read_text().splitlines()
    assert '"event":"decision"' in line


@pytest.mark.parametrize(("plain", "shown"), [(True, '"address":"127.0.0.1"'), (False, '"address":"a_')])
async def test_addresses_are_digests_unless_wanted_plain(
    tmp_path: Path, upstream: str, plain: bool, shown: str
) -> None:
    """Events hold keyed digests of client addresses; --plain-addresses shows them."""
    worker, client = await opened(settings_in(tmp_path, LIMITED, upstream=upstream, plain_addresses=plain))
    async with client:
        await ask(client)
    await worker.stop()
    assert shown in (tmp_path / "events.jsonl").read_text()


async def test_reload(tmp_path: Path, upstream: str) -> None:
    """A reload tells what is in force; a broken file is told as an error and counted, and changes nothing."""
    with captured_log() as log:
        worker, client = await opened(settings_in(tmp_path, LIMITED, upstream=upstream))
        async with client:
            (tmp_path / "policy.yaml").write_text("policy: p\nmoed: x\n")
            worker.reload()
            assert [await ask(client) for _ in range(2)] == [200, 429]
            (tmp_path / "policy.yaml").write_text("policy: q\n")
            worker.reload()
            assert await ask(client) == 200
        await worker.stop()
    told = {line["log"]: line for line in log}
    assert "policy.yaml:2:1" in told["policy not changed"]["problems"]
    assert (told["policy changed"]["policy"], told["policy changed"]["mode"]) == ("q", "observe")
    assert sorted(worker.metrics.snapshot()[families.RELOADS.name]) == [
        (("policy", "failed"), [1.0]),
        (("policy", "ok"), [1.0]),
    ]


async def test_doubts_are_told(tmp_path: Path) -> None:
    """What is doubtful about a policy, and lines of the key directory that were skipped, are in the log."""
    (tmp_path / "keys.jsonl").write_text('nonsense\n{"key": "sk-1"}\n')
    policy = "policy: p\ncallers: {directory: keys.jsonl, trust_forwarded_for: 0.0.0.0/0}\n"
    with captured_log() as log:
        worker = await Worker.open(settings_in(tmp_path, policy))
        await worker.stop()
    told = {line["log"]: line for line in log}
    assert "trust_forwarded_for" in told["policy"]["text"] or "0.0.0.0/0" in told["policy"]["text"]
    assert told["key directory"]["skipped"] == 1
    assert "keys.jsonl:1:1: not JSON" in told["key directory"]["first"]


async def test_a_state_that_is_not_there(tmp_path: Path) -> None:
    """A worker starts without its state; ready is what the policy says about that, and what is the case is said."""
    for word, borne in (("open", True), ("local", True), ("closed", False)):
        policy = LIMITED + f"on_state_failure: {word}\n"
        worker = await Worker.open(settings_in(tmp_path, policy, state=f"redis://127.0.0.1:{free_port()}/0"))
        answered = await state_answers(worker)
        assert isinstance(answered, Borne) is borne
        assert answered is not None
        assert answered.startswith("no connection to Redis: Connection refused")
        assert answered.endswith(f", serving as on_state_failure says: {word}") is borne
        await worker.stop()


async def test_a_failing_task_is_told(tmp_path: Path) -> None:
    """A background task that fails is reported by its type, without its text."""

    async def fail() -> None:
        raise LookupError("sk-secret in a text")

    with captured_log() as log:
        worker = await Worker.open(settings_in(tmp_path))
        worker._spawn(fail())
        while worker._tasks:
            await asyncio.wait(tuple(worker._tasks))
        await worker.stop()
    (fault,) = [line for line in log if line["log"] == "fault"]
    assert (fault["where"], fault["error"]) == ("task", "LookupError")
    assert "sk-secret" not in str(fault)


async def test_the_kill_switch(tmp_path: Path, upstream: str) -> None:
    """From the next request on nothing is acted on, and off means as before; the log and the metrics say so."""
    with captured_log() as log:
        worker, client = await opened(settings_in(tmp_path, LIMITED, upstream=upstream))
        async with client:
            assert [await ask(client) for _ in range(2)] == [200, 429]
            worker.observe(True)
            assert [await ask(client) for _ in range(2)] == [200, 200]
            assert worker.metrics.snapshot()[families.POLICY.name][0][0][2] == "observe"
            worker.observe(False)
            assert await ask(client) == 429
        await worker.stop()
    assert [line["on"] for line in log if line["log"] == "kill switch"] == [True, False]


async def test_what_was_judged_can_be_explained(tmp_path: Path, upstream: str) -> None:
    """The desk knows callers and decisions of requests that were served."""
    worker, client = await opened(settings_in(tmp_path, LIMITED, upstream=upstream))
    async with client:
        assert [await ask(client) for _ in range(2)] == [200, 429]
    (row,) = (await worker.desk.answer({"what": "callers", "limit": 9}))["callers"]
    told = await worker.desk.answer({"what": "decision", "id": row["decision"]})
    assert (told["caller"], told["action"], told["spoke"]) == (row["caller"], "throttle", ["b"])
    assert (await worker.desk.answer({"what": "caller", "id": row["caller"]}))["source"] == "state"
    await worker.stop()


async def test_bans_go_on_under_the_next_secret(tmp_path: Path, upstream: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """A banned caller is banned under its new name, too, though its process ends before the next look at files."""
    monkeypatch.setattr("proxy.wiring.worker.WATCH_EVERY_S", 3600.0)
    secret, following = b"a secret of tests, long enough", b"the next secret of tests, as long"
    worker, client = await opened(settings_in(tmp_path, upstream=upstream, secret=secret, next_secret=following))
    now, then = (Keyed(each).caller(b"sk-named") for each in (secret, following))
    await worker.standing.ban(now, time.time() + 3600)
    async with client:
        client.headers["authorization"] = "Bearer sk-named"
        assert await ask(client) == 403
    assert set(worker.standing.orders.bans) == {now}
    await worker.stop()
    assert set(worker.standing.orders.bans) == {now, then}
