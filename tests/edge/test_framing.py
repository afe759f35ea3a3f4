"""Where bodies end."""

from __future__ import annotations

import itertools

import httptools
import pytest
from hypothesis import given
from hypothesis import strategies as st

from proxy.edge.framing import ChunkedBody, FixedBody, OpenBody, chunk, only_chunk
from proxy.errors import ProtocolError


def cut(data: bytes, places: list[int]) -> list[bytes]:
    """The data in pieces."""
    at = sorted({place % (len(data) + 1) for place in places} | {0, len(data)})
    return [data[start:end] for start, end in itertools.pairwise(at)]


def unchunk(pieces: list[bytes]) -> tuple[bytes, ChunkedBody]:
    """Feed pieces until the body is done; what is left over counts as rest."""
    body, out = ChunkedBody(), b""
    for piece in pieces:
        if body.done:
            body.rest += piece
        else:
            out += body.feed(piece)
    return out, body


@given(
    st.lists(st.binary(min_size=1, max_size=40), max_size=6),
    st.lists(st.integers(0, 400), max_size=8),
    st.binary(max_size=9),
)
def test_chunks_come_out_however_they_are_cut(payloads: list[bytes], places: list[int], after: bytes) -> None:
    """The payload, the end and what follows do not depend on how the bytes arrive."""
    wire = b"".join(map(chunk, payloads)) + b"0\r\nA: b\r\n\r\n" + after
    out, body = unchunk(cut(wire, places))
    assert (out, body.done, body.rest, body.trailers) == (b"".join(payloads), True, after, [(b"A", b"b")])


@given(
    st.lists(st.binary(min_size=1, max_size=9), max_size=3),
    st.binary(max_size=4),
    st.integers(0, 60),
    st.integers(0, 3),
)
def test_llhttp_takes_what_we_take(payloads: list[bytes], noise: bytes, at: int, gone: int) -> None:
    """Whatever the chunk reader accepts llhttp accepts with the same payload: no two readings."""
    wire = b"".join(map(chunk, payloads)) + b"0\r\n\r\n"
    wire = wire[:at] + noise + wire[at + gone :]
    body = ChunkedBody()
    try:
        ours = body.feed(wire)
    except ProtocolError:
        return
    if not body.done:
        return
    theirs: list[bytes] = []

    class _Parts:
        def on_body(self, part: bytes) -> None:
            theirs.append(part)

    parser = httptools.HttpRequestParser(_Parts())
    parser.feed_data(b"POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n")
    parser.feed_data(wire[: len(wire) - len(body.rest)])
    assert b"".join(theirs) == ours


@pytest.mark.parametrize(
    "wire",
    [b"0x5\r\n", b"5 \r\nhello\r\n", b" 5\r\n", b"+5\r\n", b"-1\r\n", b"\r\n", b"g\r\n", b"5\n", b"5\rhello",
     b"5;\0\r\n", b"5;\x7f\r\n", b"5\r\nhelloXX", b"5\r\nhello\n0\r\n\r\n", b"1" * 16 + b"\r\n", b"5;" + b"a" * 600,
     b"0\r\nA b\r\n\r\n", b"0\r\n A: b\r\n\r\n", b"0\r\n\n", b"0\r\nA: " + b"b" * 20_000],
)  # fmt: skip
def test_bad_chunks_are_refused(wire: bytes) -> None:
    """Everything but CRLF, plain hexadecimal and bounded lines is refused, whole or byte by byte."""
    for pieces in ([wire], [wire[i : i + 1] for i in range(len(wire))]):
        with pytest.raises(ProtocolError):
            unchunk(pieces)


def test_extensions_are_read_over() -> None:
    """Chunk extensions are legal and dropped (RFC 9112 7.1.1)."""
    assert unchunk([b'3;a=b;c="d"\r\nabc\r\n0;x\r\n\r\n'])[0] == b"abc"


@pytest.mark.parametrize(
    "wire",
    [b"", b"\r\n", b"0\r\n\r\n", b"2\r\nab", b"2\r\nab\r", b"2\r\nabcd", b"3\r\nab\r\n", b"02\r\nab\r\n",
     b"2;x\r\nab\r\n", b" 2\r\nab\r\n", b"2\nab\r\n", b"2\r\nab\r\n0\r\n\r\n", b"-2\r\nab\r\n", b"\r\nab\r\n"],
)  # fmt: skip
def test_the_short_way_is_for_one_plain_chunk_alone(wire: bytes) -> None:
    """Bytes are read at a glance only where they are those that we would have written."""
    assert only_chunk(wire) == b""
    assert only_chunk(chunk(b"a\r\nb")) == b"a\r\nb"


def test_chunks_of_other_spellings_are_read_as_well() -> None:
    """Capitals and leading zeros are legal hexadecimal, one chunk in a packet or not."""
    assert unchunk([b"0A\r\n0123456789\r\n", b"A\r\n0123456789\r\n", b"0\r\n\r\n"])[0] == b"0123456789" * 2


def test_a_fixed_body_ends_at_its_length() -> None:
    """What is longer is the next message's."""
    body = FixedBody(5)
    assert (body.feed(b"abc"), body.done) == (b"abc", False)
    assert (body.feed(b"defg"), body.done, body.rest) == (b"de", True, b"fg")
    assert FixedBody(0).done


def test_an_open_body_never_ends_by_itself() -> None:
    """Only the end of its connection ends it."""
    body = OpenBody()
    assert body.feed(b"0\r\n\r\n") == b"0\r\n\r\n"
    assert not body.done
    assert body.ends_with_connection
