"""Replies pass untouched while they are counted, in bounded memory."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from proxy.core.exchange import Call, Usage
from proxy.dialects.metering import Meter
from proxy.dialects.openai_chat import OpenAIChat
from proxy.dialects.replies import StreamReply, UnmeteredReply, WholeReply
from proxy.dialects.sse import event_splitter, events
from tests.dialects.exchange import PLACES, cut, feed
from tests.dialects.transcripts import TRANSCRIPTS, stream

CALL = Call("openai", "chat", input_tokens=50)


def whole() -> WholeReply:
    return WholeReply(OpenAIChat(), CALL)


def streamed() -> StreamReply:
    def texts(stretch: bytes) -> map[bytes]:
        return map(lambda event: event.data, events(stretch))  # noqa: C417 -- an iterator is asked for

    return StreamReply(Meter(OpenAIChat(), CALL), event_splitter(), texts, b"data:", b'"usage"')


def answer(text: str) -> bytes:
    document = {"choices": [{"message": {"content": text}}], "usage": {"prompt_tokens": 9, "completion_tokens": 12}}
    return json.dumps(document).encode()


@given(st.sampled_from(["short", "x" * 200_000, '漢字 "usage":{}']), PLACES)
def test_whole_replies_report(text: str, places: list[int]) -> None:
    """The figures of a reply are found however it is cut, and its bytes are untouched."""
    reader = whole()
    assert feed(reader, cut(answer(text), places)) == answer(text)
    assert reader.usage() == Usage(9, 12)


def test_a_huge_reply_is_read_at_its_end() -> None:
    """Above the bound only the end is kept, which is where usage stands."""
    reader = whole()
    feed(reader, cut(answer('\\"x' * 2_000_000), range(0, 6_000_000, 65536)))
    assert reader.usage() == Usage(9, 12)


@pytest.mark.parametrize(
    ("body", "least", "most"),
    [
        (json.dumps({"choices": [{"message": {"content": "a" * 400}}]}).encode(), 100, 100),
        (answer("a" * 4000)[:3000], 700, 760),
        (b"x" * 4_000_000, 1_000_000, 1_000_000),
        (b"[]", 0, 0),
        (b"", 0, 0),
    ],
)
def test_without_a_report_there_is_our_own_count(body: bytes, least: int, most: int) -> None:
    """A reply without usage is counted by its text, one that broke off or is no JSON by its size."""
    reader = whole()
    reader.feed(body)
    usage = reader.usage()
    assert usage.estimated
    assert usage.input_tokens == 50
    assert least <= usage.output_tokens <= most


@given(st.sampled_from(TRANSCRIPTS), PLACES)
def test_streams_report(transcript: object, places: list[int]) -> None:
    """The figures of a stream are found however it is cut; every chunk is passed on as the object it is."""
    asked = transcript.asked  # type: ignore[attr-defined]
    reader = streamed()
    for chunk in cut(asked, places):
        assert reader.feed(chunk) is chunk
    assert reader.finish() == b""
    assert reader.usage() == Usage(9, 12)


def test_an_early_end_is_counted() -> None:
    """A stream that ends before its usage is counted by its events."""
    reader = streamed()
    for _ in range(20):
        reader.feed(stream('{"choices":[{"delta":{"content":" the"}}],"usage":null}'))
    assert reader.usage() == Usage(50, 20, estimated=True)


def test_an_event_too_long_is_counted_by_its_size() -> None:
    """What cannot be read is counted all the same."""
    reader = streamed()
    for _ in range(30):
        reader.feed(b"x" * 100_000)
    assert 700_000 < reader.usage().output_tokens <= 750_000


def test_what_is_free_costs_nothing() -> None:
    """Errors and lists of models pass without being counted."""
    reader = UnmeteredReply()
    assert feed(reader, [b"a", b"b"]) == b"ab"
    assert reader.usage() == Usage(0, 0, estimated=True)
