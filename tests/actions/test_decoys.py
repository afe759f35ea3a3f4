"""Decoys offered: one more tool and no other byte, and none wherever that might break a caller."""

from __future__ import annotations

import json
from typing import Any

import pytest

from proxy.actions.decoys import offer
from proxy.core.decoy import Decoy
from proxy.dialects import find
from tests.actions.degraded import Document

DECOY = Decoy("find_local_atlas", "Do not call it.", "k_1", "decoy:atlas")
CHAT, MESSAGES, RESPONSES, OLLAMA = "/v1/chat/completions", "/v1/messages", "/v1/responses", "/api/chat"
TOOLS: dict[str, Document] = {
    CHAT: {"type": "function", "function": {"name": "f", "parameters": {}}},
    MESSAGES: {"name": "f", "input_schema": {"type": "object"}},
    RESPONSES: {"type": "function", "name": "f", "parameters": {}},
    OLLAMA: {"type": "function", "function": {"name": "f", "parameters": {}}},
}


def offered(path: str, body: bytes) -> bytes | None:
    """The body that goes upstream; None where no decoy goes with it."""
    found = find("POST", path)
    assert found is not None
    dialect, operation = found
    done = offer(body, DECOY, dialect.places[operation])
    assert done is None or 20 < done[1] < len(done[0]) - len(body)
    return None if done is None else done[0]


def body(path: str, **words: Any) -> bytes:
    """A request with a tool, spelt with spaces."""
    stored = {"store": False} if path == RESPONSES else {}
    return json.dumps({"model": "m", "tools": [TOOLS[path]], **stored, **words}, indent=2).encode()


@pytest.mark.parametrize("path", TOOLS)
def test_one_tool_more(path: str) -> None:
    """The last of the tools is the decoy, in the form of the API; without it every byte is the client's."""
    plain = body(path)
    fresh = offered(path, plain)
    assert fresh is not None
    *own, last = json.loads(fresh)["tools"]
    assert own == [TOOLS[path]]
    inner = last.get("function", last)
    assert (inner["name"], inner["description"]) == (DECOY.name, DECOY.says)
    assert set(last) - {"strict"} == {*TOOLS[path], *({"description"} if path not in (CHAT, OLLAMA) else ())}
    written = b"," + json.dumps(last, separators=(",", ":")).encode()
    assert fresh.replace(written, b"") == plain


@pytest.mark.parametrize("path", TOOLS)
@pytest.mark.parametrize(
    "words",
    [
        {"tools": []},
        {"tools": None},
        {"tools": "f"},
        {"tools": [1]},
        {"tool_choice": "none"},
        {"tool_choice": "required"},
        {"tool_choice": {"type": "any"}},
        {"tool_choice": {"type": "function", "function": {"name": "f"}}},
        {"tool_choice": {"type": "allowed_tools", "mode": "auto", "tools": []}},
        {"tool_choice": {"type": "auto", "disable_parallel_tool_use": True}},
        {"parallel_tool_calls": False},
        {"previous_response_id": "resp_1"},
        {"conversation": "conv_1"},
        {"background": True},
        {"store": True},
        {"store": None},
    ],
    ids=str,
)
def test_none_where_it_might_break_something(path: str, words: Document) -> None:
    """No tools, a forced or a single call, a conversation that the provider keeps: the request goes on as it came."""
    assert offered(path, body(path, **words)) is None


@pytest.mark.parametrize(("path", "words"), [(RESPONSES, {}), (CHAT, {"store": False}), (MESSAGES, {})])
def test_who_keeps_the_conversation(path: str, words: Document) -> None:
    """Responses are kept unless the request says otherwise; the others are not."""
    text = json.dumps({"tools": [TOOLS[path]], **words}).encode()
    assert (offered(path, text) is None) == (path == RESPONSES)


@pytest.mark.parametrize("words", [{"tool_choice": "auto"}, {"tool_choice": {"type": "auto"}}, {"tool_choice": None}])
def test_a_free_choice_is_none(words: Document) -> None:
    """Where the client says that the model chooses, it is as if it had said nothing."""
    assert offered(CHAT, body(CHAT, **words)) is not None


@pytest.mark.parametrize(
    ("path", "tool"),
    [
        (CHAT, {"type": "web_search"}),
        (CHAT, {"type": "function", "function": {"name": "f", "strict": True}}),
        (CHAT, {"type": "function", "function": {"name": "Find-Local-Atlas"}}),
        (CHAT, {"type": "function", "function": {"name": "my_find_local_atlas_2"}}),
        (MESSAGES, {"type": "computer_20250124", "name": "computer"}),
        (MESSAGES, {"type": "custom", "name": "f", "input_schema": {}, "strict": True}),
        (RESPONSES, {"type": "web_search_preview"}),
        (RESPONSES, {"type": "function", "name": "f", "strict": True}),
        (RESPONSES, {"type": "function", "name": "find_local_atlas"}),
    ],
    ids=str,
)
def test_none_beside_such_tools(path: str, tool: Document) -> None:
    """Tools that the provider carries out alone, functions held to a schema, and one that is called the same."""
    assert offered(path, body(path, tools=[tool])) is None


def test_beside_tools_of_both_kinds() -> None:
    """What the provider carries out is in nobody's way where the caller has functions of its own."""
    tools = [{"type": "web_search"}, TOOLS[RESPONSES]]
    assert offered(RESPONSES, body(RESPONSES, tools=tools)) is not None


def test_as_many_as_providers_take() -> None:
    """OpenAI takes 128 tools; a caller who sends as many is not refused for one of ours."""
    assert offered(CHAT, body(CHAT, tools=[TOOLS[CHAT]] * 127)) is not None
    assert offered(CHAT, body(CHAT, tools=[TOOLS[CHAT]] * 128)) is None


@pytest.mark.parametrize("text", [b"", b"[]", b'{"tools": [', b'{"tools": tru}', b"\x1f\x8b\x08"])
def test_what_cannot_be_read_goes_on(text: bytes) -> None:
    """No JSON, no decoy."""
    assert offered(CHAT, text) is None


@pytest.mark.parametrize("path", ["/v1/completions", "/v1/embeddings", "/generate"])
def test_other_apis_have_none(path: str) -> None:
    """Where nobody knows how a tool is called."""
    assert offered(path, body(CHAT)) is None
