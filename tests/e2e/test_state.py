"""The state fails in every way in which a Redis can; traffic goes on as the policy says, and recovers by itself."""

from __future__ import annotations

import time
from collections.abc import Callable
from contextlib import ExitStack
from pathlib import Path

import httpx
import psutil
import pytest

from tests.e2e.probing import slowdown
from tests.e2e.proxy import Proxy, start_proxy
from tests.model import Model
from tests.servers import RedisServer, redis_server

CHAT = {"model": "mock-1", "max_tokens": 9, "messages": [{"role": "user", "content": "hello"}]}
LIMIT = 6
POLICY = (
    "policy: p\nmode: enforce\non_state_failure: {word}\n"
    "budgets: [{{name: b, per: caller, meter: requests, limit: 6, window: 1h}}]\n"
)

# What a failure does to the server, and what heals it.
FAILURES: dict[str, tuple[Callable[[RedisServer], object], Callable[[RedisServer], object]]] = {
    "killed": (RedisServer.kill, RedisServer.start),
    "frozen": (RedisServer.freeze, RedisServer.thaw),
    "full": (
        lambda server: server.ask("CONFIG", "SET", "maxmemory", 1),
        lambda server: server.ask("CONFIG", "SET", "maxmemory", 0),
    ),
    "password changed": (
        lambda server: (server.ask("CONFIG", "SET", "requirepass", "other"), cut(server, "other")),
        lambda server: server.ask("CONFIG", "SET", "requirepass", "", password="other"),
    ),
}
# What a policy makes of the first ten calls of a new caller while nobody remembers it.
OUTCOMES = {"open": [200] * 10, "closed": [503] * 10, "local": [200] * LIMIT + [429] * 4}


def cut(server: RedisServer, password: str) -> object:
    """End the connections that were let in by the old password."""
    return server.ask("CLIENT", "KILL", "TYPE", "normal", "SKIPME", "yes", password=password)


def ask(client: httpx.Client, key: str) -> httpx.Response:
    """One call."""
    return client.post("/v1/chat/completions", json=CHAT, headers={"authorization": f"Bearer {key}"})


def until_counted(client: httpx.Client, seconds: float) -> float:
    """Seconds until a budget is counted in Redis again: until an answer tells where a fresh caller stands."""
    started = time.monotonic()
    for number in range(100_000):
        found = ask(client, f"sk-after-{number}")
        if found.status_code == 200 and "x-ratelimit-remaining-requests" in found.headers:
            return time.monotonic() - started
        assert time.monotonic() - started < seconds, "the state is not used again"
    raise AssertionError("unreachable")


@pytest.mark.parametrize("word", OUTCOMES)
@pytest.mark.parametrize("failure", FAILURES)
async def test_redis_fails_and_heals(folder: Path, model: Model, failure: str, word: str) -> None:
    """Calls are answered as `on_state_failure` says, none waits for long, and within 5 s of the cure all is well."""
    harm, heal = FAILURES[failure]
    with ExitStack() as stack:
        redis = stack.enter_context(redis_server("--maxmemory-policy", "noeviction"))
        policy = POLICY.format(word=word)
        # Twice the default: this machine is busy with other tests.
        proxy = stack.enter_context(start_proxy(folder, model.url, policy, state=redis.url, state_limit=50))
        client = stack.enter_context(httpx.Client(base_url=proxy.url, timeout=20))
        until_counted(client, 20)
        harm(redis)
        answers, waits = [], []
        for _ in range(10):
            started = time.monotonic()
            answers.append(ask(client, "sk-me").status_code)
            waits.append(time.monotonic() - started)
        # A password that changed is noticed with the next connection, so the first call may still be counted.
        assert answers == OUTCOMES[word]
        assert max(waits) < 0.5 * slowdown()
        # The breaker is open by now: nothing is sent, nobody waits.
        assert min(waits[5:]) < 0.03 * slowdown()
        await proxy.metric("stillwatch_state_breaker_open", 1)
        heal(redis)
        healed = time.monotonic()
        if word != "local":  # its own counters answer as Redis would, so ask the metric
            until_counted(client, 5 * slowdown())
        await proxy.metric("stillwatch_state_breaker_open", 0)
        assert time.monotonic() - healed < 5 * slowdown()
        assert [ask(client, "sk-later").status_code for _ in range(LIMIT + 1)] == [200] * LIMIT + [429]
        said = [line["text"] for line in proxy.log() if line["log"] == "state"]
    assert any("not used for now" in text for text in said)
    assert any("used again" in text for text in said)


