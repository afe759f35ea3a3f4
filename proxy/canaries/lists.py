"""The sign before the bullets of a list: `-` or `*`, which mean the same in Markdown, so each caller gets its own.

Much that begins with a dash is no list: settings, changes of code, items of a file. So only a list counts that a line
of several words announces, ending in a colon, and whose first item begins like a sentence or in bold. All items of a
list get one sign, as another would begin a new list (CommonMark 5.3), and all lists of an answer, so that nothing in it
looks odd. Lists within lists are a choice of their own.
"""

from __future__ import annotations

import re
from typing import Final

from proxy.canaries.choices import LISTS, Choice

SIGNS: Final = "-*"
_INTRODUCED: Final = re.compile(r"[A-Za-z’',]+ [a-z]+:\**[ \t]*\r?\n\s*\Z")
# Of what was said so much is looked at: two words and a gap.
_SAID: Final = 48
_BEGINS: Final = re.compile(r"[-*] {1,3}(?:\*\*[A-Z]|[A-Z][a-z]{0,15}[ ,])")
_GOES_ON: Final = re.compile(r"[-*] {1,3}(?:\*\*[^\s*]|[^\s*-])")
_UNDECIDED: Final = re.compile(r"[-*](?: {0,3}| {1,3}\*{1,2}| {1,3}[A-Z][a-z]{0,15})\Z")
_BULLET: Final = re.compile(r"[-*] ")
_MARGIN: Final = re.compile(r" *+")
# By two, three or four spaces; what stands further in is a third list, or code.
_WITHIN: Final = range(2, 5)
_ASKED: Final = re.compile(r"(?:^|\n)\s*[-*] |bullet|asterisk|hyphen|markdown|\bdash|\bstars?\b")


class Lists:
    """Where the lists of one text begin and end."""

    __slots__ = ("_alone", "_within")

    def __init__(self) -> None:
        self._within = self._alone = False
        """Whether a list has begun, and whether it is left alone."""

    def meet(self, text: str, at: int, head: str, said: str) -> Choice | None:
        """A sign at the beginning of a line, behind the spaces of `head`: the choice that it is; None for no bullet."""
        if not _BULLET.match(text, at):
            self.leave(head)
            return None
        if not self._within:
            introduced = not head and _BEGINS.match(text, at) and _INTRODUCED.search(said[-_SAID:])
            self._within, self._alone = True, not introduced
        if self._alone or not _GOES_ON.match(text, at):
            return None
        if not head:
            return LISTS[0]
        return LISTS[1] if len(head) in _WITHIN else None

    def leave(self, head: str) -> None:
        """A line that is no bullet; at the margin it ends the list."""
        if not head.startswith(" "):
            self._within = self._alone = False


def undecided(text: str, start: int, *, beginning: bool) -> int:
    """Where the end of a text begins that may become a bullet; the text's end where none may.

    `beginning`: whether a line begins at `start`.
    """
    line = text.rfind("\n", start) + 1
    if not line and not beginning:
        return len(text)
    at = _MARGIN.match(text, line or start).end()  # type: ignore[union-attr]  # it matches nothing, too
    return at if _UNDECIDED.match(text, at) else len(text)


def asked_for(question: str) -> bool:
    """Whether a question says how lists are to be written."""
    return _ASKED.search(question) is not None
