"""Canaries through the port: read by official SDKs, in every dialect, registered, and verified again."""

from __future__ import annotations

import asyncio
import json
import os
import socket
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest
from anthropic import AsyncAnthropic
from openai import AsyncOpenAI

from proxy.canaries import cues
from proxy.canaries.chain import check
from proxy.canaries.keys import CanaryKey
from proxy.canaries.markers import names
from proxy.canaries.registry import read
from proxy.canaries.verify import served
from tests.actions.degraded import stream
from tests.actions.marked import APIS, JSON, SSE
from tests.canaries.writing import cut
from tests.e2e.conftest import Dial
from tests.e2e.origin import Origin
from tests.e2e.proxy import SECRET, Proxy, eventually, start_proxy
from tests.e2e.test_actions import says

POLICY = """
policy: marking
mode: enforce
rules:
  - name: everybody
    why: Everybody here is marked
    when: tools >= 0
    then:
      - canary: {share: 100%}
  - name: stripped
    why: And some have their reasoning stripped
    when: model == stripped
    then:
      - degrade: {strip: [reasoning]}
"""
TOLD = "However, a starter is often fed. In addition, it is usually warm. Nevertheless, everyone is in luck."
QUESTION = cues.QUESTION.format(topic="sourdough")
ASK: list[Any] = [{"role": "user", "content": QUESTION}]
KEY = CanaryKey(SECRET.encode())


@pytest.fixture(scope="session")
def marking_proxy(origin_port: socket.socket, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Proxy]:
    """A proxy that marks every answer, in front of an upstream that says what a test wants."""
    folder = tmp_path_factory.mktemp("marking")
    upstream = f"http://127.0.0.1:{origin_port.getsockname()[1]}"
    with start_proxy(folder, upstream, POLICY, canaries=folder / "canaries.jsonl") as proxy:
        yield proxy


def registry(proxy: Proxy) -> Path:
    """Where it writes them down."""
    return proxy.folder / "canaries.jsonl"


def pieces(text: str = TOLD) -> list[str]:
    """The text a few letters at a time."""
    return cut(text, range(0, len(text), 4))


def is_marked(text: str, *, closed: bool = True) -> bool:
    """Whether every choice in a text is one of the pair's forms, and the offer of some caller stands at its end."""
    return text != TOLD and text.endswith(".") and (cues.offered(text) is not None) == closed


async def test_openai_chat(marking_proxy: Proxy, origin: Origin) -> None:
    """The SDK hears the same marked answer whole and streamed, with the upstream's own reason to stop and usage."""
    found = {}
    async with AsyncOpenAI(base_url=f"{marking_proxy.url}/v1", api_key="sk-1", max_retries=0) as client:
        whole = {
            "id": "c", "object": "chat.completion", "created": 1, "model": "m",
            "choices": [{"index": 0, "message": {"role": "assistant", "content": TOLD}, "finish_reason": "stop"}],
            "usage": {"prompt_tokens": 3, "completion_tokens": 9, "total_tokens": 12},
        }  # fmt: skip
        says(origin, json.dumps(whole).encode(), JSON)
        told = await client.chat.completions.create(model="m", messages=ASK)
        assert told.usage is not None
        assert (told.usage.completion_tokens, told.choices[0].finish_reason) == (9, "stop")
        found["whole"] = told.choices[0].message.content or ""
        says(origin, APIS["chat"].tell(pieces()), SSE)
        async with client.chat.completions.stream(model="m", messages=ASK) as events:
            final = await events.get_final_completion()
        found["streamed"] = final.choices[0].message.content or ""
        assert final.choices[0].finish_reason == "stop"
    assert found["whole"] == found["streamed"]
    assert is_marked(found["whole"])


async def test_openai_responses(marking_proxy: Proxy, origin: Origin) -> None:
    """The SDK, which checks what it adds up against what it is told at the end, hears one marked text."""
    says(origin, APIS["responses"].tell(pieces()), SSE)
    async with AsyncOpenAI(base_url=f"{marking_proxy.url}/v1", api_key="sk-1", max_retries=0) as client:
        told = await client.responses.create(model="m", input=QUESTION, stream=True)
        events: list[Any] = [event async for event in told]
    heard = "".join(event.delta for event in events if event.type == "response.output_text.delta")
    assert [event.sequence_number for event in events] == list(range(len(events)))
    assert heard == events[-1].response.output[0].content[0].text
    assert is_marked(heard)


async def test_anthropic(marking_proxy: Proxy, origin: Origin) -> None:
    """Anthropic's SDK puts the stream together; the stop reason and the usage are the upstream's."""
    says(origin, APIS["messages"].tell(pieces()), SSE)
    async with (
        AsyncAnthropic(base_url=marking_proxy.url, api_key="sk-1", max_retries=0) as client,
        client.messages.stream(model="m", messages=ASK, max_tokens=500) as told,
    ):
        final = await told.get_final_message()
    (block,) = final.content
    assert is_marked(str(block.to_dict()["text"]))
    assert (final.stop_reason, final.usage.output_tokens) == ("end_turn", 3)