async def test_starts_without_redis_and_finds_it_later(folder: Path, model: Model) -> None:
    """A Redis that is not there yet is no reason not to start; it is used once it is."""
    with ExitStack() as stack:
        redis = stack.enter_context(redis_server())
        redis.kill()
        proxy = stack.enter_context(start_proxy(folder, model.url, POLICY.format(word="open"), state=redis.url))
        client = stack.enter_context(httpx.Client(base_url=proxy.url, timeout=20))
        assert ask(client, "sk-me").status_code == 200
        redis.start()
        until_counted(client, 10)


async def test_wrong_password_from_the_start(folder: Path, model: Model) -> None:
    """A wrong password is said in the log, without the password, and serves as the policy says."""
    with ExitStack() as stack:
        redis = stack.enter_context(redis_server("--requirepass", "right-password"))
        url = f"redis://:wrong-password@127.0.0.1:{redis.port}/0"
        proxy = stack.enter_context(start_proxy(folder, model.url, POLICY.format(word="open"), state=url))
        client = stack.enter_context(httpx.Client(base_url=proxy.url, timeout=20))
        assert [ask(client, "sk-me").status_code for _ in range(10)] == [200] * 10
        text = (proxy.folder / "log").read_text()
    assert "password" in text.lower() or "auth" in text.lower()
    assert "wrong-password" not in text


async def test_unknown_decisions_are_counted_and_told(folder: Path, model: Model) -> None:
    """A call that was let through without the state is an event and a number."""
    with ExitStack() as stack:
        redis = stack.enter_context(redis_server())
        proxy = stack.enter_context(start_proxy(folder, model.url, POLICY.format(word="open"), state=redis.url))
        client = stack.enter_context(httpx.Client(base_url=proxy.url, timeout=20))
        until_counted(client, 20)
        redis.kill()
        assert ask(client, "sk-me").status_code == 200
        await proxy.metric("stillwatch_unknown_decisions_total", 1)
        assert (await proxy.event("decision"))["unknown"] is True


async def test_embedded_state_survives_a_restart(folder: Path, model: Model, tmp_path: Path) -> None:
    """A budget that was used up before a restart is used up after it, with nothing to install."""
    state = f"embedded://{tmp_path / 'state'}"
    for expected in ([200] * LIMIT + [429], [429]):
        with start_proxy(folder, model.url, POLICY.format(word="closed"), {"STILLWATCH_SECRET": ""}, state=state) as p:
            with httpx.Client(base_url=p.url, timeout=20) as client:
                assert [ask(client, "sk-me").status_code for _ in expected] == expected
            assert p.stop() == 0


def redis_children(proxy: Proxy) -> list[int]:
    """Processes of redis-server below the proxy."""
    return [child.pid for child in psutil.Process(proxy.process.pid).children() if "redis" in child.name()]


async def test_embedded_server_is_started_again_when_it_dies(folder: Path, model: Model, tmp_path: Path) -> None:
    """The private redis-server is supervised: killed, it is back within seconds, with what it knew."""
    state = f"embedded://{tmp_path / 'state'}"
    with start_proxy(folder, model.url, POLICY.format(word="open"), state=state) as proxy:
        with httpx.Client(base_url=proxy.url, timeout=20) as client:
            assert [ask(client, "sk-me").status_code for _ in range(LIMIT + 1)] == [200] * LIMIT + [429]
            (child,) = redis_children(proxy)
            psutil.Process(child).kill()
            until_counted(client, 8 * slowdown())
            assert ask(client, "sk-me").status_code == 429
        assert proxy.stop() == 0
        assert not psutil.pid_exists(child)


async def test_embedded_server_ends_with_us(folder: Path, model: Model, tmp_path: Path) -> None:
    """Even a proxy that is killed hard leaves no redis-server behind that keeps the next one from starting."""
    state = f"embedded://{tmp_path / 'state'}"
    for _ in range(2):
        with start_proxy(folder, model.url, POLICY.format(word="closed"), state=state) as proxy:
            with httpx.Client(base_url=proxy.url, timeout=20) as client:
                assert ask(client, "sk-me").status_code == 200
            proxy.process.kill()
            await proxy.stopped()
