"""Replies edited document by document."""

from __future__ import annotations

import json
from typing import Any

import pytest

from proxy.actions.changes import Changes, Piece
from proxy.actions.revision import Revision
from proxy.actions.tags import Tags


class Speaker:
    """An editor of made-up documents: `say` is a piece of text `key`, `end` ends one, `drop` drops the document."""

    alert = False

    def concerns(self, text: bytes) -> bool:
        """Documents that are dropped."""
        return b"drop" in text

    def look(self, document: Any, changes: Changes) -> None:
        """Note what the document says."""
        if "say" in document:
            changes.say(Piece(document.get("key", 0), ("say",), document["say"], ((("shadow",), None),)))
        if "end" in document:
            changes.end(document["end"])
        if "drop" in document:
            changes.drop()


def revision(*, front: bool = False) -> Revision:
    """A revision of such documents."""
    return Revision(Speaker(), lambda raw, data: b"?" + raw[:0] + data, Tags(("think",)), front=front)


def fed(made: Revision, **document: Any) -> Any:
    """What leaves when this document comes."""
    text = json.dumps(document).encode()
    return made.revise(text, text).decode()


def test_waiting() -> None:
    """A document that may end in a tag waits with all behind it, and then leaves as it came."""
    made = revision()
    assert fed(made, say="a <thi", shadow=1) == ""
    assert fed(made, other=1) == ""
    assert made.concerns(b"anything")
    assert fed(made, say="s") == '{"say": "a <thi", "shadow": 1}{"other": 1}{"say": "s"}'
    assert not made.concerns(b"anything")


def test_tag_over_documents() -> None:
    """A tag that was cut in three goes from all three, and what tells the same goes with it."""
    made = revision()
    assert fed(made, say="a<", shadow=1) == ""
    assert fed(made, say="th", shadow=2) == ""
    assert fed(made, say="ink>b", shadow=3) == '{"say": "a"}{"say": ""}{"say": ""}'
    assert fed(made, say="c</think>d") == '{"say": "d"}'


def test_end_of_a_text() -> None:
    """Where a text ends, what waited is text; other texts wait for nothing of it."""
    made = revision()
    assert fed(made, say="<", key=1) == ""
    assert fed(made, say="<think>", key=2) == ""
    assert fed(made, end=1) == '{"say": "<", "key": 1}{"say": "", "key": 2}{"end": 1}'
    assert fed(made, say="b", key=2) == '{"say": "", "key": 2}'
    assert made.close() == b""


def test_end_of_the_reply() -> None:
    """Where the reply ends, what waited leaves."""
    made = revision()
    fed(made, say="<")
    assert made.close() == b'{"say": "<"}'


def test_nobody_waits_for_ever() -> None:
    """Behind a text that goes no further, 64 documents wait and not one more."""
    made = revision()
    fed(made, say="<thi")
    for number in range(63):
        assert fed(made, number=number) == ""
    assert fed(made, number=63).startswith('{"say": "<thi"}{"number": 0}')
    assert fed(made, say="nk>SECRET") == '{"say": ""}'


def test_dropped() -> None:
    """A dropped document does not leave, nor does it hold up others."""
    made = revision()
    assert fed(made, drop=1) == ""
    assert fed(made, a=1) == '{"a": 1}'


def test_comments() -> None:
    """What holds no document keeps its place in the order."""
    made = revision()
    fed(made, say="<")
    assert made.revise(b": ping\n\n", b"") == b""
    assert made.close() == b'{"say": "<"}: ping\n\n'


def test_rewriting() -> None:
    """JSON that does not stand in the raw bytes in one piece is put there by the framing."""
    text = b'{"say": "<think>"}'
    assert revision().revise(b"data: in\ndata: pieces\n\n", text) == b'?{"say": ""}'


def test_no_json() -> None:
    """What is no JSON raises a ValueError."""
    with pytest.raises(ValueError, match=r".*"):
        revision().revise(b"[DONE]", b"[DONE]")


def test_concerns() -> None:
    """Angles concern it, escaped or not, and whatever concerns its editor; with a front everything does."""
    made = revision()
    assert [made.concerns(text) for text in (b"<", b'"\\u003c"', b"drop", b"text")] == [True, True, True, False]
    assert revision(front=True).concerns(b"text")
    assert not Revision(Speaker(), lambda _, data: data, None).concerns(b"<")
