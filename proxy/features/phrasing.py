"""Which kinds of training material a text asks for: one pass for rare words, and a closer look around each.

The pass looks for *anchors* (thinking, training data, rubrics ...); most texts have none and are done. Around an anchor
a window of some sentences is read for all concepts, and rules say what they mean together. So a cue and its object may
stand in either order and in two sentences, and what is said at the other end of the text does not count. Windows
overlap by a bounded share and nothing backtracks: the cost is linear in the text, whatever it says.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from functools import cache

from proxy.core.features import Elicitation
from proxy.features.concepts import Search, Vocabulary, compiled
from proxy.features.lexicon import BEYOND_ASCII, LEXICON
from proxy.features.lexicon.grammar import Beside, Rule, spelled
from proxy.features.lexicon.rules import ANCHORS, BESIDE, REACH, RULES
from proxy.features.meaning import Meanings, sum_of

BEFORE, AFTER = 120, 200
"""Bytes of a window on either side of an anchor: two sentences or so. More is said of a thing after it is named."""
STRIDE = 100
"""Bytes that an anchor is looked past: one that follows closely stands in the same window."""

class Phrasing:
    """Rules over the concepts of some languages, compiled."""

    __slots__ = ("_anchor", "_bits", "_meanings", "_vocabulary")

    def __init__(
        self, words: Mapping[str, Sequence[str]], rules: Iterable[Rule], anchors: Iterable[str], besides: Sequence[Beside]
    ) -> None:
        names = [*words, *(each.name for each in besides)]
        self._bits = {name: 1 << place for place, name in enumerate(names)}
        self._anchor: Search = compiled(each for name in anchors for each in words.get(name, ())).search
        self._vocabulary = Vocabulary(words, self._bits)
        self._meanings = Meanings(self._bits, rules, besides, REACH)

    def asks(self, folded: bytes) -> Elicitation:
        """What a normalised text, in UTF-8, asks for."""
        asked, place, search = 0, 0, self._anchor
        while (anchor := search(folded, place)) is not None:
            start = anchor.start()
            asked |= self._meanings.of(folded, self._vocabulary.met(folded, max(0, start - BEFORE), start + AFTER))
            place = start + STRIDE
        return Elicitation(asked) if asked else Elicitation.NONE

    def concepts(self, folded: bytes) -> tuple[str, ...]:
        """The concepts of a text, wherever they stand: to see why a rule is, or is not, met."""
        met = self._vocabulary.met(folded, 0, len(folded))
        found = self._meanings.beside(folded, met) | sum_of(concepts for concepts, _, _ in met)
        return tuple(name for name, bit in self._bits.items() if found & bit)


class Phrasebook:
    """The languages that can be written in ASCII, for texts that are; and all of them for the others."""

    __slots__ = ("_ascii", "_beyond")

    def __init__(self, ascii_only: Phrasing, beyond: Phrasing) -> None:
        self._ascii = ascii_only
        self._beyond = beyond

    def asks(self, folded: bytes) -> Elicitation:
        """What a normalised text, in UTF-8, asks for."""
        return (self._ascii if folded.isascii() else self._beyond).asks(folded)


def together(languages: Sequence[str]) -> dict[str, list[str]]:
    """The spellings of each concept in any of these languages: texts mix them."""
    words: dict[str, list[str]] = {}
    for language in languages:
        for concept, forms in LEXICON[language].items():
            words.setdefault(concept, []).extend(spelled(forms))
    return words


@cache
def everything() -> Phrasebook:
    """The wordings of all languages; compiled once a process, as it depends on nothing."""
    latin = [language for language in LEXICON if language not in BEYOND_ASCII]
    return Phrasebook(*(Phrasing(together(some), RULES, ANCHORS, BESIDE) for some in (latin, list(LEXICON))))
