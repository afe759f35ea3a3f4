"""Prompts, answers and credentials go where they belong and nowhere else."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import httpx
import pytest
import redis

from tests.e2e.proxy import SECRET, Proxy, start_proxy
from tests.e2e.test_fidelity import get, post
from tests.edge.stage import Client
from tests.model import Model, Seen
from tests.servers import RedisServer, redis_server

PROMPT = "PROMPTMARK plum pudding"
KEYS = {
    "authorization": "Bearer sk-CREDENTIALMARK-one",
    "x-api-key": "sk-CREDENTIALMARK-two",
    "api-key": "CREDENTIALMARKthree",
}
MARKS = (b"PROMPTMARK", b"plum pudding", b"CREDENTIALMARK", b"sk-CRED", SECRET.encode())
POLICY = """
policy: p
mode: enforce
callers: {directory: keys.jsonl}
budgets:
  - {name: requests, per: caller, meter: requests, limit: 12, window: 1h}
  - {name: tokens, per: [org, model], meter: total_tokens, limit: 1M, window: 1h}
  - {name: addresses, per: everyone, meter: requests, limit: 10000, window: 1m}
"""


def talk(proxy: Proxy) -> None:
    """Calls of every kind that may leave traces: good, refused, broken, unreadable, with keys in every place."""
    chat = {
        "model": "mock-1",
        "max_tokens": 5,
        "messages": [{"role": "user", "content": PROMPT}],
        "user": "CREDENTIALMARK",
    }
    with httpx.Client(base_url=proxy.url, timeout=20) as client:
        for name, value in KEYS.items():
            for path in ("/v1/chat/completions", "/v1/messages"):
                for extra in ({}, {"stream": True}):
                    client.post(path, json={**chat, **extra}, headers={name: value})
            for fail in ({"x-mock-status": "500"}, {"x-mock-fail": "reset-before"}, {"x-mock-encoding": "gzip"}):
                client.post("/v1/chat/completions", json=chat, headers={name: value, **fail})
            client.post("/v1/chat/completions", content=PROMPT.encode() + b"\xff", headers={name: value})
            client.post("/v1/chat/completions", json={"model": PROMPT, "messages": PROMPT}, headers={name: value})
        for _ in range(14):
            client.get("/v1/models", params={"key": "CREDENTIALMARK-query", "q": PROMPT})
        client.get(f"/files/{PROMPT}/sk-CREDENTIALMARK-path")


async def mumble(proxy: Proxy) -> None:
    """Broken HTTP with the same in it, and a client that leaves."""
    for raw in (
        post(b"/x", PROMPT.encode(), b"Authorization: Bearer sk-CREDENTIALMARK\x00"),
        get(b"/ sk-CREDENTIALMARK " + PROMPT.encode()),
        post(b"/v1/chat/completions", PROMPT.encode(), b"Content-Length: 3", b"x-api-key: sk-CREDENTIALMARK"),
    ):
        client = Client(*await asyncio.open_connection("127.0.0.1", proxy.port))
        async with asyncio.timeout(20):
            await client.ask(raw)
        client.leave()


def everything_in(server: RedisServer) -> bytes:
    """All keys and values of a Redis, as its own dump of them."""
    with redis.Redis(port=server.port) as peer:
        found = [(key, peer.dump(key)) for key in peer.scan_iter(count=1000)]
        log = peer.slowlog_get(128)
    assert found
    return b"".join(bytes(key) + bytes(value or b"") for key, value in found) + repr(log).encode()


async def pages_of(proxy: Proxy) -> list[bytes]:
    """What the admin listener shows."""
    async with httpx.AsyncClient(base_url=proxy.admin, timeout=20) as client:
        paths = ("/metrics", "/healthz", "/readyz", "/x?k=sk-CREDENTIALMARK")
        return [(await client.get(path)).content for path in paths]


async def test_nothing_private_is_written_anywhere(folder: Path, model: Model) -> None:
    """After calls of every kind no mark of theirs is in events, log, metrics, health pages or Redis."""
    with ExitStack() as stack:
        server = stack.enter_context(redis_server())
        proxy = stack.enter_context(start_proxy(folder, model.url, POLICY, state=server.url))
        (folder / "keys.jsonl").write_text(
            '{"key": "sk-CREDENTIALMARK-two", "org": "o", "tier": 7}\nsk-CREDENTIALMARK\n'
        )
        await proxy.logged("key directory")
        await asyncio.to_thread(talk, proxy)
        await mumble(proxy)
        await proxy.event("access", status=429)
        pages = await pages_of(proxy)
        held = everything_in(server)
        assert proxy.stop() == 0
        written = (folder / "events.jsonl").read_bytes(), (folder / "log").read_bytes()
    for place in (*pages, held, *written):
        assert [mark for mark in MARKS if mark in place] == []


async def test_the_answer_is_written_nowhere(folder: Path, model: Model) -> None:
    """What the model says is in the client's answer only."""
    with start_proxy(folder, "", "policy: p\n") as proxy:
        body = {"model": "stand-in", "messages": [{"role": "user", "content": "hello"}]}
        async with httpx.AsyncClient(base_url=proxy.url) as client:
            said = (await client.post("/v1/chat/completions", json=body)).json()["choices"][0]["message"]["content"]
        await proxy.event("access")
    text = json.dumps(proxy.events()) + (folder / "log").read_text()
    assert len(said) > 12
    assert said[:12] not in text


