"""Who goes away ends what was begun for it: clients, and upstreams in every way in which they can."""

from __future__ import annotations

import asyncio
import json
import time
from collections.abc import Callable

import anthropic
import httpx
import openai
import pytest
from anthropic import Anthropic
from openai import OpenAI

from tests.e2e.conftest import Dial, Key
from tests.e2e.probing import slowdown
from tests.e2e.proxy import Proxy
from tests.e2e.test_fidelity import get, post
from tests.model import Model, Stats

CHAT = {"model": "mock-1", "max_tokens": 500, "messages": [{"role": "user", "content": "hello"}]}
JSON = b"content-type: application/json"

# What the client asks for, whether it reads the beginning of the answer, and what the model counts while it waits.
PHASES: dict[str, tuple[dict[str, object], list[bytes], bool]] = {
    "waiting for a stream": ({**CHAT, "stream": True}, [b"x-mock-ttft-ms: 20000"], False),
    "mid-stream": ({**CHAT, "stream": True}, [b"x-mock-gap-ms: 50", b"x-mock-tokens: 500"], True),
    "waiting for JSON": (CHAT, [b"x-mock-ttft-ms: 20000"], False),
}


@pytest.mark.parametrize("phase", PHASES)
@pytest.mark.parametrize("how", ["close", "reset"])
async def test_client_that_leaves_ends_the_upstream_call(
    proxy: Proxy, model: Model, dial: Dial, key: Key, phase: str, how: str
) -> None:
    """Within a second of the client's going the model sees its own client gone, in every phase."""
    body, knobs, begun = PHASES[phase]
    caller = key("free")
    client = await dial(proxy)
    knobs = [*knobs, b"authorization: Bearer " + caller.encode(), JSON]
    client.send(post(b"/v1/chat/completions", json.dumps(body).encode(), *knobs))
    await model.until(lambda stats: stats.open == 1)
    if begun:
        await client.head()
        await client.reader.readuntil(b"\n\n")
    left = time.monotonic()
    if how == "close":
        client.leave()
    else:
        client.writer.transport.abort()
    await model.until(lambda stats: stats.aborted == 1 and stats.open == 0)
    assert time.monotonic() - left < slowdown()
    event = await proxy.event("access", org=caller.replace("sk-", "org-"))
    assert event["outcome"] == "client_left"


async def test_client_that_leaves_while_it_sends(proxy: Proxy, model: Model, dial: Dial) -> None:
    """A client that goes before its body is whole leaves nothing behind and reaches no model."""
    client = await dial(proxy)
    client.send(b"POST /v1/chat/completions HTTP/1.1\r\nHost: x\r\nContent-Length: 999\r\n\r\n{")
    await proxy.metric("stillwatch_active_exchanges", 1)
    client.leave()
    await proxy.metric("stillwatch_active_exchanges", 0)
    assert (await model.stats()).requests == 0


def chat(proxy: Proxy, key: str, fail: str, *, stream: bool) -> str:
    """Everything that a chat completion says."""
    with OpenAI(base_url=f"{proxy.url}/v1", api_key=key, max_retries=0) as client:
        made = client.chat.completions.create(
            model="mock-1",
            messages=[{"role": "user", "content": "hello"}],
            extra_headers={"x-mock-fail": fail, "x-mock-gap-ms": "1"},
            stream=stream,
        )
        if isinstance(made, openai.Stream):
            return "".join(chunk.choices[0].delta.content or "" for chunk in made if chunk.choices)
        return str(made.choices[0].message.content)


def message(proxy: Proxy, key: str, fail: str, *, stream: bool) -> str:
    """Everything that a message says."""
    with Anthropic(base_url=proxy.url, api_key=key, max_retries=0) as client:
        made = client.messages.create(
            model="mock-1",
            max_tokens=99,
            messages=[{"role": "user", "content": "hello"}],
            extra_headers={"x-mock-fail": fail, "x-mock-gap-ms": "1"},
            stream=stream,
        )
        return str(list(made)) if isinstance(made, anthropic.Stream) else str(made.content)


# httpx's transport errors escape both SDKs while a body is read.
BROKEN = (openai.APIError, anthropic.APIError, httpx.TransportError)


def broken_errors() -> tuple[type[Exception], ...]:
    """Also those of the fork of httpx that newer SDKs bring along."""
    try:
        import httpx2
    except ImportError:
        return BROKEN
    return (*BROKEN, httpx2.TransportError)


@pytest.mark.parametrize("call", [chat, message])
@pytest.mark.parametrize(
    ("fail", "stream"),
    [
        ("reset-before", False),
        ("reset-before", True),
        ("reset-midstream", False),
        ("reset-midstream", True),
        ("error-midstream", True),
    ],
)
async def test_broken_answer_is_never_a_clean_end(
    proxy: Proxy, model: Model, key: Key, call: Callable[..., str], fail: str, stream: bool
) -> None:
    """However the upstream breaks its answer off, the SDK raises; it never takes half an answer for a whole one."""
    caller = key("free")
    with pytest.raises(broken_errors()):
        await asyncio.to_thread(call, proxy, caller, fail, stream=stream)
    event = await proxy.event("access", org=caller.replace("sk-", "org-"))
    assert event["outcome"] == ("completed" if fail == "error-midstream" else "upstream_broken")


async def test_stream_broken_between_events_ends_with_an_error_event(
    proxy: Proxy, model: Model, dial: Dial, key: Key
) -> None:
    """Where an event of ours can stand the client is told in the provider's words, before the connection breaks."""
    client = await dial(proxy)
    body = json.dumps({**CHAT, "stream": True}).encode()
    knobs = (b"x-mock-fail: reset-midstream", b"x-mock-gap-ms: 5", b"authorization: Bearer " + key("free").encode())
    client.send(post(b"/v1/chat/completions", body, JSON, *knobs))
    async with asyncio.timeout(20):
        found = await client.rest()
    assert b'data: {"error":{' in found
    assert not found.endswith(b"0\r\n\r\n")


async def test_hanging_upstream_costs_nobody_else(proxy: Proxy, model: Model, dial: Dial, key: Key) -> None:
    """While an upstream never answers some callers, others are served; the hanging ones end with their clients."""
    hanging = [await dial(proxy) for _ in range(20)]
    body = json.dumps(CHAT).encode()
    for client in hanging:
        client.send(post(b"/v1/chat/completions", body, JSON, b"x-mock-fail: hang"))
    await model.until(lambda stats: stats.open == 20)
    async with httpx.AsyncClient(base_url=proxy.url) as other:
        assert (await other.post("/v1/chat/completions", json=CHAT)).status_code == 200
    for client in hanging:
        client.leave()

    def gone(stats: Stats) -> bool:
        return stats.open == 0

    await model.until(gone)


async def test_connection_serves_on_after_a_refusal(proxy: Proxy, model: Model, dial: Dial, key: Key) -> None:
    """A refusal does not cost the client its connection."""
    client = await dial(proxy)
    credential = b"authorization: Bearer " + key("two").encode()
    found = []
    for _ in range(3):
        client.send(post(b"/v1/embeddings", b'{"model":"mock-1","input":"x"}', JSON, credential))
        head, _ = await client.answer()
        found.append(head.split(b" ")[1])
    client.send(get(b"/v1/models"))
    head, _ = await client.answer()
    assert [*found, head.split(b" ")[1]] == [b"200", b"200", b"429", b"200"]
