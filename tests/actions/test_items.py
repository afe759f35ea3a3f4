"""OpenAI's responses, degraded."""

from __future__ import annotations

from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from tests.actions.degraded import EVERYTHING, NO_LOGPROBS, NO_REASONING, SSE, Document, answered, read, stream, whole
from tests.dialects.exchange import PLACES, cut

PATH = "/v1/responses"
PROBS = [{"token": "a", "logprob": -0.5, "bytes": [97], "top_logprobs": []}]
THOUGHT = {"id": "rs_1", "type": "reasoning", "summary": [{"type": "summary_text", "text": "SECRET"}],
           "encrypted_content": "SECRET"}  # fmt: skip
CALL = {"id": "fc_1", "type": "function_call", "call_id": "c", "name": "f", "arguments": '{"a":"<think>b</think>"}'}


def said(text: str, logprobs: Any = ()) -> Document:
    """An item with text."""
    part = {"type": "output_text", "text": text, "annotations": [], "logprobs": list(logprobs)}
    return {"id": "msg_1", "type": "message", "role": "assistant", "status": "completed", "content": [part]}


def response(output: list[Document]) -> Document:
    """A whole reply."""
    return {"id": "resp_1", "object": "response", "reasoning": {"effort": "high"}, "output": output, "usage": None}


def text_events(index: int, item: Document) -> list[Document]:
    """How an item's text is streamed."""
    place = {"item_id": item["id"], "output_index": index, "content_index": 0}
    part = item["content"][0]
    text, probs = part["text"], part["logprobs"]
    pieces = [text[i : i + 3] for i in range(0, len(text), 3)]
    return [
        {"type": "response.content_part.added", **place, "part": {**part, "text": "", "logprobs": []}},
        *({"type": "response.output_text.delta", **place, "delta": piece, "logprobs": probs} for piece in pieces),
        {"type": "response.output_text.done", **place, "text": text, "logprobs": probs},
        {"type": "response.content_part.done", **place, "part": part},
    ]


def item_events(index: int, item: Document) -> list[Document]:
    """How an item is streamed."""
    place = {"item_id": item["id"], "output_index": index}
    if item["type"] == "reasoning":
        kinds = ("summary_part.added", "summary_text.delta", "summary_text.done", "summary_part.done")
        inner = [{"type": f"response.reasoning_{kind}", **place, "text": "SECRET"} for kind in kinds]
    elif item["type"] == "function_call":
        inner = [{"type": "response.function_call_arguments.done", **place, "arguments": item["arguments"]}]
    else:
        inner = text_events(index, item)
    first = {"type": "response.output_item.added", "output_index": index, "item": item}
    return [first, *inner, {"type": "response.output_item.done", "output_index": index, "item": item}]


def streamed(output: list[Document]) -> bytes:
    """The same as a stream, numbered."""
    events = [{"type": "response.created", "response": response([])}]
    events += [event for index, item in enumerate(output) for event in item_events(index, item)]
    events += [{"type": "response.completed", "response": response(output)}]
    return stream(*({**event, "sequence_number": number} for number, event in enumerate(events)))


ITEMS = st.lists(st.sampled_from([THOUGHT, CALL, said("An answer")]), max_size=5)


@given(ITEMS, PLACES)
def test_reasoning_goes(output: list[Document], places: list[int]) -> None:
    """A stream is, byte for byte, what it would have been without its reasoning items: every number follows."""
    left = [item for item in output if item is not THOUGHT]
    assert answered(PATH, cut(streamed(output), places), SSE, EVERYTHING) == streamed(left)
    assert whole(PATH, response(output), EVERYTHING) == response(left)


@given(st.lists(st.sampled_from(["<think>", "</think>", "SECRET", "a<", " b "]), max_size=8), PLACES)
def test_inline(parts: list[str], places: list[int]) -> None:
    """Deltas together, the text that is done, the item and the response all say the same, and none says what went."""
    text = "".join(parts)
    got = read(answered(PATH, cut(streamed([said(text)]), places), SSE, NO_REASONING))
    wanted = whole(PATH, response([said(text)]), NO_REASONING)["output"]
    assert "".join(event.get("delta", "") for event in got) == wanted[0]["content"][0]["text"]
    assert got[-1]["response"]["output"] == wanted
    assert [event["text"] for event in got if event["type"].endswith("text.done")] == [wanted[0]["content"][0]["text"]]


def test_logprobs() -> None:
    """Log-probabilities become empty lists, as where nobody asked for them."""
    assert answered(PATH, streamed([said("abc", PROBS)]), SSE, NO_LOGPROBS) == streamed([said("abc")])
    assert whole(PATH, response([said("abc", PROBS)]), NO_LOGPROBS) == response([said("abc")])


def test_shadows() -> None:
    """Log-probabilities of a text that was edited go with it."""
    got = answered(PATH, streamed([said("<think>SECRET</think>", PROBS)]), SSE, NO_REASONING)
    assert b"-0.5" not in got


def test_summary_without_item() -> None:
    """Events of reasoning go even where the stream began behind their item."""
    events = stream(
        {"type": "response.reasoning_text.delta", "output_index": 0, "delta": "SECRET", "sequence_number": 7},
        {"type": "response.output_text.delta", "output_index": 1, "delta": "a", "sequence_number": 8},
    )
    (event,) = read(answered(PATH, events, SSE, NO_REASONING))
    assert (event["delta"], event["sequence_number"]) == ("a", 7)
