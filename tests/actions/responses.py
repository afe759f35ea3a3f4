"""OpenAI's responses as the provider tells them, whole and streamed."""

from __future__ import annotations

from typing import Any

from tests.actions.degraded import Document, stream

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
