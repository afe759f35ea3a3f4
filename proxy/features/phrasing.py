"""Which kinds of training material a text asks for, found without trying every wording.

Every wording has pieces without which it is in no text (`pieces`). The rarest of each are looked for in one pass of
one automaton (Aho, Corasick, "Efficient string matching", CACM 1975), all wordings of all languages at once. Most texts
have none of them, or only in a sentence that lacks the wording's other pieces; what is left is tried with RE2, in that
sentence alone where the wording keeps to one. So the cost is linear in the text, whatever it says.

Bounded gaps ("at most 60 characters between") are dear: RE2 has to know at which of the last 60 places the first part
ended, and builds its automaton anew for nearly every text (50 µs and more). So what has the pieces first meets the same
wording with gaps of any length, which finds whatever the exact one does and more, and only then the exact one.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import cache
from typing import Any, TypeAlias

import re2  # type: ignore[import-untyped]  # no stubs are published; this module is all that sees it
from ahocorasick_rs import BytesAhoCorasick, Implementation

from proxy.core.features import Elicitation
from proxy.features.lexicon import BEYOND_ASCII, LEXICON
from proxy.features.lexicon.grammar import Wording
from proxy.features.pieces import Pieces, needs_of

_MEMORY = 8 << 20
"""RE2's own default. A pattern that needs more is matched by simulation: slower, still linear."""

_TRIED = 64
"""Sentences that are looked into one by one; a text with more of them that begin like a wording is read as a whole."""

Search: TypeAlias = Callable[[bytes], Any]

# Looked up: making a flag of a number takes half a microsecond.
_KINDS = tuple(map(Elicitation, range(2 * int(max(Elicitation)))))

_BOUNDED_GAP = re.compile(r"\{0,\d+\}")
_STOP = "。".encode()
_SENTENCE_END = re.compile(b"[.!?]|" + _STOP)


class Phrasing:
    """Some wordings, compiled. Raises ValueError where one of them has no pieces to be found by."""

    __slots__ = ("_asked", "_exact", "_loose", "_options", "_others", "_patterns", "_watch", "_within", "_wordings")

    def __init__(self, wordings: Iterable[Wording]) -> None:
        self._options = options = re2.Options()
        options.log_errors = False
        options.max_mem = _MEMORY
        # Plain numbers: an operation on flags costs half a microsecond.
        self._asked: list[int] = []
        self._patterns: list[str] = []
        self._others: list[tuple[Pieces, ...]] = []
        self._within: list[bool] = []
        self._wordings: list[list[int]] = []
        self._loose: dict[int, Search] = {}
        self._exact: dict[int, Search] = {}
        watched: dict[bytes, list[int]] = {}
        for index, (asked, pattern) in enumerate(wordings):
            needs = needs_of(pattern)
            if not needs.pieces:
                raise ValueError(f"nothing to watch for in {pattern!r}: every text would have to be tried")
            self._asked.append(int(asked))
            self._patterns.append(pattern)
            self._others.append(needs.pieces[1:])
            self._within.append(needs.within_sentence)
            for piece in needs.pieces[0]:
                watched.setdefault(piece, []).append(index)
        self._wordings = list(watched.values())
        # A table of all transitions: a third of the time of the smaller forms, for some megabytes.
        self._watch = BytesAhoCorasick(list(watched), implementation=Implementation.DFA).find_matches_as_indexes

    def asks(self, folded: bytes) -> Elicitation:
        """What a normalised text, in UTF-8, asks for. A kind that is found is not looked for again."""
        asked = 0
        for index, part in self._places(folded):
            kind = self._asked[index]
            if not asked & kind and self._found(index, part):
                asked |= kind
        return _KINDS[asked]

    def candidates(self, folded: bytes) -> Sequence[int]:
        """The wordings whose rare pieces a text has, by number: the only ones that are looked for in it."""
        return list(dict.fromkeys(index for index, _ in self._places(folded)))

    def _places(self, folded: bytes) -> Iterator[tuple[int, bytes]]:
        """Wordings and where to look for them: the text, or the sentence in which a piece of theirs was met."""
        tried: set[tuple[int, int]] = set()
        first = behind = 0
        for piece, start, end in self._watch(folded, True):
            if end > behind:
                first, behind = _sentence(folded, start, end)
            for index in self._wordings[piece]:
                narrow = self._within[index] and len(tried) < _TRIED
                place = (index, first if narrow else -1)
                if place in tried:
                    continue
                tried.add(place)
                part = folded[first:behind] if narrow else folded
                if _has(part, self._others[index]):
                    yield index, part

    def _found(self, index: int, part: bytes) -> bool:
        loose = self._loose.get(index) or self._compiled(
            self._loose, index, _BOUNDED_GAP.sub("*", self._patterns[index])
        )
        if not loose(part):
            return False
        exact = self._exact.get(index) or self._compiled(self._exact, index, self._patterns[index])
        return bool(exact(part))

    def _compiled(self, where: dict[int, Search], index: int, pattern: str) -> Search:
        # At first need: most wordings are never met. Compiling one costs half a millisecond once.
        search: Search = re2.compile(pattern, self._options).search
        where[index] = search
        return search


def _sentence(folded: bytes, start: int, end: int) -> tuple[int, int]:
    """From behind the last end of a sentence before a piece to the first one behind it."""
    before = folded.rfind
    first = max(before(b".", 0, start), before(b"!", 0, start), before(b"?", 0, start), before(_STOP, 0, start))
    behind = _SENTENCE_END.search(folded, end)
    return first + 1, len(folded) if behind is None else behind.end()


def _has(part: bytes, needed: tuple[Pieces, ...]) -> bool:
    for pieces in needed:
        for piece in pieces:
            if piece in part:
                break
        else:
            return False
    return True


class Phrasebook:
    """The wordings of several languages. What is never written in ASCII is not looked for in it."""

    __slots__ = ("_always", "_beyond")

    def __init__(self, always: Phrasing, beyond: Phrasing) -> None:
        self._always = always
        self._beyond = beyond

    def asks(self, folded: bytes) -> Elicitation:
        """What a normalised text, in UTF-8, asks for."""
        asked = self._always.asks(folded)
        if not folded.isascii() and (more := self._beyond.asks(folded)):
            return asked | more
        return asked


@cache
def everything() -> Phrasebook:
    """The wordings of all languages; compiled once a process, as it depends on nothing."""
    always = [wording for language in LEXICON if language not in BEYOND_ASCII for wording in LEXICON[language]]
    beyond = [wording for language in BEYOND_ASCII for wording in LEXICON[language]]
    return Phrasebook(Phrasing(always), Phrasing(beyond))
