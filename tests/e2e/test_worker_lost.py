"""A worker of a crew is killed: what it had not written is written by the one that takes its place."""

from __future__ import annotations

from pathlib import Path

import httpx

from tests.e2e.proxy import DEADLINE, eventually, start_proxy
from tests.e2e.test_operations import CHAT, workers_of
from tests.model import Model
from tests.servers import redis_server

POLICY = "policy: p\nbudgets: [{name: b, per: caller, meter: requests, limit: 10k, window: 1h}]\n"


async def test_events_of_a_killed_worker_are_written(folder: Path, model: Model) -> None:
    """Every request that is over has its event, whichever worker served it and however that ended.

    One request may not be over: its client has the answer, and its event is being made.
    """
    with redis_server() as redis, start_proxy(folder, model.url, POLICY, state=redis.url, workers=2) as proxy:
        async with httpx.AsyncClient(base_url=proxy.url, timeout=DEADLINE) as client:
            for _ in range(20):
                assert (await client.post("/v1/chat/completions", json=CHAT)).status_code == 200
        for worker in workers_of(proxy):
            worker.kill()
        await eventually(lambda: len(proxy.events("access")) >= 19, "the events")
        assert proxy.stop() == 0
    ids = [event["id"] for event in proxy.events("access")]
    assert len(set(ids)) >= 19
