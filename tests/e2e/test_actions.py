"""Degraded, slowed and blocked through the port: bytes compared, and read by official SDKs."""

from __future__ import annotations

import gzip
import json
import socket
from collections.abc import AsyncIterator, Iterator
from typing import Any, NamedTuple

import anthropic
import httpx
import openai
import pytest
from anthropic import AsyncAnthropic
from openai import AsyncOpenAI

from tests.actions import messages, responses
from tests.actions.degraded import Document, stream
from tests.e2e.conftest import Dial
from tests.e2e.origin import Origin
from tests.e2e.proxy import Proxy, start_proxy
from tests.edge.stage import Caller
from tests.model import Model

POLICY = """
policy: degrading
mode: enforce
dialects:
  - {name: classifier, path: /classify, input: text, output: scores}
rules:
  - name: everybody
    why: Everybody here is degraded
    when: tools >= 0
    then:
      - degrade:
          strip: [reasoning, logprobs, logit_bias, seed, system_fingerprint]
          max_output_tokens: 20
          max_choices: 2
          models: {atlas-large: atlas-mini}
          embeddings: {quantise: 9}
          classifier: {top_label_only: true, round_scores: 1}
  - {name: slow, why: Slow ones are slowed, when: model == slow, then: {throttle: {rate: 1/h}}}
  - {name: gone, why: Blocked ones are blocked, when: model == gone, then: block}
"""
ASK: list[Any] = [{"role": "user", "content": "Tell me a tale"}]
THINKING: anthropic.types.ThinkingConfigParam = {"type": "enabled", "budget_tokens": 1024}
SSE, NDJSON, JSON = "text/event-stream", "application/x-ndjson", "application/json"


@pytest.fixture(scope="session")
def degrading_proxy(model_process: Model, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Proxy]:
    """A proxy that degrades everybody, in front of the mock model."""
    with start_proxy(tmp_path_factory.mktemp("degrading"), model_process.url, POLICY) as proxy:
        yield proxy


@pytest.fixture(scope="session")
def scripted_proxy(origin_port: socket.socket, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Proxy]:
    """The same in front of an upstream that says what a test wants."""
    upstream = f"http://127.0.0.1:{origin_port.getsockname()[1]}"
    with start_proxy(tmp_path_factory.mktemp("scripted"), upstream, POLICY) as proxy:
        yield proxy


@pytest.fixture
async def gpt(degrading_proxy: Proxy, model: Model) -> AsyncIterator[AsyncOpenAI]:
    """A degraded caller of OpenAI's API; the model's counters are at zero."""
    async with AsyncOpenAI(base_url=f"{degrading_proxy.url}/v1", api_key="sk-1", max_retries=0) as made:
        yield made


@pytest.fixture
async def claude(degrading_proxy: Proxy, model: Model) -> AsyncIterator[AsyncAnthropic]:
    """A degraded caller of Anthropic's API."""
    async with AsyncAnthropic(base_url=degrading_proxy.url, api_key="sk-1") as made:
        yield made


async def sent(model: Model) -> Document:
    """The body that reached the model."""
    seen = await model.last()
    assert seen is not None
    found: Document = json.loads(seen.body)
    return found


async def test_chat(gpt: AsyncOpenAI, model: Model) -> None:
    """A chat with everything asked for: less is asked of another model, and the answer tells none of it."""
    found = await gpt.chat.completions.create(
        model="atlas-large", messages=ASK, n=4, logprobs=True, top_logprobs=5, seed=1, logit_bias={"1": 5},
        reasoning_effort="high", max_completion_tokens=500,
    )  # fmt: skip
    assert await sent(model) == {
        "messages": ASK, "model": "atlas-mini", "n": 2, "reasoning_effort": "high", "max_completion_tokens": 20,
    }  # fmt: skip
    assert len(found.choices) == 2
    assert found.system_fingerprint is None
    for choice in found.choices:
        assert choice.message.content
        assert choice.logprobs is None
        assert not hasattr(choice.message, "reasoning_content")
    assert found.usage is not None
    assert found.usage.completion_tokens == 2 * (20 + 16)


