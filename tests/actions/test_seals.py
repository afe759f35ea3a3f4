"""Sealed reasoning, found and taken out."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from proxy.actions.seals import given as given_in
from proxy.actions.seals import has_seals, presented, without
from proxy.core.places import Shape
from tests.actions import messages, responses
from tests.dialects.exchange import JSON_VALUES

SIGNED = {"type": "thinking", "thinking": "Hm.", "signature": "c2lnbmF0dXJl"}
HIDDEN = {"type": "redacted_thinking", "data": "ZW5jcnlwdGVk"}
TEXT = {"type": "text", "text": "Hi"}
IMAGE = {"type": "image", "source": {"type": "base64", "data": "aW1hZ2VkYXRh"}}
ITEM = {"type": "reasoning", "id": "rs_12345678", "encrypted_content": "Y2lwaGVydGV4dA", "summary": []}


def talk(*content: Any) -> dict[str, Any]:
    """A conversation whose answer was this."""
    return {"messages": [{"role": "user", "content": "Hi"}, {"role": "assistant", "content": list(content)}]}


@pytest.mark.parametrize(
    ("document", "shape", "texts"),
    [
        (talk(SIGNED, HIDDEN, TEXT), Shape.BLOCKS, ["c2lnbmF0dXJl", "ZW5jcnlwdGVk"]),
        (talk(IMAGE, {**SIGNED, "signature": ""}, {**SIGNED, "signature": 7}), Shape.BLOCKS, []),
        ({"messages": [{"role": "assistant", "content": "a"}, 3, {}]}, Shape.BLOCKS, []),
        ({"input": [ITEM, {"role": "user", "content": "Hi"}]}, Shape.ITEMS, ["Y2lwaGVydGV4dA", "rs_12345678"]),
        ({"input": [{"type": "item_reference", "id": "rs_12345678"}]}, Shape.ITEMS, ["rs_12345678"]),
        ({"input": "Hi", "previous_response_id": "resp_12345"}, Shape.ITEMS, ["resp_12345"]),
        ({"input": [{"type": "message", "id": "msg_12345678"}]}, Shape.ITEMS, []),
        (talk(SIGNED), Shape.CHOICES, []),
        ([], Shape.BLOCKS, []),
        ("x", Shape.ITEMS, []),
    ],
)
def test_presented(document: Any, shape: Shape, texts: list[str]) -> None:
    """Every seal of a request is found, in order; pictures, placeholders and nonsense are none."""
    assert [seal.text for seal in presented(document, shape)] == texts
    assert has_seals(json.dumps(document).encode(), shape) or not texts


def test_given() -> None:
    """Whole replies and events hand out the same seals."""
    whole = given_in(messages.message([SIGNED, HIDDEN, TEXT]), Shape.BLOCKS)
    delta = {
        "type": "content_block_delta",
        "index": 0,
        "delta": {"type": "signature_delta", "signature": "c2lnbmF0dXJl"},
    }
    start = {"type": "content_block_start", "index": 1, "content_block": HIDDEN}
    assert whole == [*given_in(delta, Shape.BLOCKS), *given_in(start, Shape.BLOCKS)] == ["c2lnbmF0dXJl", "ZW5jcnlwdGVk"]
    response = {**responses.response([ITEM]), "id": "resp_12345"}
    assert given_in(response, Shape.ITEMS) == ["Y2lwaGVydGV4dA", "rs_12345678", "resp_12345"]
    done = {"type": "response.output_item.done", "item": ITEM}
    assert given_in(done, Shape.ITEMS) == ["Y2lwaGVydGV4dA", "rs_12345678"]
    last = {"type": "response.completed", "response": response}
    assert given_in(last, Shape.ITEMS) == given_in(response, Shape.ITEMS)


def test_without() -> None:
    """A stranger's block goes, and with the last one of a turn the turn; all other bytes stay."""
    body = b'{"messages": [ {"role":"assistant","content":[%b, %b]} ,{"role":"user","content":"x"}]}' % (
        json.dumps(SIGNED).encode(), json.dumps(TEXT).encode(),
    )  # fmt: skip
    seals = presented(json.loads(body), Shape.BLOCKS)
    assert without(body, seals) == body.replace(json.dumps(SIGNED).encode() + b", ", b"")
    alone = json.dumps(talk(SIGNED, HIDDEN)).encode()
    one, other = presented(json.loads(alone), Shape.BLOCKS)
    assert json.loads(without(alone, [one])) == talk(HIDDEN)
    assert json.loads(without(alone, [one, other])) == {"messages": [{"role": "user", "content": "Hi"}]}
    both = {"input": [ITEM, {"role": "user", "content": "Hi"}], "previous_response_id": "resp_12345"}
    found = without(json.dumps(both).encode(), presented(both, Shape.ITEMS))
    assert json.loads(found) == {"input": [{"role": "user", "content": "Hi"}]}


@given(JSON_VALUES, st.sampled_from(list(Shape)))
def test_any_document(value: Any, shape: Shape) -> None:
    """Nothing that can be JSON breaks the search, in a request or in a reply."""
    for document in (value, {"messages": value}, {"input": value}, {"content": value}, {"item": value}):
        assert isinstance(presented(document, shape), list)
        assert isinstance(given_in(document, shape), list)
