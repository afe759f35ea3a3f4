"""OpenAI responses."""

from __future__ import annotations

import json

import pytest

from proxy.core.exchange import Turn, Usage
from proxy.errors import UnreadableBody
from tests.dialects.exchange import JSON, SSE, call, feed, octets, reply
from tests.dialects.transcripts import stream

PATH = "/v1/responses"


def test_a_text() -> None:
    """The shortest call."""
    found = call(PATH, {"model": "m", "input": "Hi", "instructions": "Be brief.", "max_output_tokens": 9})
    assert (found.dialect, found.operation, found.system) == ("openai-responses", "chat", "Be brief.")
    assert (found.turns, found.max_output_tokens) == ((Turn("user", "Hi"),), 9)


def test_items() -> None:
    """Messages, what tools answered, and calls of tools that only count."""
    found = call(
        PATH,
        {
            "input": [
                {"role": "developer", "content": "Be kind."},
                {"type": "message", "role": "user", "content": [{"type": "input_text", "text": "Hi"}]},
                {"type": "function_call", "call_id": "1", "name": "f", "arguments": "x" * 300},
                {"type": "function_call_output", "call_id": "1", "output": "42"},
                {"role": "assistant", "content": [{"type": "output_text", "text": "So."}]},
            ],
            "tools": [{"type": "web_search"}],
            "reasoning": {"effort": "high"},
            "text": {"format": {"type": "json_schema"}},
        },
    )
    assert found.system == "Be kind."
    assert found.turns == (Turn("user", "Hi"), Turn("tool", "42"), Turn("assistant", "So."))
    assert found.input_tokens > 100
    assert found.parameters == {"reasoning_effort": "high", "response_format": "json_schema"}


@pytest.mark.parametrize("body", [{"input": 1}, {"input": [1]}, {"input": "a", "reasoning": 1}, {"input": {}}])
def test_wrong_types(body: dict[str, object]) -> None:
    """Fields of other types than the API's are refused."""
    with pytest.raises(UnreadableBody, match="wrong_types"):
        call(PATH, body)


def test_usage() -> None:
    """Usage stands in the reply, or in the response that the stream's last event carries."""
    usage = {"input_tokens": 5, "output_tokens": 7, "total_tokens": 12}
    reader = reply(PATH, {"input": "a"}, JSON)
    reader.feed(json.dumps({"output": [], "usage": usage}).encode())
    assert reader.usage() == Usage(5, 7)
    text = stream(
        '{"type":"response.created","response":{"usage":null}}',
        '{"type":"response.output_text.delta","delta":"abc"}',
        json.dumps({"type": "response.completed", "response": {"usage": usage}}),
    )
    reader = reply(PATH, {"input": "a", "stream": True}, SSE)
    assert feed(reader, octets(text)) == text
    assert reader.usage() == Usage(5, 7)
