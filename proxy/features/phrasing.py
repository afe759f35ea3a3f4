"""Which kinds of training material a text asks for, found without trying every wording.

google-re2's filter extracts the rare literal pieces of all wordings into one automaton; a text without the pieces of a
wording never meets its pattern, and their patterns are run without backtracking. So the cost is linear in the
text, whatever it says. What makes the automaton slow is usual words (see `grammar.usual`), and its own size.

Bounded gaps ("at most 60 characters between") are dear: the automaton has to know at which of the last 60 places the
first part ended, and is built anew for nearly every text (50 µs and more). So a text that has the pieces first meets
the same wording with gaps of any length, which finds whatever the exact one does and more (30 µs in a new text, 2 µs
in one seen before), and only then the exact one.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from functools import cache
from typing import Any, TypeAlias

import re2  # type: ignore[import-untyped]  # no stubs are published; this module is all that sees it

from proxy.core.features import Elicitation
from proxy.features.lexicon import BEYOND_ASCII, HOME, LEXICON
from proxy.features.lexicon.grammar import Wording

_MEMORY = 8 << 20
"""RE2's own default. A pattern that needs more is matched by simulation: slower, still linear."""


Search: TypeAlias = Callable[[bytes], Any]

_BOUNDED_GAP = re.compile(r"\{0,\d+\}")


class Phrasing:
    """Some wordings, compiled."""

    __slots__ = ("_asked", "_filter", "_loose", "_narrow", "_options", "_patterns")

    def __init__(self, wordings: Iterable[Wording]) -> None:
        self._options = options = re2.Options()
        options.log_errors = False
        options.max_mem = _MEMORY
        self._filter = re2.Filter()
        # Plain numbers: an operation on flags costs half a microsecond.
        self._asked: list[int] = []
        self._patterns: list[str] = []
        self._narrow: dict[int, Search] = {}
        for asked, pattern in wordings:
            loose = _BOUNDED_GAP.sub("*", pattern)
            self._filter.Add(loose, options)
            self._asked.append(int(asked))
            self._patterns.append(pattern)
        self._filter.Compile()
        self._loose: list[Search] = [self._filter.re(index).search for index in range(len(self._asked))]

    def asks(self, folded: bytes) -> Elicitation:
        """What a normalised text, in UTF-8, asks for. A kind that is found is not looked for again."""
        asked = 0
        for index in self.candidates(folded):
            kind = self._asked[index]
            if not asked & kind and self._found(index, folded):
                asked |= kind
        return Elicitation(asked)

    def candidates(self, folded: bytes) -> Sequence[int]:
        """The wordings whose rare pieces a text has, by number: the only ones that are looked for in it."""
        return self._filter.Match(folded, potential=True) or ()

    def _found(self, index: int, folded: bytes) -> bool:
        return bool(self._loose[index](folded) and self._exact(index)(folded))

    def _exact(self, index: int) -> Search:
        # At first need: most languages are never met, and bounded gaps are two thirds of what there is to compile. A
        # wording costs half a millisecond once.
        if index not in self._narrow:
            self._narrow[index] = re2.compile(self._patterns[index], self._options).search
        return self._narrow[index]


class Phrasebook:
    """The wordings of several languages, in one pass for each group of them.

    Small automata stay in the processor's cache: two passes over half the wordings cost half of one over all. What is
    never written in ASCII is not looked for in it.
    """

    __slots__ = ("_always", "_beyond")

    def __init__(self, always: Iterable[Phrasing], beyond: Phrasing) -> None:
        self._always = tuple(always)
        self._beyond = beyond

    def asks(self, folded: bytes) -> Elicitation:
        """What a normalised text, in UTF-8, asks for."""
        asked = Elicitation.NONE if folded.isascii() else self._beyond.asks(folded)
        for phrasing in self._always:
            if found := phrasing.asks(folded):
                asked |= found
        return asked


@cache
def everything() -> Phrasebook:
    """The wordings of all languages; compiled once a process (0.1 s, 12 MB), as it depends on nothing."""
    home = [wording for language in HOME for wording in LEXICON[language]]
    latin = [w for language in LEXICON if language not in HOME + BEYOND_ASCII for w in LEXICON[language]]
    beyond = [wording for language in BEYOND_ASCII for wording in LEXICON[language]]
    return Phrasebook((Phrasing(home), Phrasing(latin)), Phrasing(beyond))