REPLACED = "upstream-own-credential"
SPELLINGS = {
    "bearer": ({"authorization": "Bearer sk-mine"}, ""),
    "x-api-key": ({"x-api-key": "sk-mine"}, ""),
    "api-key": ({"api-key": "sk-mine"}, ""),
    "several": ({"authorization": "Basic sk-mine", "X-API-KEY": "sk-mine", "Api-Key": "sk-mine"}, ""),
    "query": ({}, "?a=1&key=sk-mine&b=%20"),
    "encoded query": ({}, "?%6bey=sk-mine"),
    "none": ({}, ""),
}


@pytest.fixture(scope="module")
def replacing_proxy(model_process: Model, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Proxy]:
    """A proxy with a credential of its own for the upstream."""
    folder = tmp_path_factory.mktemp("replacing")
    (folder / "credential").write_text(REPLACED + "\n")
    where = f"file:{folder / 'credential'}"
    with start_proxy(folder, model_process.url, "policy: p\n", upstream_credential=where) as proxy:
        yield proxy


async def seen_by(model: Model) -> Seen:
    """The last request that the model got."""
    found = await model.last()
    assert found is not None
    return found


@pytest.mark.parametrize("name", SPELLINGS)
@pytest.mark.parametrize(
    ("path", "header", "value"),
    [
        ("/v1/chat/completions", "authorization", f"Bearer {REPLACED}"),
        ("/v1/messages", "x-api-key", REPLACED),
        ("/v1/files", "authorization", f"Bearer {REPLACED}"),
    ],
)
async def test_upstream_credential_replaces_the_callers(
    replacing_proxy: Proxy, model: Model, name: str, path: str, header: str, value: str
) -> None:
    """With a credential of the operator's the caller's reaches the upstream in no header and in no query."""
    headers, query = SPELLINGS[name]
    async with httpx.AsyncClient(timeout=20) as client:
        body = {"model": "mock-1", "max_tokens": 5, "messages": []}
        answer = await client.post(replacing_proxy.url + path + query, json=body, headers=headers)
    seen = await seen_by(model)
    assert seen.header(header) == [value]
    assert "sk-mine" not in repr(seen)
    assert REPLACED not in repr(answer.headers) + answer.text
    if name == "query":
        assert seen.url == f"{path}?a=1&b=%20"


async def test_without_one_the_callers_goes_on(proxy: Proxy, model: Model) -> None:
    """Without a credential of the operator's the caller's own goes on, in the place where it stood."""
    async with httpx.AsyncClient(timeout=20) as client:
        await client.post(proxy.url + "/v1/messages?key=sk-q", json={}, headers={"x-api-key": "sk-mine"})
    seen = await seen_by(model)
    assert seen.header("x-api-key") == ["sk-mine"]
    assert seen.url.endswith("?key=sk-q")
