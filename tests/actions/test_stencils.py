"""Stencils: events of one shape are read unparsed, all others are not."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from proxy.actions.changes import Piece
from proxy.actions.splice import Tree, cuts, keep
from proxy.actions.stencils import Stencil, Stencils


def event(text: str, number: int = 1, **extra: object) -> bytes:
    """An event."""
    return b"data: " + json.dumps({"id": "a", "n": number, "delta": {"text": text}, **extra}).encode() + b"\n\n"


def stencil(raw: bytes) -> Stencil:
    """The stencil of an event; its number varies."""
    tree: Tree = {}
    keep(tree, ("delta", "text"))
    data = raw[6:-2]
    (spoken,) = cuts(data, tree)
    keep(tree, ("n",))
    piece = Piece("key", ("delta", "text"), "first")
    return Stencil(raw, [cut.moved(6) for cut in cuts(data, tree)], spoken.value + 6, piece, data)


@given(st.text(min_size=1), st.integers(0, 10**9))
def test_another_piece_is_read(text: str, number: int) -> None:
    """Whatever it says, in whatever escapes, and whatever stands at the places that vary."""
    found = stencil(event("first"))
    raw = event(text, number)
    said = found.read(raw)
    assert said is not None
    assert (said.text, json.loads(raw[said.start : said.stop])) == (text, text)
    assert found.data(event(text, number)) == event(text, number)[6:-2]


@pytest.mark.parametrize(
    "other",
    [
        event("a", more=1), event(""), event("a")[:-1], event("a") + event("b"), b"data: [DONE]\n\n", b"",
        event("a").replace(b'"a"', b"null", 1), event("a").replace(b'"text": "a"', b'"text": 1'),
        event("a").replace(b'"id"', b'"ie"'),
    ],
)  # fmt: skip
def test_other_events_are_not_read(other: bytes) -> None:
    """Another member, an empty text, half an event or two of them: those go the long way."""
    assert stencil(event("first")).read(other) is None


def test_the_latest_are_remembered() -> None:
    """A few stencils at a time, found whichever is asked for."""
    stencils = Stencils()
    for number in range(6):
        stencils.learn(stencil(event("a", extra=number)))
    assert stencils.read(event("b", extra=0)) is None
    for number in (2, 5, 3, 4):
        found = stencils.read(event("b", extra=number))
        assert found is not None
        assert (found[0].piece.key, found[1].text) == ("key", "b")
