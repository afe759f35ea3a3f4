"""Marked replies in every dialect: what is written, what is not, and that pieces and chunks change nothing."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from proxy.actions.canary import is_marked
from proxy.core.places import Shape
from tests.actions import messages
from tests.actions.degraded import read, stream
from tests.actions.marked import APIS, JSON, SSE, passed, script
from tests.canaries.test_prose import cuts, texts
from tests.canaries.writing import cut

TEXT = "However, a starter is often fed. In addition, it is usually warm. Nevertheless, everyone is in luck."


def alone(text: str, *kinds: str) -> str:
    """What a script makes of a text by itself."""
    strand = script(*kinds).strand()
    ruling = strand.feed(text)
    return ruling.written + ruling.open + (script(*kinds).closing if strand.end() else "")


@pytest.mark.parametrize("name", APIS)
def test_every_dialect_is_marked(name: str) -> None:
    """The caller's choices, and the offer where a sentence may be added, in every place that repeats the text."""
    api = APIS[name]
    body = api.tell(cut(TEXT, range(0, len(TEXT), 5)))
    kinds = ("choice", "cue") if api.closes else ("choice",)
    marks = script(*kinds)
    assert api.heard(passed(api.path, api.kind, body, marks)) == alone(TEXT, *kinds) != TEXT
    assert ("cue:sourdough" in marks.served) == api.closes


@given(st.sampled_from(sorted(APIS)), texts, cuts, st.integers(1, 300), st.booleans())
def test_pieces_and_chunks_change_nothing(name: str, text: str, at: list[int], size: int, closes: bool) -> None:
    """However a text comes in events, and events in chunks, a client hears the same, and reads every event."""
    api = APIS[name]
    kinds = ("choice", "cue") if api.closes and closes else ("choice",)
    marks = script(*kinds)
    if not text:
        return
    found = passed(api.path, api.kind, api.tell([each for each in cut(text, at) if each]), marks, size)
    assert api.heard(found) == alone(text, *kinds)


@given(st.sampled_from(sorted(APIS)), texts, st.integers(1, 300))
def test_what_is_not_marked_keeps_every_byte(name: str, text: str, size: int) -> None:
    """A text without a form, or one whose forms are the caller's own already, leaves byte for byte."""
    api = APIS[name]
    plain = alone(text, "choice")
    body = api.tell([plain])
    assert passed(api.path, api.kind, body, script("choice"), size) == body


def test_events_around_the_text_stay() -> None:
    """Only the texts differ: number, order and all other members of the events are the model's, usage included."""
    api = APIS["responses"]
    body = api.tell(cut(TEXT, range(0, len(TEXT), 7)))
    before, after = read(body), read(passed(api.path, api.kind, body, script()))

    def shape(value: Any) -> Any:
        if isinstance(value, dict):
            return {name: shape(part) for name, part in value.items() if name not in ("text", "delta")}
        return [shape(part) for part in value] if isinstance(value, list) else value

    assert shape(before) == shape(after)


@pytest.mark.parametrize("reason", ["length", "tool_calls", "content_filter"])
def test_nothing_is_added_to_an_answer_that_did_not_end_of_itself(reason: str) -> None:
    """An answer that was cut, or goes on with a tool, gets no closing."""
    api = APIS["chat"]
    body = api.tell([TEXT]).replace(b'"stop"', b'"%b"' % reason.encode())
    marks = script()
    assert api.heard(passed(api.path, api.kind, body, marks)) == alone(TEXT, "choice")
    assert "cue:sourdough" not in marks.served


def test_tools_and_reasoning_are_never_touched() -> None:
    """Arguments, inputs and thinking keep every byte, and text before a tool gets no closing."""
    events = [
        {"type": "message_start", "message": messages.message([])},
        *messages.block(0, messages.THOUGHT, {"type": "thinking_delta", "thinking": TEXT}),
        *messages.block(1, {"type": "text", "text": ""}, {"type": "text_delta", "text": TEXT}),
        *messages.block(2, messages.TOOL, {"type": "input_json_delta", "partial_json": json.dumps({"text": TEXT})}),
        {"type": "message_delta", "delta": {"stop_reason": "tool_use"}},
    ]
    found = read(passed("/v1/messages", SSE, stream(*events), script()))
    texts_of: dict[str, str] = {}
    for event in found:
        if event["type"] == "content_block_delta":
            for name in ("thinking", "text", "partial_json"):
                texts_of[name] = texts_of.get(name, "") + event["delta"].get(name, "")
    assert texts_of["thinking"] == TEXT
    assert json.loads(texts_of["partial_json"]) == {"text": TEXT}
    assert texts_of["text"] == alone(TEXT, "choice")


def test_choices_are_told_apart() -> None:
    """Two answers at once, their pieces mixed: each is written by itself, and each has its closing."""
    events = [
        {"choices": [{"index": number % 2, "delta": {"content": piece}}]}
        for number, piece in enumerate(each for piece in cut(TEXT, range(0, len(TEXT), 3)) for each in (piece, piece))
    ]
    ends: list[Any] = [{"choices": [{"index": n, "delta": {}, "finish_reason": "stop"}]} for n in (0, 1)]
    found = read(passed("/v1/chat/completions", SSE, stream(*events, *ends, b"[DONE]"), script(), 40))
    for index in (0, 1):
        said = [c["delta"].get("content", "") for e in found for c in e["choices"] if c["index"] == index]
        assert "".join(said) == alone(TEXT)


def test_a_choice_that_goes_on_does_not_hold_up_the_others_for_long() -> None:
    """A text that stays open while another choice runs on leaves after so many events."""
    first = {"choices": [{"index": 0, "delta": {"content": "In the"}}]}
    others = [{"choices": [{"index": 1, "delta": {"content": " word"}}]} for _ in range(200)]
    body = stream(first, *others)
    assert passed("/v1/chat/completions", SSE, body, script("choice"), len(body) // 2) == body


@pytest.mark.parametrize("body", [b"nonsense", b"", b"[1]", b'{"choices": 3}', b"\xff"])
def test_what_cannot_be_read_passes(body: bytes) -> None:
    """A reply that is no JSON, or not of its shape, is not ours to judge: it passes as it came."""
    assert passed("/v1/chat/completions", JSON, body, script()) == body


def test_a_broken_off_stream_keeps_its_text() -> None:
    """What waited when the stream ends without its end leaves as it came."""
    body = APIS["chat"].tell(["It is good. In the"])
    torn = body[: body.index(b'"finish_reason": "stop"')] if b'"finish_reason": "stop"' in body else body[:-60]
    assert passed("/v1/chat/completions", SSE, torn, script(), 30).startswith(torn[: torn.rindex(b"data:")])


def test_who_is_marked() -> None:
    """Everything that speaks; embeddings and home-made APIs are not."""
    assert [shape for shape in Shape if not is_marked(shape)] == [Shape.VECTORS, Shape.VALUES]
