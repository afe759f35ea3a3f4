"""The texts of one answer written anew, document by document; what is not written anew keeps every byte.

A document waits while its text ends in what may become a form, and, where something is to be added to the answer's end,
until the next piece shows that this one was not the last. What comes behind it waits with it, so order is kept.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Hashable
from typing import Any

from proxy.actions.changes import Piece
from proxy.actions.slots import Entry, Parsed, Rewrite, Slot, Spoken
from proxy.actions.speech import Ear, Speech
from proxy.actions.splice import Tree, cuts, keep, parse
from proxy.actions.stencils import Stencil, Stencils
from proxy.core.speech import Ruling, Script, Strand

# A form is decided within a few tokens, and an answer ends within a few events. Where one does not, because other
# choices go on, what waits leaves as it came.
_MAX_WAITING = 64


class _Voice:
    """One text and its open slots."""

    __slots__ = ("open", "strand")

    def __init__(self, strand: Strand) -> None:
        self.strand = strand
        self.open: list[Slot] = []

    def resolve(self, earlier: str | None) -> None:
        """What was open becomes this (None: stays as it is); where it changes, all of it goes where it began."""
        slots, self.open = self.open, []
        if earlier is not None and earlier != "".join([slot.open for slot in slots]):
            for slot in slots:
                slot.open = ""
            slots[0].open = earlier
        for slot in slots:
            slot.release()


class _Group:
    """The end of a choice, or of the whole answer: what would be added to if nothing more comes."""

    __slots__ = ("last", "wholes")

    def __init__(self) -> None:
        self.last: Slot | None = None
        self.wholes: list[tuple[Slot, bool]] = []

    def conclude(self, closing: str, keys_may: Callable[[Any], bool]) -> bool:
        """Release what waits, with the closing at the last text (empty: without); whether that was added."""
        slots = [*([(self.last, keys_may(self.last.key))] if self.last else []), *self.wholes]
        last = slots[-1][0].key if slots else None
        added = False
        for slot, may in slots:
            if closing and may and slot.key == last:
                slot.open += closing
                added = True
            slot.release()
        self.last, self.wholes = None, []
        return added


class Marking:
    """Writes the texts of one reply."""

    def __init__(self, ear: Ear, script: Script, rewrite: Rewrite) -> None:
        """`rewrite` puts a document's new JSON where its old was."""
        self._ear, self._script, self._rewrite = ear, script, rewrite
        self._closing = script.closing
        self._voices: dict[Hashable, _Voice] = {}
        self._groups: dict[Hashable, _Group] = {}
        self._waiting: deque[Entry] = deque()
        self._stencils = Stencils()

    def again(self, raw: bytes) -> bytes | None:
        """What can leave now that a document has come that says one more piece and nothing else; None for others."""
        found = self._stencils.read(raw)
        if found is None:
            return None
        stencil, said = found
        key, path, _, shadows, _ = stencil.piece
        voice = self._voices[key]
        ruling = voice.strand.feed(said.text)
        if not self._waiting and not self._closing and not ruling.open and ruling.written == said.text:
            return raw
        entry = Parsed(raw, stencil.data(raw), Speech()) if shadows else Spoken(raw, said.start, said.stop)
        self._place(entry, Piece(key, path, said.text, shadows), voice, ruling)
        return self._pass_on(entry)

    def revise(self, raw: bytes, data: bytes) -> bytes:
        """What can leave now that this document has come. Raises `ValueError` where it is no JSON."""
        speech = Speech()
        entry = Parsed(raw, data, speech)
        if self._ear.sign.search(data):
            document = parse(data)
            if isinstance(document, dict):
                self._ear.look(document, speech)
                self._hear(entry, speech)
        if len(speech.pieces) == 1 and not (speech.over or speech.ended or speech.moved_on):
            self._learn(raw, data, speech)
        return self._pass_on(entry)

    def _pass_on(self, entry: Entry) -> bytes:
        """Let a document leave, or wait with what came before it."""
        if not self._waiting and not entry.pending:
            return entry.written(self._rewrite)
        self._waiting.append(entry)
        return self._release()

    def close(self) -> bytes:
        """No more is to come; what still waited."""
        self._let_go()
        return self._release()

    def _hear(self, entry: Entry, speech: Speech) -> None:
        for group in speech.moved_on:
            self._conclude(group, "")
        for piece in speech.pieces:
            if piece.whole:
                self._repeat(entry, piece)
            else:
                self._listen(entry, piece)
        for key in speech.ended:
            voice = self._voices.get(key)
            if voice is not None:
                voice.strand.end()
                voice.resolve(None)
        for group, naturally in speech.over.items():
            self._conclude(group, self._closing if naturally else "")

    def _listen(self, entry: Entry, piece: Piece) -> None:
        """The next piece of a text."""
        voice = self._voices.get(piece.key)
        if voice is None:
            voice = self._voices[piece.key] = _Voice(self._script.strand())
        self._place(entry, piece, voice, voice.strand.feed(piece.text))

    def _place(self, entry: Entry, piece: Piece, voice: _Voice, ruling: Ruling) -> None:
        """What is known of a piece goes into its document; what is not makes it wait."""
        slot = Slot(entry, piece, ruling)
        if ruling.earlier is not None:
            voice.resolve(ruling.earlier)
        if ruling.open:
            slot.hold()
            voice.open.append(slot)
        if self._closing:
            group = self._group(piece)
            slot.hold()
            if group.last is not None:
                group.last.release()
            group.last = slot
        elif not ruling.open:
            slot.settle()

    def _repeat(self, entry: Entry, piece: Piece) -> None:
        """A whole text, which may have come in pieces before: it is written alike."""
        strand = self._script.strand()
        ruling = strand.feed(piece.text)
        slot = Slot(entry, piece, ruling)
        may = strand.end()
        if self._closing:
            slot.hold()
            self._group(piece).wholes.append((slot, may))
        else:
            slot.settle()

    def _group(self, piece: Piece) -> _Group:
        key: Any = piece.key
        return self._groups.setdefault(key[0], _Group())

    def _conclude(self, group: Hashable, closing: str) -> None:
        """A group ends, or goes on with something else: nothing that waits is its last any more."""
        for key, voice in self._voices.items():
            if key[0] == group:  # type: ignore[index]
                voice.strand.end()
                voice.resolve(None)
        found = self._groups.get(group)
        if found is not None and found.conclude(closing, lambda key: self._voices[key].strand.end()):
            self._script.closed()

    def _let_go(self) -> None:
        for group in {key[0]: None for key in self._voices} | dict.fromkeys(self._groups):  # type: ignore[index]
            self._conclude(group, "")

    def _release(self) -> bytes:
        if len(self._waiting) > _MAX_WAITING:
            self._closing = ""
            self._let_go()
        ready = []
        while self._waiting and not self._waiting[0].pending:
            ready.append(self._waiting.popleft().written(self._rewrite))
        return b"".join(ready)

    def _learn(self, raw: bytes, data: bytes, speech: Speech) -> None:
        """Remember how an event looks that says one piece and nothing else."""
        (piece,) = speech.pieces
        start = raw.find(data)
        if piece.whole or start < 0:
            return
        tree: Tree = {}
        keep(tree, piece.path)
        (spoken,) = cuts(data, tree)
        for path in speech.varying:
            keep(tree, path)
        found = [cut.moved(start) for cut in cuts(data, tree) if cut.fresh is None and cut.stop > cut.value]
        self._stencils.learn(Stencil(raw, found, spoken.value + start, piece, data))
