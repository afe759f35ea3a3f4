"""Inline reasoning between tags, `<think>…</think>`, found in a text however it comes in pieces.

A block ends where its own tag is closed as often as it was opened, or with the text; a closing tag on its own is text.
Tags may carry attributes, and letters of either case. Nothing between tags ever comes out, and of the text outside only
what may still turn out to be the beginning of a tag is undecided.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import NamedTuple

# `<think duration="12.5s">` is seen; what runs on for longer than this is no tag.
_MAX_ATTRIBUTES = 64


class Ruling(NamedTuple):
    """What a piece of text makes known."""

    kept: str
    """Of this piece: the text outside of blocks."""
    open: str
    """The end of this piece, outside of blocks, that may be the beginning of a tag."""
    earlier: bool | None
    """Whether what was open before is text (True) or part of a tag (False); None where that is open still."""


class Tags:
    """The tags by name, read once for all streams."""

    def __init__(self, names: Sequence[str]) -> None:
        self._names = tuple(name.lower() for name in names)
        either = "|".join(map(re.escape, sorted(names, key=len, reverse=True))) or r"(?!)"
        self._tag = re.compile(rf"<(/?)({either})(?:\s[^<>]{{0,{_MAX_ATTRIBUTES}}})?(/?)>", re.IGNORECASE)

    def find(self, text: str, at: int) -> re.Match[str] | None:
        """The next tag at or after `at`; its groups are: closing, name, closed in itself."""
        return self._tag.search(text, at)

    def begins(self, text: str) -> bool:
        """Whether a text that begins with `<` and holds no other may go on to be a tag."""
        rest = text[1:].removeprefix("/").lower()
        return any(name.startswith(rest) or self._may_go_on(rest, name) for name in self._names)

    @staticmethod
    def _may_go_on(rest: str, name: str) -> bool:
        after = rest[len(name) :]
        if not rest.startswith(name) or len(after) > _MAX_ATTRIBUTES + 2:
            return False
        return ">" not in after and (after[:1].isspace() or after == "/")


class Strand:
    """One text that comes in pieces: one choice, one block, one item."""

    __slots__ = ("_depth", "_front", "_name", "_open", "_said", "_tags")

    def __init__(self, tags: Tags, *, front: bool = False) -> None:
        """`front` where only blocks before the first other text count, as the rest has a structure of its own."""
        self._tags = tags
        self._front = front
        self._said = False
        self._depth = 0
        self._name = ""
        self._open = ""

    @property
    def idle(self) -> bool:
        """Whether a piece without `<` would pass unchanged."""
        return not self._depth and not self._open

    def feed(self, piece: str) -> Ruling:
        """Rule on a piece."""
        if self.idle and ("<" not in piece or self._free):
            self._said = self._said or not (not piece or piece.isspace())
            return Ruling(piece, "", None)
        before = len(self._open)
        text = self._open + piece
        self._open = ""
        kept = self._read(text)
        undecided = "" if self._depth else self._open
        if before and len(undecided) == len(text):
            return Ruling("", piece, None)
        earlier = bool(kept) and kept[0][0] == 0 and kept[0][1] >= before if before else None
        return Ruling("".join([text[max(a, before) : b] for a, b in kept]), undecided, earlier)

    def end(self) -> None:
        """The text is over: what was open is text, and what comes now begins anew."""
        self._depth, self._open = 0, ""

    @property
    def _free(self) -> bool:
        """Whether no tag counts any more."""
        return self._front and self._said and not self._depth

    def _read(self, text: str) -> list[tuple[int, int]]:
        """Where the text outside of blocks stands, neighbours made one."""
        kept: list[tuple[int, int]] = []
        at = 0
        while at < len(text) and not self._free:
            tag = self._tags.find(text, at)
            end = self._decided(text, at) if tag is None else tag.start()
            if not self._depth:
                self._keep(kept, text, at, end)
            at = end
            if tag is None:
                break
            if not self._free:
                at = tag.end()
                if self._pass(tag):
                    self._keep(kept, text, end, at)
        if self._free:
            self._keep(kept, text, at, len(text))
            self._open = ""
        return kept

    def _keep(self, kept: list[tuple[int, int]], text: str, start: int, end: int) -> None:
        if start == end:
            return
        self._said = self._said or not text[start:end].isspace()
        if kept and kept[-1][1] == start:
            kept[-1] = kept[-1][0], end
        else:
            kept.append((start, end))

    def _decided(self, text: str, at: int) -> int:
        """Where a text without another tag ends, but for what may be the beginning of one."""
        self._open = self._beginning(text, at)
        return len(text) - len(self._open)

    def _beginning(self, text: str, at: int) -> str:
        sign = text.rfind("<", at)
        return text[sign:] if sign >= 0 and self._tags.begins(text[sign:]) else ""

    def _pass(self, tag: re.Match[str]) -> bool:
        """Go by a tag; True where it is text."""
        closing, name, alone = tag[1], tag[2].lower(), tag[3]
        if not self._depth:
            if closing:
                return True
            self._depth, self._name = (0 if alone else 1), name
        elif name == self._name and not alone:
            self._depth += -1 if closing else 1
        return False
