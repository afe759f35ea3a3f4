"""Server-sent events as the WHATWG HTML standard has them (section 9.2.6), read without I/O.

Lines end in LF, CR or CRLF, also mixed; a blank line ends an event; a comment begins with a colon; several `data` lines
make one text. The chunks in which a stream comes never change what is read.

A CR at the very end of what has come may be half of a CRLF, so there the end of the event waits for the next byte. No
server of a model ends its lines with CR alone; at the end of a stream that does, nothing is lost.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from proxy.dialects.splitter import MAX_EVENT, Splitter

# Two line ends in a row; the last one, if a CR, with a byte behind it that shows that it is no CRLF.
_END = re.compile(rb"(?:\r\n|\n|\r(?!\n))(?:\r\n|\n|\r(?=[^\n]))")
_LINE_END = re.compile(rb"\r\n|\n|\r")
_BYTE_ORDER_MARK = b"\xef\xbb\xbf"


class Event(NamedTuple):
    """One event: its very bytes, its name (empty where it has none) and its data."""

    raw: bytes
    name: bytes
    data: bytes


def event_splitter(limit: int = MAX_EVENT) -> Splitter:
    """A splitter of server-sent events."""
    return Splitter(_END, b"\n\n", b"\r", limit)


def events(stretch: bytes) -> Iterator[Event]:
    """The events of a stretch, in order. Comments and stray blank lines come as events without data."""
    start = 0
    # Searching with `find`, and not `in`: that tries a number first, and makes an error of it, half a microsecond.
    if stretch.find(b"\r") < 0:
        while (end := stretch.find(b"\n\n", start) + 2) >= 2:
            yield read_event(stretch[start:end])
            start = end
    else:
        for match in _END.finditer(stretch):
            yield read_event(stretch[start : match.end()])
            start = match.end()
    if start < len(stretch):
        yield read_event(stretch[start:])


def texts(stretch: bytes) -> Iterator[bytes]:
    """What the events of a stretch hold, one after the other; an event is read when it is asked for.

    Of most streams few events are, and all of them have the shape that OpenAI and everybody after it writes: those are
    cut without a search byte by byte, for a tenth.
    """
    parts = [stretch] if stretch.find(b"\r") >= 0 else stretch.split(b"\n\n")
    for part in parts:
        if part.startswith(b"data: ") and part.find(b"\n") < 0 and part.find(b"\r") < 0:
            if len(part) > 6:
                yield part[6:]
            continue
        for event in events(part):
            if event.data:
                yield event.data  # a generator expression is a list when it is compiled


def read_event(raw: bytes) -> Event:
    """Read one event."""
    # The usual shape: one data line and nothing else.
    if raw.startswith(b"data: ") and raw.find(b"\n") == len(raw) - 2 and raw.find(b"\r") < 0:
        return Event(raw, b"", raw[6:-2])
    name = b""
    texts = []
    for line in _LINE_END.split(raw.removeprefix(_BYTE_ORDER_MARK)):
        field, _, value = line.partition(b":")
        if field == b"data":
            texts.append(value.removeprefix(b" "))
        elif field == b"event":
            name = value.removeprefix(b" ")
    return Event(raw, name, b"\n".join(texts))
