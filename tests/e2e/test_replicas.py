"""Orders of operators in several replicas: two real processes on one Redis, under load."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import httpx

from tests.e2e.proxy import Proxy, eventually, start_pair, start_proxy
from tests.e2e.test_operators import ENVIRON, TOKEN, ask, command
from tests.model import Model

POLICY = """
policy: p
mode: enforce
rules: [{name: all, why: x, when: operation == chat, then: [block], for: request}]
"""
CALM = "policy: p\n"
ORDER = {"who": "ada", "why": "fire"}
# The promise, from the order to its effect.
EFFECT_S = 2.0


async def post(proxy: Proxy, path: str, **order: object) -> Any:
    """An order at a replica's admin listener."""
    async with httpx.AsyncClient(base_url=proxy.admin, timeout=20) as client:
        told = await client.post(path, json={**ORDER, **order}, headers={"authorization": f"Bearer {TOKEN}"})
        assert told.status_code == 200, told.text
        return told.json()


class Load:
    """Callers that ask a replica again and again: when each asked, when it was answered, and the status."""

    def __init__(self) -> None:
        self.over = False
        self.seen: list[tuple[float, float, int]] = []

    async def press(self, proxy: Proxy, key: str) -> None:
        """One caller."""
        async with httpx.AsyncClient(base_url=proxy.url, timeout=20) as client:
            while not self.over:
                began = time.monotonic()
                status = await ask(client, "Hello", key)
                self.seen.append((began, time.monotonic(), status))

    async def first(self, status: int, after: float) -> float:
        """When the first request that began after this was answered so."""

        def found() -> list[float]:
            return [ended for began, ended, each in self.seen if each == status and began >= after]

        await eventually(found, f"status {status}")
        return min(found())

    async def settled(self, after: float) -> set[int]:
        """What requests got that began after this; waits for some."""

        def found() -> list[int]:
            return [status for began, _, status in self.seen if began >= after]

        await eventually(lambda: len(found()) >= 3, "requests")
        return set(found())


@asynccontextmanager
async def pressed(*proxies: Proxy) -> AsyncIterator[list[Load]]:
    """Load on each of these replicas."""
    loads = [Load() for _ in proxies]
    tasks = [
        asyncio.create_task(load.press(proxy, f"sk-{number}"))
        for proxy, load in zip(proxies, loads, strict=True)
        for number in range(3)
    ]
    try:
        yield loads
    finally:
        for load in loads:
            load.over = True
        await asyncio.gather(*tasks)


async def test_one_command_reaches_all_replicas(folder: Path, model: Model) -> None:
    """Under load, from the order at one replica to requests that are served at the other: two seconds at most."""
    with start_pair(folder, model.url, POLICY, ENVIRON) as (redis, one, other):
        async with pressed(one, other) as loads:
            for load in loads:
                await load.first(403, 0.0)
            # How long an interpreter takes to start is the machine's affair: the command itself comes afterwards.
            ordered = time.monotonic()
            await post(one, "/v1/mode", mode="observe")
            effects = [await load.first(200, ordered) - ordered for load in loads]
            late = [await load.settled(ordered + EFFECT_S) for load in loads]
            await other.logged("kill switch", on=True)
            back = time.monotonic()
            said = await command(other, "mode", "enforce", "--why", "it was something else")
            for load in loads:
                await load.first(403, back)
        joining = start_proxy(folder / "c", model.url, POLICY, ENVIRON, state=redis.url)
        await post(one, "/v1/mode", mode="observe")
        with joining as third:
            async with httpx.AsyncClient(base_url=third.url, timeout=20) as client:
                assert await ask(client, "Hello", "sk-0") == 200
    assert "Every other replica on the same state hears of it within a second." in said
    assert max(effects) < EFFECT_S, effects
    assert late == [{200}, {200}]


async def test_with_redis_down_each_replica_obeys_its_own(folder: Path, model: Model) -> None:
    """Without Redis the order works at each replica within two seconds, says that it does not travel, and lasts."""
    with start_pair(folder, model.url, POLICY, ENVIRON) as (redis, one, other):
        async with pressed(one, other) as loads:
            for load in loads:
                await load.first(403, 0.0)
            redis.kill()
            for proxy, load in zip((one, other), loads, strict=True):
                ordered = time.monotonic()
                told = await post(proxy, "/v1/mode", mode="observe")
                assert [worker["shared"] for worker in told["workers"]] == [False]
                assert await load.first(200, ordered) - ordered < EFFECT_S
            redis.start()
            # What was ordered without it is written down now, and nobody acts again.
            await one.metric("stillwatch_state_breaker_open", 0.0)
            mark = time.monotonic()
            await loads[1].first(200, mark)
        assert not [status for began, _, status in loads[0].seen if began > mark and status != 200]


async def test_a_ban_by_name_reaches_all_replicas(folder: Path, model: Model) -> None:
    """Banned at one replica a caller is refused at the other, also by a policy that observes; a lift frees it again."""
    with start_pair(folder, model.url, CALM, ENVIRON) as (_, one, other):
        async with pressed(other) as (load,):
            await load.first(200, 0.0)
            who = [row["caller"] for row in await callers(other)]
            ordered = time.monotonic()
            for caller in who:
                await command(one, "ban", caller, "--for", "1h", "--why", "ticket 1")
            banned = await load.first(403, ordered)
            for caller in who:
                await post(one, f"/v1/callers/{caller}/lift")
            await load.first(200, time.monotonic())
        event = await other.event("decision", action="block")
        await one.event("audit", what="ban", who="ada", why="ticket 1", worked=True)
    assert banned > ordered
    assert (event["rules"], event["enforced"], event["refusal"]) == (["operator-ban"], True, "banned")


async def callers(proxy: Proxy) -> list[dict[str, Any]]:
    """Callers that this replica has seen."""
    async with httpx.AsyncClient(base_url=proxy.admin, timeout=20) as client:
        told = await client.get("/v1/callers", headers={"authorization": f"Bearer {TOKEN}"})
        return list(told.json()["callers"])
