"""A ban that falls while official SDKs listen: their own typed errors, within seconds, on every worker."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import Any

import anthropic
import openai
import pytest
from anthropic import AsyncAnthropic
from openai import AsyncOpenAI

from tests.actions import messages
from tests.actions.degraded import stream
from tests.e2e.origin import Origin
from tests.e2e.proxy import start_proxy
from tests.edge.stage import Caller, hello
from tests.servers import redis_server

POLICY = """
policy: banning
mode: enforce
rules:
  - {name: ban, why: The trap was touched, when: model == trap, then: block, for: 1h}
"""
ASK: list[Any] = [{"role": "user", "content": "Tell me a tale"}]
CHAT = stream({"id": "c", "object": "chat.completion.chunk", "created": 1, "model": "m",
               "choices": [{"index": 0, "delta": {"content": "Once"}, "finish_reason": None}]})  # fmt: skip
MESSAGE = stream({"type": "message_start", "message": {**messages.message([]), "id": "m", "model": "m"}},
                 *messages.events_of({"type": "text", "text": "Once"}, 0)[:2])  # fmt: skip
# A look a second; a busy machine may take its time.
SOON = 15.0


def endless(text: bytes) -> Any:
    """An answer that begins so and never ends."""

    async def script(caller: Caller) -> None:
        await caller.request()
        head = b"HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nTransfer-Encoding: chunked\r\n\r\n"
        caller.send(head + b"%x\r\n%b\r\n" % (len(text), text))
        await caller.gone()

    return script


@pytest.mark.parametrize("workers", [1, 2])
async def test_streams_end_with_the_sdks_own_error(origin: Origin, tmp_path: Path, workers: int) -> None:
    """Both SDKs raise their error in the middle of a stream once another request of the key has touched the trap."""
    upstream = f"http://127.0.0.1:{origin.port}"
    with (
        redis_server() as redis,
        start_proxy(tmp_path / "proxy", upstream, POLICY, state=redis.url, workers=workers) as proxy,
    ):
        gpt = AsyncOpenAI(base_url=f"{proxy.url}/v1", api_key="sk-1", max_retries=0)
        claude = AsyncAnthropic(base_url=proxy.url, api_key="sk-1", max_retries=0)
        async with gpt, claude:
            origin.script = endless(CHAT)
            told = await gpt.chat.completions.create(model="m", messages=ASK, stream=True)
            assert (await anext(told)).choices[0].delta.content == "Once"
            origin.script = endless(MESSAGE)
            said = await claude.messages.create(model="m", messages=ASK, max_tokens=9, stream=True)
            assert [(await anext(said)).type for _ in range(3)][-1] == "content_block_delta"
            for _ in range(workers):
                with pytest.raises(openai.PermissionDeniedError):
                    await gpt.chat.completions.create(model="trap", messages=ASK)
            async with asyncio.timeout(SOON):
                with pytest.raises(openai.APIError) as caught:
                    await anext(told)
                with pytest.raises(anthropic.APIStatusError) as raised:
                    await anext(said)
        assert caught.value.code == "access_denied"
        assert "permission_error" in str(raised.value.body)
        origin.script = hello
        assert await proxy.told(2, "access", outcome="banned")
