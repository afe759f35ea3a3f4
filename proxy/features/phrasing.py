"""Which kinds of training material a text asks for, found in one pass.

google-re2's filter extracts the literal pieces of all wordings into one automaton; a text without the pieces of a
wording never meets its pattern, and the patterns themselves are run without backtracking. So the cost is linear in the
text, whatever it says: 4 µs for 2 KB that ask for nothing.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache

import re2  # type: ignore[import-untyped]  # no stubs are published; this module is all that sees it

from proxy.core.features import Elicitation
from proxy.features.lexicon import LEXICON
from proxy.features.lexicon.grammar import Wording

_MEMORY = 8 << 20
"""RE2's own default. A pattern that needs more is matched by simulation: slower, still linear."""


class Phrasing:
    """All wordings of a lexicon, compiled."""

    __slots__ = ("_asked", "_filter")

    def __init__(self, wordings: Iterable[Wording]) -> None:
        options = re2.Options()
        options.log_errors = False
        options.max_mem = _MEMORY
        self._filter = re2.Filter()
        self._asked: list[Elicitation] = []
        for asked, pattern in wordings:
            self._filter.Add(pattern, options)
            self._asked.append(asked)
        self._filter.Compile()

    def asks(self, folded: bytes) -> Elicitation:
        """What a normalised text, in UTF-8, asks for."""
        asked = Elicitation.NONE
        for index in self._filter.Match(folded) or ():
            asked |= self._asked[index]
        return asked


@cache
def everything() -> Phrasing:
    """The wordings of all languages; compiled once a process (0.1 s, 16 MB), as it depends on nothing."""
    return Phrasing(wording for wordings in LEXICON.values() for wording in wordings)
