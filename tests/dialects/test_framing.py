"""Streams as those who edit them see them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from proxy.core.places import Framing
from proxy.dialects.framing import NDJSON, SSE, framing_of
from tests.dialects.exchange import PLACES, cut

TEXTS = st.lists(st.sampled_from([b"data: {}", b"\n", b"\r\n", b"\n\n", b"event: a\n", b": x", b" ", b'{"a":1}']))


@pytest.mark.parametrize(
    ("kind", "framing"),
    [
        ("text/event-stream", SSE),
        ("Text/Event-Stream; charset=utf-8", SSE),
        ("application/x-ndjson", NDJSON),
        ("application/json", None),
        ("", None),
    ],
)
def test_content_types(kind: str, framing: Framing | None) -> None:
    """The content type tells the framing."""
    assert framing_of(kind) is framing


@pytest.mark.parametrize("framing", [SSE, NDJSON])
@given(TEXTS, PLACES)
def test_no_byte_is_lost(framing: Framing, parts: list[bytes], places: list[int]) -> None:
    """All events of all stretches together are the stream."""
    text = b"".join(parts)
    cutter = framing.cutter(1000)
    stretches = [stretch for chunk in cut(text, places) for stretch in cutter.feed(chunk)] + list(cutter.finish())
    assert b"".join(raw for octets, _ in stretches for raw, _ in framing.events(octets)) == text


@pytest.mark.parametrize(
    ("framing", "raw", "data", "rewritten"),
    [
        (SSE, b"data: {}\n\n", b"{}", b"data: [1]\n\n"),
        (SSE, b"event: a\r\nid: 1\r\ndata:{}\r\n\r\n", b"{}", b"event: a\r\nid: 1\r\ndata:[1]\r\n\r\n"),
        (SSE, b"data: {\nid: 1\ndata: }\n\n", b"{\n}", b"data: [1]\nid: 1\n\n"),
        (SSE, b": ping\n\n", b"", None),
        (NDJSON, b" {} \r\n", b"{}", b" [1] \r\n"),
        (NDJSON, b"{}", b"{}", b"[1]"),
        (NDJSON, b"\n", b"", None),
    ],
)
def test_rewriting(framing: Framing, raw: bytes, data: bytes, rewritten: bytes | None) -> None:
    """An event's JSON is found and exchanged; all else of the event stays."""
    assert list(framing.events(raw)) == [(raw, data)]
    assert rewritten is None or framing.rewrite(raw, b"[1]") == rewritten
