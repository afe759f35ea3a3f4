"""Heads out of streams."""

from __future__ import annotations

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from proxy.edge.heads import HeadReader
from proxy.errors import ProtocolError

HEAD = b"GET / HTTP/1.1\r\nHost: a\r\n\r\n"


@given(st.lists(st.integers(1, len(HEAD) + 5), max_size=6), st.booleans(), st.binary(max_size=4))
def test_a_head_is_found_however_it_is_cut(places: list[int], empty_line: bool, after: bytes) -> None:
    """The head and what follows it do not depend on how the bytes arrive."""
    wire = (b"\r\n" if empty_line else b"") + HEAD + after
    at = [0, *sorted({place for place in places if place < len(wire)}), len(wire)]
    reader, found = HeadReader(1000, 10), None
    for start, end in itertools.pairwise(at):
        found = reader.feed(wire[start:end]) if found is None else (found[0], found[1] + wire[start:end])
    assert found == (HEAD, after)
    assert not reader.partial


@pytest.mark.parametrize(
    ("wire", "status"),
    [
        (b"GET /" + b"a" * 2000, 414),
        (b"GET /" + b"a" * 2000 + b" HTTP/1.1\r\n\r\n", 414),
        (b"GET / HTTP/1.1\r\nA: " + b"a" * 2000, 431),
        (b"GET / HTTP/1.1\r\n" + b"A: a\r\n" * 11 + b"\r\n", 431),
        (b"GET / HTTP/1.1\n", 400),
    ],
)
def test_bounds(wire: bytes, status: int) -> None:
    """Size, count and line ends are watched while the head is still coming."""
    with pytest.raises(ProtocolError) as caught:
        HeadReader(1000, 10).feed(wire)
    assert caught.value.status == status


def test_a_head_has_begun_or_not() -> None:
    """`partial` tells an idle connection from a slow sender; an empty line alone is no beginning."""
    reader = HeadReader(1000, 10)
    assert not reader.partial
    reader.feed(b"\r\n")
    assert not reader.partial
    reader.feed(b"G")
    assert reader.partial
