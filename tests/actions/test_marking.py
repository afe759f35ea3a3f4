"""The engine by itself: what waits, for how long, and what leaves unparsed."""

from __future__ import annotations

import json

import pytest

from proxy.actions.marking import Marking
from proxy.actions.speech import EARS
from proxy.core.places import Shape
from tests.actions.marked import script


def event(text: str | None = None, finish: str | None = None) -> bytes:
    """An event of a chat, which is its own data."""
    delta = {} if text is None else {"content": text}
    return json.dumps({"choices": [{"index": 0, "delta": delta, "finish_reason": finish}]}).encode()


def marking(*kinds: str) -> Marking:
    """An engine for chats."""
    return Marking(EARS[Shape.CHOICES], script(*kinds), lambda _raw, data: data)


def test_plain_pieces_leave_at_once_and_unparsed() -> None:
    """After the first of their kind, events that say one plain word are known by their shape."""
    found = marking("choice")
    assert found.again(event("It")) is None
    assert found.revise(event("So"), event("So")) == b""
    assert found.again(event(" it is")) == event("So") + event(" it is")
    for word in (" a\\u0062c", " good", ",", ' \\"', " \\n"):
        raw = event("x").replace(b'"x"', b'"%b"' % word.encode())
        assert found.again(raw) is raw


def test_what_is_known_by_its_shape_waits_and_is_written_like_all_else() -> None:
    """Unparsed events wait where their text ends in what may become a form, and leave with what it became."""
    found = marking("choice")
    assert found.revise(event("It is"), event("It is")) == event("It is")
    assert found.again(event(". ")) == event(". ")
    pieces = [event("In"), event(" addition"), event(", it"), event(" is")]
    text = b"".join(found.again(each) or b"" for each in pieces)
    told = [json.loads(each + b"]}")["choices"][0]["delta"]["content"] for each in text.split(b"]}")[:-1]]
    assert "".join(told) in ("In addition, it is", "Additionally, it is")
    assert len(told) == len(pieces)


def test_one_piece_waits_where_a_closing_may_come() -> None:
    """Where something is to be added at the end the last piece waits for the next one, and no other does."""
    found = marking("cue")
    assert found.revise(event("It is"), event("It is")) == b""
    assert found.revise(event(" good."), event(" good.")) == event("It is")
    last = event(None, "stop")
    text = found.revise(last, last).decode()
    assert "good.\\n\\nIf you like" in text
    assert text.endswith(last.decode())


@pytest.mark.parametrize("kinds", [("choice",), ("cue",), ("choice", "cue")])
def test_closing_early_releases_everything(kinds: tuple[str, ...]) -> None:
    """A stream that ends without its end loses nothing and gains nothing."""
    found = marking(*kinds)
    events = [event("It is good. "), event("In"), event(" the")]
    text = b"".join(found.revise(each, each) for each in events)
    assert text + found.close() == b"".join(events)
