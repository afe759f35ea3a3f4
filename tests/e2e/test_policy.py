"""The policy in force: reloaded as a whole or not at all, and `observe` touches nobody."""

from __future__ import annotations

import asyncio
import signal
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from tests.e2e.proxy import Proxy, start_proxy
from tests.model import Model

CHAT = {"model": "mock-1", "max_tokens": 9, "messages": [{"role": "user", "content": "hello"}]}


def policy(limit: int, mode: str = "enforce") -> str:
    """A policy with this limit of requests an hour."""
    return (
        f"policy: p\nmode: {mode}\nbudgets: [{{name: b, per: caller, meter: requests, limit: {limit}, window: 1h}}]\n"
    )


@pytest.fixture
def own_proxy(folder: Path, model: Model) -> Iterator[Proxy]:
    """A proxy of the test's own with a limit of two."""
    with start_proxy(folder, model.url, policy(2)) as running:
        yield running


async def statuses(proxy: Proxy, key: str, number: int) -> list[int]:
    """The statuses of so many calls."""
    async with httpx.AsyncClient(base_url=proxy.url, headers={"authorization": f"Bearer {key}"}) as client:
        return [(await client.post("/v1/chat/completions", json=CHAT)).status_code for _ in range(number)]


@pytest.mark.parametrize("hangup", [True, False])
async def test_a_change_is_in_force_without_a_restart(own_proxy: Proxy, hangup: bool) -> None:
    """An edit is in force at SIGHUP, and within seconds without one; a changed limit resets no counter."""
    assert await statuses(own_proxy, "sk-me", 3) == [200, 200, 429]
    own_proxy.policy.write_text(policy(4))
    if hangup:
        own_proxy.signal(signal.SIGHUP)
    await own_proxy.logged("policy changed")
    assert await statuses(own_proxy, "sk-me", 3) == [200, 200, 429]
    assert await statuses(own_proxy, "sk-other", 5) == [200] * 4 + [429]


@pytest.mark.parametrize("broken", ["policy: p\nmode: enforced\n", "{", "\xff", ""])
async def test_a_broken_file_leaves_the_old_policy(own_proxy: Proxy, broken: str) -> None:
    """A policy that does not hold changes nothing; log and metrics say so, with the place; a good one then counts."""
    own_proxy.policy.write_bytes(broken.encode("latin-1"))
    own_proxy.signal(signal.SIGHUP)
    said = await own_proxy.logged("policy not changed")
    assert "policy.yaml:" in said["problems"]
    assert await statuses(own_proxy, "sk-me", 3) == [200, 200, 429]
    failures = {name: n for name, n in (await own_proxy.metrics()).items() if name.startswith("stillwatch_reloads")}
    assert failures['stillwatch_reloads_total{result="failed",what="policy"}'] >= 1
    own_proxy.policy.write_text(policy(5))
    own_proxy.signal(signal.SIGHUP)
    await own_proxy.logged("policy changed")
    assert await statuses(own_proxy, "sk-new", 6) == [200] * 5 + [429]


async def test_a_removed_file_leaves_the_old_policy(own_proxy: Proxy) -> None:
    """Editors remove and write again: the policy in between is the old one."""
    own_proxy.policy.unlink()
    await own_proxy.logged("policy not changed")
    assert await statuses(own_proxy, "sk-me", 3) == [200, 200, 429]


async def test_reload_splits_no_request(own_proxy: Proxy, model: Model) -> None:
    """Requests in flight go on while the policy changes again and again; none is lost or answered with a 500."""
    own_proxy.policy.write_text(policy(100000))
    own_proxy.signal(signal.SIGHUP)
    await own_proxy.logged("policy changed")
    calls = asyncio.gather(*[statuses(own_proxy, f"sk-{n}", 15) for n in range(8)])
    limit = 100000
    while not calls.done():
        limit += 1
        own_proxy.policy.write_text(policy(limit))
        own_proxy.signal(signal.SIGHUP)
        await own_proxy.metrics()
    assert {status for each in await calls for status in each} == {200}


async def test_observe_refuses_nobody_and_tells_whom_it_would(folder: Path, model: Model) -> None:
    """In observe mode every call passes without a trace in its answer; events tell what enforce would have done."""
    with start_proxy(folder, model.url, policy(2, "observe")) as proxy:
        async with httpx.AsyncClient(base_url=proxy.url, headers={"authorization": "Bearer sk-me"}) as client:
            found = [await client.post("/v1/chat/completions", json=CHAT) for _ in range(4)]
        assert [each.status_code for each in found] == [200] * 4
        assert not [name for each in found for name in each.headers if "ratelimit" in name or name == "retry-after"]
        assert await proxy.told(2, "decision")
        would = await proxy.event("decision")
        assert (would["action"], would["enforced"], would["rules"], would["refusal"]) == (
            "throttle", False, ["b"], "budget",
        )  # fmt: skip
        numbers = await proxy.metrics()
    assert numbers['stillwatch_decisions_total{action="throttle",enforced="false"}'] == 2
    assert numbers['stillwatch_budget_refusals_total{budget="b"}'] == 2
    assert (await model.stats()).requests == 4 + 1  # and the mark


async def test_switching_to_observe_is_immediate(own_proxy: Proxy) -> None:
    """`mode: observe` in the file lets everybody through again, at once."""
    assert await statuses(own_proxy, "sk-me", 3) == [200, 200, 429]
    own_proxy.policy.write_text(policy(2, "observe"))
    own_proxy.signal(signal.SIGHUP)
    await own_proxy.logged("policy changed", mode="observe")
    assert await statuses(own_proxy, "sk-me", 3) == [200] * 3


async def test_routes_by_model_and_path(folder: Path, model: Model) -> None:
    """The policy sends models and paths to other upstreams; everything else goes to the usual one."""
    from tests.model import start_model

    with start_model() as other:
        models, paths = (f"url: '{other.url}', {what}" for what in ("models: other-*", "paths: /v1/embeddings"))
        text = f"policy: p\nupstreams: [{{name: o, {models}}}, {{name: e, {paths}}}]\n"
        with start_proxy(folder, model.url, text) as proxy:
            async with httpx.AsyncClient(base_url=proxy.url) as client:
                for name, path in (("mock-1", "/v1/chat/completions"), ("other-1", "/v1/chat/completions"),
                                   ("mock-1", "/v1/embeddings")):  # fmt: skip
                    assert (await client.post(path, json={**CHAT, "model": name, "input": "x"})).status_code == 200
        assert (await other.stats()).requests == 2
    assert (await model.stats()).requests == 1
