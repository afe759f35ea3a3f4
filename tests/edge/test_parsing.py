"""Raw heads in, heads or refusals out."""

from __future__ import annotations

import httptools
import pytest
from hypothesis import given
from hypothesis import strategies as st

from proxy.edge.http1 import request_bytes
from proxy.edge.parsing import parse_reply, parse_request, parse_trailers
from proxy.errors import ProtocolError

REFUSED = {
    # two framings, or one that two readers read differently (RFC 9112 6.1, 6.3)
    "CL.TE": (b"POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 4\r\nTransfer-Encoding: chunked\r\n\r\n", 400),
    "TE.CL": (b"POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\nContent-Length: 4\r\n\r\n", 400),
    "equal lengths": (b"POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 4\r\nContent-Length: 4\r\n\r\n", 400),
    "two lengths": (b"POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 4\r\nContent-Length: 5\r\n\r\n", 400),
    "length list": (b"POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 4, 4\r\n\r\n", 400),
    "length +": (b"POST / HTTP/1.1\r\nHost: a\r\nContent-Length: +4\r\n\r\n", 400),
    "length -": (b"POST / HTTP/1.1\r\nHost: a\r\nContent-Length: -4\r\n\r\n", 400),
    "length hex": (b"POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 0x4\r\n\r\n", 400),
    "length empty": (b"POST / HTTP/1.1\r\nHost: a\r\nContent-Length:\r\n\r\n", 400),
    "length huge": (b"POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 9223372036854775808\r\n\r\n", 400),
    "TE identity": (b"POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: identity\r\n\r\n", 400),
    "TE xchunked": (b"POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: xchunked\r\n\r\n", 400),
    "TE list": (b"POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: gzip, chunked\r\n\r\n", 501),
    "TE twice": (
        b"POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n\r\n", 400
    ),
    "TE and identity": (
        b"POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: identity\r\nTransfer-Encoding: chunked\r\n\r\n", 400
    ),
    "TE vertical tab": (b"POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: \x0bchunked\r\n\r\n", 400),
    "TE quoted": (b'POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: "chunked"\r\n\r\n', 400),
    "TE in 1.0": (b"POST / HTTP/1.0\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n", 400),
    "TE name space": (b"POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding : chunked\r\n\r\n", 400),
    "TE name folded": (b"POST / HTTP/1.1\r\nHost: a\r\nX: y\r\n Transfer-Encoding: chunked\r\n\r\n", 400),
    # lines (RFC 9112 2.2, 5.1, 5.2)
    "obs-fold": (b"GET / HTTP/1.1\r\nHost: a\r\nX: a\r\n b\r\n\r\n", 400),
    "bare LF": (b"GET / HTTP/1.1\r\nHost: a\r\nX: a\nY: b\r\n\r\n", 400),
    "bare CR": (b"GET / HTTP/1.1\r\nHost: a\r\nX: a\rY: b\r\n\r\n", 400),
    "CR CR LF": (b"GET / HTTP/1.1\r\nHost: a\r\r\n\r\n", 400),
    "NUL": (b"GET / HTTP/1.1\r\nHost: a\r\nX: a\0b\r\n\r\n", 400),
    "control": (b"GET / HTTP/1.1\r\nHost: a\r\nX: a\x1b[0m\r\n\r\n", 400),
    "DEL": (b"GET / HTTP/1.1\r\nHost: a\r\nX: a\x7f\r\n\r\n", 400),
    "space before colon": (b"GET / HTTP/1.1\r\nHost: a\r\nX : a\r\n\r\n", 400),
    "no colon": (b"GET / HTTP/1.1\r\nHost: a\r\nX\r\n\r\n", 400),
    "no name": (b"GET / HTTP/1.1\r\nHost: a\r\n: a\r\n\r\n", 400),
    "name with bytes": (b"GET / HTTP/1.1\r\nHost: a\r\nX\xe9: a\r\n\r\n", 400),
    "first line folded": (b"GET / HTTP/1.1\r\n Host: a\r\n\r\n", 400),
    # request line (RFC 9112 3)
    "absolute": (b"GET http://b/ HTTP/1.1\r\nHost: a\r\n\r\n", 400),
    "authority": (b"CONNECT b:443 HTTP/1.1\r\nHost: b:443\r\n\r\n", 400),
    "connect": (b"CONNECT / HTTP/1.1\r\nHost: a\r\n\r\n", 400),
    "asterisk": (b"GET * HTTP/1.1\r\nHost: a\r\n\r\n", 400),
    "relative": (b"GET a HTTP/1.1\r\nHost: a\r\n\r\n", 400),
    "fragment": (b"GET /a#b HTTP/1.1\r\nHost: a\r\n\r\n", 400),
    "bytes in target": (b"GET /\xc3\xa9 HTTP/1.1\r\nHost: a\r\n\r\n", 400),
    "NUL in target": (b"GET /\0 HTTP/1.1\r\nHost: a\r\n\r\n", 400),
    "tab in target": (b"GET /a\tb HTTP/1.1\r\nHost: a\r\n\r\n", 400),
    "space in target": (b"GET /a b HTTP/1.1\r\nHost: a\r\n\r\n", 400),
    "two spaces": (b"GET  / HTTP/1.1\r\nHost: a\r\n\r\n", 400),
    "trailing space": (b"GET / HTTP/1.1 \r\nHost: a\r\n\r\n", 400),
    "tabs": (b"GET\t/\tHTTP/1.1\r\nHost: a\r\n\r\n", 400),
    "leading space": (b" GET / HTTP/1.1\r\nHost: a\r\n\r\n", 400),
    "0.9": (b"GET /\r\n\r\n", 400),
    "lower case": (b"GET / http/1.1\r\nHost: a\r\n\r\n", 400),
    "1.10": (b"GET / HTTP/1.10\r\nHost: a\r\n\r\n", 400),
    "1.2": (b"GET / HTTP/1.2\r\nHost: a\r\n\r\n", 400),
    "2.0": (b"GET / HTTP/2.0\r\nHost: a\r\n\r\n", 505),
    "preface": (b"PRI * HTTP/2.0\r\n\r\n", 505),
    "RTSP": (b"DESCRIBE / RTSP/1.0\r\nHost: a\r\n\r\n", 400),
    "method": (b"BREW / HTTP/1.1\r\nHost: a\r\n\r\n", 501),
    "method case": (b"get / HTTP/1.1\r\nHost: a\r\n\r\n", 501),
    "method bytes": (b"G\xe9T / HTTP/1.1\r\nHost: a\r\n\r\n", 400),
    # Host (RFC 9112 3.2)
    "no Host": (b"GET / HTTP/1.1\r\n\r\n", 400),
    "two Hosts": (b"GET / HTTP/1.1\r\nHost: a\r\nHost: a\r\n\r\n", 400),
    "Host list": (b"GET / HTTP/1.1\r\nHost: a b\r\n\r\n", 400),
    "Host path": (b"GET / HTTP/1.1\r\nHost: a/b\r\n\r\n", 400),
    "Host user": (b"GET / HTTP/1.1\r\nHost: u@a\r\n\r\n", 400),
    "expectation": (b"GET / HTTP/1.1\r\nHost: a\r\nExpect: x\r\n\r\n", 417),
}  # fmt: skip


