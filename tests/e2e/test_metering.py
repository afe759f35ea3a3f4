"""What an exchange cost, as the `access` event and the rate-limit headers tell it."""

from __future__ import annotations

import asyncio
import gzip
import json
from typing import Any

import httpx
import pytest

from tests.e2e.conftest import Key
from tests.e2e.origin import Origin
from tests.e2e.proxy import Proxy
from tests.e2e.test_fidelity import JSON, post, reply, told
from tests.edge.stage import answer
from tests.model import Model

CHAT = {"model": "mock-1", "max_tokens": 12, "messages": [{"role": "user", "content": "one two three four five"}]}
STREAM = {**CHAT, "stream": True}
ASKED = {**STREAM, "stream_options": {"include_usage": True}}

CALLS: dict[str, tuple[str, dict[str, Any]]] = {
    "chat": ("/v1/chat/completions", CHAT),
    "completions": ("/v1/completions", {"model": "mock-1", "prompt": "one two three", "max_tokens": 12}),
    "messages": ("/v1/messages", CHAT),
    "responses": ("/v1/responses", {"model": "mock-1", "input": "one two three"}),
    "embeddings": ("/v1/embeddings", {"model": "mock-1", "input": ["one two", "three"]}),
}


def figures(usage: dict[str, int]) -> tuple[int, int]:
    """Input and output tokens of a provider's usage object."""
    given = usage.get("input_tokens", usage.get("prompt_tokens", 0))
    return given, usage.get("output_tokens", usage.get("completion_tokens", 0))


def client_of(proxy: Proxy, key: str) -> httpx.AsyncClient:
    """A client with a credential."""
    return httpx.AsyncClient(base_url=proxy.url, headers={"authorization": f"Bearer {key}"}, timeout=20)


async def access(proxy: Proxy, key: str, number: int = 1) -> dict[str, Any]:
    """The `number`th access event of a key."""
    org = key.replace("sk-", "org-")
    async with asyncio.timeout(20):
        while len(found := proxy.events("access", org=org)) < number:
            await proxy.metrics()
    return found[number - 1]


@pytest.mark.parametrize("name", CALLS)
@pytest.mark.parametrize("coding", ["", "gzip"])
async def test_json_usage_is_what_the_upstream_reports(
    proxy: Proxy, model: Model, key: Key, name: str, coding: str
) -> None:
    """Tokens of a whole answer, compressed or not, are the upstream's own figures."""
    path, body = CALLS[name]
    caller = key("metered")
    async with client_of(proxy, caller) as client:
        found = (await client.post(path, json=body, headers={"x-mock-encoding": coding})).json()
    event = await access(proxy, caller)
    assert (event["input_tokens"], event["output_tokens"]) == figures(found["usage"])
    assert event["usage_estimated"] is False
    assert event["outcome"] == "completed"


@pytest.mark.parametrize(
    ("path", "body"),
    [
        ("/v1/chat/completions", STREAM),
        ("/v1/chat/completions", ASKED),
        ("/v1/completions", {"model": "mock-1", "prompt": "one two three", "max_tokens": 12, "stream": True}),
        ("/v1/messages", STREAM),
        ("/v1/responses", {"model": "mock-1", "input": "one two three", "stream": True}),
    ],
)
@pytest.mark.parametrize("coding", ["", "gzip"])
async def test_stream_usage_is_what_the_upstream_reports(
    proxy: Proxy, model: Model, key: Key, path: str, body: dict[str, Any], coding: str
) -> None:
    """Tokens of a stream are the upstream's own figures, also where the client did not ask for them."""
    caller = key("metered")
    async with client_of(proxy, caller) as client:
        await client.post(path, json=body, headers={"x-mock-encoding": coding})
        whole = (await client.post(path, json={**body, "stream": False})).json()
    event = await access(proxy, caller)
    assert (event["input_tokens"], event["output_tokens"]) == figures(whole["usage"])
    assert event["usage_estimated"] is False
    assert event["stream"] is True


@pytest.mark.parametrize("path", ["/v1/chat/completions", "/v1/completions"])
@pytest.mark.parametrize("gap", ["0", "3"])
async def test_streams_are_identical_whether_usage_was_added_or_not(
    proxy: Proxy, model: Model, key: Key, path: str, gap: str
) -> None:
    """The bytes of a stream for which we asked for usage are those that the model sends where nobody asks."""
    body = {**STREAM, "prompt": "one two three", "max_tokens": 30}
    async with httpx.AsyncClient() as direct, client_of(proxy, key("free")) as through:
        wanted = await direct.post(model.url + path, json=body)
        found = await through.post(path, json=body, headers={"x-mock-gap-ms": gap})
    assert found.content == wanted.content
    seen = await model.last()
    assert seen is not None
    assert json.loads(seen.body)["stream_options"] == {"include_usage": True}


