"""Budgets through the port: exact, shared by replicas, by org, and known again after a reload of the directory."""

from __future__ import annotations

import asyncio
import json
from contextlib import ExitStack
from pathlib import Path

import httpx
import pytest

from tests.e2e.conftest import Key
from tests.e2e.proxy import Proxy, eventually, start_proxy
from tests.model import Model
from tests.servers import redis_server

CHAT = {"model": "mock-1", "max_tokens": 9, "messages": [{"role": "user", "content": "hello"}]}
THREE = "policy: p\nmode: enforce\nbudgets: [{name: b, per: caller, meter: requests, limit: 7, window: 1h}]\n"


async def ask(proxy: Proxy, key: str, path: str = "/v1/chat/completions") -> httpx.Response:
    """One call on a connection of its own."""
    async with httpx.AsyncClient(timeout=20) as client:
        return await client.post(proxy.url + path, json=CHAT, headers={"authorization": f"Bearer {key}"})


async def test_calls_one_after_the_other(proxy: Proxy, model: Model, key: Key) -> None:
    """A limit of two grants two calls and no third, whatever the route."""
    caller = key("two")
    paths = ("/v1/chat/completions", "/v1/files", "/v1/messages", "/v1/embeddings")
    found = [(await ask(proxy, caller, path)).status_code for path in paths]
    assert found == [200, 404, 429, 429]  # the mock model has no files, and a budget of requests counts them
    assert (await model.stats()).requests == 2


async def test_calls_at_the_same_time(proxy: Proxy, model: Model, key: Key) -> None:
    """Of twenty calls at once a limit of two grants two."""
    caller = key("two")
    found = await asyncio.gather(*[ask(proxy, caller) for _ in range(20)])
    assert sorted(each.status_code for each in found) == [200] * 2 + [429] * 18
    assert (await model.stats()).requests == 2


async def test_keys_of_an_org_share(proxy: Proxy, model: Model) -> None:
    """A budget per org is one for all its keys."""
    found = [(await ask(proxy, f"sk-org-{n}")).status_code for n in range(5)]
    assert found == [200, 200, 200, 429, 429]


async def test_retry_after_is_never_above_two_minutes(proxy: Proxy, model: Model, key: Key) -> None:
    """With a window of an hour the client is still told to come back within 120 s: SDKs give up or hang beyond."""
    caller = key("two")
    refused = [await ask(proxy, caller) for _ in range(3)][-1]
    assert refused.status_code == 429
    assert refused.headers["retry-after"] == "120"
    assert refused.headers["x-ratelimit-reset-requests"].startswith(("59m", "1h"))


async def test_two_proxies_share_one_limit(folder: Path, model: Model) -> None:
    """Two replicas on one Redis grant a limit once, also when asked at the same time."""
    with ExitStack() as stack:
        redis = stack.enter_context(redis_server())
        one, two = (
            stack.enter_context(start_proxy(folder / name, model.url, THREE, state=redis.url)) for name in ("a", "b")
        )
        found = await asyncio.gather(*[ask(proxy, "sk-me") for _ in range(15) for proxy in (one, two)])
    assert sorted(each.status_code for each in found) == [200] * 7 + [429] * 23
    assert (await model.stats()).requests == 7


async def test_directory_is_read_again_when_it_changes(folder: Path, model: Model) -> None:
    """A key that is added to the directory gets its tier within seconds, without a restart or a signal."""
    policy = (
        "policy: p\nmode: enforce\ncallers: {directory: keys.jsonl}\n"
        "budgets: [{name: b, per: org, meter: requests, limit: 1, window: 1h, applies_to: {tier: free}}]\n"
    )
    keys = empty(folder / "keys.jsonl")
    with start_proxy(folder, model.url, policy) as proxy:
        for _ in range(3):
            assert (await ask(proxy, "sk-late")).status_code == 200
        beside = folder / "new"
        beside.write_text(json.dumps({"key": "sk-late", "org": "o1", "tier": "free"}) + "\n")
        beside.rename(keys)
        await proxy.metric('stillwatch_reloads_total{result="ok",what="directory"}', 1)
        assert [(await ask(proxy, "sk-late")).status_code for _ in range(2)] == [200, 429]
        found = await proxy.event("access", status=429)
    assert (found["org"], found["tier"], found["rules"]) == ("o1", "free", ["b"])


def empty(path: Path) -> Path:
    """An empty file in a new folder."""
    path.parent.mkdir()
    path.write_text("")
    return path


async def test_missing_directory_is_no_reason_not_to_serve(folder: Path, model: Model) -> None:
    """A directory that another job has yet to write is warned of, and read once it is there."""
    policy = (
        "policy: p\nmode: enforce\ncallers: {directory: keys.jsonl}\n"
        "budgets: [{name: b, per: org, meter: requests, limit: 1, window: 1h, applies_to: {tier: free}}]\n"
    )
    with start_proxy(folder, model.url, policy) as proxy:
        assert [(await ask(proxy, "sk-me")).status_code for _ in range(2)] == [200, 200]
        assert "until there is" in (await proxy.logged("policy", level="warning"))["text"]
        (folder / "keys.jsonl").write_text('{"key": "sk-me", "tier": "free"}\n')
        await eventually(lambda: proxy.events("access", tier="free") or refresh(proxy), "the directory to be read")


def refresh(proxy: Proxy) -> bool:
    """Ask once more; the answer does not matter."""
    httpx.post(proxy.url + "/v1/embeddings", json=CHAT, headers={"authorization": "Bearer sk-me"}, timeout=20)
    return False


@pytest.mark.parametrize("body", [{**CHAT, "max_tokens": 100000}])
async def test_budget_of_one_caller_is_not_anothers(
    proxy: Proxy, model: Model, key: Key, body: dict[str, object]
) -> None:
    """What one caller used up is still there for the next."""
    first, second = key("two"), key("two")
    assert [(await ask(proxy, first)).status_code for _ in range(3)] == [200, 200, 429]
    assert (await ask(proxy, second)).status_code == 200
