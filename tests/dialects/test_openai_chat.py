"""OpenAI chat completions and completions."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from proxy.core.exchange import Turn
from proxy.errors import UnreadableBody
from tests.dialects.exchange import JSON_VALUES, call, request

CHAT = "/v1/chat/completions"
COMPLETIONS = "/v1/completions"


def test_a_chat() -> None:
    """A call in our words."""
    found = call(
        CHAT,
        {
            "model": "gpt",
            "messages": [
                {"role": "system", "content": "Be brief."},
                {"role": "user", "content": [{"type": "text", "text": "Hi"}, {"type": "image_url", "image_url": {}}]},
                {"role": "assistant", "content": None, "tool_calls": [{"id": "1", "function": {"arguments": "{}"}}]},
                {"role": "tool", "tool_call_id": "1", "content": "42"},
            ],
            "tools": [{"type": "function", "function": {"name": "f"}}],
            "n": 3,
            "max_tokens": 10,
            "max_completion_tokens": 20,
            "temperature": 0.5,
            "stop": ["a"],
        },
    )
    assert (found.dialect, found.operation, found.model, found.stream) == ("openai", "chat", "gpt", False)
    assert found.system == "Be brief."
    assert found.turns == (Turn("user", "Hi"), Turn("assistant", ""), Turn("tool", "42"))
    assert (found.choices, found.max_output_tokens, found.tools) == (3, 60, 1)
    assert found.parameters == {"n": 3, "temperature": 0.5, "stop": 1}
    assert found.input_tokens > 1600


@pytest.mark.parametrize(
    ("body", "cap", "choices"),
    [
        ({"prompt": "a"}, None, 1),
        ({"prompt": ["a", "b"], "max_tokens": 16, "n": 2, "best_of": 4}, 128, 2),
        ({"prompt": [1, 2, 3], "max_tokens": 16}, 16, 1),
        ({"prompt": "a", "max_tokens": -1, "n": 0}, None, 1),
        ({"prompt": "a", "max_tokens": 0}, 0, 1),
    ],
)
def test_caps_of_completions(body: dict[str, object], cap: int | None, choices: int) -> None:
    """The cap is for all answers to all prompts; without one there is none."""
    found = call(COMPLETIONS, body)
    assert (found.operation, found.max_output_tokens, found.choices) == ("completion", cap, choices)


@pytest.mark.parametrize(
    ("fields", "injected", "asked"),
    [
        ({}, False, True),
        ({"stream": False}, False, True),
        ({"stream": True}, True, False),
        ({"stream": True, "stream_options": {"include_usage": True}}, False, True),
        ({"stream": True, "stream_options": {"include_usage": False}}, True, False),
        ({"stream": True, "stream_options": "x"}, False, False),
    ],
)
@pytest.mark.parametrize("path", [CHAT, COMPLETIONS])
def test_usage_is_asked_for_where_nobody_did(path: str, fields: dict[str, object], injected: bool, asked: bool) -> None:
    """Only streams are edited, and only where the client did not ask."""
    found = request(path, {"messages": [], "prompt": "a", **fields})
    assert (found.usage_injected, found.call.usage_asked) == (injected, asked)
    expected = {"include_usage": True} if injected else fields.get("stream_options")
    assert json.loads(found.body).get("stream_options") == expected


def test_what_is_not_edited_is_the_same_object() -> None:
    """The client's very bytes go upstream."""
    body = b'{ "model":"m", "messages":[] }'
    assert request(CHAT, body).body is body


@pytest.mark.parametrize(
    "fields",
    [{"messages": {}}, {"messages": "x"}, {"messages": [1]}, {"messages": [{"role": 1}]}, {"model": 1},
     {"messages": [{"content": 5}]}, {"stream": "true"}, {"stream": 1}, {"n": "2"}, {"max_tokens": 1.5}, {"tools": {}},
     {"messages": [{"content": [7]}]}],
)  # fmt: skip
def test_wrong_types(fields: dict[str, object]) -> None:
    """Fields of other types than the API's are not guessed at."""
    with pytest.raises(UnreadableBody, match="wrong_types"):
        call(CHAT, {"messages": [], **fields})


FIELDS = ["model", "messages", "stream", "stream_options", "n", "max_tokens", "prompt", "tools", "functions", "stop",
          "best_of", "temperature", "response_format"]  # fmt: skip
MESSAGES = st.lists(st.dictionaries(st.sampled_from(["role", "content", "tool_calls", "x"]), JSON_VALUES), max_size=3)


@given(st.sampled_from([CHAT, COMPLETIONS]), st.dictionaries(st.sampled_from(FIELDS), JSON_VALUES | MESSAGES))
def test_any_object_is_read_or_refused(path: str, body: dict[str, object]) -> None:
    """Whatever stands in the fields we go by, there is a call or `UnreadableBody`."""
    try:
        found = call(path, body)
    except UnreadableBody:
        return
    assert found.input_tokens >= 0
    assert found.choices >= 1
