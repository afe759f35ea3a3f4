"""OpenAI chat completions and completions of the stand-in, through OpenAI's SDK."""

from __future__ import annotations

import asyncio
import json

import openai
import pydantic
import pytest
from openai.types.chat import ChatCompletionToolParam, ChatCompletionUserMessageParam

from proxy.standin import chat
from proxy.standin.ask import BadAsk

SECRET = "the quick brown zebra 7719"
WEATHER: ChatCompletionToolParam = {
    "type": "function",
    "function": {
        "name": "weather",
        "parameters": {"type": "object", "properties": {"city": {"type": "string"}}, "required": ["city"]},
    },
}


class Answer(pydantic.BaseModel):
    """What the structured-output test wants back."""

    title: str
    pages: int


async def test_whole_chat(openai_client: openai.AsyncOpenAI) -> None:
    """A chat completion parses, says that it is a stand-in, counts its tokens and repeats nothing."""
    done = await openai_client.chat.completions.create(model="any", messages=[{"role": "user", "content": SECRET}], n=2)
    said = done.choices[0].message.content or ""
    assert "stand-in" in said
    assert SECRET not in done.model_dump_json()
    assert [choice.finish_reason for choice in done.choices] == ["stop", "stop"]
    assert done.usage is not None
    assert done.usage.prompt_tokens == (len(SECRET) + 3) // 4
    assert done.usage.total_tokens == done.usage.prompt_tokens + done.usage.completion_tokens


async def test_streamed_chat_says_the_same(openai_client: openai.AsyncOpenAI) -> None:
    """A streamed answer joins to the whole one, and its usage comes last when it was asked for."""
    whole = await openai_client.chat.completions.create(model="m", messages=[{"role": "user", "content": SECRET}])
    stream = await openai_client.chat.completions.create(
        model="m",
        messages=[{"role": "user", "content": SECRET}],
        stream=True,
        stream_options={"include_usage": True},
    )
    chunks = [chunk async for chunk in stream]
    assert "".join(c.choices[0].delta.content or "" for c in chunks if c.choices) == whole.choices[0].message.content
    assert [chunk.usage for chunk in chunks[:-1]] == [None] * (len(chunks) - 1)
    assert chunks[-1].usage == whole.usage
    assert chunks[-2].choices[0].finish_reason == "stop"


async def test_usage_only_when_asked(openai_client: openai.AsyncOpenAI) -> None:
    """Without include_usage no event of a stream carries usage."""
    stream = await openai_client.chat.completions.create(
        model="m", messages=[{"role": "user", "content": "x"}], stream=True
    )
    assert not any(["usage" in chunk.model_fields_set async for chunk in stream])


async def test_tools(openai_client: openai.AsyncOpenAI) -> None:
    """A demanded tool is called with arguments that fit its schema."""
    done = await openai_client.chat.completions.create(
        model="m",
        messages=[{"role": "user", "content": "x"}],
        tools=[WEATHER],
        tool_choice={"type": "function", "function": {"name": "weather"}},
    )
    assert done.choices[0].finish_reason == "tool_calls"
    [call] = done.choices[0].message.tool_calls or []
    assert call.type == "function"
    assert (call.function.name, json.loads(call.function.arguments)) == ("weather", {"city": "stand-in"})


async def test_streamed_tools(openai_client: openai.AsyncOpenAI) -> None:
    """A streamed tool call accumulates in the SDK to the same call."""
    async with openai_client.chat.completions.stream(
        model="m", messages=[{"role": "user", "content": "x"}], tools=[WEATHER], tool_choice="required"
    ) as events:
        done = await events.get_final_completion()
    assert done.choices[0].finish_reason == "tool_calls"
    [call] = done.choices[0].message.tool_calls or []
    assert (call.function.name, json.loads(call.function.arguments)) == ("weather", {"city": "stand-in"})


async def test_structured_output(openai_client: openai.AsyncOpenAI) -> None:
    """An answer with a JSON schema parses into the model that the SDK made the schema from."""
    done = await openai_client.chat.completions.parse(
        model="m", messages=[{"role": "user", "content": "x"}], response_format=Answer
    )
    assert done.choices[0].message.parsed == Answer(title="stand-in", pages=0)


async def test_limit_ends_with_length(openai_client: openai.AsyncOpenAI) -> None:
    """A reply that the caller's limit ended says so."""
    done = await openai_client.chat.completions.create(
        model="m", messages=[{"role": "user", "content": "x"}], max_completion_tokens=2
    )
    assert done.choices[0].finish_reason == "length"
    assert done.usage is not None
    assert done.usage.completion_tokens == 2


async def test_completions(openai_client: openai.AsyncOpenAI) -> None:
    """The old completions answer whole and streamed with the same text and usage."""
    whole = await openai_client.completions.create(model="m", prompt=SECRET, max_tokens=400)
    stream = await openai_client.completions.create(
        model="m", prompt=SECRET, max_tokens=400, stream=True, stream_options={"include_usage": True}
    )
    chunks = [chunk async for chunk in stream]
    assert "".join(chunk.choices[0].text for chunk in chunks if chunk.choices) == whole.choices[0].text
    assert chunks[-1].usage == whole.usage
    assert whole.choices[0].finish_reason == "stop"


async def test_sync_client(sync_openai: openai.OpenAI) -> None:
    """The client without asyncio reads whole answers and streams too."""

    def talk() -> tuple[str | None, str]:
        asked = [ChatCompletionUserMessageParam(role="user", content="x")]
        whole = sync_openai.chat.completions.create(model="m", messages=asked)
        stream = sync_openai.chat.completions.create(model="m", messages=asked, stream=True)
        return whole.choices[0].message.content, "".join(c.choices[0].delta.content or "" for c in stream)

    whole, streamed = await asyncio.to_thread(talk)
    assert whole == streamed


async def test_bad_requests_raise_typed_errors(openai_client: openai.AsyncOpenAI) -> None:
    """A wrong request raises the SDK's own BadRequestError with the parameter's name."""
    with pytest.raises(openai.BadRequestError) as caught:
        await openai_client.chat.completions.create(model="m", messages=[])
    assert (caught.value.param, caught.value.type) == ("messages", "invalid_request_error")


@pytest.mark.parametrize("body", [{"prompt": 5}, {"model": "m"}, {"model": "m", "prompt": "x", "n": 0}])
def test_bad_completions(body: dict[str, object]) -> None:
    """A completion without a prompt or with a wrong n is refused."""
    with pytest.raises(BadAsk):
        chat.read_completion(body)


def test_messages_need_roles() -> None:
    """A message that is no object with a role is refused."""
    with pytest.raises(BadAsk):
        chat.read_chat({"model": "m", "messages": ["hello"]})


def test_json_object_format() -> None:
    """The response format json_object gives JSON."""
    body = {"model": "m", "messages": [{"role": "user"}], "response_format": {"type": "json_object"}}
    assert json.loads(chat.read_chat(body).reply.text) == {"answer": "stand-in"}
