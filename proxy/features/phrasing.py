"""Which kinds of training material a text asks for: one pass for rare words, and a closer look at their sentences.

The pass looks for *anchors* (thinking, training data, rubrics ...); most texts have none and are done. The sentence of
an anchor is read for all concepts, with its neighbours where a cue may be given in the next one ("... Leave nothing
out."), and rules say what they mean together, in whatever order. What is said at the other end of the text does not
count, and every part of a text is read a bounded number of times, so the cost is linear, whatever it says.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from functools import cache

from proxy.core.features import Elicitation
from proxy.features.concepts import Vocabulary
from proxy.features.lexicon import BEYOND_ASCII, LEXICON
from proxy.features.lexicon.grammar import Beside, Rule, spelled
from proxy.features.lexicon.rules import ANCHORS, BESIDE, CLOSE, NEAR, RULES
from proxy.features.meaning import Meanings, sum_of

BEFORE, AFTER = 200, 280
"""Bytes that are read on either side of an anchor, where sentences do not end before: a line or three."""

SENTENCES = 24
"""So many are read one by one; a text with more that have an anchor is read on in larger pieces. What comes here is
6 KB at most, so no text costs more than some 40 pieces, one or two milliseconds."""

# Looked up: making a flag of a number takes half a microsecond.
_KINDS = tuple(map(Elicitation, range(2 * int(max(Elicitation)))))

# Headings and marks of roles, too: in a quoted conversation what one says and what the next does stand side by side.
_ENDS = (b". ", b"! ", b"? ", "。".encode(), b" ##", b"|>")


class Phrasing:
    """Rules over the concepts of some languages, compiled."""

    __slots__ = ("_anchors", "_bits", "_far", "_near", "_vocabulary")

    def __init__(
        self,
        words: Mapping[str, Sequence[str]],
        rules: Iterable[Rule],
        anchors: Iterable[str],
        besides: Sequence[Beside],
    ) -> None:
        names = [*words, *(each.name for each in besides)]
        self._bits = bits = {name: 1 << place for place, name in enumerate(names)}
        self._anchors = Vocabulary(words, bits, anchors)
        self._vocabulary = Vocabulary(words, bits, words)
        rules = tuple(rules)
        self._near = Meanings(bits, (rule for rule in rules if not rule.across), besides, (CLOSE, NEAR))
        self._far = Meanings(bits, (rule for rule in rules if rule.across), besides, (CLOSE, NEAR))

    def asks(self, folded: bytes) -> Elicitation:
        """What a normalised text, in UTF-8, asks for."""
        asked = behind = read = 0
        for _, start, end in self._anchors.met(folded):
            if start >= behind:
                first, behind = sentence(folded, start, end) if read < SENTENCES else (start, end + AFTER)
                asked |= self._read(folded, first, behind, asked)
                read += 1
        return _KINDS[asked]

    def concepts(self, folded: bytes) -> tuple[str, ...]:
        """The concepts of a text, wherever they stand: to see why a rule is, or is not, met."""
        met = self._vocabulary.met(folded)
        found = self._near.beside(folded, met) | sum_of(concepts for concepts, _, _ in met)
        return tuple(name for name, bit in self._bits.items() if found & bit)

    def _read(self, folded: bytes, first: int, behind: int, known: int) -> int:
        """What a sentence asks for, alone and with those before and after it."""
        start = max(0, first - BEFORE)
        part = folded[start : behind + AFTER]
        met = self._vocabulary.met(part)
        within = [each for each in met if first - start <= each[1] < behind - start]
        return self._near.of(part, within, known) | self._far.of(part, met, known)


def sentence(folded: bytes, start: int, end: int) -> tuple[int, int]:
    """Where the sentence of a word begins and ends: at most `BEFORE` and `AFTER` bytes from it."""
    least = max(0, start - BEFORE)
    ends = [place for each in _ENDS if (place := folded.find(each, end, end + AFTER)) >= 0]
    begun = [place + len(each) for each in _ENDS if (place := folded.rfind(each, least, start)) >= 0]
    return max(begun, default=least), min(ends, default=end + AFTER) + 1


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
