"""How much of what is worded otherwise the lexicon knows, and what it says of honest neighbours."""

from __future__ import annotations

from collections import Counter

import pytest

from proxy.core.features import Elicitation as Kind
from proxy.features.lexicon import LEXICON
from tests.features.lexicon.asking import asked
from tests.features.lexicon.bed import WANTED, Line, honest, paraphrases

LINES = list(paraphrases())
HONEST = [line for line in honest() if line.intent != "doubtful"]
IN_VIEW = [line for line in HONEST if not line.held_out]

# What was measured, less a few hundredths: to be raised with the lexicon, never lowered without a word about it.
FLOORS = {
    "trace": 0.82, "tags": 0.85, "behind": 0.84, "earlier": 0.78, "agent": 0.86, "tasks": 0.75, "evolve": 0.76,
    "pairs": 0.88, "preference": 0.71, "wrapper": 0.79, "grading": 0.87, "steps": 0.95,
}  # fmt: skip
LANGUAGE_FLOOR = 0.78


@pytest.mark.parametrize("intent", list(WANTED))
def test_recall_by_intent(intent: str) -> None:
    """Of each intent's paraphrases, all languages together, at least the floor is recognised."""
    lines = [line for line in LINES if line.intent == intent]
    known = sum(bool(asked(line.text) & WANTED[intent]) for line in lines)
    assert known >= FLOORS[intent] * len(lines)


@pytest.mark.parametrize("language", sorted({line.language for line in LINES}))
def test_recall_by_language(language: str) -> None:
    """No language is left behind: of each one's paraphrases, all intents together, the floor is recognised."""
    lines = [line for line in LINES if line.language == language]
    known = sum(bool(asked(line.text) & WANTED[line.intent]) for line in lines)
    assert known >= LANGUAGE_FLOOR * len(lines)


@pytest.mark.parametrize("line", IN_VIEW, ids=range(len(IN_VIEW)))
def test_honest_neighbours_are_not_strong(line: Line) -> None:
    """No honest neighbour of the half in view is worded as training material is collected."""
    assert not asked(line.text) & Kind.STRONG


def test_honest_neighbours_are_seldom_strong() -> None:
    """Of those in the other half, which nobody reads before a measurement, three in a hundred are at most."""
    held_out = [line for line in HONEST if line.held_out]
    assert sum(bool(asked(line.text) & Kind.STRONG) for line in held_out) <= 0.03 * len(held_out)


def test_plain_neighbours_are_seldom_weak() -> None:
    """Of everyday requests one in twenty sounds like an evaluation at most; quizzes are what teachers ask for."""
    plain = [asked(line.text) for line in HONEST if line.intent == "plain"]
    assert sum(bool(each & ~Kind.MATERIAL) for each in plain) <= len(plain) / 20
    assert sum(bool(each & Kind.MATERIAL) for each in plain) <= len(plain) / 15


def test_the_bed_is_whole() -> None:
    """Every language but markup has at least a dozen paraphrases of every intent, English thirty; nothing twice."""
    counts = Counter((line.language, line.intent) for line in LINES)
    assert {language for language, _ in counts} == set(LEXICON) - {"markup"}
    for (language, _), count in counts.items():
        assert count >= (30 if language == "english" else 12)
    assert len(counts) == len(WANTED) * (len(LEXICON) - 1)
    assert len({line.text for line in LINES + HONEST}) == len(LINES + HONEST) >= 1400
