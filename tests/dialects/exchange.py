"""What the dialect tests share: reading a call by its path, and feeding a reply in pieces."""

from __future__ import annotations

import itertools
import json
from collections.abc import Iterable, Sequence

from hypothesis import strategies as st

from proxy.core.exchange import Call
from proxy.dialects import find
from proxy.dialects.base import ReplyReader, Request

SSE = "text/event-stream; charset=utf-8"
JSON = "application/json"
NDJSON = "application/x-ndjson"

JSON_VALUES = st.recursive(
    st.none() | st.booleans() | st.integers(-10, 10**6) | st.floats(allow_nan=False, allow_infinity=False) | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=5,
)


def request(path: str, body: dict[str, object] | bytes, method: str = "POST") -> Request:
    """Read a body as whoever owns the path does."""
    found = find(method, path)
    assert found is not None
    dialect, operation = found
    return dialect.read(operation, body if isinstance(body, bytes) else json.dumps(body).encode())


def call(path: str, body: dict[str, object] | bytes) -> Call:
    """What the body asks for."""
    return request(path, body).call


def reply(path: str, body: dict[str, object] | bytes, kind: str, status: int = 200) -> ReplyReader:
    """The reader for the reply to a call."""
    found = find("POST", path)
    assert found is not None
    return found[0].reader(request(path, body), status, kind)


def feed(reader: ReplyReader, chunks: Iterable[bytes]) -> bytes:
    """All that the client gets for a reply that ends cleanly."""
    return b"".join([*map(reader.feed, chunks), reader.finish()])


def cut(text: bytes, places: Sequence[int]) -> list[bytes]:
    """A text in pieces; places outside of it are taken as within."""
    ends = sorted({place % (len(text) + 1) for place in places} | {0, len(text)})
    return [text[a:b] for a, b in itertools.pairwise(ends)]


def octets(text: bytes) -> list[bytes]:
    """A text byte by byte."""
    return [text[i : i + 1] for i in range(len(text))]


PLACES = st.lists(st.integers(0, 10_000), max_size=12)
