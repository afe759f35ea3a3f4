"""One reply under edit: document by document, in order, and texts that run over several of them.

A document whose text ends in what may be the beginning of a tag waits until the next piece tells, and with it whatever
comes behind it; it then leaves as it came, or without the tag. So a document that is not edited keeps every byte.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Hashable
from typing import NamedTuple

from proxy.actions.changes import Changes, Editor, Piece
from proxy.actions.recipes import Recipes
from proxy.actions.splice import apply, cuts, keep, parse
from proxy.actions.tags import Strand, Tags

# A tag is begun and ended within a few tokens. Behind a text that says nothing more, other choices may go on for long:
# then what was taken for the beginning of a tag is text.
_MAX_WAITING = 64

Rewrite = Callable[[bytes, bytes], bytes]


class _Entry:
    """One document on its way out."""

    __slots__ = ("changes", "data", "raw", "undecided")

    def __init__(self, raw: bytes, data: bytes, changes: Changes) -> None:
        self.raw = raw
        self.data = data
        self.changes = changes
        self.undecided = 0

    def settle(self, piece: Piece, text: str) -> None:
        """A piece of its text is known now."""
        if text == piece.text:
            return
        self.changes.put(piece.path, text)
        for path, leaf in piece.shadows:
            self.changes.set(path, leaf)


class _Slot(NamedTuple):
    """A piece whose end is undecided."""

    entry: _Entry
    piece: Piece
    kept: str
    open: str


class Revision:
    """Edits the documents of one reply."""

    def __init__(
        self, editor: Editor, rewrite: Rewrite, tags: Tags | None, *, front: bool = False, alike: bool = True
    ) -> None:
        """`rewrite` puts a document's new JSON where its old was. Without `tags` texts are not looked through.

        `front`: texts have a structure of their own, so tags count before it only. `alike`: documents that read alike
        are edited alike.
        """
        self._editor = editor
        self._rewrite = rewrite
        self._tags = tags
        self._front = front
        self._alike = alike
        self._strands: dict[Hashable, Strand] = {}
        self._stirring: set[Hashable] = set()
        self._slots: dict[Hashable, list[_Slot]] = {}
        self._waiting: deque[_Entry] = deque()
        self._recipes = Recipes()

    def concerns(self, text: bytes) -> bool:
        """Whether documents in this stretch have to be looked at."""
        if self._tags is not None and _angle(text):
            return True
        if self._stirring or self._waiting or (self._front and self._tags is not None):
            return True
        return self._editor.alert or self._editor.concerns(text)

    def revise(self, raw: bytes, data: bytes) -> bytes:
        """What can leave now that this document has come. Raises `ValueError` where it is none."""
        changes = Changes()
        if data:
            self._editor.look(parse(data), changes)
        if changes.dropped:
            self._recipes.forget()
            return b""
        entry = _Entry(raw, data, changes)
        if self._tags is not None:
            for piece in changes.pieces:
                self._rule(entry, piece, self._tags)
            for key in changes.ended:
                self._end(key)
        if not self._waiting and not entry.undecided:
            return self._written(entry, learn=self._alike and not changes.ended and not self._stirring)
        self._waiting.append(entry)
        return self._release()

    def again(self, raw: bytes) -> bytes | None:
        """The same for a document like one before, at a fraction of the price; None where there was none."""
        if not self._recipes.found or self._stirring or self._waiting or self._front:
            return None
        edited = self._recipes.apply(raw)
        return None if edited is not None and self._tags is not None and _angle(raw) else edited

    def close(self) -> bytes:
        """All texts are over; what still waited."""
        for key in list(self._strands):
            self._end(key)
        return self._release()

    def _rule(self, entry: _Entry, piece: Piece, tags: Tags) -> None:
        if piece.whole:
            ruling = Strand(tags, front=self._front).feed(piece.text)
            entry.settle(piece, ruling.kept + ruling.open)
            return
        strand = self._strands.get(piece.key)
        if strand is None:
            strand = self._strands[piece.key] = Strand(tags, front=self._front)
        ruling = strand.feed(piece.text)
        if ruling.earlier is not None:
            self._settle(piece.key, text=ruling.earlier)
        if ruling.open:
            entry.undecided += 1
            self._slots.setdefault(piece.key, []).append(_Slot(entry, piece, ruling.kept, ruling.open))
        else:
            entry.settle(piece, ruling.kept)
        (self._stirring.discard if strand.idle else self._stirring.add)(piece.key)

    def _settle(self, key: Hashable, *, text: bool) -> None:
        for slot in self._slots.pop(key, ()):
            slot.entry.undecided -= 1
            slot.entry.settle(slot.piece, slot.kept + slot.open if text else slot.kept)

    def _end(self, key: Hashable) -> None:
        self._strands.pop(key, None)
        self._stirring.discard(key)
        self._settle(key, text=True)

    def _release(self) -> bytes:
        if len(self._waiting) > _MAX_WAITING:
            for key in list(self._slots):
                self._settle(key, text=True)
        ready = []
        while self._waiting and not self._waiting[0].undecided:
            ready.append(self._written(self._waiting.popleft()))
        return b"".join(ready)

    def _written(self, entry: _Entry, *, learn: bool = False) -> bytes:
        raw, data, tree = entry.raw, entry.data, entry.changes.tree
        if not tree:
            return raw
        start = raw.find(data)
        if start < 0:
            return self._rewrite(raw, apply(data, cuts(data, tree)))
        if learn:
            for path in (*entry.changes.varying, *(piece.path for piece in entry.changes.pieces)):
                keep(tree, path)
        found = [cut.moved(start) for cut in cuts(data, tree)]
        if learn:
            self._recipes.learn(raw, found)
        return apply(raw, found)


def _angle(text: bytes) -> bool:
    return b"<" in text or b"\\u003" in text  # the escape by which Go writes it