async def test_chat_stream(gpt: AsyncOpenAI, model: Model) -> None:
    """A stream says what the whole answer says, reasons to stop and usage included, and no more."""
    options: Any = {"model": "m", "messages": ASK, "n": 2, "reasoning_effort": "high", "logprobs": True}
    whole = await gpt.chat.completions.create(**options)
    usage: Any = {"include_usage": True}
    told = await gpt.chat.completions.create(**options, stream=True, stream_options=usage)
    chunks: list[openai.types.chat.ChatCompletionChunk] = [chunk async for chunk in told]
    for choice in whole.choices:
        parts = [part for chunk in chunks for part in chunk.choices if part.index == choice.index]
        assert "".join(part.delta.content or "" for part in parts) == choice.message.content
        assert [part.finish_reason for part in parts if part.finish_reason] == [choice.finish_reason]
        assert not any(part.logprobs or hasattr(part.delta, "reasoning_content") for part in parts)
    assert chunks[-1].usage == whole.usage
    assert not any(chunk.system_fingerprint for chunk in chunks)


async def test_unasked_usage_still_goes(gpt: AsyncOpenAI, model: Model) -> None:
    """Usage that we asked for is taken out of a degraded stream as of any other."""
    chunks = [c async for c in await gpt.chat.completions.create(model="m", messages=ASK, stream=True, n=2)]
    assert (await sent(model))["stream_options"] == {"include_usage": True}
    assert all(chunk.usage is None and chunk.choices for chunk in chunks)


async def test_completion(gpt: AsyncOpenAI, model: Model) -> None:
    """Completions, whole and streamed."""
    found = await gpt.completions.create(model="m", prompt="a", logprobs=5, best_of=9, max_tokens=50)
    assert await sent(model) == {"model": "m", "prompt": "a", "best_of": 2, "max_tokens": 20}
    assert found.choices[0].logprobs is None
    chunks = [c async for c in await gpt.completions.create(model="m", prompt="a", logprobs=5, stream=True)]
    assert "".join(chunk.choices[0].text for chunk in chunks if chunk.choices) == found.choices[0].text


async def test_messages(claude: AsyncAnthropic, model: Model) -> None:
    """A message comes without its thinking; the limit leaves no room for any, so none is asked for."""
    found = await claude.messages.create(model="m", messages=ASK, max_tokens=5000, thinking=THINKING)
    assert await sent(model) == {"max_tokens": 20, "messages": ASK, "model": "m"}
    assert [block.type for block in found.content] == ["text"]


async def test_messages_stream(claude: AsyncAnthropic, model: Model) -> None:
    """A stream without its thinking is read to its end, and says what the whole message says."""
    extra = {"x-mock-reasoning": "7"}
    whole = await claude.messages.create(model="m", messages=ASK, max_tokens=9, extra_headers=extra)
    async with claude.messages.stream(model="m", messages=ASK, max_tokens=9, extra_headers=extra) as told:
        final = await told.get_final_message()
    assert [block.type for block in final.content] == [block.type for block in whole.content] == ["text"]
    assert [str(block.to_dict()["text"]) for block in final.content] == [
        block.to_dict()["text"] for block in whole.content
    ]
    assert (final.stop_reason, final.usage.output_tokens) == (whole.stop_reason, 16)


async def test_embeddings(gpt: AsyncOpenAI, model: Model) -> None:
    """Embeddings keep their length and have nine levels, in floats as in base64, which the SDK asks for by itself."""
    for form in ({}, {"encoding_format": "float"}):
        options: Any = {"model": "m", "input": ["a", "b"], "dimensions": 64, **form}
        for entry in (await gpt.embeddings.create(**options)).data:
            assert sum(x * x for x in entry.embedding) == pytest.approx(1.0, abs=1e-3)
            assert len({round(x, 6) for x in entry.embedding}) <= 9


async def test_compressed_request(gpt: AsyncOpenAI, degrading_proxy: Proxy, model: Model) -> None:
    """A compressed request is degraded like any other and goes on uncompressed."""
    body = gzip.compress(json.dumps({"model": "m", "messages": ASK, "n": 9}).encode())
    headers = {"content-encoding": "gzip", "content-type": "application/json"}
    async with httpx.AsyncClient() as client:
        answer = await client.post(f"{degrading_proxy.url}/v1/chat/completions", content=body, headers=headers)
    assert len(answer.json()["choices"]) == 2
    assert (await sent(model))["n"] == 2


