"""Inline reasoning found in texts that come in pieces."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from proxy.actions.tags import Strand, Tags
from tests.dialects.exchange import PLACES

TAGS = Tags(("think", "thinking", "reasoning"))
PARTS = st.sampled_from(
    ["<think>", "</think>", "<thinking>", "</thinking>", "<", ">", "</", "think", "ing", " a=1", " ", "x", "/", "é",
     "<b>", "<THINK>", "<think/>", "<think a='b'>", "secret", '{"a":', '"}', "\n", "<reasoning\n>", "</reasoning>"]
)  # fmt: skip
TEXTS = st.lists(PARTS, max_size=14).map("".join)


def run(pieces: Iterable[str], *, front: bool = False) -> str:
    """All text that comes out."""
    strand = Strand(TAGS, front=front)
    out: list[str] = []
    waiting = ""
    for piece in pieces:
        ruling = strand.feed(piece)
        if ruling.earlier is not None:
            out.append(waiting if ruling.earlier else "")
            waiting = ""
        assert piece.endswith(ruling.open)
        out.append(ruling.kept)
        waiting += ruling.open
    return "".join((*out, waiting))


def simply(text: str) -> str:
    """The same, done to a whole text by the rule itself."""
    kept, depth, name, at = "", 0, "", 0
    for tag in re.finditer(r"<(/?)(thinking|think|reasoning)(?:\s[^<>]{0,64})?(/?)>", text, re.IGNORECASE):
        kept += "" if depth else text[at : tag.start()]
        at = tag.end()
        if not depth and tag[1]:
            kept += tag[0]
        elif not depth:
            depth, name = int(not tag[3]), tag[2].lower()
        elif tag[2].lower() == name and not tag[3]:
            depth += -1 if tag[1] else 1
    return kept + ("" if depth else text[at:])


@given(TEXTS, PLACES)
def test_pieces_change_nothing(text: str, places: list[int]) -> None:
    """However a text is cut, what comes out is what the rule makes of all of it."""
    ends = sorted({place % (len(text) + 1) for place in places} | {0, len(text)})
    pieces = [text[a:b] for a, b in itertools.pairwise(ends)]
    assert run(pieces) == simply(text)
    assert run(text) == simply(text)


@given(TEXTS, st.sampled_from(["think", "thinking", "reasoning"]), st.text("abc <>/=", max_size=6))
def test_nothing_between_tags_comes_out(inner: str, tag: str, before: str) -> None:
    """A block's content never comes out, whatever it is."""
    text = f"{before}<{tag}>SECRET{inner.replace(f'/{tag}', '')}"
    assert "SECRET" not in run(text)
    assert "SECRET" not in run([text])


@given(TEXTS, PLACES)
def test_front(text: str, places: list[int]) -> None:
    """Where only the front counts, a text that has begun to say something passes as it is, tags and all."""
    said = '{"a": "' + text + '"}'
    ends = sorted({place % (len(said) + 1) for place in places} | {0, len(said)})
    pieces = [said[a:b] for a, b in itertools.pairwise(ends)]
    assert run(pieces, front=True) == said
    assert run(["<think>secret</think>\n", *pieces], front=True) == "\n" + said


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ("<think>a</think>b", "b"),
        ("a<think>b<think>c</think>d</think>e", "ae"),
        ("a<think>b<thinking>c</think>d", "ad"),
        ("a <think", "a <think"),
        ("a </think> b", "a </think> b"),
        ("<thinker>a</thinker>", "<thinker>a</thinker>"),
        ("<think>never closed", ""),
        ("<think" + " a" * 40 + ">b", "<think" + " a" * 40 + ">b"),
        ("1 < 2 <<think>3</think>> 4", "1 < 2 <> 4"),
    ],
)
def test_texts(text: str, left: str) -> None:
    """Nesting, attributes, unknown and unfinished tags."""
    assert run([text]) == left
    assert run(text) == left


def test_no_tags() -> None:
    """Without names there are no tags."""
    assert Strand(Tags(())).feed("<think>a</think>") == ("<think>a</think>", "", None)


def test_plain_text_waits_for_nothing() -> None:
    """A text without `<` is never held back, nor is one whose `<` begins no tag."""
    strand = Strand(TAGS)
    for piece in ("abc", "a < b", "x <b", ""):
        assert strand.feed(piece) == (piece, "", None)
        assert strand.idle


def test_end() -> None:
    """After its end a text begins anew."""
    strand = Strand(TAGS)
    strand.feed("<think>a")
    assert not strand.idle
    strand.end()
    assert strand.feed("b").kept == "b"
