"""Readers around readers."""

from __future__ import annotations

import json

import pytest

from proxy.actions import replies
from proxy.actions.replies import Trailing
from proxy.core.exchange import Usage
from proxy.errors import UpstreamBroken
from tests.actions.degraded import EVERYTHING, JSON, NDJSON, NO_REASONING, SSE, answered, reader, stream
from tests.dialects.exchange import octets
from tests.dialects.transcripts import TRANSCRIPTS, Transcript

CHAT = "/v1/chat/completions"
THOUGHT = {"choices": [{"index": 0, "delta": {"reasoning": "SECRET"}}]}
SILENT = {"choices": [{"index": 0, "delta": {}}]}


def test_metered_as_it_came() -> None:
    """Usage is what the upstream reports, and where it reports nothing, what it sent, not what the client got."""
    report = {"choices": [], "usage": {"prompt_tokens": 5, "completion_tokens": 77}}
    made = reader(CHAT, SSE, NO_REASONING, {"stream": True, "stream_options": {"include_usage": True}})
    made.feed(stream(THOUGHT, report))
    assert (made.usage().input_tokens, made.usage().output_tokens) == (5, 77)
    untold = reader(CHAT, SSE, NO_REASONING, {"stream": True, "stream_options": {"include_usage": True}})
    untold.feed(stream(*[THOUGHT] * 20))
    assert untold.usage().output_tokens >= 20


@pytest.mark.parametrize("transcript", TRANSCRIPTS, ids=lambda transcript: transcript.server)
def test_every_server(transcript: Transcript) -> None:
    """Where there is nothing to take out, every server's stream keeps its bytes; our injected usage still goes."""
    request = {"stream": True, "messages": [], "model": "m"}
    if transcript.options:
        request["stream_options"] = transcript.options
    assert answered(CHAT, octets(transcript.asked), SSE, NO_REASONING, request) == transcript.unasked


def test_nothing_edited_is_the_same_object() -> None:
    """A chunk of whole events without anything to take out is handed on uncopied."""
    chunk = stream({"choices": [{"index": 0, "delta": {"content": "a"}}]})
    assert reader(CHAT, SSE, EVERYTHING).feed(chunk) is chunk


def test_events_come_at_once() -> None:
    """No whole event waits for the next one, edited or not; a part of one waits for the rest."""
    made = reader(CHAT, SSE, NO_REASONING)
    event = stream(THOUGHT)
    for _ in range(3):
        assert made.feed(event) == stream(SILENT)
    assert made.feed(event[:20]) == b""
    assert made.feed(event[20:] + event[:5]) == stream(SILENT)
    assert made.feed(event[5:]) == stream(SILENT)


def test_torn_stream() -> None:
    """The end of a stream that broke off in an event does not come out where it may hold what is stripped."""
    text = stream(SILENT, THOUGHT)
    assert b"SEC" not in answered(CHAT, text[:-10], SSE, NO_REASONING)
    assert answered(CHAT, text[:-2], SSE, NO_REASONING).count(b"{}") == 2
    assert answered("/api/chat", b'{"message":{"thinking":"SECRET"}}', NDJSON, NO_REASONING) == b'{"message":{}}'


def test_done_releases() -> None:
    """What waited for the end of its text leaves before the stream says that it is done."""
    waiting = {"choices": [{"index": 0, "delta": {"content": "<"}}]}
    made = reader(CHAT, SSE, NO_REASONING)
    assert made.feed(stream(waiting)) == b""
    assert made.feed(stream(b"[DONE]")) == stream(waiting, b"[DONE]")


def test_endless_event(monkeypatch: pytest.MonkeyPatch) -> None:
    """An event too long to be looked at breaks the stream; it never leaves unseen."""
    monkeypatch.setattr(replies, "_MAX_EVENT", 1000)
    made = reader(CHAT, SSE, NO_REASONING)
    with pytest.raises(UpstreamBroken):
        made.feed(b'data: {"reasoning":"' + b"x" * 2000)


def test_endless_reply(monkeypatch: pytest.MonkeyPatch) -> None:
    """A whole reply too long to be held breaks off."""
    monkeypatch.setattr(replies, "_MAX_REPLY", 1000)
    made = reader(CHAT, JSON, NO_REASONING)
    assert made.feed(b"x" * 1000) == b""
    with pytest.raises(UpstreamBroken):
        made.feed(b"x")


def test_whole_replies_that_are_none() -> None:
    """A whole reply that is no JSON passes where nothing is to be taken out of it, and breaks where it may be."""
    assert answered(CHAT, b"upstream says no", JSON, NO_REASONING) == b"upstream says no"
    assert answered(CHAT, b"", JSON, NO_REASONING) == b""
    with pytest.raises(UpstreamBroken):
        answered(CHAT, b'{"reasoning": "SECRET', JSON, NO_REASONING)


def test_whole_reply_in_octets() -> None:
    """A whole reply is the same however it comes."""
    text = json.dumps({"choices": [{"message": {"content": "<think>SECRET</think>é 😀"}}]}).encode()
    assert answered(CHAT, octets(text), JSON, NO_REASONING) == answered(CHAT, text, JSON, NO_REASONING)


class _Shown:
    """A reader that edits nothing and remembers what it was shown."""

    edits = False

    def __init__(self) -> None:
        self.seen: list[bytes] = []

    def feed(self, chunk: bytes) -> bytes:
        """Remember it."""
        self.seen.append(chunk)
        return chunk

    def finish(self) -> bytes:
        """Nothing is held back."""
        return b""

    def usage(self) -> Usage:
        """As many tokens as bytes."""
        return Usage(0, sum(map(len, self.seen)))


def test_whoever_only_counts_is_shown_pieces_together() -> None:
    """Sixteen small ones or a large one; all that passed before anybody asks for usage, and at the end."""
    shown = _Shown()
    trailing = Trailing(shown)
    assert all(trailing.feed(b"ab") == b"ab" for _ in range(15))
    assert shown.seen == []
    assert trailing.usage().output_tokens == 30
    trailing.feed(b"c" * 5000)
    assert shown.seen == [b"ab" * 15, b"c" * 5000]
    trailing.feed(b"d")
    assert (trailing.finish(), shown.seen[-1]) == (b"", b"d")
