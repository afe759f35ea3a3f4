"""Anthropic's messages as the provider tells them, whole and streamed."""

from __future__ import annotations

from tests.actions.degraded import Document, stream

TOOL = {"type": "tool_use", "id": "t", "name": "f", "input": {"thinking": "<think>a</think>"}}
THOUGHT = {"type": "thinking", "thinking": "SECRET", "signature": "SECRET"}
HIDDEN = {"type": "redacted_thinking", "data": "SECRET"}
SAID = {"type": "text", "text": "An answer"}


def block(index: int, start: Document, *deltas: Document) -> list[Document]:
    """The events of one block."""
    return [
        {"type": "content_block_start", "index": index, "content_block": start},
        *({"type": "content_block_delta", "index": index, "delta": delta} for delta in deltas),
        {"type": "content_block_stop", "index": index},
    ]


def events_of(content: Document, index: int) -> list[Document]:
    """A block as it is streamed, a few letters at a time."""
    if content["type"] == "thinking":
        deltas = [{"type": "thinking_delta", "thinking": "SEC"}, {"type": "thinking_delta", "thinking": "RET"}]
        return block(index, {"type": "thinking", "thinking": "", "signature": ""}, *deltas)
    if content["type"] == "tool_use":
        delta = {"type": "input_json_delta", "partial_json": '{"thinking":"<think>"}'}
        return block(index, {**content, "input": {}}, delta)
    if content["type"] == "redacted_thinking":
        return block(index, content)
    text = content["text"]
    pieces = [text[i : i + 3] for i in range(0, len(text), 3)]
    return block(index, {"type": "text", "text": ""}, *({"type": "text_delta", "text": piece} for piece in pieces))


def message(content: list[Document]) -> Document:
    """A whole reply."""
    usage = {"input_tokens": 3, "output_tokens": 9}
    return {"type": "message", "role": "assistant", "content": content, "stop_reason": "end_turn", "usage": usage}


def streamed(content: list[Document]) -> bytes:
    """The same as a stream."""
    blocks = [event for index, one in enumerate(content) for event in events_of(one, index)]
    first = {"type": "message_start", "message": message([])}
    last = {"type": "message_delta", "delta": {"stop_reason": "end_turn"}, "usage": {"output_tokens": 9}}
    return stream(first, {"type": "ping"}, *blocks, last, {"type": "message_stop"})
