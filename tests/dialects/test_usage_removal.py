"""The client gets the bytes that it would have got had nobody asked for usage."""

from __future__ import annotations

import httpx
import orjson
import pytest
from hypothesis import given
from hypothesis import strategies as st

from proxy.core.exchange import Call, Usage
from proxy.dialects.metering import Meter
from proxy.dialects.openai_chat import OpenAIChat
from proxy.dialects.usage_removal import UsageRemoval
from tests.dialects.exchange import PLACES, SSE, cut, feed, octets, reply, request
from tests.dialects.transcripts import TRANSCRIPTS, Transcript, stream
from tests.model import Model

PATH = "/v1/chat/completions"
BY_SERVER = pytest.mark.parametrize("transcript", TRANSCRIPTS, ids=lambda transcript: transcript.server)


def removal(transcript: Transcript) -> UsageRemoval:
    """The reader for a reply to a client that did not ask."""
    body = {"model": "m", "stream": True, "messages": []}
    if transcript.options is not None:
        body["stream_options"] = transcript.options
    reader = reply(PATH, body, SSE)
    assert isinstance(reader, UsageRemoval)
    assert reader.edits
    return reader


@BY_SERVER
def test_the_stream_is_the_one_not_asked_for(transcript: Transcript) -> None:
    """In one piece, byte by byte, or cut once around the usage chunk: the same bytes, and the figures are known."""
    text = transcript.asked
    places = range(max(0, len(text) - 500), len(text))
    for chunks in ([text], octets(text), *([text[:at], text[at:]] for at in places)):
        reader = removal(transcript)
        assert feed(reader, chunks) == transcript.unasked
        assert reader.usage() == Usage(*transcript.figures)


@given(st.sampled_from(TRANSCRIPTS), PLACES)
def test_chunks_change_nothing(transcript: Transcript, places: list[int]) -> None:
    """However often the stream is cut, the client's bytes are the same."""
    assert feed(removal(transcript), cut(transcript.asked, places)) == transcript.unasked


@BY_SERVER
def test_a_stream_not_asked_for_passes(transcript: Transcript) -> None:
    """A server that ignores the question has its stream untouched."""
    assert feed(removal(transcript), [transcript.unasked]) == transcript.unasked


def test_whole_events_are_not_held_back() -> None:
    """An event leaves with the chunk that ends it, in the same object where nothing is edited."""
    reader = removal(TRANSCRIPTS[0])
    first, second = stream('{"choices":[{"delta":{"content":"a"}}]}'), stream('{"choices":[{"delta":{}}],"usage":null}')
    assert reader.feed(first) is first
    assert reader.feed(second + b"data: ") == stream('{"choices":[{"delta":{}}]}')


@given(st.binary(max_size=80), PLACES)
def test_anything_else_passes(text: bytes, places: list[int]) -> None:
    """Bytes that are no events of ours are the client's, unchanged."""
    assert feed(removal(TRANSCRIPTS[0]), cut(text, places)) == text


@pytest.mark.parametrize(
    "event",
    ["[DONE]", "not json", "[]", '"usage"', '{"usage":"text","choices":[{}]}', '{"error":{"message":"\\"usage\\""}}',
     '{"a":{"usage":{"prompt_tokens":1}}}'],
)  # fmt: skip
def test_other_events_stay(event: str) -> None:
    """Errors, terminators and objects that only mention usage are left alone."""
    assert feed(removal(TRANSCRIPTS[0]), [stream(event)]) == stream(event)


def test_an_endless_line_passes_through() -> None:
    """A line without end is passed on as it comes, and counted by its size."""
    reader = UsageRemoval(Meter(OpenAIChat(), Call("openai", "chat")))
    got = sum(len(reader.feed(b"x" * 100_000)) for _ in range(40)) + len(reader.finish())
    assert got == 4_000_000
    assert 900_000 < reader.usage().output_tokens < 1_100_000


@pytest.mark.parametrize("path", [PATH, "/v1/completions"])
@pytest.mark.parametrize("knobs", [{}, {"n": 3, "logprobs": 1, "max_tokens": 5}, {"reasoning_effort": "high"}])
async def test_a_model_server_sees_the_edit_and_the_client_does_not(
    model: Model, path: str, knobs: dict[str, object]
) -> None:
    """The same request with and without our question gives the client the same bytes."""
    asked = {"model": "m", "stream": True, **knobs}
    asked |= {"prompt": 'Say it: "usage".'} if path == "/v1/completions" else {"messages": [{"content": "Hello."}]}
    body = orjson.dumps(asked)
    injected = request(path, body)
    async with httpx.AsyncClient(base_url=model.url) as client:
        plain = (await client.post(path, content=body)).content
        reader = OpenAIChat().reader(injected, 200, SSE)
        async with client.stream("POST", path, content=injected.body) as answer:
            got = b"".join([reader.feed(chunk) async for chunk in answer.aiter_raw(97)]) + reader.finish()
    assert got == plain
    assert reader.usage().output_tokens >= 5
    assert not reader.usage().estimated
