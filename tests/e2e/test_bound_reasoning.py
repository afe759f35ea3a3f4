"""Bound reasoning through the port: official SDKs return it as their loops do, to themselves and to somebody else."""

from __future__ import annotations

import json
import socket
from typing import Any

import anthropic
import openai
import pytest
from anthropic import AsyncAnthropic
from openai import AsyncOpenAI

from tests.actions import messages, responses
from tests.actions.degraded import JSON, SSE, stream
from tests.e2e.origin import Origin
from tests.e2e.proxy import Proxy, start_proxy
from tests.e2e.test_actions import says

POLICY = """
policy: bound
mode: enforce
bind_reasoning: {{foreign: {}}}
exceptions:
  - {{name: spared, callers: ["{}"], rules: bind_reasoning, until: 2090-01-01, owner: us, reason: x}}
"""
ASK: list[Any] = [{"role": "user", "content": "Tell me a tale"}]
THOUGHT = {"type": "thinking", "thinking": "So it is", "signature": "EqQBCgIYAhIM" + "b" * 40}
HIDDEN = {"type": "redacted_thinking", "data": "EmwKAhgBEgy3" + "c" * 40}
SEALED = {**responses.THOUGHT, "id": "rs_6876cf02e0bc8192b74af0fb64b715ff", "encrypted_content": "gAAAAAB" + "d" * 60}


async def think(proxy: Proxy, origin: Origin, key: str, *, streams: bool) -> list[Any]:
    """What Anthropic's SDK returns in the next turn, as the model's last one."""
    content: list[Any] = [THOUGHT, HIDDEN, {**messages.TOOL, "input": {}}]
    if streams:
        blocks = b"".join([
            stream(*messages.block(0, {**THOUGHT, "thinking": "", "signature": ""},
                            {"type": "thinking_delta", "thinking": THOUGHT["thinking"]},
                            {"type": "signature_delta", "signature": THOUGHT["signature"]})),
            stream(*messages.block(1, HIDDEN), *messages.block(2, {**messages.TOOL, "input": {}})),
        ])  # fmt: skip
        first = {"type": "message_start", "message": {**messages.message([]), "id": "m", "model": "m"}}
        last = {"type": "message_delta", "delta": {"stop_reason": "tool_use"}, "usage": {"output_tokens": 9}}
        says(origin, stream(first) + blocks + stream(last, {"type": "message_stop"}), SSE)
    else:
        says(origin, json.dumps({**messages.message(content), "id": "m", "model": "m"}).encode(), JSON)
    async with AsyncAnthropic(base_url=proxy.url, api_key=key, max_retries=0) as client:
        if streams:
            async with client.messages.stream(model="m", messages=ASK, max_tokens=2000) as told:
                final: Any = await told.get_final_message()
        else:
            final = await client.messages.create(model="m", messages=ASK, max_tokens=2000)
    return [block.to_dict() for block in final.content]


async def go_on(proxy: Proxy, origin: Origin, key: str, said: list[Any]) -> list[Any]:
    """The model's last turn as it reaches the upstream, where this key goes on with it."""
    says(origin, json.dumps({**messages.message([messages.SAID]), "id": "m", "model": "m"}).encode(), JSON)
    result = [{"type": "tool_result", "tool_use_id": "t", "content": "done"}]
    turns: Any = [*ASK, {"role": "assistant", "content": said}, {"role": "user", "content": result}]
    async with AsyncAnthropic(base_url=proxy.url, api_key=key, max_retries=0) as client:
        await client.messages.create(model="m", messages=turns, max_tokens=2000)
    content: list[Any] = json.loads(origin.seen[-1].body)["messages"][1]["content"]
    return content


@pytest.mark.parametrize("streams", [False, True])
@pytest.mark.parametrize("word", ["note", "strip", "refuse"])
async def test_anthropic(origin_port: socket.socket, origin: Origin, tmp_path: Any, word: str, streams: bool) -> None:
    """A caller's own thinking goes on as it is; another's as the policy says, whole and streamed."""
    upstream = f"http://127.0.0.1:{origin_port.getsockname()[1]}"
    with start_proxy(tmp_path, upstream, POLICY.format(word, "k_nobody*")) as proxy:
        said = await think(proxy, origin, "sk-owner", streams=streams)
        assert [block["type"] for block in said] == ["thinking", "redacted_thinking", "tool_use"]
        assert await go_on(proxy, origin, "sk-owner", said) == said
        if word == "refuse":
            with pytest.raises(anthropic.BadRequestError):
                await go_on(proxy, origin, "sk-other", said)
            return
        assert await go_on(proxy, origin, "sk-other", said) == (said if word == "note" else said[2:])


async def respond(proxy: Proxy, origin: Origin, key: str, said: list[Any], **words: Any) -> Any:
    """The request's items as they reach the upstream, where OpenAI's SDK goes on with these."""
    says(origin, json.dumps({**responses.response([SEALED, responses.CALL]), "status": "completed"}).encode(), JSON)
    async with AsyncOpenAI(base_url=f"{proxy.url}/v1", api_key=key, max_retries=0) as client:
        found = await client.responses.create(model="m", input=[*ASK, *said], store=False, **words)
    return [item.to_dict() for item in found.output], json.loads(origin.seen[-1].body)["input"][1:]


@pytest.mark.parametrize("word", ["note", "strip", "refuse"])
async def test_openai(origin_port: socket.socket, origin: Origin, tmp_path: Any, word: str) -> None:
    """The same with sealed items of responses: the tool's call stays, without the id that asks for its reasoning."""
    upstream = f"http://127.0.0.1:{origin_port.getsockname()[1]}"
    with start_proxy(tmp_path, upstream, POLICY.format(word, "k_nobody*")) as proxy:
        said, _ = await respond(proxy, origin, "sk-owner", [])
        result = {"type": "function_call_output", "call_id": "c", "output": "done"}
        assert (await respond(proxy, origin, "sk-owner", [*said, result]))[1] == [*said, result]
        if word == "refuse":
            with pytest.raises(openai.BadRequestError):
                await respond(proxy, origin, "sk-other", [*said, result])
            return
        _, seen = await respond(proxy, origin, "sk-other", [*said, result])
        if word == "note":
            assert seen == [*said, result]
        else:
            assert seen == [{name: value for name, value in said[1].items() if name != "id"}, result]


async def test_exceptions_are_spared(origin_port: socket.socket, origin: Origin, tmp_path: Any) -> None:
    """Who has an exception from the bond may bring what it likes."""
    upstream = f"http://127.0.0.1:{origin_port.getsockname()[1]}"
    with start_proxy(tmp_path, upstream, POLICY.format("refuse", "k_*")) as proxy:
        said = await think(proxy, origin, "sk-owner", streams=False)
        assert await go_on(proxy, origin, "sk-other", said) == said
