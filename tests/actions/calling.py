"""Replies of every API that call tools, streamed as providers do and whole."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from typing import NamedTuple

from tests.actions import messages, responses
from tests.actions.degraded import JSON, NDJSON, SSE, Document, stream

DECOY = "find_local_atlas"


def chat(names: Sequence[str]) -> bytes:
    """A chat that calls these, streamed as providers do: names first, arguments in pieces."""
    base = {"id": "c", "object": "chat.completion.chunk", "vendor": [1.50]}
    deltas: list[Document] = [{"role": "assistant", "content": None}, {"content": f"I call {DECOY}."}]
    for index, name in enumerate(names):
        deltas.append({"tool_calls": [{"index": index, "id": name, "function": {"name": name, "arguments": ""}}]})
        deltas += [{"tool_calls": [{"index": index, "function": {"arguments": a}}]} for a in ('{"a', '":1}')]
    said = [{**base, "choices": [{"index": 0, "delta": delta, "finish_reason": None}]} for delta in deltas]
    last = {**base, "choices": [{"index": 0, "delta": {}, "finish_reason": "tool_calls" if names else "stop"}]}
    return stream(
        *said,
        last,
        {**base, "choices": [], "usage": {"prompt_tokens": 90, "completion_tokens": 9, "total_tokens": 99}},
        b"[DONE]",
    )


def chat_whole(names: Sequence[str]) -> bytes:
    """The same in one."""
    calls = [{"id": n, "type": "function", "function": {"name": n, "arguments": "{}"}} for n in names]
    said = {"role": "assistant", "content": "", **({"tool_calls": calls} if calls else {})}
    finish = "tool_calls" if names else "stop"
    return json.dumps({"choices": [{"index": 0, "message": said, "finish_reason": finish}]}).encode()


def blocks(names: Sequence[str]) -> list[Document]:
    """Blocks of a message: text, then these calls, thinking between them."""
    found: list[Document] = [{"type": "text", "text": f"I call {DECOY}."}]
    for name in names:
        found += [{"type": "tool_use", "id": name, "name": name, "input": {}}, messages.HIDDEN]
    return found


def reason(text: bytes, names: Sequence[str]) -> bytes:
    """A message that stops for its calls, if it has any."""
    before, found, behind = text.rpartition(b'"end_turn"')
    return before + (b'"tool_use"' if names else found) + behind


def message(names: Sequence[str]) -> bytes:
    """A message, streamed; its thinking stays where a call is taken out, so it is left out of the comparison."""
    content = [each for each in blocks(names) if each != messages.HIDDEN]
    return reason(messages.streamed(content), names)


def message_whole(names: Sequence[str]) -> bytes:
    """The same in one."""
    content = [each for each in blocks(names) if each != messages.HIDDEN]
    return reason(json.dumps(messages.message(content)).encode(), names)


def items(names: Sequence[str]) -> list[Document]:
    """Items of a response."""
    return [responses.said(f"I call {DECOY}."), *({**responses.CALL, "id": n, "call_id": n, "name": n} for n in names)]


def response(names: Sequence[str]) -> bytes:
    """A response, streamed."""
    return responses.streamed(items(names))


def response_whole(names: Sequence[str]) -> bytes:
    """The same in one, which repeats the request's tools."""
    tools = [{"type": "function", "name": name} for name in names]
    return json.dumps({**responses.response(items(names)), "tools": tools}).encode()


def ollama(names: Sequence[str]) -> bytes:
    """Ollama, a call a line."""
    said: list[Document] = [{"role": "assistant", "content": f"I call {DECOY}."}]
    said += [{"role": "assistant", "content": "", "tool_calls": [{"function": {"name": n}}]} for n in names]
    lines: list[Document] = [{"model": "m", "message": each, "done": False} for each in said]
    lines.append({"model": "m", "message": {"role": "assistant", "content": ""}, "done": True, "done_reason": "stop"})
    return b"".join(json.dumps(line).encode() + b"\n" for line in lines)


def ollama_whole(names: Sequence[str]) -> bytes:
    """The same in one."""
    calls = [{"function": {"name": name, "arguments": {"a": DECOY}}} for name in names]
    said = {"role": "assistant", "content": "", **({"tool_calls": calls} if calls else {})}
    return json.dumps({"model": "m", "message": said, "done": True, "done_reason": "stop"}).encode()


class Calling(NamedTuple):
    """An API, and how it tells of calls."""

    path: str
    kind: str
    tell: Callable[[Sequence[str]], bytes]


CALLING = {
    "chat": Calling("/v1/chat/completions", SSE, chat),
    "chat, whole": Calling("/v1/chat/completions", JSON, chat_whole),
    "messages": Calling("/v1/messages", SSE, message),
    "messages, whole": Calling("/v1/messages", JSON, message_whole),
    "responses": Calling("/v1/responses", SSE, response),
    "ollama": Calling("/api/chat", NDJSON, ollama),
    "ollama, whole": Calling("/api/chat", JSON, ollama_whole),
    "responses, whole": Calling("/v1/responses", JSON, response_whole),
}
