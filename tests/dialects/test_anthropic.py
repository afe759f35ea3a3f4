"""Anthropic messages and count_tokens."""

from __future__ import annotations

import json
from collections.abc import Mapping

import pytest
from hypothesis import given
from hypothesis import strategies as st

from proxy.core.decision import Refusal, Standing
from proxy.core.exchange import Turn, Usage
from proxy.dialects.anthropic import Anthropic
from proxy.errors import UnreadableBody
from tests.dialects.exchange import JSON, JSON_VALUES, PLACES, SSE, call, cut, feed, reply

PATH = "/v1/messages"
START = {"type": "message_start", "message": {"content": [], "usage": {"input_tokens": 5, "output_tokens": 1,
         "cache_creation_input_tokens": 10, "cache_read_input_tokens": 100}}}  # fmt: skip
END = {"type": "message_delta", "delta": {"stop_reason": "end_turn"}, "usage": {"output_tokens": 42}}


def events(*documents: Mapping[str, object]) -> bytes:
    return b"".join(f"event: {d['type']}\ndata: {json.dumps(d)}\n\n".encode() for d in documents)


def delta(text: str) -> dict[str, object]:
    return {"type": "content_block_delta", "index": 0, "delta": {"type": "text_delta", "text": text}}


def test_a_message() -> None:
    """A call in our words."""
    found = call(
        PATH,
        {
            "model": "claude",
            "max_tokens": 100,
            "system": [{"type": "text", "text": "Be brief.", "cache_control": {"type": "ephemeral"}}],
            "messages": [
                {"role": "user", "content": "Hi"},
                {"role": "assistant", "content": [{"type": "tool_use", "id": "1", "name": "f", "input": {}}]},
                {"role": "user", "content": [{"type": "tool_result", "tool_use_id": "1", "content": "42"}]},
            ],
            "tools": [{"name": "f", "input_schema": {}}],
            "thinking": {"type": "enabled", "budget_tokens": 1024},
            "stop_sequences": ["a", "b"],
            "top_k": 5,
            "stream": True,
        },
    )
    assert (found.dialect, found.operation, found.model, found.stream) == ("anthropic", "chat", "claude", True)
    assert (found.system, found.max_output_tokens, found.tools, found.usage_asked) == ("Be brief.", 100, 1, True)
    assert found.turns == (Turn("user", "Hi"), Turn("assistant", ""), Turn("tool", "42"))
    assert found.parameters == {"stop": 2, "reasoning_effort": "enabled", "thinking_budget": 1024, "top_k": 5}


def test_counting_is_free() -> None:
    """Counting tokens is an operation of its own, whose reply costs nothing."""
    found = call(PATH + "/count_tokens", {"messages": [{"role": "user", "content": "Hi"}]})
    assert (found.operation, found.max_output_tokens) == ("count", 0)
    reader = reply(PATH + "/count_tokens", {"messages": []}, JSON)
    reader.feed(b'{"input_tokens":99}')
    assert reader.usage().total_tokens == 0


@given(PLACES)
def test_a_stream_reports_twice(places: list[int]) -> None:
    """Input comes with the start, caches included, output with the last delta; no byte is touched."""
    text = events(START, delta('"usage"'), {"type": "ping"}, END, {"type": "message_stop"})
    reader = reply(PATH, {"stream": True, "messages": []}, SSE)
    assert feed(reader, cut(text, places)) == text
    assert reader.usage() == Usage(115, 42)


def test_a_stream_cut_short() -> None:
    """Without the last delta the output is our own count, not the start's placeholder."""
    reader = reply(PATH, {"stream": True, "messages": [], "max_tokens": 1000}, SSE)
    reader.feed(events(START, *[delta("a" * 40) for _ in range(50)]))
    usage = reader.usage()
    assert (usage.input_tokens, usage.estimated) == (115, True)
    assert 480 <= usage.output_tokens <= 510


def test_a_whole_message() -> None:
    """Usage of a message; what a tool is called with cannot pose as it."""
    document = {"content": [{"type": "tool_use", "input": {"usage": {"input_tokens": 0, "output_tokens": 0}}}],
                "usage": {"input_tokens": 5, "output_tokens": 7}}  # fmt: skip
    reader = reply(PATH, {"messages": []}, JSON)
    reader.feed(json.dumps(document).encode())
    assert reader.usage() == Usage(5, 7)


def test_its_words() -> None:
    """Refusals, standings and breaks are Anthropic's."""
    dialect = Anthropic()
    assert json.loads(dialect.refuse(Refusal(429, "rate", "Slow.", 3)).body)["error"]["type"] == "rate_limit_error"
    assert dialect.standing([Standing("b", "requests", 1, 1, 1)], 0)[0][0] == b"anthropic-ratelimit-requests-limit"
    name, data, *_ = dialect.broken("The model broke off.").split(b"\n")
    assert name == b"event: error"
    assert json.loads(data[6:]) == {"type": "error", "error": {"type": "api_error", "message": "The model broke off."}}


@pytest.mark.parametrize("body", [{"messages": 1}, {"messages": ["x"]}, {"system": 1}, {"thinking": "on"}])
def test_wrong_types(body: dict[str, object]) -> None:
    """Fields of other types than the API's are refused."""
    with pytest.raises(UnreadableBody, match="wrong_types"):
        call(PATH, body)


FIELDS = st.sampled_from(["messages", "system", "tools", "thinking", "stream", "max_tokens"])
MESSAGES = st.lists(st.dictionaries(st.sampled_from(["role", "content"]), JSON_VALUES))


@given(st.dictionaries(FIELDS, JSON_VALUES | MESSAGES))
def test_any_object_is_read_or_refused(body: dict[str, object]) -> None:
    """Whatever stands in the fields we go by, there is a call or `UnreadableBody`."""
    try:
        found = call(PATH, body)
    except UnreadableBody:
        return
    assert found.input_tokens >= 0
