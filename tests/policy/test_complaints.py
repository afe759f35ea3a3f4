"""Validation errors are told in the operator's words."""

from __future__ import annotations

import pytest
from pydantic import ValidationError

from proxy.policy.complaints import complaints, known_words, nearest, unknown_word
from proxy.policy.model import PolicyWords
from proxy.policy.nodes import Mark, compose
from proxy.policy.positions import read


def told(text: str) -> list[tuple[Mark, str]]:
    """What is wrong with a policy's words."""
    root = compose(text)
    assert root is not None
    reading = read(root)
    with pytest.raises(ValidationError) as caught:
        PolicyWords.model_validate(reading.value)
    return [found for error in caught.value.errors() for found in complaints(error, reading, PolicyWords)]


OFF = "YAML reads 'off' as false; put it in quotes if you mean the word, one of observe, enforce"


@pytest.mark.parametrize(
    ("text", "mark", "sentence"),
    [
        ("policy: p\nmoed: observe", Mark(2, 1), "unknown word 'moed'; did you mean 'mode'?"),
        ("policy: p\nmode: obsrve", Mark(2, 7), "'obsrve' is not one of observe, enforce; did you mean 'observe'?"),
        ("policy: p\nmode: 5", Mark(2, 7), "expected one of observe, enforce, found the number 5"),
        ("policy: p\nmode: []", Mark(2, 7), "expected one of observe, enforce, found a list"),
        ("policy: p\nmode: off", Mark(2, 7), OFF),
        ("policy: 5", Mark(1, 9), "expected text, found the number 5; put it in quotes if it is meant as text"),
        ("policy: [p]", Mark(1, 9), "expected text, found a list"),
        ("policy: p\ncallers: x", Mark(2, 10), "expected a mapping (lines of `word: value`), found the text 'x'"),
        ("policy: p\nprices: []", Mark(2, 9), "expected a mapping (lines of `word: value`), found a list"),
        ("policy: p\nprices:\n  '': {input: 1, output: 1}", Mark(3, 3),
         "nothing stands here; write a name, or leave the word out"),
        ("policy: p\nrules: [{name: a, why: b, when: 'risk > x', then: block}]", Mark(2, 41),
         "'x' is no quantity; expected a share such as 0.1 or 10%"),
        ("policy: p\nprices:\n  x: {input: 1}", Mark(3, 6), "the word 'output' is missing here"),
    ],
)  # fmt: skip
def test_complaints_have_place_and_sentence(text: str, mark: Mark, sentence: str) -> None:
    """Keys are told where they stand, missing ones where they should, values at the value."""
    assert told(text) == [(mark, sentence)]


def test_the_nearest_word_is_offered() -> None:
    """A typo brings the word that was meant, anything else the list of what is known."""
    assert unknown_word("limt", ("limit", "window")) == "unknown word 'limt'; did you mean 'limit'?"
    assert unknown_word("zebra", ("limit", "window")) == "unknown word 'zebra'; known here: limit, window"


def test_a_condition_tells_all_its_faults() -> None:
    """Every fault within one value is told, each at its own place."""
    found = told("policy: p\nrules:\n- {name: a, why: b, then: block, when: [risk > 2, 'tier = free']}")
    assert [mark for mark, _ in found] == [Mark(3, 48), Mark(3, 57)]


def test_too_many_are_told() -> None:
    """A list beyond its bound tells the bound."""
    rules = "\n".join(f"- {{name: r{n}, why: b, then: block, when: risk > 0.5}}" for n in range(201))
    assert told(f"policy: p\nrules:\n{rules}") == [(Mark(3, 1), "more than 200 stand here, which is the most")]


def test_only_what_is_near_is_offered() -> None:
    """The end of a sentence, or nothing."""
    assert nearest("limt", ("limit",)) == "; did you mean 'limit'?"
    assert nearest("zebra", ("limit",)) == ""


def test_known_words_follow_the_sections() -> None:
    """Words are suggested for the section in which the unknown one stands."""
    assert "budgets" in known_words(PolicyWords, ())
    assert "applies_to" in known_words(PolicyWords, ("budgets", 0))
    assert "tier" in known_words(PolicyWords, ("budgets", 3, "applies_to"))
    assert known_words(PolicyWords, ("prices", "budgets")) == ("input", "output")
    assert "anonymous" in known_words(PolicyWords, ("callers",))
    assert "for" in known_words(PolicyWords, ("rules", 0))
    assert "share" in known_words(PolicyWords, ("rules", 0, "then", 0, "canary"))