class Case(NamedTuple):
    """What an upstream says, and what the client gets."""

    path: str
    kind: str
    told: bytes
    got: bytes


def line(document: Document) -> bytes:
    """One line of JSON."""
    return json.dumps(document).encode() + b"\n"


TOOLS: list[Document] = [messages.THOUGHT, messages.SAID, messages.HIDDEN, messages.TOOL]
ITEMS: list[Document] = [responses.THOUGHT, responses.said("An answer"), responses.THOUGHT, responses.CALL]
HEAD = {"id": "c", "object": "chat.completion.chunk", "created": 1, "model": "m"}
ARGUMENTS = {"index": 0, "id": "t", "type": "function", "function": {"name": "f", "arguments": '{"a": "<think>"}'}}


def chat(*deltas: Document) -> bytes:
    """A stream of chat, one delta an event."""
    last = {**HEAD, "choices": [{"index": 0, "delta": {}, "finish_reason": "tool_calls"}]}
    return stream(*({**HEAD, "choices": [{"index": 0, "delta": delta}]} for delta in deltas), last, b"[DONE]")


CASES = {
    "chat, streamed, with tools": Case(
        "/v1/chat/completions", SSE,
        chat({"reasoning": "S"}, {"content": "a <thi"}, {"content": "nk>S</think>"}, {"tool_calls": [ARGUMENTS]}),
        chat({}, {"content": "a "}, {"content": ""}, {"tool_calls": [ARGUMENTS]}),
    ),
    "chat, untouched": Case(
        "/v1/chat/completions", SSE, *[chat({"content": "a <"}, {"content": "b"}, {"tool_calls": [ARGUMENTS]})] * 2
    ),
    "messages with tools": Case(
        "/v1/messages", JSON, line(messages.message(TOOLS)), line(messages.message([messages.SAID, messages.TOOL]))
    ),
    "messages, streamed, with tools": Case(
        "/v1/messages", SSE, messages.streamed(TOOLS), messages.streamed([messages.SAID, messages.TOOL])
    ),
    "responses with tools": Case(
        "/v1/responses", JSON, line(responses.response(ITEMS)), line(responses.response(ITEMS[1::2]))
    ),
    "responses, streamed, with tools": Case(
        "/v1/responses", SSE, responses.streamed(ITEMS), responses.streamed(ITEMS[1::2])
    ),
    "ollama": Case(
        "/api/chat", JSON,
        line({"message": {"thinking": "S", "content": "a"}, "logprobs": [{"logprob": -1.0}], "done": True}),
        line({"message": {"content": "a"}, "logprobs": [], "done": True}),
    ),
    "ollama, streamed": Case(
        "/api/chat", NDJSON,
        line({"message": {"content": "<think>"}}) + line({"message": {"content": "S</think>a"}, "done": True}),
        line({"message": {"content": ""}}) + line({"message": {"content": "a"}, "done": True}),
    ),
    "tgi": Case(
        "/generate", JSON,
        line({"generated_text": "a", "details": {"seed": 5, "tokens": [{"id": 1, "text": "a", "logprob": -0.5}]}}),
        line({"generated_text": "a", "details": {"seed": None, "tokens": [{"id": 1, "text": "a", "logprob": None}]}}),
    ),
    "tgi, streamed": Case(
        "/generate_stream", SSE,
        stream({"token": {"id": 1, "text": "a", "logprob": -0.5}, "generated_text": "a"}),
        stream({"token": {"id": 1, "text": "a", "logprob": None}, "generated_text": "a"}),
    ),
    "a classifier": Case(
        "/classify", JSON, line({"id": 0.123, "scores": {"a": 0.123, "b": 0.877}}),
        b'{"id": 0.123, "scores": {"b":0.9}}\n',
    ),
}  # fmt: skip


