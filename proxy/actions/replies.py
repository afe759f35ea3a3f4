"""Readers that edit a reply on its way, around the dialect's own reader, which still meters the model's very bytes."""

from __future__ import annotations

from typing import Protocol

from proxy.actions.revision import Revision
from proxy.actions.vectors import VectorEdits
from proxy.core.exchange import Usage
from proxy.core.places import Framing
from proxy.errors import UpstreamBroken

# The last event of OpenAI's responses repeats the answer, the longest of which with all its log-probabilities is a few
# megabytes. What is longer cannot be looked at in bounded time, and never leaves unseen.
_MAX_EVENT = 16 * 1024 * 1024
# A whole reply is held while it comes. Log-probabilities are not asked for any more by the time one is edited, so this
# is text; four million tokens of it.
_MAX_REPLY = 64 * 1024 * 1024
# At this many pieces of at most this size together: 64 KiB a stream, and 3 KB for one of tokens.
_TOGETHER = 16
_SMALL = 4096
_TOO_LONG = "the upstream's answer is too long to be edited as the policy says"
_NO_JSON = "the upstream's answer is no JSON and cannot be edited as the policy says"


class Reader(Protocol):
    """A reader of one reply, as dialects make it."""

    @property
    def edits(self) -> bool:
        """Whether other bytes may come out."""
        ...

    def feed(self, chunk: bytes) -> bytes:
        """What the client is to get for this chunk."""
        ...

    def finish(self) -> bytes:
        """What was held back."""
        ...

    def usage(self) -> Usage:
        """What the exchange cost so far."""
        ...


class Trailing:
    """A reader that edits nothing, shown what passes a little later: pieces together cost little more than one."""

    edits = False

    def __init__(self, reader: Reader) -> None:
        self._reader = reader
        self._unseen: list[bytes] = []

    def feed(self, chunk: bytes) -> bytes:
        """The very same."""
        self._unseen.append(chunk)
        if len(self._unseen) >= _TOGETHER or len(chunk) > _SMALL:
            self._look()
        return chunk

    def finish(self) -> bytes:
        """What the reader within held back, which is nothing."""
        self._look()
        return self._reader.finish()

    def usage(self) -> Usage:
        """Of all that has passed."""
        self._look()
        return self._reader.usage()

    def _look(self) -> None:
        unseen, self._unseen = self._unseen, []
        if unseen:
            self._reader.feed(b"".join(unseen))


class Degrading:
    """What all of them share: they edit, and the reader within counts."""

    edits = True

    def __init__(self, reader: Reader) -> None:
        self._reader = reader if reader.edits or isinstance(reader, Trailing) else Trailing(reader)

    def usage(self) -> Usage:
        """What the exchange cost: what was taken out was made all the same."""
        return self._reader.usage()


class StreamDegrading(Degrading):
    """Edits a stream event by event; events that hold nothing to edit pass as they are."""

    def __init__(self, reader: Reader, revision: Revision, framing: Framing) -> None:
        super().__init__(reader)
        self._revision = revision
        self._framing = framing
        self._cutter = framing.cutter(_MAX_EVENT)
        # Whether chunks end where events do, so that nothing waits in the cutter.
        self._level = False

    def feed(self, chunk: bytes) -> bytes:
        """What the client gets now. Raises `UpstreamBroken` for an event of endless length."""
        piece = self._reader.feed(chunk)
        if self._level:
            again = self._revision.again(piece)
            if again is not None:
                return again
            # An empty line ends an event, whatever the framing: most pieces need not be cut to pass.
            if piece.endswith(b"\n\n") and not self._revision.concerns(piece):
                return piece
        stretches = self._cutter.feed(piece)
        if len(stretches) == 1:
            self._level = stretches[0][0] is piece
            return self._pass(*stretches[0])
        self._level = False
        return b"".join([self._pass(*stretch) for stretch in stretches])

    def finish(self) -> bytes:
        """What was held back."""
        stretches = [*self._cutter.feed(self._reader.finish()), *self._cutter.finish()]
        return b"".join([*(self._pass(*stretch) for stretch in stretches), self._revision.close()])

    def _pass(self, octets: bytes, whole: bool) -> bytes:
        if not whole:
            raise UpstreamBroken(_TOO_LONG)
        if not self._revision.concerns(octets):
            return octets
        return b"".join([self._event(raw, data) for raw, data in self._framing.events(octets)])

    def _event(self, raw: bytes, data: bytes) -> bytes:
        if not self._revision.concerns(raw):
            return raw
        again = self._revision.again(raw)
        if again is not None:
            return again
        try:
            return self._revision.revise(raw, data)
        except ValueError:
            if data == b"[DONE]":
                return self._revision.close() + raw
            return b""  # the torn end of a broken stream, or what no client could read either


class WholeDegrading(Degrading):
    """Edits a reply that is one JSON text, once it is whole."""

    def __init__(self, reader: Reader, revision: Revision) -> None:
        super().__init__(reader)
        self._revision = revision
        self._held: list[bytes] = []
        self._size = 0

    def feed(self, chunk: bytes) -> bytes:
        """Nothing yet. Raises `UpstreamBroken` where it is too much to hold."""
        piece = self._reader.feed(chunk)
        self._size += len(piece)
        if self._size > _MAX_REPLY:
            raise UpstreamBroken(_TOO_LONG)
        self._held.append(piece)
        return b""

    def finish(self) -> bytes:
        """The edited reply."""
        text = b"".join((*self._held, self._reader.finish()))
        if not text or not self._revision.concerns(text):
            return text
        try:
            return self._revision.revise(text, text) + self._revision.close()
        except ValueError:
            raise UpstreamBroken(_NO_JSON) from None


class VectorDegrading(Degrading):
    """Edits embeddings vector by vector."""

    def __init__(self, reader: Reader, edits: VectorEdits) -> None:
        super().__init__(reader)
        self._edits = edits

    def feed(self, chunk: bytes) -> bytes:
        """Vectors that are whole."""
        return self._edits.feed(self._reader.feed(chunk))

    def finish(self) -> bytes:
        """What is left."""
        return self._edits.feed(self._reader.finish()) + self._edits.finish()
