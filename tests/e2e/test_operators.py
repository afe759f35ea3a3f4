"""What an analyst sees and does: callers that become suspect, why, lifting it, and the kill switch under load."""

from __future__ import annotations

import asyncio
import os
import re
import subprocess
import sys
import time
from pathlib import Path
from random import Random

import httpx
import pytest

from tests.cli.office import plain
from tests.e2e.proxy import Proxy, start_proxy
from tests.model import Model
from tests.servers import redis_server
from tests.traffic import STRONG, words

TOKEN = "a-token-of-the-tests"
ENVIRON = {"STILLWATCH_ADMIN_TOKEN": TOKEN}
MARKS = ("PROMPTMARK", "sk-harvester", TOKEN)
POLICY = """
policy: p
mode: MODE
on_state_failure: closed
rules:
  - name: extraction
    why: This is the collection of a training set
    when: risk.level >= suspect
    then: [block]
    for: 6h
"""


async def ask(client: httpx.AsyncClient, text: str, key: str = "sk-harvester") -> int:
    """The status of one question."""
    body = {"model": "mock-1", "max_tokens": 5, "messages": [{"role": "user", "content": text}]}
    headers = {"authorization": f"Bearer {key}"}
    return (await client.post("/v1/chat/completions", json=body, headers=headers)).status_code


async def harvest(proxy: Proxy, many: int = 40) -> list[int]:
    """Questions as training material is collected."""
    chance = Random(4)  # noqa: S311 - the same in every run
    async with httpx.AsyncClient(base_url=proxy.url, timeout=20) as client:
        return [await ask(client, STRONG.format("PROMPTMARK " + words(chance, 12))) for _ in range(many)]


async def command(proxy: Proxy, *given: str) -> str:
    """What a command prints; it must end well."""
    environ = {**os.environ, **ENVIRON, "STILLWATCH_ADMIN": proxy.admin, "COLUMNS": "200", "USER": "ada"}
    done = await asyncio.to_thread(
        subprocess.run, [sys.executable, "-m", "proxy", *given], capture_output=True, text=True, env=environ
    )
    assert (done.returncode, done.stderr) == (0, "")
    return plain(done.stdout)


async def test_a_caller_becomes_suspect_and_is_explained(folder: Path, model: Model) -> None:
    """In observe mode: events tell each level once, `explain` says why and adds it up, `lift` ends what would run."""
    with start_proxy(folder, model.url, POLICY.replace("MODE", "observe"), ENVIRON) as proxy:
        assert set(await harvest(proxy)) == {200}
        event = await proxy.event("decision", level="suspect", held_s=0.0)
        who = event["caller"]
        told = await command(proxy, "explain", who)
        assert re.search(r"elicitation\.strong_share 1 1\.00 \+0\.\d\d 100% of recent requests are worded", told)
        (risk, product) = re.findall(r"risk (0\.\d\d) = 1 − (.*)", told)[0]
        innocent = 1.0
        for share in re.findall(r"1 − (\d\.\d+) ", product):
            innocent *= 1.0 - float(share)
        assert float(risk) == pytest.approx(1.0 - innocent, abs=0.006)
        assert "rule extraction: holds, running, for 6h after it last held, observed only" in told
        assert who in await command(proxy, "callers")
        acted = proxy.events("decision", action="block", enforced=False)[-1]
        assert f"decision {acted['id']}: block by extraction, observed only" in await command(
            proxy, "explain", acted["id"]
        )
        lifted = await command(proxy, "lift", who, "--why", "ticket 1")
        assert f"{who}: extraction; lifted" in lifted
        await proxy.event("audit", what="lift", who="ada", why="ticket 1", caller=who, rules=["extraction"])
        before = len(proxy.events("decision", action="block"))
        assert set(await harvest(proxy, 3)) == {200}
        assert "rule extraction: holds, lifted, observed only" in await command(proxy, "explain", who)
        proxy.stop()
    told_levels = [each["level"] for each in proxy.events("decision", held_s=0.0, action="allow") if each["risk"] > 0]
    assert told_levels == ["watch"]
    assert len(proxy.events("decision", action="block")) == before
    assert [
        mark for mark in MARKS if mark in told + (folder / "events.jsonl").read_text() + (folder / "log").read_text()
    ] == []


