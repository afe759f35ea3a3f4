"""Cuts a stream into stretches of whole events, whatever the chunks it comes in.

`sse` and `ndjson` say where an event ends. A stretch holds one event or several: chunks mostly end where an event
does, and then they pass as they are, uncut and uncopied.

An event above the limit is given out in pieces marked as not whole, so that an endless line costs no memory.
"""

from __future__ import annotations

import re
from typing import NamedTuple

# The largest event that is read. OpenAI's final `response.completed` repeats the whole answer, 100,000 tokens of it in
# half a megabyte; beyond 1 MiB the own count has to do.
MAX_EVENT = 1024 * 1024


class Stretch(NamedTuple):
    """Bytes of the stream, in order. `whole` where they are nothing but whole events, which may be read."""

    octets: bytes
    whole: bool


class Splitter:
    """Sans-I/O: feed chunks, get stretches; all stretches together are all chunks together."""

    __slots__ = ("_end", "_held", "_limit", "_more", "_quick", "_searched", "_skipping", "_slow")

    def __init__(self, end: re.Pattern[bytes], quick: bytes, slow: bytes, limit: int) -> None:
        """`end` matches where an event ends; `quick` is its plain form, sufficient where no `slow` byte occurs.

        A match of `end` at the very end of what has come must not depend on what follows.
        """
        self._end, self._quick, self._slow, self._limit = end, quick, slow, limit
        # With one byte more, that byte begins the next event, blank line as it is.
        self._more = quick[:1] + quick
        self._held = bytearray()
        self._searched = 0
        self._skipping = False

    def feed(self, chunk: bytes) -> list[Stretch]:
        """Return what is whole now; hold back the beginning of an event whose end has not come."""
        fresh = not self._held and not self._skipping
        if fresh and chunk.endswith(self._quick) and len(chunk) <= self._limit and self._plain(chunk):
            return [Stretch(chunk, True)]
        self._held += chunk
        return self._cut()

    def finish(self) -> list[Stretch]:
        """The stream ended: what is left is an event without its end."""
        left = bytes(self._held)
        self._held.clear()
        return [Stretch(left, not self._skipping)] if left else []

    def _plain(self, chunk: bytes) -> bool:
        return not chunk.endswith(self._more) and (not self._slow or chunk.find(self._slow) < 0)

    def _cut(self) -> list[Stretch]:
        found: list[Stretch] = []
        start = first = 0  # of this event, and of the row of whole ones that ends before it
        for match in self._end.finditer(self._held, self._searched):
            end = match.end()
            if self._skipping or end - start > self._limit:
                self._give(found, first, start, whole=True)
                self._give(found, start, end, whole=False)
                self._skipping = False
                first = end
            start = end
        self._give(found, first, start, whole=True)
        del self._held[:start]
        # The longest end of an event is four bytes: three of them may be here already.
        self._searched = max(0, len(self._held) - 3)
        if self._skipping or len(self._held) > self._limit:
            self._release(found)
        return found

    def _give(self, found: list[Stretch], start: int, end: int, *, whole: bool) -> None:
        if start < end:
            found.append(Stretch(bytes(self._held[start:end]), whole))

    def _release(self, found: list[Stretch]) -> None:
        """Let go of an event that is too long, all but the bytes with which its end may begin."""
        self._skipping = True
        ready = max(0, len(self._held) - 3)
        self._give(found, 0, ready, whole=False)
        del self._held[:ready]
        self._searched = 0
