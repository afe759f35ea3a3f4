"""How streams are framed, for those who edit them: server-sent events, and lines."""

from __future__ import annotations

import re
from collections.abc import Iterator

from proxy.core.places import Framing
from proxy.dialects.ndjson import line_splitter
from proxy.dialects.sse import event_splitter, events

_LINES = re.compile(rb"[^\r\n]*(?:\r\n|\n|\r|\Z)")
_NDJSON = frozenset({"application/x-ndjson", "application/jsonl", "application/x-jsonlines"})


def framing_of(content_type: str) -> Framing | None:
    """The framing that a content type tells; None for a reply that is one JSON text."""
    kind = content_type.partition(";")[0].strip().lower()
    if kind == "text/event-stream":
        return SSE
    return NDJSON if kind in _NDJSON else None


def _event_data(stretch: bytes) -> Iterator[tuple[bytes, bytes]]:
    return ((event.raw, event.data) for event in events(stretch))


def _with_data(raw: bytes, data: bytes) -> bytes:
    """The event with other data. Data in several lines, which nobody sends, becomes as many as it has then."""
    old = next(events(raw)).data
    at = raw.find(old)
    if at >= 0:
        return raw[:at] + data + raw[at + len(old) :]
    lines = _LINES.findall(raw)
    first = next(number for number, line in enumerate(lines) if line.startswith(b"data"))
    end = lines[first][len(lines[first].rstrip(b"\r\n")) :]
    fresh = [b"data: " + line + end for line in data.splitlines()]
    return b"".join((*lines[:first], *fresh, *(line for line in lines[first:] if not line.startswith(b"data"))))


def _line_data(stretch: bytes) -> Iterator[tuple[bytes, bytes]]:
    return ((line, line.strip()) for line in stretch.splitlines(keepends=True))


def _with_line(raw: bytes, data: bytes) -> bytes:
    old = raw.strip()
    at = raw.find(old)
    return raw[:at] + data + raw[at + len(old) :]


SSE = Framing(event_splitter, _event_data, _with_data)
NDJSON = Framing(line_splitter, _line_data, _with_line)
