"""Newline-delimited JSON is read line by line."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from proxy.dialects.ndjson import line_splitter, lines
from tests.dialects.exchange import PLACES, cut


def read(chunks: list[bytes]) -> list[bytes]:
    """The lines that may be read."""
    splitter = line_splitter(limit=30)
    stretches = [stretch for chunk in chunks for stretch in splitter.feed(chunk)] + splitter.finish()
    return [line for octets, whole in stretches if whole for line in lines(octets)]


@pytest.mark.parametrize(
    ("stream", "expected"),
    [
        (b"{}\n{}\n", [b"{}", b"{}"]),
        (b'{"a":1}\r\n{"b":2}', [b'{"a":1}', b'{"b":2}']),
        (b"\n \n\n{}", [b"{}"]),
        (b"", []),
        (b"x" * 100 + b"\n{}\n", [b"{}"]),
    ],
)
def test_transcripts(stream: bytes, expected: list[bytes]) -> None:
    """Either line end, blank lines, a last line without its end, a line that is too long."""
    assert read([stream]) == expected


@given(st.text(alphabet="{}é\r\n ", max_size=120).map(str.encode), PLACES)
def test_chunks_change_nothing(stream: bytes, places: list[int]) -> None:
    """However a stream is cut, the same lines are read."""
    assert read(cut(stream, places)) == read([stream])
