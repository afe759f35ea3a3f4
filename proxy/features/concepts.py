"""Where in a text which concepts are spoken of: literals of all languages in one pass of RE2, without backtracking.

A literal is looked up in a table of what it stands for, so the automaton need not tell literals apart and stays small:
a few states for each letter of the lexicon, made once. (A set automaton, which does tell them apart, makes a state for
every combination of words that it has met: hundreds of microseconds for a new text.)
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Any, TypeAlias

import re2  # type: ignore[import-untyped]  # no stubs are published; this module is all that sees it

from proxy.features.lexicon.grammar import literal

_MEMORY = 32 << 20
"""What an automaton may take; those of all languages take a few megabytes."""
_NOTHING = r"[^\x00-\x{10ffff}]"

Search: TypeAlias = Callable[..., Any]


class Vocabulary:
    """Words and the concepts that they stand for."""

    __slots__ = ("_find", "_letters", "_meant")

    def __init__(self, words: Mapping[str, Sequence[str]], bits: Mapping[str, int]) -> None:
        stems: dict[bytes, int] = {}
        ended: dict[bytes, int] = {}
        for concept, forms in words.items():
            for spelling in forms:
                kind = ended if spelling.endswith("_") else stems
                plain = spelling.removesuffix("_").encode()
                kind[plain] = kind.get(plain, 0) | bits[concept]
        self._find: Search = compiled(each for forms in words.values() for each in forms).finditer
        self._meant = {plain: _meant(plain, stems, ended) for plain in stems.keys() | ended.keys()}

    def met(self, text: bytes, start: int, end: int) -> list[tuple[int, int, int]]:
        """What is spoken of between two places of a text, in order. Of words that overlap the first, longest counts."""
        found = []
        for match in self._find(text, start, end):
            begins, ends = match.span()
            within, whole = self._meant[text[begins:ends]]
            found.append((within if text[ends : ends + 1].isalpha() else whole, begins, ends))
        return found


def compiled(spellings: Iterable[str]) -> Any:
    """An RE2 pattern of literals, of which the longest is found."""
    options = re2.Options()
    options.log_errors = False
    options.never_capture = True
    options.longest_match = True
    options.max_mem = _MEMORY
    return re2.compile("|".join(sorted({literal(each) for each in spellings})) or _NOTHING, options)


def _meant(plain: bytes, stems: Mapping[bytes, int], ended: Mapping[bytes, int]) -> tuple[int, int]:
    """What a literal stands for inside a longer word, and where the word ends with it: the words in it count, too."""
    inside = sum_ = 0
    for start in _beginnings(plain):
        for end in range(start + 1, len(plain) + 1):
            piece = plain[start:end]
            inside |= stems.get(piece, 0)
            if not plain[end : end + 1].isalpha():
                sum_ |= ended.get(piece, 0)
                inside |= ended.get(piece, 0) if end < len(plain) else 0
    return inside, inside | sum_


def _beginnings(plain: bytes) -> Iterator[int]:
    for place in range(len(plain)):
        if place == 0 or not (plain[place : place + 1].isalpha() and plain[place - 1 : place].isalpha()):
            yield place
