"""Documents on their way out, and the pieces of text in them that are not settled yet."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Protocol

from proxy.actions.changes import Piece
from proxy.actions.speech import Speech
from proxy.actions.splice import apply, cuts, write
from proxy.core.speech import Ruling

Rewrite = Callable[[bytes, bytes], bytes]
"""Puts a document's new JSON where its old was."""


class Entry(Protocol):
    """One document, in order of arrival."""

    pending: int
    """Reasons why it cannot leave yet."""

    def put(self, piece: Piece, text: str) -> None:
        """One of its pieces becomes this."""
        ...

    def written(self, rewrite: Rewrite) -> bytes:
        """Its bytes as they leave: the very same where nothing was put."""
        ...


class Parsed:
    """A document that was read as JSON."""

    __slots__ = ("_data", "_raw", "_speech", "pending")

    def __init__(self, raw: bytes, data: bytes, speech: Speech) -> None:
        """`data` is the JSON in `raw`, `speech` what is found and changed in it."""
        self._raw, self._data, self._speech = raw, data, speech
        self.pending = 0

    def put(self, piece: Piece, text: str) -> None:
        """Also what tells the same in other words is changed."""
        self._speech.put(piece.path, text)
        for path, leaf in piece.shadows:
            self._speech.set(path, leaf)

    def written(self, rewrite: Rewrite) -> bytes:
        """Spliced where the JSON stands in the document as it is, else put there anew."""
        raw, data, tree = self._raw, self._data, self._speech.tree
        if not tree:
            return raw
        start = raw.find(data)
        if start < 0:
            return rewrite(raw, apply(data, cuts(data, tree)))
        return apply(raw, [cut.moved(start) for cut in cuts(data, tree)])


class Spoken:
    """A document that says one piece and nothing else, and of which is known where: nothing is parsed."""

    __slots__ = ("_fresh", "_raw", "_start", "_stop", "pending")

    def __init__(self, raw: bytes, start: int, stop: int) -> None:
        """`raw[start:stop]` is the JSON string."""
        self._raw, self._start, self._stop = raw, start, stop
        self._fresh: bytes | None = None
        self.pending = 0

    def put(self, _piece: Piece, text: str) -> None:
        """There is only one piece."""
        self._fresh = write(text)

    def written(self, _rewrite: Rewrite) -> bytes:
        """Spliced."""
        if self._fresh is None:
            return self._raw
        return b"".join((self._raw[: self._start], self._fresh, self._raw[self._stop :]))


class Slot:
    """A piece of text in a document: what is written of it so far, and what of it is open."""

    __slots__ = ("_entry", "_piece", "_reasons", "open", "written")

    def __init__(self, entry: Entry, piece: Piece, ruling: Ruling) -> None:
        self._entry, self._piece, self._reasons = entry, piece, 0
        self.written, self.open, _ = ruling

    @property
    def key(self) -> Any:
        """Group and place of its text."""
        return self._piece.key

    def hold(self) -> None:
        """One more reason to wait."""
        self._reasons += 1
        self._entry.pending += 1

    def release(self) -> None:
        """One reason less; with the last one it is settled."""
        self._reasons -= 1
        self._entry.pending -= 1
        if not self._reasons:
            self.settle()

    def settle(self) -> None:
        """What is written of it is known."""
        text = self.written + self.open
        if text != self._piece.text:
            self._entry.put(self._piece, text)
