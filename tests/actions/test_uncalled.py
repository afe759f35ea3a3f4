"""Calls of a decoy taken out: the reply is what it would have been without them, byte for byte, in every API."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from proxy.actions.uncalled import Spared, uncalled
from proxy.core.exchange import Usage
from proxy.dialects import find
from proxy.dialects.framing import framing_of
from tests.actions import messages
from tests.actions.calling import CALLING, DECOY, Calling, blocks, reason
from tests.actions.degraded import Document, stream
from tests.dialects.exchange import PLACES, cut

CALLED = st.lists(st.sampled_from(["f", "g", DECOY]), max_size=5)


def answered(api: Calling, pieces: Sequence[bytes]) -> bytes:
    """What the client gets."""
    found = find("POST", api.path)
    assert found is not None
    dialect, operation = found
    request = dialect.read(operation, b'{"stream": true, "stream_options": {"include_usage": true}}')
    places = dialect.places[operation].reply
    assert places is not None
    reader = uncalled(DECOY, dialect.reader(request, 200, api.kind), places.shape, framing_of(api.kind))
    return b"".join([*map(reader.feed, pieces), reader.finish()])


@pytest.mark.parametrize("name", CALLING)
@given(CALLED, PLACES)
def test_as_if_it_had_not_been_called(name: str, called: list[str], places: list[int]) -> None:
    """Whatever else is called, before and behind, and however a stream is cut; texts that name the decoy stay."""
    api = CALLING[name]
    left = [each for each in called if each != DECOY]
    assert answered(api, cut(api.tell(called), places)) == api.tell(left)


def test_an_answer_without_text_has_an_empty_one() -> None:
    """A message that was nothing but the decoy's call is an answer that says nothing, which every client can read."""
    call = {"id": "t", "type": "function", "function": {"name": DECOY, "arguments": "{}"}}
    said = {"role": "assistant", "content": None, "tool_calls": [call]}
    told = json.dumps({"choices": [{"index": 0, "message": said, "finish_reason": "tool_calls"}]}).encode()
    (choice,) = json.loads(answered(CALLING["chat, whole"], [told]))["choices"]
    assert choice == {"index": 0, "message": {"role": "assistant", "content": ""}, "finish_reason": "stop"}


def test_choices_are_counted_apart() -> None:
    """A call in one choice is none in another: each stops for its own reason."""

    def call(choice: int, name: str) -> Document:
        calls = [{"index": 0, "id": name, "function": {"name": name, "arguments": "{}"}}]
        return {"choices": [{"index": choice, "delta": {"tool_calls": calls}, "finish_reason": None}]}

    def last(choice: int, reason: str = "tool_calls") -> Document:
        return {"choices": [{"index": choice, "delta": {}, "finish_reason": reason}]}

    told = stream(call(0, DECOY), call(1, "f"), last(0), last(1))
    assert answered(CALLING["chat"], [told]) == stream(call(1, "f"), last(0, "stop"), last(1))


def test_usage_of_a_chunk_stays() -> None:
    """A chunk that tells the usage so far is kept, without the call that came with it."""
    calls = [{"index": 0, "function": {"name": DECOY, "arguments": ""}}]
    chunk: Document = {"choices": [{"index": 0, "delta": {"tool_calls": calls}}], "usage": {"prompt_tokens": 9}}
    kept: Document = {"choices": [{"index": 0, "delta": {}}], "usage": {"prompt_tokens": 9}}
    assert answered(CALLING["chat"], [stream(chunk)]) == stream(kept)


def test_thinking_between_calls_stays() -> None:
    """Only the decoy's block goes; sealed thinking around it is the provider's, and numbered on."""
    told = answered(CALLING["messages"], [reason(messages.streamed(blocks([DECOY, "f"])), ["f"])])
    content = [each for each in blocks([DECOY, "f"]) if each.get("name") != DECOY]
    assert told == reason(messages.streamed(content), ["f"])


class _Counted:
    """A reader that has counted so much."""

    edits = False

    def __init__(self, used: Usage) -> None:
        self._used = used

    def feed(self, chunk: bytes) -> bytes:
        """What came."""
        return chunk

    def finish(self) -> bytes:
        """Nothing."""
        return b""

    def usage(self) -> Usage:
        """So much."""
        return self._used


@pytest.mark.parametrize(
    ("used", "charged"),
    [
        (Usage(100, 5), Usage(60, 5)),
        (Usage(10, 5), Usage(0, 5)),
        (Usage(100, 5, estimated=True), Usage(100, 5, estimated=True)),
    ],
)
def test_nobody_pays_for_a_decoy(used: Usage, charged: Usage) -> None:
    """What the definition added is taken off what the upstream counted; our own counts never had it."""
    inner: Any = _Counted(used)
    spared = Spared(inner, 40)
    assert (spared.usage(), spared.edits, spared.feed(b"a"), spared.finish()) == (charged, False, b"a", b"")
