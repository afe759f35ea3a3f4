"""Running it: several workers, stopping without losing anything, TLS, health, and mistakes on the command line."""

from __future__ import annotations

import asyncio
import contextlib
import signal
import ssl
import subprocess
from pathlib import Path

import httpx
import psutil
import pytest

from tests.e2e.proxy import DEADLINE, Flag, Proxy, command, eventually, launch, start_proxy, wait_until_listening
from tests.e2e.test_fidelity import post
from tests.edge.stage import Client
from tests.model import Model
from tests.servers import free_port, redis_server
from tests.state.tls import make_certificate

CHAT = {"model": "mock-1", "max_tokens": 9, "messages": [{"role": "user", "content": "hello"}]}
POLICY = "policy: p\nmode: enforce\nbudgets: [{name: b, per: caller, meter: requests, limit: 30, window: 1h}]\n"
SLOW = {"x-mock-gap-ms": "20", "x-mock-tokens": "60"}


STREAM = b'{"model":"m","stream":true,"messages":[{"role":"user","content":"hello"}]}'


async def ask(proxy: Proxy, key: str = "sk-me") -> int:
    """One call on a connection of its own, so that the kernel may give it to any worker."""
    async with httpx.AsyncClient(timeout=20) as client:
        headers = {"authorization": f"Bearer {key}"}
        return (await client.post(f"{proxy.url}/v1/chat/completions", json=CHAT, headers=headers)).status_code


async def health(proxy: Proxy, path: str) -> int:
    """The status of a health page."""
    async with httpx.AsyncClient(timeout=20) as client:
        return (await client.get(proxy.admin + path)).status_code


def workers_of(proxy: Proxy) -> list[psutil.Process]:
    """The worker processes of a crew."""
    found = psutil.Process(proxy.process.pid).children()
    alive = [child for child in found if child.status() != psutil.STATUS_ZOMBIE]
    return [child for child in alive if "spawn_main" in " ".join(child.cmdline())]


async def test_workers_share_one_limit_and_one_board(folder: Path, model: Model) -> None:
    """Two workers grant a limit once; /metrics adds their numbers up; a killed worker is replaced; SIGTERM ends all."""
    with redis_server() as redis, start_proxy(folder, model.url, POLICY, state=redis.url, workers=2) as proxy:
        found = await asyncio.gather(*[ask(proxy) for _ in range(50)])
        assert sorted(found) == [200] * 30 + [429] * 20
        assert await health(proxy, "/readyz") == 200
        await proxy.metric('stillwatch_decisions_total{action="allow",enforced="true"}', 30)
        await proxy.metric('stillwatch_decisions_total{action="throttle",enforced="true"}', 20)
        first, second = workers_of(proxy)
        first.kill()
        await proxy.logged("worker died")
        await eventually(lambda: len({w.pid for w in workers_of(proxy)} - {first.pid}) == 2, "a new worker")
        assert second.is_running()
        async with asyncio.timeout(DEADLINE):
            while await health(proxy, "/readyz") != 200:
                pass
        assert {await ask(proxy, f"sk-{n}") for n in range(20)} == {200}
        # Numbers of the dead worker stay counted: counters never go back.
        counted = await proxy.metrics()
        assert counted['stillwatch_decisions_total{action="throttle",enforced="true"}'] == 20
        children = psutil.Process(proxy.process.pid).children()
        assert proxy.stop() == 0
        # Python's own tracker of shared resources leaves once its parent's pipe is closed, a moment after the parent.
        await eventually(lambda: not [child for child in children if running(child)], "the end of all children")


async def test_workers_follow_a_reload(folder: Path, model: Model) -> None:
    """SIGHUP to the parent reaches every worker."""
    with redis_server() as redis, start_proxy(folder, model.url, POLICY, state=redis.url, workers=2) as proxy:
        proxy.policy.write_text(POLICY.replace("30", "3"))
        proxy.signal(signal.SIGHUP)
        await eventually(lambda: len([e for e in proxy.log() if e["log"] == "policy changed"]) == 2, "two reloads")
        assert sorted(await asyncio.gather(*[ask(proxy) for _ in range(10)])) == [200] * 3 + [429] * 7


