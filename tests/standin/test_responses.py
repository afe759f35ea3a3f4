"""OpenAI responses of the stand-in, through OpenAI's SDK."""

from __future__ import annotations

import json

import openai
import pydantic
import pytest
from openai.types.responses import FunctionToolParam

from proxy.standin import responses
from proxy.standin.ask import BadAsk

WEATHER: FunctionToolParam = {
    "type": "function",
    "name": "weather",
    "strict": True,
    "parameters": {"type": "object", "properties": {"city": {"type": "string"}}, "required": ["city"]},
}


class Answer(pydantic.BaseModel):
    """What the structured-output test wants back."""

    title: str


async def test_whole(openai_client: openai.AsyncOpenAI) -> None:
    """A response parses, says that it is a stand-in and counts its tokens."""
    done = await openai_client.responses.create(model="m", input="what is 7719?", instructions="be brief")
    assert "stand-in" in done.output_text
    assert "7719" not in done.output_text
    assert done.status == "completed"
    assert done.usage is not None
    assert done.usage.total_tokens == done.usage.input_tokens + done.usage.output_tokens


async def test_streamed(openai_client: openai.AsyncOpenAI) -> None:
    """A stream's deltas join to its final text, and its events are numbered without a gap."""
    whole = await openai_client.responses.create(model="m", input="hello")
    events = [event async for event in await openai_client.responses.create(model="m", input="hello", stream=True)]
    assert [event.sequence_number for event in events] == list(range(len(events)))
    assert "".join(e.delta for e in events if e.type == "response.output_text.delta") == whole.output_text
    assert events[-1].type == "response.completed"
    assert events[-1].response == whole


async def test_streamed_through_the_accumulator(openai_client: openai.AsyncOpenAI) -> None:
    """The SDK's own accumulator ends with the whole response."""
    async with openai_client.responses.stream(model="m", input="hello") as stream:
        final = await stream.get_final_response()
    assert "stand-in" in final.output_text


@pytest.mark.parametrize("stream", [False, True])
async def test_tools(openai_client: openai.AsyncOpenAI, stream: bool) -> None:
    """A demanded function is called with arguments that fit its schema, whole and streamed."""
    if stream:
        async with openai_client.responses.stream(
            model="m", input="x", tools=[WEATHER], tool_choice="required"
        ) as events:
            output = (await events.get_final_response()).output[0]
    else:
        done = await openai_client.responses.create(
            model="m", input="x", tools=[WEATHER], tool_choice={"type": "function", "name": "weather"}
        )
        output = done.output[0]  # type: ignore[assignment]
    assert output.type == "function_call"
    assert (output.name, json.loads(output.arguments)) == ("weather", {"city": "stand-in"})


async def test_structured_output(openai_client: openai.AsyncOpenAI) -> None:
    """An answer with a JSON schema parses into the model that the SDK made the schema from."""
    done = await openai_client.responses.parse(model="m", input="x", text_format=Answer)
    assert done.output_parsed == Answer(title="stand-in")


async def test_limit_leaves_it_incomplete(openai_client: openai.AsyncOpenAI) -> None:
    """A reply that the caller's limit ended is incomplete, and says why."""
    done = await openai_client.responses.create(model="m", input="x", max_output_tokens=2)
    assert done.status == "incomplete"
    assert done.incomplete_details is not None
    assert done.incomplete_details.reason == "max_output_tokens"


@pytest.mark.parametrize("body", [{"model": "m"}, {"model": "m", "input": 1}, {"input": "x"}])
def test_bad_requests(body: dict[str, object]) -> None:
    """A response without input or model is refused."""
    with pytest.raises(BadAsk):
        responses.read_response(body)
