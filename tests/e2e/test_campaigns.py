"""Campaigns in two real proxies on one Redis: found by one, known to both, and carried on when that one dies."""

from __future__ import annotations

import signal
import time
from pathlib import Path
from random import Random

import httpx

from tests.e2e.proxy import DEADLINE, Proxy, eventually, start_pair
from tests.e2e.test_operators import ENVIRON, TOKEN
from tests.model import Model
from tests.traffic import STRONG, words

POLICY = """
policy: p
mode: enforce
rules:
  - name: campaign
    why: Many callers, one hand
    when: [campaign.matches == true, campaign.risk >= 0.6]
    then: [block]
    for: request
"""
# The promise, and what a busy machine adds to it.
TAKEOVER_S, SLACK_S = 10.0, 20.0


async def ask(proxy: Proxy, key: str, text: str) -> int:
    """The status of one call."""
    body = {"model": "mock-1", "max_tokens": 9, "messages": [{"role": "user", "content": text}]}
    async with httpx.AsyncClient(base_url=proxy.url, timeout=DEADLINE) as client:
        told = await client.post("/v1/chat/completions", json=body, headers={"authorization": f"Bearer {key}"})
        return told.status_code


async def leader(*proxies: Proxy) -> Proxy:
    """The proxy that leads, waited for."""
    while True:
        for proxy in proxies:
            if (await proxy.metrics()).get("stillwatch_correlator_leads") == 1.0:
                return proxy


async def listed(proxy: Proxy) -> list[str]:
    """The ids of the campaigns that a proxy knows."""
    headers = {"authorization": f"Bearer {TOKEN}"}
    async with httpx.AsyncClient(base_url=proxy.admin, timeout=DEADLINE) as client:
        told = (await client.get("/v1/campaigns", headers=headers)).json()
    return [each["campaign"] for each in told["campaigns"]]


def findings(*proxies: Proxy) -> list[str]:
    """What was told of campaigns, by any of them."""
    return [each["activity"] for proxy in proxies for each in proxy.events("finding", about="campaign")]


async def test_a_campaign_outlives_its_finder(folder: Path, model: Model) -> None:
    """Callers spread over two proxies are found as one campaign, whose text neither serves from then on.

    One of them is killed; the other one leads within ten seconds, with the same campaign, told once.
    """
    chance = Random(3)  # noqa: S311
    with start_pair(folder, model.url, POLICY, ENVIRON, campaigns_every=1) as (_, one, other):
        for number in range(40):
            proxy, key = (one, other)[number % 2], f"sk-fleet-{number % 10}"
            assert await ask(proxy, key, STRONG.format(words(chance, 15))) in (200, 403)
        for proxy in (one, other):
            await proxy.metric("stillwatch_campaigns", 1.0)
            assert await ask(proxy, "sk-standby", STRONG.format(words(chance, 15))) == 403
            assert await ask(proxy, "sk-person", "How do I get to the station from here, please?") == 200
        (found,) = await listed(one)
        assert await listed(other) == [found]
        await one.event("decision", campaign=found, action="block")
        leads = await leader(one, other)
        left = other if leads is one else one
        await eventually(lambda: findings(one, other), "the finding")
        killed = time.monotonic()
        leads.signal(signal.SIGKILL)
        await leads.stopped()
        assert await leader(left) is left
        assert time.monotonic() - killed < TAKEOVER_S + SLACK_S
        assert await listed(left) == [found]
        assert await ask(left, "sk-late", STRONG.format(words(chance, 15))) == 403
        assert findings(one, other).count("create") == 1