OTHERS: dict[str, tuple[bytes, bytes, bytes, tuple[int, int]]] = {
    "ollama chat": (
        b"/api/chat",
        b'{"model":"m","stream":false,"messages":[{"role":"user","content":"hello"}]}',
        b'{"model":"m","message":{"role":"assistant","content":"hi"},"done":true,"prompt_eval_count":7,"eval_count":3}',
        (7, 3),
    ),
    "ollama lines": (
        b"/api/generate",
        b'{"model":"m","prompt":"hello"}',
        b'{"response":"a","done":false}\n{"response":"b","done":true,"prompt_eval_count":6,"eval_count":2}\n',
        (6, 2),
    ),
    "generic": (b"/classify", b'{"text":"hello"}', b'{"label":"x","usage":{"in":5,"out":1}}', (5, 1)),
}  # fmt: skip


@pytest.mark.parametrize("name", OTHERS)
async def test_other_dialects(classifier_proxy: Proxy, origin: Origin, name: str) -> None:
    """Ollama and a dialect of the policy's own are metered, and the answer passes unchanged."""
    path, body, found, tokens = OTHERS[name]
    kind = b"application/x-ndjson" if b"\n" in found else b"application/json"
    origin.script = answer(reply(found, b"content-type: " + kind))
    assert (await told(classifier_proxy.port, post(path, body, JSON)))[1] == found
    event = await classifier_proxy.event("access", path=path.decode())
    assert (event["input_tokens"], event["output_tokens"], event["usage_estimated"]) == (*tokens, False)
    assert origin.seen[0].body == body


async def test_tgi(classifier_proxy: Proxy, origin: Origin) -> None:
    """TGI reports the tokens that it made; those that it was given are our own count."""
    found = b'{"generated_text":"hi","details":{"finish_reason":"length","generated_tokens":4}}'
    origin.script = answer(reply(gzip.compress(found), JSON, b"content-encoding: gzip"))
    await told(classifier_proxy.port, post(b"/generate", b'{"inputs":"hello there"}', JSON))
    event = await classifier_proxy.event("access", path="/generate")
    assert event["output_tokens"] == 4
    assert event["input_tokens"] > 0
    assert event["dialect"] == "tgi"


async def remaining(client: httpx.AsyncClient) -> int:
    """What is left of the caller's tokens before a request that costs next to nothing."""
    found = await client.post("/v1/embeddings", json={"model": "mock-1", "input": "x"})
    return int(found.headers["x-ratelimit-remaining-tokens"])


async def test_client_that_leaves_is_charged_by_our_own_count(proxy: Proxy, model: Model, key: Key) -> None:
    """A stream dropped before its usage chunk costs what had come by then, and the event says that we counted."""
    caller = key("metered")
    async with client_of(proxy, caller) as client:
        before = await remaining(client)
        body = {**STREAM, "max_tokens": 1000}
        async with client.stream(
            "POST", "/v1/chat/completions", json=body, headers={"x-mock-gap-ms": "5", "x-mock-tokens": "1000"}
        ) as stream:
            received = 0
            async for line in stream.aiter_lines():
                received += line.startswith("data:")
                if received == 40:
                    break
        event = await access(proxy, caller, 2)
        assert event["outcome"] == "client_left"
        assert event["usage_estimated"] is True
        assert 20 <= event["output_tokens"] <= 300
        spent = event["input_tokens"] + event["output_tokens"]
        after = await remaining(client)
    assert spent <= before - after <= spent + 20


@pytest.mark.parametrize(
    "headers", [{"x-mock-status": "500"}, {"x-mock-status": "429"}, {"x-mock-fail": "reset-before"}]
)
async def test_errors_cost_no_output(proxy: Proxy, model: Model, key: Key, headers: dict[str, str]) -> None:
    """Tokens that were reserved for an answer which the upstream did not give are given back."""
    caller = key("metered")
    async with client_of(proxy, caller) as client:
        before = await remaining(client)
        await client.post("/v1/chat/completions", json={**CHAT, "max_tokens": 5000}, headers=headers)
        await access(proxy, caller, 2)
        assert before - await remaining(client) < 40