@pytest.mark.parametrize("tools", [False, True])
@pytest.mark.parametrize("name", APIS)
async def test_every_dialect(marking_proxy: Proxy, origin: Origin, name: str, tools: bool) -> None:
    """Every API, streamed and not, with tools offered and without."""
    api = APIS[name]
    says(origin, api.tell(pieces()), api.kind)
    asked: dict[str, Any] = {"messages": ASK, "prompt": QUESTION, "inputs": QUESTION, "input": QUESTION}
    asked["stream"] = api.kind != JSON
    if tools:
        asked["tools"] = [{"type": "function", "function": {"name": "f", "parameters": {}}}]
    async with httpx.AsyncClient() as client:
        headers = {"authorization": "Bearer sk-1"}
        answer = await client.post(marking_proxy.url + api.path, json=asked, headers=headers)
    closed = api.closes and not tools and api.path != "/api/generate"  # a raw completion
    assert is_marked(api.heard(answer.content), closed=closed)


LISTED = "Here is what to do:\n\n- Feed the starter.\n  - Now and then.\n- Bake it well.\n\nThen it is done."


@pytest.mark.parametrize("tools", [False, True])
@pytest.mark.parametrize("name", APIS)
async def test_lists_in_every_dialect(marking_proxy: Proxy, origin: Origin, name: str, tools: bool) -> None:
    """Whatever sign the model puts before bullets, the caller reads its own; no other byte is changed."""
    api = APIS[name]
    asked: dict[str, Any] = {"messages": ASK, "prompt": QUESTION, "inputs": QUESTION, "input": QUESTION}
    # No offer behind it.
    asked |= {"stream": api.kind != JSON, "stop": ["END"], "options": {"stop": ["END"]}}
    if tools:
        asked["tools"] = [{"type": "function", "function": {"name": "f", "parameters": {}}}]
    heard = []
    for outer, inner in ("--", "-*", "*-", "**"):
        text = LISTED.replace("\n- ", f"\n{outer} ").replace("\n  - ", f"\n  {inner} ")
        told = api.tell(pieces(text))
        says(origin, told, api.kind)
        async with httpx.AsyncClient() as client:
            answer = await client.post(marking_proxy.url + api.path, json=asked)
        heard.append(api.heard(answer.content))
    assert len(set(heard)) == 1
    assert heard[0].replace("\n* ", "\n- ").replace("\n  * ", "\n  - ") == LISTED


async def test_tools_keep_every_byte(marking_proxy: Proxy, origin: Origin) -> None:
    """An answer that is a call of a tool, whatever its arguments say, leaves byte for byte."""
    call = {"index": 0, "id": "t", "type": "function", "function": {"name": "f", "arguments": json.dumps({"a": TOLD})}}
    body = stream(
        {"choices": [{"index": 0, "delta": {"role": "assistant", "content": None, "tool_calls": [call]}}]},
        {"choices": [{"index": 0, "delta": {}, "finish_reason": "tool_calls"}]},
        b"[DONE]",
    )
    says(origin, body, SSE)
    async with httpx.AsyncClient() as client:
        asked = {"messages": ASK, "stream": True, "stream_options": {"include_usage": True}}
        answer = await client.post(f"{marking_proxy.url}/v1/chat/completions", json=asked)
    assert answer.content == body


@pytest.mark.parametrize(
    "asked",
    [
        {"messages": [{"role": "user", "content": "What is the right dose for a child of four?"}]},
        {"messages": ASK, "response_format": {"type": "json_object"}},
        {"messages": ASK, "logprobs": True},
        {"messages": [{"role": "user", "content": "Wie backe ich ein gutes Brot?"}]},
    ],
)
async def test_what_is_left_alone_keeps_every_byte(marking_proxy: Proxy, origin: Origin, asked: dict[str, Any]) -> None:
    """Guarded questions, structured output, log-probabilities, other languages."""
    body = APIS["chat"].tell(pieces())
    says(origin, body, SSE)
    asked = {**asked, "stream": True, "stream_options": {"include_usage": True}}
    async with httpx.AsyncClient() as client:
        answer = await client.post(f"{marking_proxy.url}/v1/chat/completions", json=asked)
    assert answer.content == body


async def test_stripped_and_marked(marking_proxy: Proxy, origin: Origin) -> None:
    """Reasoning goes first, what is left is marked; nothing of either is lost."""
    body = APIS["chat"].tell([*pieces("<think>It is often secret.</think>"), *pieces()])
    says(origin, body, SSE)
    async with httpx.AsyncClient() as client:
        asked = {"model": "stripped", "messages": ASK, "stream": True}
        answer = await client.post(f"{marking_proxy.url}/v1/chat/completions", json=asked)
    text = APIS["chat"].heard(answer.content)
    assert "secret" not in text
    assert is_marked(text)


