"""The rules as a whole: every one can be met, and every text that meets one is looked at."""

from __future__ import annotations

from proxy.core.features import Elicitation as Kind
from proxy.features.lexicon import LEXICON
from proxy.features.lexicon.rules import ANCHORS, BESIDE, RULES

PAIRS = {pair.name: pair for pair in BESIDE}
WORDED = {concept for words in LEXICON.values() for concept in words}


def anchored(concept: str) -> bool:
    """Whether a text with this concept surely has an anchor: a pair has one where all of one side are anchors."""
    if concept not in PAIRS:
        return concept in ANCHORS
    pair = PAIRS[concept]
    return all(map(anchored, pair.one)) or all(map(anchored, pair.other))


def test_every_rule_has_an_anchor() -> None:
    """No rule could be met in a text that the first pass finds nothing in."""
    assert [rule for rule in RULES if not any(all(map(anchored, need)) for need in rule.needs)] == []


def test_every_concept_is_worded_and_used() -> None:
    """Rules name concepts that exist, and no language has words for one that no rule names."""
    named = {concept for rule in RULES for need in (*rule.needs, rule.never) for concept in need}
    halves = {concept for pair in BESIDE for concept in pair.one | pair.other}
    assert (named | halves | ANCHORS) - WORDED - PAIRS.keys() == set()
    assert WORDED - named - halves == set()
    assert WORDED.isdisjoint(PAIRS)


def test_every_kind_has_rules() -> None:
    """Each kind can be found."""
    assert {rule.asked for rule in RULES} == {kind for kind in Kind if kind}


def test_every_language_words_what_rules_need() -> None:
    """A language lacks at most the concepts that are marks, and the few that one language alone has words for."""
    marks = set(LEXICON["markup"])
    for language, words in LEXICON.items():
        if language != "markup":
            assert WORDED - marks - set(words) <= {"engineering", "into", "opinion", "snippet", "spark"}, language
