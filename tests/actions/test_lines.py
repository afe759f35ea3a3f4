"""Ollama's replies, degraded."""

from __future__ import annotations

import json

from hypothesis import given
from hypothesis import strategies as st

from tests.actions.degraded import EVERYTHING, NDJSON, NO_LOGPROBS, NO_REASONING, Document, answered, whole
from tests.dialects.exchange import PLACES, cut

CHAT, GENERATE = "/api/chat", "/api/generate"


def lines(*documents: Document) -> bytes:
    """Newline-delimited JSON as Go writes it, `<` and `>` as escapes."""
    text = "".join(json.dumps(one, separators=(",", ":")) + "\n" for one in documents)
    return text.replace("<", "\\u003c").replace(">", "\\u003e").encode()


def said(text: bytes) -> str:
    """All that the lines say."""
    return "".join(json.loads(line)["message"]["content"] for line in text.splitlines())


def line(content: str, *, done: bool = False, **more: object) -> Document:
    """One line."""
    return {"model": "m", "message": {"role": "assistant", "content": content, **more}, "done": done}


def test_thinking() -> None:
    """Thinking is taken out of every line; other lines keep their bytes."""
    text = lines(line("", thinking="SECRET"), line("a < b"), line("", done=True))
    assert answered(CHAT, text, NDJSON, NO_REASONING) == lines(line(""), line("a < b"), line("", done=True))
    reply = {"response": "a", "thinking": "SECRET", "context": [1, 2], "done": True}
    assert whole(GENERATE, reply, NO_REASONING) == {"response": "a", "done": True}


@given(st.lists(st.sampled_from(["<think>", "</think>", "SECRET", "a<", " b "]), max_size=8), PLACES)
def test_inline(parts: list[str], places: list[int]) -> None:
    """Escaped tags are found across lines, as in the whole text."""
    text = "".join(parts)
    stream = lines(*(line(text[i : i + 2]) for i in range(0, len(text), 2)), line("", done=True))
    got = answered(CHAT, cut(stream, places), NDJSON, NO_REASONING)
    assert said(got) == whole(CHAT, line(text, done=True), NO_REASONING)["message"]["content"]


def test_logprobs() -> None:
    """Log-probabilities become an empty list; those of edited text go with it."""
    probs = [{"token": "a", "logprob": -0.5}]
    assert whole(CHAT, {**line("a"), "logprobs": probs}, NO_LOGPROBS) == {**line("a"), "logprobs": []}
    for hidden in (line("", thinking="SECRET"), line("<think>SECRET")):
        assert whole(CHAT, {**hidden, "logprobs": probs}, NO_REASONING)["logprobs"] == []


def test_tools_and_structure() -> None:
    """Tool calls pass, and so does an answer that has to be JSON."""
    call = line("", tool_calls=[{"function": {"name": "f", "arguments": {"thinking": "<think>"}}}])
    assert answered(CHAT, lines(call), NDJSON, EVERYTHING) == lines(call)
    structured = line('{"a": "<think>b</think>"}')
    assert whole(CHAT, structured, NO_REASONING, {"format": {"type": "object"}}) == structured