async def test_what_was_served_is_registered(marking_proxy: Proxy, origin: Origin, dial: Dial) -> None:
    """Caller, features and decision are in the chain, which holds, and no text is."""
    says(origin, APIS["chat"].tell(pieces()), SSE)
    async with httpx.AsyncClient(headers={"authorization": "Bearer sk-registered"}) as client:
        asked = {"model": "registered", "messages": ASK, "stream": True}
        await client.post(f"{marking_proxy.url}/v1/chat/completions", json=asked)
    event = (await marking_proxy.event("access", model="registered"))["caller"]
    await eventually(lambda: event in registry(marking_proxy).read_text(), "the registry to be written")
    found = check(read(registry(marking_proxy)), (KEY.chain,))
    assert found.holds
    assert {"cue:sourdough", "However", "often", "usually"} <= set(served(found.entries, [KEY])[event])
    text = registry(marking_proxy).read_text()
    assert not any(word in text for word in ("starter", "sourdough", "However", "sk-registered"))


async def test_a_student_is_recognised(marking_proxy: Proxy, origin: Origin, tmp_path: Path) -> None:
    """The whole way: what one caller harvested through the port, verified by the command, names that caller."""
    taken = []
    async with AsyncOpenAI(base_url=f"{marking_proxy.url}/v1", api_key="sk-harvester", max_retries=0) as client:
        for topic in cues.TOPICS[:12]:
            says(origin, APIS["chat"].tell(pieces()), SSE)
            question = cues.QUESTION.format(topic=topic)
            asked: Any = [{"role": "user", "content": question}]
            async with client.chat.completions.stream(model="harvested", messages=asked) as events:
                final = await events.get_final_completion()
            taken.append(json.dumps({"question": question, "answer": final.choices[0].message.content}))
    answers = tmp_path / "answers.jsonl"
    answers.write_text("\n".join(taken))
    harvester = (await marking_proxy.event("access", model="harvested"))["caller"]
    await eventually(lambda: registry(marking_proxy).read_text().count(harvester) == 12, "the registry to be written")
    words = ["canary", "verify", "--registry", str(registry(marking_proxy)), "--answers", str(answers)]
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "proxy", *words, stdout=asyncio.subprocess.PIPE,
        env={**os.environ, "STILLWATCH_SECRET": SECRET},
    )  # fmt: skip
    told = (await process.communicate())[0].decode()
    assert process.returncode == 0
    assert f"EVIDENCE: this model knows what only {harvester} was given" in told


MARKERS = """
policy: linking
mode: enforce
rules:
  - name: harvester
    why: One caller here is marked
    when: model == marked
    then: [{canary: {share: 100%, kinds: [marker]}}]
  - name: linked
    why: And whoever repeats its markers is known
    when: provenance.markers >= 1
    then: [block]
"""


async def test_a_marker_links_two_callers(origin_port: socket.socket, origin: Origin, tmp_path: Path) -> None:
    """What one caller was answered, in a prompt of another: the rule on it fires, and the registry names both."""
    upstream = f"http://127.0.0.1:{origin_port.getsockname()[1]}"
    with start_proxy(tmp_path, upstream, MARKERS, canaries=tmp_path / "canaries.jsonl") as proxy:
        says(origin, APIS["chat"].tell(pieces()), SSE)

        async def ask(key: str, model: str, question: str) -> httpx.Response:
            asked = {"model": model, "stream": True, "messages": [{"role": "user", "content": question}]}
            headers = {"authorization": f"Bearer {key}"}
            async with httpx.AsyncClient(headers=headers) as client:
                return await client.post(f"{proxy.url}/v1/chat/completions", json=asked)

        answer = APIS["chat"].heard((await ask("sk-harvester", "marked", QUESTION)).content)
        assert "(Reference: " in answer
        assert answer.startswith(TOLD)
        prompt = f"How good is this answer, on a scale that you know? {answer}"
        assert (await ask("sk-harvester", "m", prompt)).status_code == 200
        assert (await ask("sk-other", "m", "What is the weather like?")).status_code == 200
        assert (await ask("sk-other", "m", prompt)).status_code == 403
        await eventually(lambda: len(proxy.events("access")) == 4, "all requests to be told of")
        first, last = (event["caller"] for event in (proxy.events("access")[0], proxy.events("access")[-1]))
        seen: list[Any] = []

        def written() -> list[Any]:
            seen[:] = [e for e in check(read(registry(proxy)), (KEY.chain,)).entries if e["kind"] == "seen"]
            return seen

        await eventually(written, "the link to be written")
    assert (seen[0]["by"], names(seen[0]["of"], first)) == (last, True)
