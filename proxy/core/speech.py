"""Texts of an answer, written anew as they come: asked for by actions, written by canaries, which never meet."""

from __future__ import annotations

from typing import NamedTuple, Protocol


class Ruling(NamedTuple):
    """What a piece of text makes known."""

    written: str
    """What becomes of this piece, but for its end that is open."""
    open: str
    """The end of this piece, of which more has to come before it is known; all of it where even earlier ends are."""
    earlier: str | None
    """What becomes of what was open before; None where nothing was, or where it still is."""


class Strand(Protocol):
    """One text that comes in pieces."""

    def feed(self, piece: str) -> Ruling:
        """Take a piece."""
        ...

    def end(self) -> bool:
        """The text is over, and what was open stays as it is. Whether a sentence of ours may follow it."""
        ...


class Script(Protocol):
    """What is done to the texts of one answer."""

    @property
    def closing(self) -> str:
        """What is to be added where the answer ends of itself; empty where nothing is."""
        ...

    def strand(self) -> Strand:
        """A text begins."""
        ...

    def closed(self) -> None:
        """The closing was added."""
        ...
