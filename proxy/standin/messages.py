"""Anthropic messages and count_tokens, whole and as named server-sent events."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import orjson

from proxy.standin.ask import Ask, BadAsk, Document, Wish, event, filled, limit_of, objects, read, text_of


def read_messages(body: Document) -> Ask:
    """Read a body of /v1/messages; max_tokens must be set, as Anthropic has it. Raises `BadAsk`."""
    limit = limit_of(body, "max_tokens")
    if limit is None:
        raise BadAsk("max_tokens: Field required", "max_tokens")
    return _read(body, limit)


def read_count(body: Document) -> Ask:
    """Read a body of /v1/messages/count_tokens. Raises `BadAsk`."""
    return _read(body, None)


def _read(body: Document, limit: int | None) -> Ask:
    messages = filled(body, "messages")
    if not all(isinstance(message, dict) and message.get("role") in ("user", "assistant") for message in messages):
        raise BadAsk("messages: every message must be an object with the role user or assistant", "messages")
    choice = body.get("tool_choice")
    kind = choice.get("type") if isinstance(choice, dict) else None
    demanded = {"any": "", "tool": str(choice.get("name"))}.get(str(kind)) if isinstance(choice, dict) else None
    wish = Wish(
        prompt=text_of(body.get("system")) + text_of(messages),
        limit=limit,
        offered={str(tool.get("name")): tool.get("input_schema") for tool in objects(body, "tools")},
        demanded=demanded,
        schema=_schema(body.get("output_config")),
    )
    return read(body, wish)


def count(ask: Ask) -> Document:
    """The answer of count_tokens."""
    return {"input_tokens": ask.input_tokens}


def whole(ask: Ask) -> Document:
    """The answer in one piece."""
    return _message(ask, [_block(ask, ask.reply.text)], _stop(ask), ask.output_tokens)


def events(ask: Ask) -> Iterator[bytes]:
    """The answer as a stream, in the order in which Anthropic sends it."""
    for fields in _steps(ask):
        yield event(fields, str(fields["type"]))


def _steps(ask: Ask) -> Iterator[Document]:
    yield {"type": "message_start", "message": _message(ask, [], None, 1)}
    yield {"type": "content_block_start", "index": 0, "content_block": _block(ask, "")}
    yield {"type": "ping"}
    kind, word = ("input_json_delta", "partial_json") if ask.reply.tool else ("text_delta", "text")
    for piece in ask.reply.pieces:
        yield {"type": "content_block_delta", "index": 0, "delta": {"type": kind, word: piece}}
    yield {"type": "content_block_stop", "index": 0}
    delta = {"stop_reason": _stop(ask), "stop_sequence": None}
    yield {"type": "message_delta", "delta": delta, "usage": {"output_tokens": ask.output_tokens}}
    yield {"type": "message_stop"}


def _stop(ask: Ask) -> str:
    if ask.reply.cut:
        return "max_tokens"
    return "tool_use" if ask.reply.tool else "end_turn"


def _block(ask: Ask, text: str) -> Document:
    if not ask.reply.tool:
        return {"type": "text", "text": text}
    # Arguments that the caller's limit cut in the middle are no JSON; Anthropic then sends an empty object.
    whole_input: Any = orjson.loads(text) if text and not ask.reply.cut else {}
    return {"type": "tool_use", "id": f"toolu_{ask.id}", "name": ask.reply.tool, "input": whole_input}


def _message(ask: Ask, content: list[Document], stop: str | None, output_tokens: int) -> Document:
    return {
        "id": f"msg_{ask.id}",
        "type": "message",
        "role": "assistant",
        "model": ask.model,
        "content": content,
        "stop_reason": stop,
        "stop_sequence": None,
        "usage": {"input_tokens": ask.input_tokens, "output_tokens": output_tokens},
    }


def _schema(config: object) -> object:
    wanted = config.get("format") if isinstance(config, dict) else None
    return wanted.get("schema") if isinstance(wanted, dict) else None
