"""Edits that come again and again: events of a stream differ in a few strings, so what was done once is done again.

A recipe is made of one event that was edited the long way. Its bytes are literal but for the values that were taken out
and the texts that were kept, of which only the kind of JSON counts. Another event that reads so is, byte by byte, the
same document around other values, so the same edits are right. Nothing is parsed.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import NamedTuple

from proxy.actions.splice import Cut

_STRING = rb'"[^"\\]*+(?:\\.[^"\\]*+)*+"'
_SCALAR = rb"[-+.\w]++"
# Log-probabilities are five deep.
_DEPTH = 6
# A choice has three: its role, its text, its reasoning. Streams of more choices, or of other changes from event to
# event, take the long way.
_MOST = 16


def _nested(depth: int) -> bytes:
    within = rb"" if depth == 1 else b"|" + _nested(depth - 1)
    return rb"[\[{](?:[^\[\]{}\"]++|" + _STRING + within + rb")*+[\]}]"


_KINDS = {
    ord('"'): re.compile(_STRING, re.DOTALL),
    ord("["): re.compile(rb"(?=\[)" + _nested(_DEPTH), re.DOTALL),
    ord("{"): re.compile(rb"(?=\{)" + _nested(_DEPTH), re.DOTALL),
}
_OTHER = re.compile(_SCALAR)


class _Step(NamedTuple):
    """Literal bytes, a value of one kind, and what both become."""

    lead: bytes
    value: re.Pattern[bytes]
    fresh: bytes
    kept: bool


class Recipe:
    """One way in which events are edited."""

    __slots__ = ("_fresh", "_steps", "_tail")

    def __init__(self, raw: bytes, cuts: Sequence[Cut]) -> None:
        """`raw` is an event, `cuts` are what was done to it."""
        self._steps: list[_Step] = []
        read = written = 0
        fresh = b""
        for cut in cuts:
            kept = cut.fresh is None
            fresh += raw[written : cut.start] + (cut.fresh or b"")
            written = cut.start if kept else cut.end
            if kept or cut.fixed:
                value = _KINDS.get(raw[cut.value], _OTHER)
                self._steps.append(_Step(raw[read : cut.value], value, fresh, kept))
                read, fresh = cut.stop, b""
                written = max(written, cut.stop) if kept else written
        self._tail = raw[read:]
        self._fresh = fresh + raw[written:]

    def apply(self, raw: bytes) -> bytes | None:
        """The edited event, None where it is another one."""
        at = 0
        pieces = []
        for lead, value, fresh, kept in self._steps:
            if not raw.startswith(lead, at):
                return None
            found = value.match(raw, at + len(lead))
            if found is None:
                return None
            pieces.append(fresh)
            if kept:
                pieces.append(found[0])
            at = found.end()
        if raw[at:] != self._tail:
            return None
        pieces.append(self._fresh)
        return b"".join(pieces)


class Recipes:
    """The recipes of one stream, the latest useful one first."""

    __slots__ = ("_left", "_used", "found")

    def __init__(self) -> None:
        self.found: list[Recipe] = []
        self._left = _MOST
        self._used = 0

    def apply(self, raw: bytes) -> bytes | None:
        """The edited event, None where no recipe is about it."""
        for number, recipe in enumerate(self.found):
            edited = recipe.apply(raw)
            if edited is not None:
                self._used += 1
                if number:
                    self.found.insert(0, self.found.pop(number))
                return edited
        return None

    def learn(self, raw: bytes, cuts: Sequence[Cut]) -> None:
        """Note what was done to an event, as long as that has been of use."""
        if self._left:
            self._left -= 1
            self.found.insert(0, Recipe(raw, cuts))
        elif self._used < _MOST:
            self.found.clear()

    def forget(self) -> None:
        """The same event would be edited in another way from now on."""
        self.found.clear()
