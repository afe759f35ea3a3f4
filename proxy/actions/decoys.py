"""canary: a tool that does not exist, offered to the model behind the caller's own; only where that can break nothing.

A model that is made to call something might call the decoy, and one that may call a single tool would call it instead
of the caller's; a provider that keeps the answer would wait for the decoy's result. In all such cases, and wherever the
request says something that is not understood here, it goes on as it came.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Any, Final

from proxy.actions.changes import objects
from proxy.actions.outline import Part, first_bracket, outline
from proxy.actions.splice import parse, write
from proxy.core.decoy import Decoy
from proxy.core.places import Places, Shape

# OpenAI takes 128 tools, others more.
_MOST_TOOLS: Final = 127
_QUERY: Final = {"query": {"type": "string", "description": "What to look for."}}
_SCHEMA: Final = {"type": "object", "properties": _QUERY, "required": ["query"]}
_FREE: Final = (None, "auto", {"type": "auto"}, {"type": "auto", "disable_parallel_tool_use": False})
"""Where the model chooses whether it calls something, and how much."""
_MUST_BE: Final[Mapping[str, tuple[Any, ...]]] = {
    "tool_choice": _FREE,
    "parallel_tool_calls": (None, True),
    # What goes on from an answer that the provider keeps goes on from the decoy's call, too.
    "previous_response_id": (None,),
    "conversation": (None,),
    "background": (None, False),
}


def _chat(decoy: Decoy) -> dict[str, Any]:
    named = {"name": decoy.name, "description": decoy.says, "parameters": _SCHEMA}
    return {"type": "function", "function": named}


def _message(decoy: Decoy) -> dict[str, Any]:
    return {"name": decoy.name, "description": decoy.says, "input_schema": _SCHEMA}


def _response(decoy: Decoy) -> dict[str, Any]:
    # Responses hold functions to their schemas unless told otherwise, and refuse schemas that cannot be held to.
    named = {"name": decoy.name, "description": decoy.says, "parameters": _SCHEMA}
    return {"type": "function", **named, "strict": False}


_FORMS: Final[Mapping[Shape, Callable[[Decoy], dict[str, Any]]]] = {
    Shape.CHOICES: _chat,
    Shape.BLOCKS: _message,
    Shape.ITEMS: _response,
    Shape.LINES: _chat,
}
# Responses are kept unless the request says otherwise, chats only where it says so.
_KEPT_UNLESS_TOLD: Final = frozenset({Shape.ITEMS})
_IN_NAMES = re.compile(r"[_\W]")
# An estimate on the low side: nobody's bill becomes smaller by more than the decoy made it larger.
_BYTES_PER_TOKEN: Final = 5


def offer(body: bytes, decoy: Decoy, where: Places) -> tuple[bytes, int] | None:
    """The body with the decoy behind the caller's tools, and about how many tokens that adds; None where none may be.

    All other bytes stay. `body` is a request without content coding.
    """
    form = _FORMS.get(where.reply.shape) if where.reply and where.request.tools else None
    try:
        at = None if form is None else _place(body, decoy, where)
    except ValueError:
        return None
    if form is None or at is None:
        return None
    fresh = write(form(decoy))
    return body[:at] + b"," + fresh + body[at:], len(fresh) // _BYTES_PER_TOKEN


def _place(body: bytes, decoy: Decoy, where: Places) -> int | None:
    """Where the caller's last tool ends, if one more may follow. Raises `ValueError` for what is no JSON."""
    start = first_bracket(body)
    if where.reply is None or body[start : start + 1] != b"{":
        return None
    parts = {part.key: part for part in outline(body, start)}
    tools = parts.get(where.request.tools[-1])
    if tools is None or not _may(body, parts, where.reply.shape):
        return None
    if not _beside(parse(body[tools.value : tools.end]), decoy):
        return None
    return len(body[: tools.end - 1].rstrip(b" \t\r\n"))


def _may(body: bytes, parts: Mapping[str | int, Part], shape: Shape) -> bool:
    """Whether the model is free to call any tool or none, and the client alone keeps the conversation."""
    for name, allowed in _MUST_BE.items():
        part = parts.get(name)
        if part is not None and parse(body[part.value : part.end]) not in allowed:
            return False
    store = parts.get("store")
    kept = shape in _KEPT_UNLESS_TOLD if store is None else body[store.value : store.end] != b"false"
    return not kept


def _beside(tools: Any, decoy: Decoy) -> bool:
    """Whether there are functions of the caller's among these tools, none held to its schema, none like the decoy."""
    if not isinstance(tools, list) or not 0 < len(tools) <= _MOST_TOOLS or len(objects(tools)) < len(tools):
        return False
    named = [_function(tool) for tool in tools]
    functions = [each for each in named if each is not None]
    flat = _IN_NAMES.sub("", decoy.name)
    return bool(functions) and not any(
        each.get("strict") or flat in _IN_NAMES.sub("", str(each.get("name")).lower()) for each in functions
    )


def _function(tool: dict[str, Any]) -> dict[str, Any] | None:
    """What a tool says of itself where the client carries it out; None for what the provider does."""
    inner = tool.get("function")
    if tool.get("type") == "function":
        return inner if isinstance(inner, dict) else tool
    return tool if tool.get("type", "custom") == "custom" and "input_schema" in tool else None
