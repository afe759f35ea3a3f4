"""Where in a text which concepts are spoken of: the words of all languages in one pass of one automaton.

Aho, Corasick, "Efficient string matching", CACM 1975: linear in the text and in what is found, whatever it says, and
unlike automata that are built while they read it costs a new text no more than one seen before.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import TypeAlias

from ahocorasick_rs import BytesAhoCorasick, Implementation

Met: TypeAlias = tuple[int, int, int]
"""Concepts, as bits, that are spoken of at one place of a text, and where it begins and ends (bytes)."""


class Vocabulary:
    """Words, and the bits of the concepts that they stand for."""

    __slots__ = ("_find", "_words")

    def __init__(self, words: Mapping[str, Sequence[str]], bits: Mapping[str, int], named: Iterable[str]) -> None:
        stems: dict[bytes, list[int]] = {}
        for concept in named:
            for spelling in words.get(concept, ()):
                plain = spelling.removesuffix("_").encode()
                meant = stems.setdefault(plain, [0, 0])
                meant[spelling.endswith("_")] |= bits[concept]
        # What it means inside a longer word and at its end, and whether it begins words.
        self._words = [(stem, stem | ended, plain[:1].isalnum()) for plain, (stem, ended) in stems.items()]
        # A table of all transitions (`DFA`) takes 120 MB more in every worker and is no quicker: no cache holds it.
        automaton = BytesAhoCorasick(list(stems), implementation=Implementation.ContiguousNFA)
        self._find = automaton.find_matches_as_indexes

    def met(self, text: bytes) -> list[Met]:
        """What is spoken of in a text, in order of the words' ends."""
        found = []
        for word, start, end in self._find(text, True):
            stem, whole, begins = self._words[word]
            if begins and start and text[start - 1 : start].isalpha():
                continue
            concepts = stem if text[end : end + 1].isalpha() else whole
            if concepts:
                found.append((concepts, start, end))
        return found