@pytest.mark.parametrize("name", REFUSED)
def test_refused(name: str) -> None:
    """Every shape that two servers could read differently is refused with the status that fits."""
    raw, expected = REFUSED[name]
    with pytest.raises(ProtocolError) as caught:
        parse_request(raw)
    assert caught.value.status == expected


TAKEN = {
    "1.0 without Host": b"GET / HTTP/1.0\r\n\r\n",
    "options": b"OPTIONS * HTTP/1.1\r\nHost: a\r\n\r\n",
    "port": b"GET / HTTP/1.1\r\nHost: a.b-c:80\r\n\r\n",
    "IPv6": b"GET / HTTP/1.1\r\nHost: [::1]:8080\r\n\r\n",
    "bytes in values": b"GET / HTTP/1.1\r\nHost: a\r\nX: \xff\xc3\xa9\r\n\r\n",
    "empty value": b"GET / HTTP/1.1\r\nHost: a\r\nX:\r\n\r\n",
    "odd target": b'GET //a/../%00/b;c?{[|]}"<>^`\\&d=%zz HTTP/1.1\r\nHost: a\r\n\r\n',
    "delete": b"DELETE /v1/files/1 HTTP/1.1\r\nHost: a\r\n\r\n",
}


@pytest.mark.parametrize("name", TAKEN)
def test_taken(name: str) -> None:
    """What is well-formed is taken as it stands, however odd, and its target is not touched."""
    raw = TAKEN[name]
    head = parse_request(raw)
    assert request_bytes(head.method, head.target, head.headers).split(b" ")[1] == raw.split(b" ")[1]
    assert head.target == head.path.encode() + (b"?" + head.query if head.query else b"")