async def test_a_level_is_one_event_and_not_one_a_request(folder: Path, model: Model) -> None:
    """A watched caller that no rule acts on makes one event for each level that it reaches, however often it asks."""
    policy = POLICY.replace("MODE", "observe").replace("risk.level >= suspect", "risk.level == hostile")
    with start_proxy(folder, model.url, policy, ENVIRON) as proxy:
        await harvest(proxy, 60)
        proxy.stop()
    levels = [event["level"] for event in proxy.events("decision")]
    assert levels == ["watch", "suspect"]
    assert {"name", "family", "value", "score", "why"} == set(proxy.events("decision")[1]["signals"][0])
    (last,) = proxy.events("access")[-1:]
    assert last["level"] == "suspect"
    assert last["risk"] > 0.6


async def test_the_kill_switch_under_load_and_without_state(folder: Path, model: Model) -> None:
    """With Redis frozen and everybody refused, two workers under load serve all within two seconds of the order."""
    with redis_server() as redis:
        text = POLICY.replace("MODE", "enforce")
        with start_proxy(folder, model.url, text, ENVIRON, state=redis.url, workers=2, state_limit=25) as proxy:
            redis.freeze()
            over, statuses = asyncio.Event(), list[tuple[float, int]]()

            async def press(number: int) -> None:
                while not over.is_set():
                    began = time.monotonic()
                    async with httpx.AsyncClient(base_url=proxy.url, timeout=20) as client:
                        statuses.append((began, await ask(client, "Hello", f"sk-{number}")))

            pressing = [asyncio.create_task(press(number)) for number in range(6)]
            while not any(status == 503 for _, status in statuses):
                await asyncio.wait(pressing, timeout=0.05)
            async with httpx.AsyncClient(base_url=proxy.admin, timeout=20) as client:
                ordered = time.monotonic()
                order = {"mode": "observe", "who": "ada", "why": "fire"}
                headers = {"authorization": f"Bearer {TOKEN}"}
                told = (await client.post("/v1/mode", json=order, headers=headers)).json()
                answered = time.monotonic()
            served = len(statuses) + 60
            while len(statuses) < served:
                await asyncio.wait(pressing, timeout=0.05)
            over.set()
            await asyncio.gather(*pressing)
            redis.thaw()
            await proxy.event("audit", what="mode", mode="observe", worked=True)
    assert [worker["switched_off"] for worker in told["workers"]] == [True, True]
    assert answered - ordered < 2.0
    assert {status for began, status in statuses if began < ordered} == {503}
    late = [status for began, status in statuses if began > ordered + 2.0 or began > answered]
    assert len(late) > 20
    assert set(late) == {200}


async def test_the_api_keeps_prompts_and_keys_to_itself(folder: Path, model: Model) -> None:
    """No page of the API shows a prompt, a key, an address or the token; without a token there are no pages."""
    paths = ("/v1/callers", "/v1/policy", "/v1/nothing", "/metrics", "/readyz")
    with start_proxy(folder, model.url, POLICY.replace("MODE", "observe"), ENVIRON) as proxy:
        await harvest(proxy, 25)
        headers = {"authorization": f"Bearer {TOKEN}"}
        async with httpx.AsyncClient(base_url=proxy.admin, timeout=20) as client:
            (row,) = (await client.get("/v1/callers", headers=headers)).json()["callers"]
            more = (f"/v1/callers/{row['caller']}", f"/v1/decisions/{row['decision']}")
            pages = [(await client.get(path, headers=headers)).text for path in (*paths, *more)]
            closed = [(await client.get(path)).status_code for path in (*paths, *more)]
    assert [mark for mark in (*MARKS, "127.0.0.1") if any(mark in page for page in pages)] == []
    assert closed == [401, 401, 404, 200, 200, 401, 401]
