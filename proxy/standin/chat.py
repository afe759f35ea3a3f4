"""OpenAI chat completions and completions, whole and as server-sent events."""

from __future__ import annotations

from collections.abc import Iterator

from proxy.standin.ask import (
    CREATED,
    Ask,
    BadAsk,
    Document,
    Wish,
    choices_of,
    event,
    filled,
    limit_of,
    objects,
    read,
    text_of,
)

DONE = b"data: [DONE]\n\n"

# What OpenAI's completions answer with when no max_tokens is set.
COMPLETION_LIMIT = 16


def read_chat(body: Document) -> Ask:
    """Read a body of /v1/chat/completions. Raises `BadAsk`."""
    messages = filled(body, "messages")
    if not all(isinstance(message, dict) and isinstance(message.get("role"), str) for message in messages):
        raise BadAsk("every message must be an object with a role", "messages")
    functions = [tool["function"] for tool in objects(body, "tools") if isinstance(tool.get("function"), dict)]
    wish = Wish(
        prompt=text_of(messages),
        limit=limit_of(body, "max_completion_tokens", "max_tokens"),
        offered={str(function.get("name")): function.get("parameters") for function in functions},
        demanded=_demanded(body.get("tool_choice")),
        schema=_schema(body.get("response_format")),
    )
    return read(body, wish, usage_asked=_usage_asked(body), choices=choices_of(body))


def read_completion(body: Document) -> Ask:
    """Read a body of /v1/completions. Raises `BadAsk`."""
    if not isinstance(body.get("prompt"), str | list):
        raise BadAsk("prompt must be a string or a list", "prompt")
    wish = Wish(prompt=text_of(body["prompt"]), limit=limit_of(body, "max_tokens") or COMPLETION_LIMIT)
    return read(body, wish, usage_asked=_usage_asked(body), choices=choices_of(body))


def whole_chat(ask: Ask) -> Document:
    """The answer in one piece."""
    message: Document = {"role": "assistant", "content": ask.reply.text, "refusal": None}
    if ask.reply.tool:
        message |= {"content": None, "tool_calls": [_call(ask, arguments=ask.reply.text)]}
    choices = [
        {"index": i, "message": message, "logprobs": None, "finish_reason": _finish(ask)} for i in range(ask.choices)
    ]
    return _head(ask, "chat.completion", "chatcmpl") | {"choices": choices, "usage": usage(ask)}


def whole_completion(ask: Ask) -> Document:
    """The answer in one piece."""
    choices = [
        {"index": i, "text": ask.reply.text, "logprobs": None, "finish_reason": _finish(ask)}
        for i in range(ask.choices)
    ]
    return _head(ask, "text_completion", "cmpl") | {"choices": choices, "usage": usage(ask)}


def events_chat(ask: Ask) -> Iterator[bytes]:
    """The answer as a stream: role first, then a piece an event, the reason for the end, usage if asked for."""
    head = _head(ask, "chat.completion.chunk", "chatcmpl") | ({"usage": None} if ask.usage_asked else {})

    def chunk(index: int, delta: Document, finish: str | None = None) -> bytes:
        choice = {"index": index, "delta": delta, "logprobs": None, "finish_reason": finish}
        return event(head | {"choices": [choice]})

    first = {"content": None, "tool_calls": [_call(ask, index=0)]} if ask.reply.tool else {"content": ""}
    for i in range(ask.choices):
        yield chunk(i, {"role": "assistant", **first})
    for piece in ask.reply.pieces:
        said = (
            {"tool_calls": [{"index": 0, "function": {"arguments": piece}}]} if ask.reply.tool else {"content": piece}
        )
        for i in range(ask.choices):
            yield chunk(i, said)
    for i in range(ask.choices):
        yield chunk(i, {}, _finish(ask))
    yield from _closing(ask, head)


def events_completion(ask: Ask) -> Iterator[bytes]:
    """The answer as a stream, a piece an event."""
    head = _head(ask, "text_completion", "cmpl") | ({"usage": None} if ask.usage_asked else {})
    for piece, finish in [*((piece, None) for piece in ask.reply.pieces), ("", _finish(ask))]:
        for i in range(ask.choices):
            choice = {"index": i, "text": piece, "logprobs": None, "finish_reason": finish}
            yield event(head | {"choices": [choice]})
    yield from _closing(ask, head)


def usage(ask: Ask) -> Document:
    """What the exchange cost, in OpenAI's words."""
    return {
        "prompt_tokens": ask.input_tokens,
        "completion_tokens": ask.output_tokens,
        "total_tokens": ask.input_tokens + ask.output_tokens,
    }


def _closing(ask: Ask, head: Document) -> Iterator[bytes]:
    if ask.usage_asked:
        yield event(head | {"choices": [], "usage": usage(ask)})
    yield DONE


def _head(ask: Ask, kind: str, prefix: str) -> Document:
    return {"id": f"{prefix}-{ask.id}", "object": kind, "created": CREATED, "model": ask.model}


def _finish(ask: Ask) -> str:
    if ask.reply.cut:
        return "length"
    return "tool_calls" if ask.reply.tool else "stop"


def _call(ask: Ask, *, arguments: str = "", index: int | None = None) -> Document:
    place = {} if index is None else {"index": index}
    function = {"name": ask.reply.tool, "arguments": arguments}
    return {**place, "id": f"call_{ask.id}", "type": "function", "function": function}


def _demanded(choice: object) -> str | None:
    if choice == "required":
        return ""
    if isinstance(choice, dict) and isinstance(choice.get("function"), dict):
        return str(choice["function"].get("name"))
    return None


def _schema(wanted: object) -> object:
    if not isinstance(wanted, dict):
        return None
    if wanted.get("type") == "json_object":
        return {"properties": {"answer": {"type": "string"}}}
    described = wanted.get("json_schema")
    return described.get("schema") if isinstance(described, dict) else None


def _usage_asked(body: Document) -> bool:
    options = body.get("stream_options")
    return isinstance(options, dict) and options.get("include_usage") is True
