"""Ollama's own API."""

from __future__ import annotations

import json

from hypothesis import given

from proxy.core.decision import Refusal
from proxy.core.exchange import Turn, Usage
from proxy.dialects.ollama import Ollama
from tests.dialects.exchange import JSON, NDJSON, PLACES, call, cut, feed, reply

LINES = (
    b'{"model":"m","message":{"role":"assistant","content":"He said \\"eval_count\\""},"done":false}\n'
    b'{"model":"m","message":{"role":"assistant","content":""},"done":true,"prompt_eval_count":26,"eval_count":298}\n'
)


def test_a_chat() -> None:
    """A call in our words; it streams unless it says otherwise."""
    found = call(
        "/api/chat",
        {
            "model": "llama",
            "messages": [{"role": "system", "content": "S"}, {"role": "user", "content": "Hi", "images": ["AAAA"]}],
            "options": {"temperature": 0, "num_predict": 50, "stop": ["x"]},
            "format": {"type": "object"},
            "think": True,
        },
    )
    assert (found.dialect, found.operation, found.stream, found.max_output_tokens) == ("ollama", "chat", True, 50)
    assert (found.system, found.turns) == ("S", (Turn("user", "Hi"),))
    assert found.parameters == {"temperature": 0, "stop": 1, "response_format": "json_schema", "reasoning_effort": True}
    assert found.input_tokens > 1600


def test_generate_and_embed() -> None:
    """A prompt with a system text; inputs to embed, in both generations of the API."""
    found = call("/api/generate", {"model": "m", "prompt": "p", "system": "s", "stream": False,
                                   "options": {"num_predict": -1}})  # fmt: skip
    assert (found.operation, found.system, found.turns) == ("completion", "s", (Turn("user", "p"),))
    assert (found.stream, found.max_output_tokens) == (False, None)
    assert call("/api/embed", {"input": ["a", "b"]}).turns == (Turn("user", "a"), Turn("user", "b"))
    assert call("/api/embeddings", {"prompt": "a"}).operation == "embedding"


@given(PLACES)
def test_a_stream_reports_in_its_last_line(places: list[int]) -> None:
    """The counts are found however the lines are cut; no byte is touched."""
    reader = reply("/api/chat", {"messages": []}, NDJSON)
    assert feed(reader, cut(LINES, places)) == LINES
    assert reader.usage() == Usage(26, 298)


def test_other_replies() -> None:
    """A whole reply, one whose prompt came from the cache, and embeddings without output."""
    reader = reply("/api/generate", {"prompt": "abc", "stream": False}, JSON)
    reader.feed(b'{"response":"x","done":true,"prompt_eval_count":3,"eval_count":4}')
    assert reader.usage() == Usage(3, 4)
    reader = reply("/api/generate", {"prompt": "abc", "stream": False}, JSON)
    reader.feed(b'{"response":"x","done":true,"eval_count":4}')
    assert reader.usage() == Usage(5, 4, estimated=True)
    reader = reply("/api/embed", {"input": "abc"}, JSON)
    reader.feed(b'{"embeddings":[[0.1]],"prompt_eval_count":2}')
    assert reader.usage() == Usage(2, 0)


def test_its_words() -> None:
    """A refusal is an object with a text, a break a line with one."""
    assert json.loads(Ollama().refuse(Refusal(403, "banned", "No.")).body) == {"error": "No."}
    assert json.loads(Ollama().broken("It broke off.")) == {"error": "It broke off."}
    assert Ollama().broken("x").endswith(b"}\n")
