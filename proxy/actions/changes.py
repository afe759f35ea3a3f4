"""What an editor finds in one document: what goes, what is put there, and where the model speaks."""

from __future__ import annotations

from collections.abc import Hashable
from typing import Any, NamedTuple, Protocol

from proxy.actions.splice import TAKEN, Fixed, Tree, plant, write

# OpenAI pads its events with random letters, so that their length does not tell their text.
OBFUSCATION = "obfuscation"

Steps = tuple[str | int, ...]
"""Names of members and numbers of elements, from the outermost in."""


class Piece(NamedTuple):
    """A string of the document that the model said, or a piece of it."""

    key: Hashable
    """Which text it belongs to; pieces of a text come in the order of the stream."""
    path: Steps
    text: str
    shadows: tuple[tuple[Steps, bytes | None], ...] = ()
    """What tells the same in other words, and what stands there once the piece is edited: `TAKEN` takes it out."""
    whole: bool = False
    """Whether it is all of its text, whatever pieces came before."""


class Changes:
    """The changes to one document, collected."""

    __slots__ = ("dropped", "ended", "pieces", "tree", "varying")

    def __init__(self) -> None:
        self.tree: Tree = {}
        self.pieces: list[Piece] = []
        self.ended: list[Hashable] = []
        self.dropped = False
        self.varying: list[Steps] = []

    def vary(self, path: Steps) -> None:
        """What stands there is another in every event and means nothing."""
        self.varying.append(path)

    def take(self, path: Steps) -> None:
        """Take out a member or an element."""
        plant(self.tree, path, TAKEN)

    def put(self, path: Steps, value: Any) -> None:
        """Put another value there, which depends on the one that is there now."""
        plant(self.tree, path, write(value))

    def set(self, path: Steps, leaf: bytes | None) -> None:
        """Put JSON there or take out what there is, whatever it is."""
        plant(self.tree, path, TAKEN if leaf is None else Fixed(leaf))

    def drop(self) -> None:
        """The event is not for the client."""
        self.dropped = True

    def say(self, piece: Piece) -> None:
        """The model says something here."""
        self.pieces.append(piece)

    def end(self, key: Hashable) -> None:
        """A text is over."""
        self.ended.append(key)


class Editor(Protocol):
    """Finds what is to be changed in the documents of one reply, in order. It may remember earlier ones."""

    @property
    def alert(self) -> bool:
        """Whether what has come means that every document has to be looked at from now on."""
        ...

    def concerns(self, text: bytes) -> bool:
        """Whether a stretch of the reply may hold something to edit: quick, and never wrongly False."""
        ...

    def look(self, document: Any, changes: Changes) -> None:
        """Note the changes to one document, of a whole reply or of one event."""
        ...


def objects(value: Any) -> list[tuple[int, dict[str, Any]]]:
    """The objects of a list, with their numbers; none where it is no list."""
    if not isinstance(value, list):
        return []
    return [(number, one) for number, one in enumerate(value) if isinstance(one, dict)]
