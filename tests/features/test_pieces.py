"""What a text must have before a pattern can be found in it."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from proxy.features.lexicon import LEXICON
from proxy.features.pieces import needs_of

PATTERNS = [pattern for wordings in LEXICON.values() for _, pattern in wordings]


@pytest.mark.parametrize(
    ("pattern", "pieces"),
    [
        ("thinking", [{b"thinking"}]),
        ("red|blue", [{b"red", b"blue"}]),
        ("(?:think|thinking) aloud", [{b"think aloud", b"thinking aloud"}]),
        ("organi[sz]e", [{b"organise", b"organize"}]),
        ("colou?r", [{b"color", b"colour"}]),
        ("x+yes", [{b"yes"}]),
        ("(?:left|right)[^.]{0,9}(?:above|[\x01-\x08])[^.]*below", [{b"below"}, {b"left", b"right"}]),
        ("(?:a [a-z]+ rain|b[0-9]sun)", [{b" rain", b"sun"}]),
        ("日本|üb", [{"日本".encode(), "üb".encode()}]),
    ],
)
def test_pieces(pattern: str, pieces: list[set[bytes]]) -> None:
    """Parts that must all be there are sets of their own, alternatives share one, gaps and classes need nothing."""
    found = needs_of(pattern).pieces
    assert sorted(map(sorted, found)) == sorted(map(sorted, pieces))


@pytest.mark.parametrize("pattern", ["[a-z]+", "(?:red|[0-9])", "(?:red)?", "x*", "a"])
def test_nothing_is_sure(pattern: str) -> None:
    """What may match without any literal, or with a single letter, has no pieces."""
    assert not needs_of(pattern).pieces


def test_everyday_words_come_last() -> None:
    """A wording is watched for by what is rare in it, however long its usual words are."""
    found = needs_of("instructions[^.]*(?:evol|mutat)").pieces
    assert [sorted(each) for each in found] == [[b"evol", b"mutat"], [b"instructions"]]


@pytest.mark.parametrize(
    ("pattern", "within"),
    [
        ("red[^.!?。]{0,9}blue", True),
        (r"\bred\b", True),
        ("[<{][a-z/]{2,9}[>}]", True),
        ("red.blue", False),
        ("red[^.!?]*blue", False),
        (r"red\. blue", False),
        ("red$", False),
        ("red[.,]", False),
        ("red[!-/]", False),
        (r"red\W", False),
    ],
)
def test_within_a_sentence(pattern: str, within: bool) -> None:
    """A pattern keeps to a sentence if nothing in it matches an end, or asks for an end of the text."""
    assert needs_of(pattern).within_sentence is within


@given(st.data())
def test_a_match_has_what_it_needs(data: st.DataObject) -> None:
    """Every text that a wording of the lexicon matches has one of each set of its pieces."""
    pattern = data.draw(st.sampled_from(PATTERNS))
    text = data.draw(st.from_regex(pattern))
    matched = re.search(pattern, text)
    assert matched is not None
    assert all(
        any(piece in text.encode("utf-8", "surrogatepass") for piece in each) for each in needs_of(pattern).pieces
    )
    if needs_of(pattern).within_sentence:
        assert not set(matched[0]) & set(".!?。")
