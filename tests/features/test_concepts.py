"""Finding words: where they begin, how they end, and what lies inside others."""

from __future__ import annotations

import pytest

from proxy.features.concepts import Vocabulary

BITS = {"reason": 1, "whole": 2, "mind": 4}
WORDS = {"reason": ["reasoning", "推理", "thought process"], "whole": ["all_", "entire"], "mind": ["thought_"]}


def met(text: str) -> list[tuple[int, str]]:
    encoded = text.encode()
    found = Vocabulary(WORDS, BITS, WORDS).met(encoded)
    return [(bits, encoded[start:end].decode()) for bits, start, end in found]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("reasonings", [(1, "reasoning")]),
        ("unreasoning", []),
        ("all of it", [(2, "all")]),
        ("allow it", []),
        ("call it", []),
        ("entirely", [(2, "entire")]),
        ("请推理一下", [(1, "推理")]),
        ("a thought process", [(4, "thought"), (1, "thought process")]),
        ("", []),
    ],
)
def test_words(text: str, expected: list[tuple[int, str]]) -> None:
    """Words begin where a word does, end as they are written, and do not hide one another."""
    assert met(text) == expected


def test_only_what_is_named() -> None:
    """A vocabulary of some concepts knows no others."""
    assert Vocabulary(WORDS, BITS, ["mind"]).met(b"reasoning and thought") == [(4, 14, 21)]


def test_one_word_for_two_concepts() -> None:
    """A word can stand for several concepts, and for more at its end than inside another."""
    both = Vocabulary({"reason": ["plan"], "whole": ["plan_"]}, BITS, ["reason", "whole"])
    assert both.met(b"plan") == [(3, 0, 4)]
    assert both.met(b"plans") == [(1, 0, 4)]
