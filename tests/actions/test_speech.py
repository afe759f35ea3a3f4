"""What is heard of replies: texts by their keys, where they end, and whether of themselves."""

from __future__ import annotations

import json
from typing import Any

import pytest

from proxy.actions.speech import EARS, Speech
from proxy.core.places import Shape
from tests.actions.degraded import Document


def heard(shape: Shape, document: Document) -> Speech:
    """What one document says."""
    speech = Speech()
    EARS[shape].look(document, speech)
    return speech


def chat(finish: str | None, **delta: Any) -> Document:
    """An event of a chat."""
    return {"choices": [{"index": 3, "delta": delta, "finish_reason": finish}]}


CASES: list[tuple[Shape, Document, list[tuple[Any, str]], dict[Any, bool], set[Any]]] = [
    (Shape.CHOICES, chat(None, content="a"), [((3, 0), "a")], {}, set()),
    (Shape.CHOICES, chat("stop", content="a"), [((3, 0), "a")], {3: True}, set()),
    (Shape.CHOICES, chat("length"), [], {3: False}, set()),
    (Shape.CHOICES, chat(None, tool_calls=[{"index": 0}]), [], {}, {3}),
    (Shape.CHOICES, chat("stop", tool_calls=[{"index": 0}]), [], {3: False}, {3}),
    (Shape.CHOICES, chat(None, reasoning_content="a", refusal="b"), [], {}, set()),
    (Shape.CHOICES, {"choices": [{"text": "a"}]}, [((0, 0), "a")], {}, set()),
    (Shape.BLOCKS, {"type": "content_block_delta", "index": 1, "delta": {"text": "a"}}, [((0, 1), "a")], {}, set()),
    (Shape.BLOCKS, {"type": "content_block_delta", "index": 1, "delta": {"thinking": "a"}}, [], {}, set()),
    (Shape.BLOCKS, {"type": "content_block_start", "index": 2, "content_block": {"type": "tool_use"}}, [], {}, {0}),
    (Shape.BLOCKS, {"type": "message_delta", "delta": {"stop_reason": "end_turn"}}, [], {0: True}, set()),
    (Shape.BLOCKS, {"type": "message_delta", "delta": {"stop_reason": "max_tokens"}}, [], {0: False}, set()),
    (Shape.ITEMS, {"type": "response.function_call_arguments.delta", "delta": "a"}, [], {}, set()),
    (Shape.ITEMS, {"type": "response.output_item.added", "output_index": 0}, [], {}, {0}),
    (Shape.LINES, {"message": {"content": "a", "thinking": "b"}, "done": False}, [((0, 0), "a")], {}, set()),
    (Shape.LINES, {"response": "a", "done": True}, [((0, 0), "a")], {0: True}, set()),
    (Shape.LINES, {"message": {"tool_calls": [{}]}, "done": True}, [], {0: False}, {0}),
    (Shape.TOKENS, {"token": {"text": "a", "id": 1}}, [((0, 0), "a")], {}, set()),
    (Shape.TOKENS, {"token": {"text": "</s>", "special": True}}, [], {}, set()),
]


@pytest.mark.parametrize(("shape", "document", "said", "over", "moved"), CASES)
def test_what_is_heard(
    shape: Shape, document: Document, said: list[tuple[Any, str]], over: dict[Any, bool], moved: set[Any]
) -> None:
    """Texts of the answer and nothing else; ends, and whether they came of themselves."""
    found = heard(shape, document)
    assert [(piece.key, piece.text) for piece in found.pieces] == said
    assert (found.over, found.moved_on) == (over, moved)


@pytest.mark.parametrize("shape", EARS)
@pytest.mark.parametrize(
    "document",
    [
        {}, {"choices": 1, "content": 1, "output": 1, "message": 1, "token": 1, "delta": 1},
        {"choices": [1, {"delta": []}]},
        {"type": "message", "content": [{"type": "text", "text": 1}]}, {"type": 1, "response": {"output": [{}]}},
        {"type": "content_block_delta", "delta": None}, {"generated_text": 1, "details": []},
        {"type": "response.completed", "response": {"output": [{"type": "message", "content": [None]}]}},
    ],
)  # fmt: skip
def test_odd_documents_say_nothing(shape: Shape, document: Document) -> None:
    """Whatever stands where a text should be, nothing is heard of it and nothing breaks."""
    assert heard(shape, document).pieces == []


def test_an_answer_that_ends_in_a_tool_is_over_otherwise() -> None:
    """Whole messages and responses: of itself ends only what ends in a text."""
    text, tool = {"type": "text", "text": "a"}, {"type": "tool_use"}
    for content, expected in (([tool, text], True), ([text, tool], False), ([], False)):
        found = heard(Shape.BLOCKS, {"type": "message", "stop_reason": "end_turn", "content": content})
        assert found.over == {0: expected}
    item, call = {"type": "message", "content": [{"type": "output_text", "text": "a"}]}, {"type": "function_call"}
    for output, expected in (([call, item], True), ([item, call], False)):
        assert heard(Shape.ITEMS, {"status": "completed", "output": output}).over == {0: expected}


@pytest.mark.parametrize(("shape", "document"), [(shape, document) for shape, document, *_ in CASES])
def test_the_sign_is_in_whatever_is_heard(shape: Shape, document: Document) -> None:
    """A document that says something, ends or moves on is never passed over for want of its sign."""
    found = heard(shape, document)
    for text in (json.dumps(document), json.dumps(document, separators=(",", ":"))):
        assert EARS[shape].sign.search(text.encode()) or not (found.pieces or found.over or found.moved_on)
