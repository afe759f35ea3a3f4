"""Anthropic messages of the stand-in, through Anthropic's SDK."""

from __future__ import annotations

import asyncio

import anthropic
import pytest
from anthropic.types import MessageParam, ToolParam

from proxy.standin import messages
from proxy.standin.ask import BadAsk

SECRET = "the quick brown zebra 7719"
WEATHER: ToolParam = {
    "name": "weather",
    "input_schema": {"type": "object", "properties": {"city": {"type": "string"}}, "required": ["city"]},
}


async def test_whole(anthropic_client: anthropic.AsyncAnthropic) -> None:
    """A message parses, says that it is a stand-in, counts its tokens and repeats nothing."""
    done = await anthropic_client.messages.create(
        model="m", max_tokens=500, messages=[{"role": "user", "content": SECRET}]
    )
    [block] = done.content
    assert block.type == "text"
    assert "stand-in" in block.text
    assert SECRET not in done.model_dump_json()
    assert done.stop_reason == "end_turn"
    assert done.usage.input_tokens == (len(SECRET) + 3) // 4


async def test_streamed_says_the_same(anthropic_client: anthropic.AsyncAnthropic) -> None:
    """A streamed message accumulates to the whole one, usage included."""
    whole = await anthropic_client.messages.create(
        model="m", max_tokens=500, messages=[{"role": "user", "content": "x"}]
    )
    async with anthropic_client.messages.stream(
        model="m", max_tokens=500, messages=[{"role": "user", "content": "x"}]
    ) as stream:
        text = "".join([piece async for piece in stream.text_stream])
        final = await stream.get_final_message()
    assert whole.content[0].type == "text"
    assert text == whole.content[0].text
    assert final.usage.output_tokens == whole.usage.output_tokens
    assert final.stop_reason == "end_turn"


@pytest.mark.parametrize("stream", [False, True])
async def test_tools(anthropic_client: anthropic.AsyncAnthropic, stream: bool) -> None:
    """A demanded tool is used with input that fits its schema, whole and streamed."""
    if stream:
        async with anthropic_client.messages.stream(
            model="m",
            max_tokens=500,
            messages=[{"role": "user", "content": "x"}],
            tools=[WEATHER],
            tool_choice={"type": "any"},
        ) as events:
            block = (await events.get_final_message()).content[0]
    else:
        done = await anthropic_client.messages.create(
            model="m",
            max_tokens=500,
            messages=[{"role": "user", "content": "x"}],
            tools=[WEATHER],
            tool_choice={"type": "tool", "name": "weather"},
        )
        assert done.stop_reason == "tool_use"
        block = done.content[0]  # type: ignore[assignment]
    assert block.type == "tool_use"
    assert (block.name, block.input) == ("weather", {"city": "stand-in"})


async def test_limit_ends_with_max_tokens(anthropic_client: anthropic.AsyncAnthropic) -> None:
    """A reply that the caller's limit ended says so, also in the middle of a tool's arguments."""
    done = await anthropic_client.messages.create(model="m", max_tokens=2, messages=[{"role": "user", "content": "x"}])
    assert (done.stop_reason, done.usage.output_tokens) == ("max_tokens", 2)
    long = {"type": "object", "properties": {name: {"const": "two words"} for name in "ab"}}
    body = {"model": "m", "max_tokens": 1, "messages": [{"role": "user"}], "tool_choice": {"type": "any"}}
    cut = messages.whole(messages.read_messages({**body, "tools": [{"name": "t", "input_schema": long}]}))
    assert (cut["stop_reason"], cut["content"][0]["input"]) == ("max_tokens", {})


async def test_count_tokens(anthropic_client: anthropic.AsyncAnthropic) -> None:
    """Counted tokens are those that the message itself is then charged."""
    asked: list[MessageParam] = [{"role": "user", "content": SECRET}]
    counted = await anthropic_client.messages.count_tokens(model="m", system="brief", messages=asked)
    done = await anthropic_client.messages.create(model="m", system="brief", max_tokens=5, messages=asked)
    assert counted.input_tokens == done.usage.input_tokens


async def test_sync_client(sync_anthropic: anthropic.Anthropic) -> None:
    """The client without asyncio reads whole answers and streams too."""

    def talk() -> tuple[str, str]:
        asked: list[MessageParam] = [{"role": "user", "content": "x"}]
        whole = sync_anthropic.messages.create(model="m", max_tokens=500, messages=asked).content[0]
        with sync_anthropic.messages.stream(model="m", max_tokens=500, messages=asked) as stream:
            return whole.text if whole.type == "text" else "", "".join(stream.text_stream)

    whole, streamed = await asyncio.to_thread(talk)
    assert whole == streamed != ""


async def test_bad_requests_raise_typed_errors(anthropic_client: anthropic.AsyncAnthropic) -> None:
    """A wrong request raises the SDK's own BadRequestError with a request id."""
    with pytest.raises(anthropic.BadRequestError) as caught:
        await anthropic_client.messages.create(model="m", max_tokens=5, messages=[])
    assert caught.value.request_id
    assert caught.value.body["error"]["type"] == "invalid_request_error"  # type: ignore[index]


@pytest.mark.parametrize(
    "body",
    [{"messages": [{"role": "user"}]}, {"max_tokens": 5}, {"max_tokens": 5, "messages": [{"role": "robot"}]}],
)
def test_bad_bodies(body: dict[str, object]) -> None:
    """Without max_tokens, messages or a known role there is no answer."""
    with pytest.raises(BadAsk):
        messages.read_messages({"model": "m", **body})
