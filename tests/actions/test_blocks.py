"""Anthropic's messages, degraded."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.actions.degraded import EVERYTHING, NO_LOGPROBS, NO_REASONING, SSE, Document, answered, read, whole
from tests.actions.messages import HIDDEN, SAID, THOUGHT, TOOL, message, streamed
from tests.dialects.exchange import PLACES, cut

PATH = "/v1/messages"
CONTENT = st.lists(st.sampled_from([THOUGHT, HIDDEN, SAID, TOOL]), max_size=6)


@given(CONTENT, PLACES)
def test_thinking_goes(content: list[Document], places: list[int]) -> None:
    """A stream is, byte for byte, what it would have been without its blocks of thinking, however it is cut."""
    left = [one for one in content if one not in (THOUGHT, HIDDEN)]
    assert answered(PATH, cut(streamed(content), places), SSE, EVERYTHING) == streamed(left)
    assert whole(PATH, message(content), EVERYTHING) == message(left)


@given(st.lists(st.sampled_from(["<thinking>", "</thinking>", "SECRET", "a<", " b "]), max_size=8), PLACES)
def test_inline(parts: list[str], places: list[int]) -> None:
    """Tags in text are found in streams as in whole replies; a block's end is never held up."""
    content = [{"type": "text", "text": "".join(parts)}, SAID]
    got = read(answered(PATH, cut(streamed(content), places), SSE, NO_REASONING))
    texts = ["", ""]
    for event in got:
        if event["type"] == "content_block_delta":
            texts[event["index"]] += event["delta"]["text"]
    assert texts == [one["text"] for one in whole(PATH, message(content), NO_REASONING)["content"]]
    assert [e["type"] for e in got] == [e["type"] for e in read(streamed(content))]


def test_unclosed_tag_ends_with_its_block() -> None:
    """A tag that is never closed takes its own block and no other."""
    content: list[Any] = [{"type": "text", "text": "<think>SECRET"}, SAID]
    assert whole(PATH, message(content), NO_REASONING)["content"] == [{"type": "text", "text": ""}, SAID]
    got = answered(PATH, streamed(content), SSE, NO_REASONING)
    assert b"SEC" not in got
    assert got.endswith(streamed(content)[-600:])


def test_structured() -> None:
    """An answer that has to be JSON stays it."""
    request = {"output_config": {"format": {"type": "json_schema"}}}
    content = [{"type": "text", "text": '{"a": "<think>b</think>"}'}]
    assert whole(PATH, message(content), NO_REASONING, request) == message(content)
    assert answered(PATH, streamed(content), SSE, NO_REASONING, request) == streamed(content)


@pytest.mark.parametrize("degrade", [NO_LOGPROBS])
def test_nothing_to_strip(degrade: Any) -> None:
    """Messages have no log-probabilities, so a degrade of those leaves replies to the dialect's own reader."""
    content = [THOUGHT, SAID]
    assert answered(PATH, streamed(content), SSE, degrade) == streamed(content)
