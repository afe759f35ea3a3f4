"""Tool loops whose reasoning was taken out go on."""

from __future__ import annotations

import json
from typing import Any

import pytest

from proxy.actions.loops import lacks_thinking, orphans
from proxy.core.effect import Degrade
from tests.actions.degraded import NO_REASONING, asked

USE = {"type": "tool_use", "id": "t", "name": "look", "input": {}}
THOUGHT = {"type": "thinking", "thinking": "Hm.", "signature": "s"}
SEALED = {"type": "redacted_thinking", "data": "d"}
ASK = {"role": "user", "content": "Look it up"}
RESULT = {"role": "user", "content": [{"type": "tool_result", "tool_use_id": "t", "content": "42"}]}


def said(*content: Any) -> dict[str, Any]:
    """A turn of the assistant."""
    return {"role": "assistant", "content": list(content)}


@pytest.mark.parametrize(
    ("turns", "lacks"),
    [
        ([ASK, said(USE), RESULT], True),
        ([ASK, said({"type": "text", "text": "Let me see."}, USE), RESULT], True),
        ([ASK, said(THOUGHT, USE), RESULT, said(USE), RESULT], True),
        ([ASK, said(THOUGHT, USE), RESULT], False),
        ([ASK, said(SEALED, USE), RESULT], False),
        ([ASK, said({"type": "text", "text": "42"}), ASK], False),
        ([ASK, {"role": "assistant", "content": "42"}, ASK], False),
        ([RESULT], False),
        ([ASK, {"role": "assistant", "content": "42"}, RESULT], True),
        ([], False),
        ("no turns", False),
        ([None, 7, {"role": "user", "content": 3}], False),
    ],
)
def test_lacks_thinking(turns: Any, lacks: bool) -> None:
    """Only results of tools ask for the thinking that led to their use; what is no conversation lacks nothing."""
    assert lacks_thinking(turns) is lacks


CALL = {"type": "function_call", "id": "fc_1", "call_id": "c", "name": "look", "arguments": "{}"}
OUTPUT = {"type": "function_call_output", "call_id": "c", "output": "42"}
REASONED = {"type": "reasoning", "id": "rs_1", "summary": []}
MESSAGE = {"type": "message", "id": "msg_1", "role": "assistant", "content": [{"type": "output_text", "text": "Hi"}]}
QUESTION = {"role": "user", "content": "Hi", "id": "mine"}


@pytest.mark.parametrize(
    ("items", "found"),
    [
        ([QUESTION, CALL, OUTPUT], [(1, "id")]),
        ([QUESTION, CALL, CALL, OUTPUT], [(1, "id"), (2, "id")]),
        ([QUESTION, REASONED, CALL, CALL, OUTPUT], []),
        ([QUESTION, REASONED, CALL, OUTPUT, CALL], [(4, "id")]),
        ([QUESTION, MESSAGE, QUESTION], [(1, "id")]),
        ([QUESTION, REASONED, MESSAGE, QUESTION, MESSAGE], [(4, "id")]),
        ([{**CALL, "type": "custom_tool_call"}], [(0, "id")]),
        ([{"type": "item_reference", "id": "msg_1"}], []),
        ("a question", []),
        ([None, 3], []),
    ],
)
def test_orphans(items: Any, found: list[Any]) -> None:
    """What a model said without its reasoning goes back without its id; what has its reasoning keeps it."""
    assert list(orphans(items)) == found


def claude(*turns: Any, kind: str = "enabled", **more: Any) -> dict[str, Any]:
    """A request for a message with thinking."""
    return {"model": "m", "max_tokens": 4096, "thinking": {"type": kind, "budget_tokens": 2048}, **more,
            "messages": list(turns)}  # fmt: skip


def test_a_loop_goes_on_without_thinking() -> None:
    """The request that Anthropic would refuse for want of a thinking block asks for none; all its other bytes stay."""
    body = claude(ASK, said(USE), RESULT)
    sent = json.loads(asked("/v1/messages", body, NO_REASONING))
    del body["thinking"]
    assert sent == body


@pytest.mark.parametrize(
    "body",
    [
        claude(ASK, said(THOUGHT, USE), RESULT),
        claude(ASK),
        claude(ASK, said(USE), RESULT, kind="adaptive"),
        claude(ASK, said(USE), RESULT, kind="disabled"),
    ],
)
def test_others_think_on(body: dict[str, Any]) -> None:
    """Where the provider has no reason to refuse, a client may let its model think: nothing is edited."""
    text = json.dumps(body).encode()
    assert asked("/v1/messages", text, NO_REASONING) == text


def test_without_the_edit_nothing_is_changed() -> None:
    """Callers whose reasoning is left to them keep thinking and ids."""
    plain = Degrade(strip=frozenset({"seed"}))
    for path, body in (("/v1/messages", claude(ASK, said(USE), RESULT)), ("/v1/responses", {"input": [CALL]})):
        text = json.dumps(body).encode()
        assert asked(path, text, plain) == text


def test_responses_go_on_without_ids() -> None:
    """An item that lost its reasoning is sent without its id, and nothing else of it changes."""
    body = {"model": "m", "input": [QUESTION, CALL, OUTPUT], "tools": []}
    sent = json.loads(asked("/v1/responses", body, NO_REASONING))
    assert sent["input"][1].pop("call_id") == "c"
    assert sent["input"][1] == {"type": "function_call", "name": "look", "arguments": "{}"}
    assert sent["input"][::2] == [QUESTION, OUTPUT]
