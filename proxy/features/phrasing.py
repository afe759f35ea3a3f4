"""Which kinds of training material a text asks for, found in one pass.

google-re2's filter extracts the literal pieces of all wordings into one automaton; a text without the pieces of a
wording never meets its pattern, and the patterns themselves are run without backtracking. So the cost is linear in the
text, whatever it says: 4 µs for 2 KB that ask for nothing.

Bounded gaps ("at most 60 characters between") are dear: the automaton has to know at which of the last 60 places the
first part ended, and is built anew for nearly every text (50 µs). So a text that has the pieces first meets the same
wording with gaps of any length, which finds whatever the exact one does and more (2 µs), and only then the exact one.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cache
from typing import Any

import re2  # type: ignore[import-untyped]  # no stubs are published; this module is all that sees it

from proxy.core.features import Elicitation
from proxy.features.lexicon import LEXICON
from proxy.features.lexicon.grammar import Wording

_MEMORY = 8 << 20
"""RE2's own default. A pattern that needs more is matched by simulation: slower, still linear."""


_BOUNDED_GAP = re.compile(r"\{0,\d+\}")


class Phrasing:
    """All wordings of a lexicon, compiled."""

    __slots__ = ("_asked", "_exact", "_filter")

    def __init__(self, wordings: Iterable[Wording]) -> None:
        options = re2.Options()
        options.log_errors = False
        options.max_mem = _MEMORY
        self._filter = re2.Filter()
        self._asked: list[Elicitation] = []
        self._exact: list[Any] = []
        for asked, pattern in wordings:
            loose = _BOUNDED_GAP.sub("*", pattern)
            self._filter.Add(loose, options)
            self._asked.append(asked)
            # A filter of one: it only tells whether there is a match, `search` would also find out where.
            exact = re2.Filter()
            exact.Add(pattern, options)
            exact.Compile()
            self._exact.append(None if loose == pattern else exact.Match)
        self._filter.Compile()

    def asks(self, folded: bytes) -> Elicitation:
        """What a normalised text, in UTF-8, asks for."""
        asked = Elicitation.NONE
        for index in self._filter.Match(folded) or ():
            exact = self._exact[index]
            if exact is None or exact(folded):
                asked |= self._asked[index]
        return asked


@cache
def everything() -> Phrasing:
    """The wordings of all languages; compiled once a process (0.1 s, 16 MB), as it depends on nothing."""
    return Phrasing(wording for wordings in LEXICON.values() for wording in wordings)
