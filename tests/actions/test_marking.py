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
    assert found.revise(event(" it is"), event(" it is")) == event("So") + event(" it is")
    assert found.revise(event(" here"), event(" here")) == event(" here")
    for word in (" a\\u0062c", " good", ",", ' \\"', " \\n"):
        raw = event("x").replace(b'"x"', b'"%b"' % word.encode())
        assert found.again(raw) is raw


def test_what_was_heard_on_the_way_is_not_heard_twice() -> None:
    """A piece that was read by its shape and then has to be written anew goes into the text once."""
    found = marking("choice")
    assert found.revise(event("It is"), event("It is")) == event("It is")
    raw = event(" In addition, it")
    text = b""
    assert found.again(event(". ")) is not None
    if found.again(raw) is None:
        text = found.revise(raw, raw)
    last = event(None, "stop")
    assert text.count(b"addition") + text.count(b"Additionally") == 1
    assert found.revise(last, last) == last


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
