"""A receiver of events that fails is nobody's trouble: requests go on, and the events arrive when it is back."""

from __future__ import annotations

import asyncio
import json
from collections import Counter
from pathlib import Path

import httpx
import pytest

from tests.audit.sinks.receivers import Collector, collecting
from tests.e2e.proxy import Proxy, eventually, start_proxy
from tests.model import Model

POLICY = "policy: p\nbudgets: [{name: b, per: caller, meter: requests, limit: 10k, window: 1h}]\n"
CHAT = {"model": "mock-1", "max_tokens": 2, "messages": [{"role": "user", "content": "hello"}]}


def outlet(collector: Collector, folder: Path) -> str:
    """Small batches, so that there is always one under way."""
    return f"{collector.url}?every=0.01s&batch=5&spool={folder / 'spool'}"


async def ask(proxy: Proxy, number: int) -> None:
    """So many requests, all of them answered."""
    async with httpx.AsyncClient(base_url=proxy.url, timeout=30) as client:
        for _ in range(number):
            answer = await client.post("/v1/chat/completions", json=CHAT, headers={"authorization": "Bearer sk-me"})
            assert answer.status_code == 200


def arrived(collector: Collector) -> Counter[str]:
    """Access events by their id, with how often each came."""
    events = map(json.loads, collector.lines)
    return Counter(event["id"] for event in events if event["event"] == "access")


async def test_a_receiver_that_hangs_slows_nobody(tmp_path: Path, model: Model) -> None:
    """While it takes a batch and never answers, every request is served; at the end it has every event."""
    async with collecting() as collector:
        collector.hanging = asyncio.Event()
        with start_proxy(tmp_path / "proxy", model.url, POLICY, events=outlet(collector, tmp_path)) as proxy:
            await ask(proxy, 3)
            await collector.until(lambda: collector.tries == 1)
            async with asyncio.timeout(30):
                await ask(proxy, 20)
            assert collector.tries == 1
            collector.hanging.set()
            await collector.until(lambda: len(arrived(collector)) == 23)
            assert proxy.stop() == 0


async def test_killed_in_the_middle_of_a_batch(tmp_path: Path, model: Model) -> None:
    """What was on disk when the proxy was killed is sent by the next one; what comes twice has the same id."""
    async with collecting() as collector:
        collector.hanging = asyncio.Event()
        where = outlet(collector, tmp_path)
        spool = tmp_path / "spool" / "events" / "0"
        with start_proxy(tmp_path / "first", model.url, POLICY, events=where) as proxy:
            await ask(proxy, 20)
            await collector.until(lambda: collector.tries >= 1)
            await eventually(
                lambda: sum(path.read_bytes().count(b'"access"') for path in spool.glob("*.events")) == 20, "the spool"
            )
            proxy.process.kill()
            proxy.process.wait(30)
        # The batch that was under way arrives all the same: the proxy does not know.
        collector.hanging.set()
        with start_proxy(tmp_path / "second", model.url, POLICY, events=where) as proxy:
            await collector.until(lambda: len(arrived(collector)) == 20)
            await ask(proxy, 2)
            await collector.until(lambda: len(arrived(collector)) == 22)
            assert proxy.stop() == 0
        assert sum(arrived(collector).values()) <= 22 + 5


@pytest.mark.parametrize("network", [True, False])
async def test_killed_right_after_an_answer(tmp_path: Path, model: Model, network: bool) -> None:
    """Every request that is over has its event, also where the proxy is killed in the moment after.

    The last of ten may not be over: its client has the answer, and its event is being made.
    """
    async with collecting() as collector:
        where = outlet(collector, tmp_path) if network else str(tmp_path / "events.jsonl")

        def told() -> int:
            lines = collector.lines if network else (tmp_path / "events.jsonl").read_bytes().splitlines()
            return len({event["id"] for event in map(json.loads, lines) if event["event"] == "access"})

        for turn in range(1, 4):
            with start_proxy(tmp_path / f"proxy-{turn}", model.url, POLICY, events=where) as proxy:
                await ask(proxy, 10)
                proxy.process.kill()
                proxy.process.wait(30)
        with start_proxy(tmp_path / "last", model.url, POLICY, events=where):
            await eventually(lambda: told() >= 27, "every event")


async def test_a_receiver_that_dies_gets_everything_afterwards(tmp_path: Path, model: Model) -> None:
    """Over its death, and over a restart of the proxy, nothing is lost."""
    async with collecting() as collector:
        port = int(collector.url.rpartition(":")[2].partition("/")[0])
        where = outlet(collector, tmp_path)
    with start_proxy(tmp_path / "first", model.url, POLICY, events=where) as proxy:
        await ask(proxy, 12)
        assert proxy.stop() == 0
    async with collecting(port=port) as collector:
        with start_proxy(tmp_path / "second", model.url, POLICY, events=where) as proxy:
            await ask(proxy, 3)
            await collector.until(lambda: len(arrived(collector)) == 15)
            assert proxy.stop() == 0
        assert set(arrived(collector).values()) == {1}
