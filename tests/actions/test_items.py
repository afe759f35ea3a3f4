"""OpenAI's responses, degraded."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from tests.actions.degraded import EVERYTHING, NO_LOGPROBS, NO_REASONING, SSE, Document, answered, read, stream, whole
from tests.actions.responses import CALL, PROBS, THOUGHT, response, said, streamed
from tests.dialects.exchange import PLACES, cut

PATH = "/v1/responses"
ITEMS = st.lists(st.sampled_from([THOUGHT, CALL, said("An answer")]), max_size=5)


@given(ITEMS, PLACES)
def test_reasoning_goes(output: list[Document], places: list[int]) -> None:
    """A stream is, byte for byte, what it would have been without its reasoning items: every number follows."""
    left = [item for item in output if item is not THOUGHT]
    assert answered(PATH, cut(streamed(output), places), SSE, EVERYTHING) == streamed(left)
    assert whole(PATH, response(output), EVERYTHING) == response(left)


@given(st.lists(st.sampled_from(["<think>", "</think>", "SECRET", "a<", " b "]), max_size=8), PLACES)
def test_inline(parts: list[str], places: list[int]) -> None:
    """Deltas together, the text that is done, the item and the response all say the same, and none says what went."""
    text = "".join(parts)
    got = read(answered(PATH, cut(streamed([said(text)]), places), SSE, NO_REASONING))
    wanted = whole(PATH, response([said(text)]), NO_REASONING)["output"]
    assert "".join(event.get("delta", "") for event in got) == wanted[0]["content"][0]["text"]
    assert got[-1]["response"]["output"] == wanted
    assert [event["text"] for event in got if event["type"].endswith("text.done")] == [wanted[0]["content"][0]["text"]]


def test_logprobs() -> None:
    """Log-probabilities become empty lists, as where nobody asked for them."""
    assert answered(PATH, streamed([said("abc", PROBS)]), SSE, NO_LOGPROBS) == streamed([said("abc")])
    assert whole(PATH, response([said("abc", PROBS)]), NO_LOGPROBS) == response([said("abc")])


def test_shadows() -> None:
    """Log-probabilities of a text that was edited go with it."""
    got = answered(PATH, streamed([said("<think>SECRET</think>", PROBS)]), SSE, NO_REASONING)
    assert b"-0.5" not in got


def test_summary_without_item() -> None:
    """Events of reasoning go even where the stream began behind their item."""
    events = stream(
        {"type": "response.reasoning_text.delta", "output_index": 0, "delta": "SECRET", "sequence_number": 7},
        {"type": "response.output_text.delta", "output_index": 1, "delta": "a", "sequence_number": 8},
    )
    (event,) = read(answered(PATH, events, SSE, NO_REASONING))
    assert (event["delta"], event["sequence_number"]) == ("a", 7)


def test_items_of_a_stored_response() -> None:
    """Where the items of a stored response are listed, those of reasoning are left out."""
    listed = {"object": "list", "data": [said("a"), THOUGHT, said("b", PROBS)], "has_more": False}
    assert whole(PATH, listed, EVERYTHING) == {**listed, "data": [said("a"), said("b")]}


def test_an_item_by_itself() -> None:
    """Fetched from a conversation, an item of reasoning says nothing, and a message nothing between tags."""
    thought = {**THOUGHT, "content": [{"type": "reasoning_text", "text": "SECRET"}]}
    assert whole(PATH, thought, NO_REASONING) == {"id": "rs_1", "type": "reasoning", "summary": []}
    told = whole(PATH, said("<think>SECRET</think>An answer"), NO_REASONING)
    assert told == said("An answer")