def says(origin: Origin, body: bytes, kind: str, size: int = 61) -> None:
    """Let the origin answer with this, in pieces that respect no event."""

    async def script(caller: Caller) -> None:
        await caller.request()
        caller.send(b"HTTP/1.1 200 OK\r\nContent-Type: %b\r\nTransfer-Encoding: chunked\r\n\r\n" % kind.encode())
        for at in range(0, len(body), size):
            piece = body[at : at + size]
            caller.send(b"%x\r\n%b\r\n" % (len(piece), piece))
        caller.send(b"0\r\n\r\n")

    origin.script = script


@pytest.mark.parametrize("name", CASES)
async def test_replies(scripted_proxy: Proxy, origin: Origin, dial: Dial, name: str) -> None:
    """In every dialect what is stripped goes and all other bytes stay, whole and streamed, tools included."""
    case = CASES[name]
    says(origin, case.told, case.kind)
    client = await dial(scripted_proxy)
    body = b'{"stream":true}' if case.kind == SSE else b"{}"
    head = b"POST %b HTTP/1.1\r\nHost: a\r\nAuthorization: Bearer sk-1\r\nContent-Length: %d\r\n\r\n"
    client.send(head % (case.path.encode(), len(body)) + body)
    assert (await client.answer())[1] == case.got


async def test_sdk_reads_messages(scripted_proxy: Proxy, origin: Origin) -> None:
    """Blocks with thinking among them: Anthropic's SDK puts together what is left, tools and all."""
    says(origin, messages.streamed(TOOLS), SSE)
    async with (
        AsyncAnthropic(base_url=scripted_proxy.url, api_key="sk-1") as client,
        client.messages.stream(model="m", messages=ASK, max_tokens=9) as told,
    ):
        final = await told.get_final_message()
    text, tool = final.content
    assert isinstance(text, anthropic.types.TextBlock)
    assert isinstance(tool, anthropic.types.ToolUseBlock)
    assert (text.text, tool.input) == ("An answer", {"thinking": "<think>"})


async def test_sdk_reads_responses(scripted_proxy: Proxy, origin: Origin) -> None:
    """Items with reasoning among them: OpenAI's SDK, which checks every index, puts together what is left."""
    says(origin, responses.streamed(ITEMS), SSE)
    async with (
        AsyncOpenAI(base_url=f"{scripted_proxy.url}/v1", api_key="sk-1") as client,
        client.responses.stream(model="m", input="a") as told,
    ):
        numbers = [event.sequence_number async for event in told]
        final = await told.get_final_response()
    assert numbers == list(range(len(numbers)))
    assert [item.type for item in final.output] == ["message", "function_call"]
    assert final.output_text == "An answer"


async def test_slowed(gpt: AsyncOpenAI, model: Model) -> None:
    """A slowed caller has its rate, and then the SDK's own error with the time to wait."""
    await gpt.chat.completions.create(model="slow", messages=ASK)
    with pytest.raises(openai.RateLimitError) as caught:
        await gpt.chat.completions.create(model="slow", messages=ASK)
    assert 1 <= int(caught.value.response.headers["retry-after"]) <= 120
    assert (await model.stats()).requests == 1


async def test_blocked(degrading_proxy: Proxy, model: Model) -> None:
    """A blocked caller is told so once: the SDK's own error after one attempt, and nothing reaches the model."""
    async with AsyncAnthropic(base_url=degrading_proxy.url, api_key="sk-gone") as client:
        with pytest.raises(anthropic.PermissionDeniedError):
            await client.messages.create(model="gone", messages=ASK, max_tokens=9)
    assert (await model.stats()).requests == 0


async def test_observed(model: Model, tmp_path_factory: pytest.TempPathFactory) -> None:
    """In observe mode the same policy touches no byte."""
    with start_proxy(tmp_path_factory.mktemp("observed"), model.url, POLICY.replace("enforce", "observe")) as proxy:
        async with AsyncOpenAI(base_url=f"{proxy.url}/v1", api_key="sk-1") as client:
            found = await client.chat.completions.create(
                model="atlas-large", messages=ASK, n=4, reasoning_effort="high", logprobs=True
            )
    assert (found.model, len(found.choices)) == ("atlas-large", 4)
    assert found.choices[0].logprobs is not None
    assert hasattr(found.choices[0].message, "reasoning_content")