@pytest.mark.parametrize("workers", [1, 2])
async def test_sigterm_drains_a_running_stream(folder: Path, model: Model, workers: int) -> None:
    """A stream that runs at SIGTERM is finished; nobody new is let in meanwhile; the exit code is 0."""
    with redis_server() as redis, start_proxy(folder, model.url, POLICY, state=redis.url, workers=workers) as proxy:
        async with httpx.AsyncClient(base_url=proxy.url, timeout=20) as client:
            body = {**CHAT, "max_tokens": 60, "stream": True}
            async with client.stream("POST", "/v1/chat/completions", json=body, headers=SLOW) as stream:
                received = b""
                async for piece in stream.aiter_bytes():
                    if not received:
                        proxy.signal(signal.SIGTERM)
                        await refused(proxy)
                    received += piece
        assert received.endswith(b"data: [DONE]\n\n")
        assert await proxy.stopped() == 0
    assert proxy.events("access")[-1]["outcome"] == "completed"


async def refused(proxy: Proxy) -> None:
    """Wait until nobody listens any more."""
    async with asyncio.timeout(DEADLINE):
        while True:
            try:
                _, writer = await asyncio.open_connection("127.0.0.1", proxy.port)
            except (ConnectionRefusedError, ConnectionResetError):  # reset: taken and dropped as it closed
                return
            writer.close()


async def test_drain_has_a_limit(folder: Path, model: Model) -> None:
    """A stream that outlasts --drain is cut off as a break, told as such, and the exit code is still 0."""
    with start_proxy(folder, model.url, POLICY, drain=0.2) as proxy:
        client = Client(*await asyncio.open_connection("127.0.0.1", proxy.port))
        client.send(
            post(b"/v1/chat/completions", STREAM, b"x-mock-gap-ms: 500",
                 b"x-mock-tokens: 200", b"content-type: application/json")
        )  # fmt: skip
        await client.head()
        proxy.signal(signal.SIGTERM)
        with contextlib.suppress(ConnectionError):
            assert not (await client.rest()).endswith(b"0\r\n\r\n")
        client.leave()
        assert await proxy.stopped() == 0
    assert proxy.events("access")[-1]["outcome"] == "drained"
    assert (await proxy.logged("stopped"))["cut_off"] == 1
    await model.until(lambda stats: stats.open == 0)


@pytest.mark.parametrize("workers", [1, 2])
async def test_second_instance_is_refused_with_a_reason(folder: Path, model: Model, workers: int) -> None:
    """A port that is taken is said in one line, with the flag and the address; nobody steals connections."""
    with redis_server() as redis, start_proxy(folder, model.url, POLICY, state=redis.url, workers=workers) as first:
        second = run_wrong(
            folder, listen=f"127.0.0.1:{first.port}", state=redis.url, workers=workers, upstream="http://x"
        )
        assert second.returncode == 1
        assert second.stderr.splitlines()[-1].startswith(f"stillwatch: --listen 127.0.0.1:{first.port}: ")
        third = run_wrong(
            folder, admin=f"127.0.0.1:{first.admin_port}", state=redis.url, workers=workers, upstream="http://x"
        )
        assert third.returncode == 1
        assert third.stderr.splitlines()[-1].startswith(f"stillwatch: --admin 127.0.0.1:{first.admin_port}: ")
        assert await ask(first) == 200


def run_wrong(folder: Path, **flags: Flag) -> subprocess.CompletedProcess[str]:
    """Run a command that is expected to end by itself."""
    folder.mkdir(exist_ok=True)
    if not (folder / "policy.yaml").exists():
        (folder / "policy.yaml").write_text(POLICY)
    words = command(folder, {name.replace("_", "-"): value for name, value in flags.items()})
    return subprocess.run(words, capture_output=True, text=True, timeout=DEADLINE, stdin=subprocess.DEVNULL)


