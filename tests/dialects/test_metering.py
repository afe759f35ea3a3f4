"""What a reply cost is what it reports, else a count that is about right."""

from __future__ import annotations

import json
from collections.abc import Iterator

import pytest

from proxy.core.exchange import Call, Usage
from proxy.dialects.base import Document
from proxy.dialects.metering import Meter, count_of, parse, spoken_tokens
from proxy.dialects.openai_chat import OpenAIChat


def meter(cap: int | None = None) -> Meter:
    return Meter(OpenAIChat(), Call("openai", "chat", input_tokens=50, max_output_tokens=cap))


def delta(text: str) -> Document:
    return {"choices": [{"index": 0, "delta": {"content": text}, "logprobs": {"content": [{"token": text}]}}]}


def said(*texts: str) -> Iterator[bytes]:
    """Events of a stream; the one that ends it for an empty text."""
    return (json.dumps(delta(text)).encode() if text else b"[DONE]" for text in texts)


@pytest.mark.parametrize(
    ("document", "tokens"),
    [
        (delta("four"), 1),
        (delta("a" * 41), 11),
        (delta("漢字"), 2),
        ({"choices": [{"text": "abcd"}, {"text": "abcd"}]}, 2),
        ({"choices": [{"delta": {"reasoning_content": "abcd", "content": None}}]}, 1),
        ({"choices": [{"delta": {"tool_calls": [{"function": {"name": "f", "arguments": '{"a":1}'}}]}}]}, 2),
        ({"type": "content_block_delta", "delta": {"type": "thinking_delta", "thinking": "abcde"}}, 2),
        ({"type": "response.output_text.delta", "delta": "abcd"}, 1),
        ({"type": "response.output_text.done", "text": "abcd" * 100}, 0),
        ({"model": "m", "message": {"role": "assistant", "content": "abcd"}}, 1),
        ({"token": {"text": " a"}, "generated_text": "all of it"}, 1),
        ({"choices": [], "usage": {}}, 0),
        ({"type": "ping"}, 0),
        ({}, 0),
    ],
)
def test_what_the_model_says_is_found(document: Document, tokens: int) -> None:
    """In every API's events the text of the model is found, and nothing else."""
    assert spoken_tokens(document) == tokens


def test_a_huge_document_is_not_walked_to_its_end() -> None:
    """The walk is bounded."""
    assert spoken_tokens({"x": [{"text": "abcd"}] * 1_000_000}) <= 10_000


def test_events_of_one_token_are_counted_one_by_one() -> None:
    """A server that sends a token an event is counted by its events, also where the first ones say nothing."""
    counted = meter()
    for number in range(300):
        if counted.pass_events(1):
            counted.read(said(" the" if number > 2 else ""))
    assert counted.usage() == Usage(50, 300, estimated=True)


def test_events_of_sentences_are_counted_by_their_text() -> None:
    """A server that sends twenty tokens an event is counted by what the sampled events say."""
    counted, read = meter(), 0
    for _ in range(320):
        if counted.pass_events(1):
            counted.read(said("a" * 80))
            read += 1
    assert counted.usage().output_tokens == 6400
    assert read < 30


def test_a_stretch_of_many_events_is_sampled() -> None:
    """Of a stretch with many events the first few are read, and one in sixteen."""
    counted = meter()
    assert counted.pass_events(200)
    counted.read(said(*["a" * 4] * 4, *["a" * 40] * 196))
    assert 1000 < counted.usage().output_tokens < 2000


def test_a_stretch_is_cut_no_further_than_is_read() -> None:
    """Once enough has been read, one event of sixteen that come together is asked for, and none of those behind it."""
    counted = meter()
    assert counted.pass_events(16)
    counted.read(said(*["abcd"] * 16))
    assert counted.pass_events(16)
    events = said(*["abcd"] * 16)
    counted.read(events)
    assert len(list(events)) == 12


def test_reports_replace_estimates() -> None:
    """What the upstream reports counts; the last report does, and a part of it leaves the other part estimated."""
    counted = meter()
    counted.pass_events(9)
    counted.report({"usage": {"prompt_tokens": 7}})
    assert counted.usage() == Usage(7, 9, estimated=True)
    counted.report({"usage": {"prompt_tokens": 8, "completion_tokens": 2}})
    counted.report({"usage": {"prompt_tokens": 8, "completion_tokens": 3}})
    counted.report({"usage": None})
    assert counted.usage() == Usage(8, 3, estimated=False)


def test_the_own_count_keeps_to_the_cap() -> None:
    """No reply is longer than the client allowed."""
    counted = meter(cap=5)
    counted.pass_events(100)
    assert counted.usage().output_tokens == 5


@pytest.mark.parametrize(("value", "count"), [(3, 3), (0, 0), (-1, None), (True, None), (1.0, None), ("3", None)])
def test_counts(value: object, count: int | None) -> None:
    """Only whole numbers from 0 are counts."""
    assert count_of({"x": value}, "x") == count
    assert count_of({}, "x") is None


def test_events_that_are_no_objects() -> None:
    """Terminators and anything else are None."""
    assert parse(b'{"a":1}') == {"a": 1}
    assert [parse(text) for text in (b"[DONE]", b"[]", b"", b"\xff", b"{")] == [None] * 5
