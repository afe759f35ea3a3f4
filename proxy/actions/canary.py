"""canary: an answer written so that a model trained on it can be recognised. What is written, the script says.

Unlike a degraded reply a marked one may always pass as it came: what is too large or no JSON is let through unmarked.
"""

from __future__ import annotations

from proxy.actions.marking import Marking
from proxy.actions.replies import Degrading, Reader
from proxy.actions.speech import EARS
from proxy.core.places import Framing, ReplyPlaces, Shape
from proxy.core.speech import Script

# The last event of OpenAI's responses repeats the answer; text alone is never longer than a few megabytes.
_MAX_EVENT = 4 * 1024 * 1024
_MAX_REPLY = 4 * 1024 * 1024


def mark_reply(script: Script, reader: Reader, where: ReplyPlaces, framing: Framing | None) -> Reader:
    """The reader for a marked reply; `reader` itself where the shape says nothing that could be marked.

    `framing` as the dialect tells it for the reply's content type, None for one JSON text.
    """
    ear = EARS.get(where.shape)
    if ear is None:
        return reader
    if framing is None:
        return WholeMarking(reader, Marking(ear, script, lambda _raw, data: data))
    return StreamMarking(reader, Marking(ear, script, framing.rewrite), framing)


def is_marked(shape: Shape) -> bool:
    """Whether replies of this shape can be."""
    return shape in EARS


class StreamMarking(Degrading):
    """Marks a stream event by event."""

    def __init__(self, reader: Reader, marking: Marking, framing: Framing) -> None:
        super().__init__(reader)
        self._marking = marking
        self._framing = framing
        self._cutter = framing.cutter(_MAX_EVENT)
        # Whether chunks end where events do, so that nothing waits in the cutter.
        self._level = False
        self._off = False

    def feed(self, chunk: bytes) -> bytes:
        """What the client gets now."""
        piece = self._reader.feed(chunk)
        if self._level:
            again = self._marking.again(piece)
            if again is not None:
                return again
        stretches = self._cutter.feed(piece)
        self._level = len(stretches) == 1 and stretches[0][0] is piece
        return b"".join([self._pass(*stretch) for stretch in stretches])

    def finish(self) -> bytes:
        """What was held back."""
        stretches = [*self._cutter.feed(self._reader.finish()), *self._cutter.finish()]
        return b"".join([*(self._pass(*stretch) for stretch in stretches), self._marking.close()])

    def _pass(self, octets: bytes, whole: bool) -> bytes:
        if self._off or not whole:
            self._off = True
            return self._marking.close() + octets
        return b"".join([self._event(raw, data) for raw, data in self._framing.events(octets)])

    def _event(self, raw: bytes, data: bytes) -> bytes:
        again = self._marking.again(raw)
        if again is not None:
            return again
        try:
            return self._marking.revise(raw, data)
        except ValueError:  # [DONE], or what no client could read either
            return self._marking.close() + raw


class WholeMarking(Degrading):
    """Marks a reply that is one JSON text, once it is whole."""

    def __init__(self, reader: Reader, marking: Marking) -> None:
        super().__init__(reader)
        self._marking = marking
        self._held: list[bytes] = []
        self._size = 0

    def feed(self, chunk: bytes) -> bytes:
        """Nothing yet, unless it is too much to hold."""
        piece = self._reader.feed(chunk)
        self._size += len(piece)
        self._held.append(piece)
        return self._given_up() if self._size > _MAX_REPLY else b""

    def finish(self) -> bytes:
        """The marked reply."""
        self._held.append(self._reader.finish())
        text = self._given_up()
        if self._size > _MAX_REPLY:
            return text
        try:
            return self._marking.revise(text, text) + self._marking.close()
        except ValueError:
            return text

    def _given_up(self) -> bytes:
        text = b"".join(self._held)
        self._held.clear()
        return text
