"""OpenAI responses, whole and as named server-sent events with sequence numbers."""

from __future__ import annotations

from collections.abc import Iterator

from proxy.standin.ask import CREATED, Ask, BadAsk, Document, Wish, event, limit_of, objects, read, text_of


def read_response(body: Document) -> Ask:
    """Read a body of /v1/responses. Raises `BadAsk`."""
    if not isinstance(body.get("input"), str | list):
        raise BadAsk("input must be a string or a list", "input")
    tools = [tool for tool in objects(body, "tools") if tool.get("type") == "function"]
    choice, text = body.get("tool_choice"), body.get("text")
    wanted = text.get("format") if isinstance(text, dict) else None
    demanded = "" if choice == "required" else None
    if isinstance(choice, dict) and choice.get("type") == "function":
        demanded = str(choice.get("name"))
    wish = Wish(
        prompt=text_of(body.get("instructions")) + text_of(body["input"]),
        limit=limit_of(body, "max_output_tokens"),
        offered={str(tool.get("name")): tool.get("parameters") for tool in tools},
        demanded=demanded,
        schema=wanted.get("schema") if isinstance(wanted, dict) else None,
    )
    return read(body, wish)


def whole(ask: Ask) -> Document:
    """The answer in one piece."""
    return _response(ask, _status(ask), [_item(ask, _status(ask), ask.reply.text)], _usage(ask))


def events(ask: Ask) -> Iterator[bytes]:
    """The answer as a stream, in the order in which OpenAI sends it."""
    for number, (name, fields) in enumerate(_steps(ask)):
        yield event({"type": name, "sequence_number": number, **fields}, name)


def _steps(ask: Ask) -> Iterator[tuple[str, Document]]:
    started = {"response": _response(ask, "in_progress", [], None)}
    yield "response.created", started
    yield "response.in_progress", started
    yield "response.output_item.added", {"output_index": 0, "item": _item(ask, "in_progress", None)}
    yield from _tool_steps(ask) if ask.reply.tool else _text_steps(ask)
    item = _item(ask, _status(ask), ask.reply.text)
    yield "response.output_item.done", {"output_index": 0, "item": item}
    yield f"response.{_status(ask)}", {"response": _response(ask, _status(ask), [item], _usage(ask))}


def _text_steps(ask: Ask) -> Iterator[tuple[str, Document]]:
    place = {"item_id": f"msg_{ask.id}", "output_index": 0, "content_index": 0}
    yield "response.content_part.added", {**place, "part": _part("")}
    for piece in ask.reply.pieces:
        yield "response.output_text.delta", {**place, "delta": piece, "logprobs": []}
    yield "response.output_text.done", {**place, "text": ask.reply.text, "logprobs": []}
    yield "response.content_part.done", {**place, "part": _part(ask.reply.text)}


def _tool_steps(ask: Ask) -> Iterator[tuple[str, Document]]:
    place = {"item_id": f"fc_{ask.id}", "output_index": 0}
    for piece in ask.reply.pieces:
        yield "response.function_call_arguments.delta", {**place, "delta": piece}
    done = {**place, "name": ask.reply.tool, "arguments": ask.reply.text}
    yield "response.function_call_arguments.done", done


def _status(ask: Ask) -> str:
    return "incomplete" if ask.reply.cut else "completed"


def _part(text: str) -> Document:
    return {"type": "output_text", "text": text, "annotations": [], "logprobs": []}


def _item(ask: Ask, status: str, text: str | None) -> Document:
    """The one item of the answer; `text` is None while nothing of it has been said."""
    if ask.reply.tool:
        call = {"call_id": f"call_{ask.id}", "name": ask.reply.tool, "arguments": text or ""}
        return {"id": f"fc_{ask.id}", "type": "function_call", "status": status, **call}
    content = [] if text is None else [_part(text)]
    return {"id": f"msg_{ask.id}", "type": "message", "status": status, "role": "assistant", "content": content}


def _response(ask: Ask, status: str, output: list[Document], usage: Document | None) -> Document:
    return {
        "id": f"resp_{ask.id}",
        "object": "response",
        "created_at": CREATED,
        "status": status,
        "error": None,
        "incomplete_details": {"reason": "max_output_tokens"} if status == "incomplete" else None,
        "instructions": None,
        "metadata": {},
        "model": ask.model,
        "output": output,
        "parallel_tool_calls": True,
        "temperature": 1.0,
        "tool_choice": "auto",
        "tools": [],
        "top_p": 1.0,
        "usage": usage,
    }


def _usage(ask: Ask) -> Document:
    return {
        "input_tokens": ask.input_tokens,
        "input_tokens_details": {"cached_tokens": 0},
        "output_tokens": ask.output_tokens,
        "output_tokens_details": {"reasoning_tokens": 0},
        "total_tokens": ask.input_tokens + ask.output_tokens,
    }
