"""What traffic leaves behind: events in every format, log, metrics, spool, audit trail, Redis. No word of anybody's."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import redis as client
from redis.client import Redis

from tests.e2e.proxy import Proxy, eventually, start_proxy
from tests.model import Model
from tests.servers import free_port, redis_server
from tests.traffic import Row, trace

POLICY = """policy: p
mode: enforce
budgets: [{name: b, per: caller, meter: requests, limit: 40, window: 1h}]
rules:
  - {name: slow, why: w, when: risk.level >= watch, then: [{throttle: {rate: 30/m}}], for: 1h}
  - {name: templates, why: w, when: structure.template_share >= 0.9, then: [{degrade: {strip: [logprobs]}}], for: 1h}
"""
# Shorter pieces are words that anybody says; a sentence of thirty characters is somebody's.
SENTENCE = 30
# What no dialect can read must not be shown either.
BROKEN = b'{"model":"m","messages":[{"role":"user","content":"This sentence of a broken body belongs to somebody'


def sentences(value: Any) -> Iterator[str]:
    """Every sentence of at least thirty characters in a body."""
    if isinstance(value, str):
        yield from (part.strip() for part in re.split(r"[.!?\n]", value) if len(part.strip()) >= SENTENCE)
    for part in value.values() if isinstance(value, dict) else value if isinstance(value, list) else ():
        yield from sentences(part)


def credential(row: Row) -> str:
    """The key of a request."""
    headers = row["headers"]
    return str(headers.get("authorization", headers.get("x-api-key"))).split()[-1]


def needles(rows: list[Row]) -> list[bytes]:
    """What must be found nowhere: sentences, their beginnings, credentials and the clients' address."""
    texts = {text for row in rows for text in sentences(row["body"])} | set(sentences(BROKEN.decode()))
    found = {text[:SENTENCE] for text in texts} | {text[-SENTENCE:] for text in texts}
    return sorted(text.encode() for text in found | {credential(row) for row in rows} | {"sk-in-the-query"})


def hits(left: bytes, wanted: list[bytes]) -> list[bytes]:
    """Those that are in it."""
    return [needle for needle in wanted if needle in left]


def written(folder: Path) -> dict[str, bytes]:
    """Every file below a folder but the policy."""
    files = [path for path in folder.rglob("*") if path.is_file() and path.name != "policy.yaml"]
    return {str(path.relative_to(folder)): path.read_bytes() for path in files}


def dumped(url: str) -> bytes:
    """Everything that Redis holds: keys, and values by their kind."""
    store: Redis = client.Redis.from_url(url)
    readers = {
        b"string": store.get,
        b"hash": store.hgetall,
        b"list": lambda key: store.lrange(key, 0, -1),
        b"set": store.smembers,
        b"zset": lambda key: store.zrange(key, 0, -1, withscores=True),
        b"stream": store.xrange,
    }
    pieces: list[bytes] = []

    def add(value: object) -> None:
        if isinstance(value, bytes):
            pieces.append(value)
        elif isinstance(value, dict):
            add(list(value.items()))
        elif isinstance(value, list | tuple | set):
            for each in value:
                add(each)

    keys = list(store.scan_iter())
    for key in keys:
        add(key)
        add(readers[store.type(key)](key))  # type: ignore[index, operator]
    store.close()
    assert len(keys) > 10
    return b"\n".join(pieces)


async def send(proxy: Proxy, rows: list[Row]) -> set[int]:
    """The trace, live, and bodies that are broken; the statuses that came back."""
    async with httpx.AsyncClient(base_url=proxy.url, timeout=60) as user:
        gate = asyncio.Semaphore(8)

        async def one(row: Row) -> int:
            async with gate:
                answer = await user.post(row["path"], json=row["body"], headers=row["headers"])
                return answer.status_code

        found = set(await asyncio.gather(*[one(row) for row in rows]))
        for path in ("/v1/chat/completions?key=sk-in-the-query", "/v1/messages", "/odd/sk-in-the-query"):
            await user.post(path, content=BROKEN, headers={"content-type": "application/json"})
    return found


async def test_nothing_of_anybody_s_words_is_left_behind(tmp_path: Path, model: Model) -> None:
    """No sentence of a prompt and no credential is in anything that a run leaves, in whatever format."""
    rows = trace(1500)
    wanted = needles(rows)
    files = [f"{tmp_path / f'events.{form}'}?format={form}" for form in ("native", "ocsf", "ecs", "cef")]
    away = f"http://127.0.0.1:{free_port()}/in?spool={tmp_path / 'spool'}&only=decisions"
    environ = {"STILLWATCH_EVENTS": " ".join([*files, away])}
    (tmp_path / "proxy").mkdir()
    with (
        redis_server() as store,
        start_proxy(
            tmp_path / "proxy", model.url, POLICY, environ, state=store.url, audit_trail=tmp_path / "trail", events=None
        ) as proxy,
    ):
        statuses = await send(proxy, rows)
        async with httpx.AsyncClient(timeout=60) as scraper:
            metrics = (await scraper.get(f"{proxy.admin}/metrics")).content
        await eventually(lambda: b"access" in (tmp_path / "events.native").read_bytes(), "events")
        assert proxy.stop() == 0
        left = {"redis": dumped(store.url), "metrics": metrics, "log": (tmp_path / "proxy" / "log").read_bytes()}
    left |= written(tmp_path)
    assert {200, 429} <= statuses
    assert {"events.native", "events.ocsf", "events.ecs", "events.cef", "trail"} <= set(left)
    assert any(name.startswith("spool/") and name.endswith(".events") and left[name] for name in left)
    assert b'"event":"finding"' in left["events.native"]
    assert {name: found for name, text in left.items() if (found := hits(text, wanted))} == {}
    # The search itself finds what is there.
    assert len(hits(b"\n".join(wanted), wanted)) == len(wanted) > 100
