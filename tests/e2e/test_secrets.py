"""The secret is replaced: what ran against callers runs on, and exceptions hold, under ids that are all new."""

from __future__ import annotations

from pathlib import Path

import httpx

from proxy.callers.digests import Keyed
from tests.e2e.proxy import SECRET, Proxy, start_proxy
from tests.model import Model
from tests.servers import redis_server

NEW = "another-secret-another-secret-12"
BAN = """policy: p
mode: enforce
budgets: [{name: b, per: caller, meter: requests, limit: 100, window: 1h}]
rules: [{name: ban, why: w, when: "%s", then: [block], for: 1h}]
"""
CHAT = {"model": "mock-1", "max_tokens": 2, "messages": [{"role": "user", "content": "hello"}]}


async def ask(proxy: Proxy, key: str) -> int:
    """One call with this key."""
    async with httpx.AsyncClient(base_url=proxy.url, timeout=30) as client:
        answer = await client.post("/v1/chat/completions", json=CHAT, headers={"authorization": f"Bearer {key}"})
        return answer.status_code


async def test_bans_outlive_the_secret(tmp_path: Path, model: Model) -> None:
    """Who was banned under the old secret is banned under the new one, unless an exception names the old id."""
    spared = Keyed(SECRET.encode()).caller(b"sk-spared")
    later = BAN % "model == nothing" + (
        f"exceptions: [{{name: e, callers: [{spared}], rules: '*', until: 2099-01-01, owner: o, reason: r}}]\n"
    )
    with redis_server() as store:
        with start_proxy(tmp_path / "a", model.url, BAN % "volume.requests[1h] >= 2", state=store.url) as proxy:
            for key in ("sk-bad", "sk-spared"):
                assert 403 in [await ask(proxy, key) for _ in range(4)]
            assert proxy.stop() == 0
        both = {"STILLWATCH_SECRET": NEW, "STILLWATCH_FORMER_SECRET": SECRET}
        with start_proxy(tmp_path / "b", model.url, later, both, state=store.url) as proxy:
            assert [await ask(proxy, key) for key in ("sk-bad", "sk-bad", "sk-spared", "sk-good")] == [
                403,
                403,
                200,
                200,
            ]
            assert {event["caller"] for event in proxy.events("access")} <= {
                Keyed(NEW.encode()).caller(key) for key in (b"sk-bad", b"sk-spared", b"sk-good")
            }
            assert proxy.stop() == 0
        with start_proxy(tmp_path / "c", model.url, later, {"STILLWATCH_SECRET": NEW}, state=store.url) as proxy:
            assert await ask(proxy, "sk-bad") == 200
            assert proxy.stop() == 0