@pytest.mark.parametrize(
    ("flags", "wanted"),
    [
        ({"listen": "here"}, "--listen: 'here' is not host:port; write for example"),
        ({"listen": "127.0.0.1:99999"}, "--listen"),
        ({"upstream": "localhost:8000"}, "--upstream: 'localhost:8000' is not a URL such as"),
        ({"upstream": "http://me:secret@x/"}, "--upstream: give only scheme"),
        ({"state": "mysql://x"}, "--state mysql"),
        ({"workers": 2}, "--workers: memory:// keeps budgets in one process"),
        ({"workers": 0}, "--workers: at least 1"),
        ({"tls_cert": "/nowhere.pem"}, "--tls-cert and --tls-key: give both"),
        ({"tls_cert": "/nowhere.pem", "tls_key": "/nowhere.pem"}, "--tls-cert: there is no file"),
        ({"upstream_ca": "/nowhere.pem"}, "--upstream-ca: there is no file"),
        ({"policy": "/nowhere.yaml"}, "/nowhere.yaml:1:1: cannot be read"),
        ({"upstream_credential": "sk-1"}, "--upstream-credential: write env:NAME or file:PATH"),
        ({"upstream_credential": "env:NOT_SET"}, "--upstream-credential: the variable NOT_SET is not set"),
        ({"events": "/nowhere/deep/e.jsonl"}, "--events"),
        ({"state": "redis://127.0.0.1:notaport/0"}, "--state"),
        ({"state": "embedded:///proc/nowhere"}, "/proc/nowhere"),
    ],
)
def test_wrong_flags_say_what_to_do(folder: Path, flags: dict[str, Flag], wanted: str) -> None:
    """A mistake on the command line ends with one line that says what to write instead, and no trace."""
    done = run_wrong(folder, **{"upstream": "http://127.0.0.1:1", **flags})
    assert done.returncode == 1
    said = [line for line in done.stderr.splitlines() if line.startswith("stillwatch: ")]
    assert len(said) == 1, done.stderr[-2000:]
    assert wanted in said[0]
    assert "Traceback" not in done.stderr
    assert "secret@" not in done.stderr


@pytest.mark.parametrize("pem", ["", "not a certificate"])
def test_certificate_that_is_none(folder: Path, pem: str) -> None:
    """A file that is no certificate is said in one line, too."""
    folder.mkdir()
    (folder / "x.pem").write_text(pem)
    done = run_wrong(folder, upstream="http://127.0.0.1:1", tls_cert=folder / "x.pem", tls_key=folder / "x.pem")
    assert (done.returncode, "Traceback" in done.stderr) == (1, False)
    assert "--tls-cert" in done.stderr
    done = run_wrong(folder, upstream="https://127.0.0.1:1", upstream_ca=folder / "x.pem")
    assert (done.returncode, "Traceback" in done.stderr) == (1, False)
    assert "--upstream-ca" in done.stderr


async def test_tls_listener(folder: Path, model: Model, tmp_path: Path) -> None:
    """With a certificate the listener speaks TLS, and tells the upstream so."""
    pem = make_certificate(tmp_path)
    with start_proxy(folder, model.url, POLICY, tls_cert=pem, tls_key=pem) as proxy:
        async with httpx.AsyncClient(verify=ssl.create_default_context(cafile=pem), timeout=20) as client:
            assert (await client.post(f"{proxy.url}/v1/chat/completions", json=CHAT)).status_code == 200
    seen = await model.last()
    assert seen is not None
    assert seen.header("x-forwarded-proto") == ["https"]


@pytest.mark.parametrize(("trusted", "status"), [(True, 200), (False, 502)])
async def test_upstream_certificate_is_verified(
    folder: Path, model: Model, tmp_path: Path, trusted: bool, status: int
) -> None:
    """An upstream whose certificate nobody vouches for gets no request; with --upstream-ca it does."""
    pem = make_certificate(tmp_path)
    with start_proxy(tmp_path / "front", model.url, POLICY, tls_cert=pem, tls_key=pem) as upstream:
        flags = {"upstream_ca": pem} if trusted else {}
        with start_proxy(folder, upstream.url, POLICY, None, **flags) as proxy:
            assert await ask(proxy) == status
    assert (await model.stats()).requests == (1 if trusted else 0)


