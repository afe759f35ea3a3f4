"""Replies of OpenAI's chat and completions, degraded."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from proxy.actions.choices import REASONING
from proxy.actions.replies import StreamDegrading
from proxy.core.effect import Degrade
from tests.actions.degraded import (
    EVERYTHING,
    NO_LOGPROBS,
    NO_REASONING,
    SSE,
    Document,
    answered,
    read,
    reader,
    stream,
    whole,
)
from tests.dialects.exchange import PLACES, cut

CHAT, TEXT = "/v1/chat/completions", "/v1/completions"
HEAD = {"id": "chatcmpl-1", "object": "chat.completion.chunk", "created": 1, "model": "m"}
PROBS = {"content": [{"token": "a", "logprob": -0.5, "bytes": [97], "top_logprobs": []}], "refusal": None}
TOOL = {"index": 0, "id": "c", "type": "function", "function": {"name": "f", "arguments": '{"a":"<think>b</think>"}'}}


def chunk(delta: Document, finish: str | None = None, index: int = 0, **more: Any) -> Document:
    """One event."""
    return {**HEAD, "choices": [{"index": index, "delta": delta, "logprobs": None, "finish_reason": finish, **more}]}


def said(text: bytes, index: int = 0) -> str:
    """All content of a choice."""
    choices = [choice for event in read(text) for choice in event["choices"] if choice["index"] == index]
    return "".join(choice["delta"].get("content") or "" for choice in choices)


@pytest.mark.parametrize("name", REASONING)
def test_fields(name: str) -> None:
    """Every field that servers put reasoning into is taken out, streamed or not; the rest keeps its bytes."""
    event = chunk({name: "SECRET", "content": ""})
    plain = {**HEAD, "choices": [{**event["choices"][0], "delta": {"content": ""}}]}
    assert answered(CHAT, stream(event), SSE, NO_REASONING) == stream(plain)
    message = {"role": "assistant", "content": "a", name: [{"text": "SECRET"}], "provider_specific_fields": {name: 1}}
    reply = whole(CHAT, {"choices": [{"index": 0, "message": message}]}, NO_REASONING)
    assert reply["choices"][0]["message"] == {"role": "assistant", "content": "a", "provider_specific_fields": {}}


def test_shadows() -> None:
    """Tokens and log-probabilities of what was taken out are taken out with it; those of other events stay."""
    thought = chunk({"reasoning": "SECRET"}, logprobs=PROBS, token_ids=[1])
    inline = chunk({"content": "<think>SECRET"}, index=1, logprobs=PROBS, token_ids=[1])
    answer = chunk({"content": "b"}, logprobs=PROBS, token_ids=[1])
    found = [event["choices"][0] for event in read(answered(CHAT, stream(thought, inline, answer), SSE, NO_REASONING))]
    assert [choice["logprobs"] for choice in found] == [None, None, PROBS]
    assert ["token_ids" in choice for choice in found] == [False, False, True]


def test_logprobs() -> None:
    """Log-probabilities become null, and a stream without them keeps every byte."""
    plain: list[Document | bytes] = [chunk({"content": "b"}), b"[DONE]"]
    events = stream(chunk({"content": "a"}, logprobs=PROBS), *plain)
    assert answered(CHAT, events, SSE, NO_LOGPROBS) == stream(chunk({"content": "a"}), *plain)
    text = {"choices": [{"text": "a", "index": 0, "logprobs": {"tokens": ["a"], "token_logprobs": [-0.5]}}]}
    assert whole(TEXT, text, NO_LOGPROBS) == {"choices": [{"text": "a", "index": 0, "logprobs": None}]}


def test_fingerprint() -> None:
    """The fingerprint is dropped wherever it stands among the members."""
    for event in ({**HEAD, "system_fingerprint": "fp", "choices": []}, {"system_fingerprint": "fp", "choices": []}):
        plain = {key: value for key, value in event.items() if key != "system_fingerprint"}
        assert answered(CHAT, stream(event), SSE, EVERYTHING) == stream(plain)


def test_parts() -> None:
    """Content in parts loses those that are reasoning; texts beside them are looked through."""
    thought = {"type": "thinking", "thinking": [{"text": "SECRET"}]}
    content = [thought, {"type": "text", "text": "<think>SECRET</think>a"}]
    reply = whole(CHAT, {"choices": [{"index": 0, "message": {"content": content}}]}, NO_REASONING)
    assert reply["choices"][0]["message"]["content"] == [{"type": "text", "text": "a"}]


def test_tool_calls() -> None:
    """Arguments of tools are left alone, tags in them included."""
    events = stream(chunk({"tool_calls": [TOOL]}), chunk({}, "tool_calls"))
    assert answered(CHAT, events, SSE, EVERYTHING) == events
    message = {"content": None, "tool_calls": [TOOL]}
    reply = {"choices": [{"index": 0, "message": message, "finish_reason": "tool_calls"}]}
    assert whole(CHAT, reply, EVERYTHING) == reply


STRUCTURES: list[Document] = [
    {"response_format": {"type": "json_schema"}},
    {"response_format": {"type": "json_object"}},
    {"guided_json": {}},
]


@pytest.mark.parametrize("request_body", STRUCTURES)
def test_structured_output(request_body: Document) -> None:
    """An answer that has to be JSON stays it: only what stands before it is looked through."""
    answer = '{"a": "<think>", "b": "</think>"}'
    events = [chunk({"content": piece}) for piece in ("<think>SECRET</think>", answer[:9], answer[9:])]
    got = said(answered(CHAT, stream(*events), SSE, NO_REASONING, {"stream": True, **request_body}))
    assert got == answer
    reply = {"choices": [{"index": 0, "message": {"content": answer}}]}
    assert whole(CHAT, reply, NO_REASONING, request_body) == reply


WORDS = st.sampled_from(["<think>", "</think>", "<", "th", "ink>", "SECRET", " a ", "é", "1 < 2"])
PIECES = st.lists(WORDS, max_size=12)


@given(PIECES, PIECES, PLACES)
def test_chunks_change_nothing(first: list[str], second: list[str], places: list[int]) -> None:
    """Two choices that take turns: neither chunks nor the other choice change what is taken out of a text."""
    events = [chunk({"content": text}, index=i % 2) for i, text in enumerate(interleaved(first, second))]
    events += [chunk({}, "stop", index=0), chunk({}, "stop", index=1)]
    text = stream(*events, b"[DONE]")
    got = answered(CHAT, cut(text, places), SSE, NO_REASONING)
    assert got == answered(CHAT, text, SSE, NO_REASONING)
    for index, pieces in enumerate((first, second)):
        message = {"choices": [{"index": 0, "message": {"content": "".join(pieces)}}]}
        assert said(got, index) == whole(CHAT, message, NO_REASONING)["choices"][0]["message"]["content"]
    assert [e["choices"][0]["finish_reason"] for e in read(got)] == [e["choices"][0]["finish_reason"] for e in events]


def interleaved(first: list[str], second: list[str]) -> list[str]:
    """Texts of two choices in turns, the shorter one filled up with nothing."""
    longest = max(len(first), len(second))
    return [text for i in range(longest) for text in ("".join(first[i : i + 1]), "".join(second[i : i + 1]))]


def test_untouched_events_keep_their_bytes() -> None:
    """A `<` that begins no tag costs no byte, and neither do spaces, comments and unknown fields."""
    first = b': hi\n\ndata: {"choices": [{"delta": {"content": "a <", "x": 1}, "index": 0}]}\r\n\r\n'
    events = first + stream(*(chunk({"content": text}) for text in ("b", "<thi", "s>", "<")), b"[DONE]")
    assert answered(CHAT, events, SSE, EVERYTHING) == events


def test_rounding_in_a_stream() -> None:
    """Log-probabilities that stay are rounded event by event, each by itself."""
    events = [chunk({"content": "a"}, logprobs={"content": [{"logprob": -0.123 * i}]}) for i in range(1, 5)]
    got = read(answered(CHAT, stream(*events), SSE, Degrade(round_logprobs=1)))
    assert [event["choices"][0]["logprobs"]["content"][0]["logprob"] for event in got] == [-0.1, -0.2, -0.4, -0.5]


def test_whole_reply_keeps_its_bytes() -> None:
    """Of a whole reply only the edited members change, spaces and numbers included."""
    reply = b'{ "a": 1.50, "choices": [ {"message": {"content": "x", "reasoning": "SECRET"}} ], "b":1e400 }'
    assert answered(CHAT, reply, "application/json", NO_REASONING) == reply.replace(b', "reasoning": "SECRET"', b"")
    assert json.loads(reply)


def test_stored_completions() -> None:
    """A list of stored completions is edited as each of them would be."""
    one = {"id": "1", "system_fingerprint": "f", "choices": [{"index": 0, "message": {"content": "<think>x</think>a"}}]}
    other = {"id": "2", "choices": [{"index": 0, "logprobs": PROBS, "message": {"reasoning": "x", "content": "b"}}]}
    found = whole(CHAT, {"object": "list", "data": [one, other]}, EVERYTHING)
    assert found["data"] == [whole(CHAT, each, EVERYTHING) for each in (one, other)]
    assert [each["choices"][0]["message"] for each in found["data"]] == [{"content": "a"}, {"content": "b"}]


def test_stamps_cost_no_parsing() -> None:
    """A stream whose id, time or fingerprint differs in every event is edited by recipe all the same."""
    made = reader(CHAT, SSE, NO_REASONING)
    assert isinstance(made, StreamDegrading)
    events = [
        {**chunk({"reasoning_content": "SECRET"}), "id": f"c-{n}", "created": n, "system_fingerprint": f"fp_{n}"}
        for n in range(9)
    ]
    found = []
    for number, event in enumerate(events):
        text = stream(event)
        # The first shows the form, the second what changes in it.
        assert (made._revision._recipes.apply(text) is not None) is (number > 1)
        found.append(made.feed(text))
    plain = [{**event, "choices": [{**event["choices"][0], "delta": {}}]} for event in events]
    assert b"".join(found) == stream(*plain)