def test_a_head_tells_what_it_asks() -> None:
    """Framing, persistence, expectation, upgrade and nominated fields are read from the head once."""
    head = parse_request(
        b"POST /a?b HTTP/1.1\r\nHost: a\r\nConnection: Close, X-A\r\n"
        b"Expect: 100-Continue\r\nContent-Length:  7 \t\r\n\r\n"
    )
    assert (head.path, head.query, head.content_length, head.chunked) == ("/a", b"b", 7, False)
    assert (head.keep_alive, head.expects_continue, head.is_upgrade) == (False, True, False)
    assert head.nominated == {b"close", b"x-a"}
    chunked = parse_request(b"POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: Chunked\r\n\r\n")
    assert (chunked.content_length, chunked.chunked, chunked.has_body) == (None, True, True)


@pytest.mark.parametrize(
    ("version", "connection", "expected"),
    [("1.1", "", True), ("1.1", "close", False), ("1.0", "", False), ("1.0", "keep-alive", True)],
)
def test_persistence(version: str, connection: str, *, expected: bool) -> None:
    """HTTP/1.1 keeps a connection unless told otherwise, HTTP/1.0 only if asked."""
    field = f"Connection: {connection}\r\n" if connection else ""
    assert parse_request(f"GET / HTTP/{version}\r\nHost: a\r\n{field}\r\n".encode()).keep_alive is expected


@pytest.mark.parametrize(
    "raw",
    [
        b"HTTP/1.1 200\r\n\r\n",
        b"HTTP/1.1 200 \r\n\r\n",
        b"HTTP/1.0 599 Odd \xff\r\nA: b\r\n\r\n",
        b"HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: x\r\n\r\n",
    ],
)
def test_replies_taken(raw: bytes) -> None:
    """Status lines with or without a reason are taken."""
    assert parse_reply(raw).status == int(raw[9:12])


@pytest.mark.parametrize(
    "raw",
    [b"HTTP/1.1 2000 X\r\n\r\n", b"HTTP/1.1 099 X\r\n\r\n", b"HTTP/2 200\r\n\r\n", b"HTTP/1.1 200 a\0\r\n\r\n",
     b"HTTP/1.1  200 X\r\n\r\n", b"HTTP/1.1 200 X\r\nA\r\n\r\n", b"\r\n\r\n"],
)  # fmt: skip
def test_replies_refused(raw: bytes) -> None:
    """Replies that are not well-formed are the upstream's fault: 502."""
    with pytest.raises(ProtocolError) as caught:
        parse_reply(raw)
    assert caught.value.status in {400, 502}


def test_trailers() -> None:
    """Trailer fields are read as fields, or refused."""
    assert parse_trailers(b"A: b \r\nC:\r\n") == [(b"A", b"b"), (b"C", b"")]
    assert parse_trailers(b"") == []
    for raw in (b"A\r\n", b" A: b\r\n", b"A: \0\r\n"):
        with pytest.raises(ProtocolError):
            parse_trailers(raw)


names = st.from_regex(r"[!#$%&'*+.^_`|~0-9A-Za-z-]+", fullmatch=True).map(str.encode)
values = st.binary(max_size=20).map(lambda raw: bytes(byte for byte in raw if byte >= 32 and byte != 127).strip(b" \t"))


@given(st.lists(st.tuples(names, values), max_size=8))
def test_fields_survive(fields: list[tuple[bytes, bytes]]) -> None:
    """Whatever fields are well-formed come out as they went in, in order and case."""
    special = {
        b"host",
        b"content-length",
        b"transfer-encoding",
        b"expect",
        b"upgrade",
        b"connection",
        b"proxy-connection",
    }
    fields = [(name, value) for name, value in fields if name.lower() not in special]
    raw = request_bytes("GET", b"/", [(b"Host", b"a"), *fields])
    assert parse_request(raw).headers[1:] == fields


@given(st.binary(max_size=60), st.integers(0, 60))
def test_nothing_but_a_head_or_a_refusal(noise: bytes, at: int) -> None:
    """Any bytes give a head that llhttp takes, too, or a `ProtocolError`; never another exception."""
    base = b"POST /v1 HTTP/1.1\r\nHost: a\r\nContent-Length: 0\r\nX: y\r\n\r\n"
    raw, refused = base[:at] + noise + base[at:], None
    try:
        head = parse_request(raw)
    except ProtocolError as error:
        refused = error
    else:
        httptools.HttpRequestParser(object()).feed_data(request_bytes(head.method, head.target, head.headers))
    assert refused is None or refused.status in {400, 417, 501, 505}
    assert refused is None or len(noise) < 8 or noise.decode("latin-1") not in str(refused)