async def test_upstream_certificate_for_another_name(folder: Path, model: Model, tmp_path: Path) -> None:
    """A certificate that is trusted, but for another host, is none."""
    pem = make_certificate(tmp_path)
    with start_proxy(tmp_path / "front", model.url, POLICY, tls_cert=pem, tls_key=pem) as upstream:
        url = upstream.url.replace("127.0.0.1", "localhost")
        with start_proxy(folder, url, POLICY, upstream_ca=pem) as proxy:
            assert await ask(proxy) == 502


@pytest.mark.parametrize(("word", "workers"), [("open", 1), ("open", 2), ("closed", 1), ("closed", 2)])
async def test_health(folder: Path, model: Model, word: str, workers: int) -> None:
    """Alive is alive; ready means that calls are served as the policy wants; that the state is lost is told anyway."""
    policy = POLICY + f"on_state_failure: {word}\n"
    with redis_server() as redis, start_proxy(folder, model.url, policy, state=redis.url, workers=workers) as proxy:
        assert [await health(proxy, path) for path in ("/healthz", "/readyz", "/metrics")] == [200, 200, 200]
        redis.kill()
        expected = 503 if word == "closed" else 200
        async with httpx.AsyncClient(base_url=proxy.admin, timeout=20) as client, asyncio.timeout(DEADLINE):
            answer = await client.get("/readyz")
            while "no connection to Redis" not in answer.text or answer.status_code != expected:
                assert answer.status_code in (200, expected)
                answer = await client.get("/readyz")
        assert answer.json()["ready"] is (word == "open")
        assert ("serving as on_state_failure says: open" in answer.text) is (word == "open")
        assert await health(proxy, "/healthz") == 200


async def test_flags_have_environment_twins(folder: Path, model: Model) -> None:
    """Every flag may come from STILLWATCH_…; the command line wins."""
    environ = {"STILLWATCH_DRAIN": "7", "STILLWATCH_LISTEN": "nonsense", "STILLWATCH_ACCESS": "false"}
    with start_proxy(folder, model.url, POLICY, environ) as proxy:
        assert await ask(proxy) == 200
        assert proxy.stop() == 0
    assert (await proxy.logged("draining"))["limit_s"] == 7.0
    assert proxy.events("access") == []


def test_crew_that_cannot_start_ends(folder: Path) -> None:
    """A crew of which no worker can start ends with code 1 and a line that says why, instead of trying for ever."""
    state = f"redis://127.0.0.1:{free_port()}/0"
    done = run_wrong(folder, upstream="http://x", workers=2, state=state, events="/nowhere/deep/e.jsonl")
    assert done.returncode == 1
    assert "--events: " in done.stderr
    assert "Traceback" not in done.stderr


async def test_workers_end_with_their_parent(folder: Path, model: Model) -> None:
    """Where the parent is killed hard its workers drain and stop: nobody else would ever stop or replace them."""
    with redis_server() as redis, start_proxy(folder, model.url, POLICY, state=redis.url, workers=2) as proxy:
        workers = workers_of(proxy)
        proxy.process.kill()
        await eventually(lambda: not any(running(worker) for worker in workers), "the workers' end")


def running(process: psutil.Process) -> bool:
    """Whether a process is there and no zombie."""
    return process.is_running() and process.status() != psutil.STATUS_ZOMBIE


async def test_worker_that_cannot_restart_is_tried_again(folder: Path, model: Model) -> None:
    """A worker that dies while the policy file is broken comes back once it is whole; the other serves meanwhile."""
    with redis_server() as redis, start_proxy(folder, model.url, POLICY, state=redis.url, workers=2) as proxy:
        first, second = workers_of(proxy)
        proxy.policy.write_text("nonsense")
        first.kill()
        await proxy.logged("worker cannot start")
        assert second.is_running()
        proxy.policy.write_text(POLICY)
        async with asyncio.timeout(DEADLINE):
            while await health(proxy, "/readyz") != 200:
                pass
        assert len(workers_of(proxy)) == 2


def test_harness_fails_loudly(folder: Path) -> None:
    """A proxy that does not start fails the test with its own words."""
    folder.mkdir()
    (folder / "policy.yaml").write_text("nonsense")
    with pytest.raises(AssertionError, match="the proxy ended"):
        wait_until_listening(launch(folder, {"upstream": "http://x"}, {}))
