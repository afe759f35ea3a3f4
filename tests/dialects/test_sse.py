"""Server-sent events are read as the HTML standard says."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from proxy.dialects.sse import event_splitter, events, read_event, texts
from tests.dialects.exchange import PLACES, cut


def read(chunks: list[bytes]) -> list[tuple[bytes, bytes]]:
    """Names and data of a stream's events, those without data left out."""
    splitter = event_splitter(limit=200)
    stretches = [stretch for chunk in chunks for stretch in splitter.feed(chunk)] + splitter.finish()
    found = [event for octets, whole in stretches if whole for event in events(octets)]
    return [(event.name, event.data) for event in found if event.data]


@pytest.mark.parametrize(
    ("stream", "expected"),
    [
        (b"data: a\n\ndata: b\n\n", [(b"", b"a"), (b"", b"b")]),
        (b"data:a\r\n\r\ndata: b\r\n\r\n", [(b"", b"a"), (b"", b"b")]),
        (b"data: a\r\rdata: b\r\r", [(b"", b"a"), (b"", b"b")]),
        (b"data: a\r\n\ndata: b\n\r\n", [(b"", b"a"), (b"", b"b")]),
        (b"event: x\ndata: a\nid: 1\n\n", [(b"x", b"a")]),
        (b"data: a\ndata: b\ndata:\n\n", [(b"", b"a\nb\n")]),
        (b": ping\n\ndata: a\n\n", [(b"", b"a")]),
        (b": ping\ndata: a\n\n", [(b"", b"a")]),
        (b"\xef\xbb\xbfdata: a\n\n", [(b"", b"a")]),
        (b"data:  a\n\n", [(b"", b" a")]),
        (b"data\n\nretry: 10\n\n\n\ndata: a\n\n", [(b"", b"a")]),
        (b"data: a\n\ndata: b", [(b"", b"a"), (b"", b"b")]),
    ],
)
def test_transcripts(stream: bytes, expected: list[tuple[bytes, bytes]]) -> None:
    """Every line end, comments, several data lines, a byte order mark, an end without a blank line."""
    assert read([stream]) == expected
    assert read([stream[i : i + 1] for i in range(len(stream))]) == expected


LINES = st.sampled_from(["data: a", "data: é漢", "data:b", ": c", "event: x", "data", "id: 1", "x" * 300, "", ""])


@given(st.lists(st.tuples(LINES, st.sampled_from(["\n", "\r\n", "\r"])), max_size=20), PLACES)
def test_chunks_change_nothing(lines: list[tuple[str, str]], places: list[int]) -> None:
    """However a stream is cut, within line ends and characters too, the same events are read."""
    stream = "".join(line + end for line, end in lines).encode()
    assert read(cut(stream, places)) == read([stream])


@given(st.binary(max_size=60))
def test_raw_bytes_are_kept(stretch: bytes) -> None:
    """The events of a stretch together are the stretch."""
    assert b"".join(event.raw for event in events(stretch)) == stretch


def test_the_usual_shape_is_read_like_any_other() -> None:
    """The short way to read an event gives what the long one does."""
    assert read_event(b"data: {}\n\n").data == read_event(b":\ndata: {}\n\n").data == b"{}"


PIECES = st.sampled_from(
    [b"data: a", b"data: ", b"data:b", b"data", b": c", b"event: x", b"\n", b"\n\n", b"\r\n", b"\r", b" "]
)


@given(st.lists(PIECES, max_size=12).map(b"".join))
def test_the_quick_ways_cut_as_the_slow_one_does(stretch: bytes) -> None:
    """Without a carriage return a stretch is cut by other means, and nothing is read otherwise."""
    slow = [event for event in events(b"data: z\r\n\r\n" + stretch) if event.data]
    assert [event for event in events(stretch) if event.data] == slow[1:]
    assert list(texts(stretch)) == [event.data for event in slow[1:]]
