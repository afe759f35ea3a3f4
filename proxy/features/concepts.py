"""Where in a text which concepts are spoken of: the words of all languages in one pass.

By the kernel, where there is one; else by one automaton (Aho, Corasick, "Efficient string matching", CACM 1975), linear
in the text and in what is found, whatever it says. Unlike automata that are built while they read neither costs a new
text more than one seen before.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import TypeAlias

from ahocorasick_rs import BytesAhoCorasick, Implementation

from proxy.features.native import KERNEL, Kernel

Met: TypeAlias = tuple[int, int, int]
"""Concepts, as bits, that are spoken of at one place of a text, and where it begins and ends (bytes)."""


class Vocabulary:
    """Words, and the bits of the concepts that they stand for."""

    __slots__ = ("_automaton", "_kernel", "_tree", "_words")

    def __init__(
        self,
        words: Mapping[str, Sequence[str]],
        bits: Mapping[str, int],
        named: Iterable[str],
        kernel: Kernel | None = KERNEL,
    ) -> None:
        stems: dict[bytes, list[int]] = {}
        for concept in named:
            for spelling in words.get(concept, ()):
                plain = spelling.removesuffix("_").encode()
                meant = stems.setdefault(plain, [0, 0])
                meant[spelling.endswith("_")] |= bits[concept]
        # What it means inside a longer word and at its end, and whether it begins words.
        self._words = [(stem, stem | ended, plain[:1].isalnum()) for plain, (stem, ended) in stems.items()]
        self._kernel = kernel
        if kernel is not None:
            begins = bytes([begins for _, _, begins in self._words])
            meanings = tuple([meant for stem, whole, _ in self._words for meant in (stem, whole)])
            self._tree = kernel.vocabulary(tuple(stems), begins, meanings)
        else:
            # A table of all transitions (`DFA`) takes 120 MB more in every worker and is no quicker: no cache holds it.
            self._automaton = BytesAhoCorasick(list(stems), implementation=Implementation.ContiguousNFA)

    def met(self, text: bytes) -> Sequence[Met]:
        """What is spoken of in a text, in order of the words' ends."""
        return self._search(text) if self._kernel is None else self._kernel.met(self._tree, text)

    def _search(self, text: bytes) -> list[Met]:
        found = []
        for word, start, end in self._automaton.find_matches_as_indexes(text, True):
            stem, whole, begins = self._words[word]
            if begins and start and text[start - 1 : start].isalpha():
                continue
            concepts = stem if text[end : end + 1].isalpha() else whole
            if concepts:
                found.append((concepts, start, end))
        return found
