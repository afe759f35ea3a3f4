"""What becomes of fields on their way (RFC 9110 7.6.1)."""

from __future__ import annotations

import pytest

from proxy.core.exchange import Headers
from proxy.edge.http1 import (
    ReplyHead,
    RequestHead,
    bodiless,
    fields,
    forward_reply_headers,
    forward_request_headers,
    frame,
    reply_bytes,
    request_bytes,
)
from proxy.edge.parsing import parse_request


def asked(*lines: bytes) -> RequestHead:
    """A request with these fields."""
    return parse_request(b"\r\n".join([b"GET / HTTP/1.1", b"Host: front", *lines]) + b"\r\n\r\n")


def sent(head: RequestHead, *, secure: bool = False, trusted: bool = False, keep_host: bool = False) -> Headers:
    """Its fields upstream."""
    return forward_request_headers(
        head, peer="192.0.2.1", secure=secure, trusted=trusted, authority=b"up:81", keep_host=keep_host
    )


def test_what_is_not_hop_by_hop_keeps_order_and_case() -> None:
    """Every other field goes on as it came, twice where it came twice; unknown ones included."""
    head = asked(b"X-b: 1", b"anthropic-beta: y", b"x-B: 2", b"Accept-Encoding: gzip")
    names = [b"Host", b"X-b", b"anthropic-beta", b"x-B", b"Accept-Encoding"]
    assert [name for name, _ in sent(head)][:5] == names


def test_hop_by_hop_fields_stay_here() -> None:
    """Connection, all it nominates, Keep-Alive, TE, Upgrade, Proxy-Connection and Expect are not passed on."""
    head = asked(
        b"Connection: X-One, x-two", b"Connection: x-three", b"X-One: 1", b"X-TWO: 1", b"x-three: 1", b"Keep-Alive: 5",
        b"TE: trailers", b"Upgrade: x", b"Proxy-Connection: y", b"Expect: 100-continue", b"X-Stays: 1",
    )  # fmt: skip
    names = [name for name, _ in sent(head)]
    assert names == [b"Host", b"X-Stays", b"X-Forwarded-For", b"X-Forwarded-Proto", b"X-Forwarded-Host"]


def test_what_a_message_needs_cannot_be_nominated_away() -> None:
    """A client cannot strip Host or the framing of the request that we build."""
    head = parse_request(
        b"POST / HTTP/1.1\r\nHost: front\r\nConnection: host, content-length\r\nContent-Length: 3\r\n\r\n"
    )
    assert [name for name, _ in sent(head)][:2] == [b"Host", b"Content-Length"]


@pytest.mark.parametrize(("keep", "expected"), [(False, b"up:81"), (True, b"front")])
def test_host(keep: bool, expected: bytes) -> None:
    """Host is the upstream's unless the client's is to be kept; a request of HTTP/1.0 without one gets one."""
    assert dict(sent(asked(), keep_host=keep))[b"Host"] == expected
    assert dict(sent(parse_request(b"GET / HTTP/1.0\r\n\r\n"), keep_host=keep))[b"Host"] == b"up:81"


def test_the_peer_is_appended() -> None:
    """X-Forwarded-For keeps what it has, also over several lines, and ends with the peer."""
    head = asked(b"X-Forwarded-For: 10.0.0.1", b"x-forwarded-for: 10.0.0.2, 10.0.0.3")
    assert dict(sent(head))[b"X-Forwarded-For"] == b"10.0.0.1, 10.0.0.2, 10.0.0.3, 192.0.2.1"


def test_proto_and_host_are_believed_from_trusted_peers_only() -> None:
    """A stranger cannot say that it came over TLS; a trusted proxy in front can."""
    head = asked(b"X-Forwarded-Proto: https", b"X-Forwarded-Host: real")
    for trusted, proto, host in ((False, b"http", b"front"), (True, b"https", b"real")):
        forwarded = dict(sent(head, trusted=trusted))
        assert (forwarded[b"X-Forwarded-Proto"], forwarded[b"X-Forwarded-Host"]) == (proto, host)
    assert dict(sent(asked(), secure=True))[b"X-Forwarded-Proto"] == b"https"


def test_upgrades() -> None:
    """A WebSocket is asked for in our own name; h2c is not, nor an upgrade with a body."""
    head = asked(b"Connection: Upgrade, x", b"Upgrade: websocket")
    assert [value for name, value in sent(head) if name in {b"Connection", b"Upgrade"}] == [b"Upgrade", b"websocket"]
    for line in (b"Upgrade: h2c", b"Upgrade: websocket, H2C", b"Upgrade:"):
        assert not asked(b"Connection: upgrade", line).is_upgrade
    assert not asked(b"Connection: upgrade", b"Upgrade: websocket", b"Content-Length: 3").is_upgrade
    assert not asked(b"Upgrade: websocket").is_upgrade


def test_reply_fields() -> None:
    """What an upstream's Connection nominates stays here, and what is named in `drop`."""
    headers = [(b"A", b"1"), (b"Connection", b"B"), (b"b", b"2"), (b"C", b"3"), (b"Content-Length", b"0")]
    head = ReplyHead(200, b"OK", headers, nominated=frozenset({b"b"}))
    assert forward_reply_headers(head, frozenset({b"c"})) == [(b"A", b"1"), (b"Content-Length", b"0")]


@pytest.mark.parametrize(
    ("length", "chunked", "expected"),
    [
        (5, False, [(b"A", b"1"), (b"content-length", b"5"), (b"B", b"2")]),
        (6, False, [(b"A", b"1"), (b"Content-Length", b"6"), (b"B", b"2")]),
        (None, True, [(b"A", b"1"), (b"Transfer-Encoding", b"chunked"), (b"B", b"2")]),
        (None, False, [(b"A", b"1"), (b"B", b"2")]),
    ],
)
def test_framing_takes_the_place_of_framing(length: int | None, *, chunked: bool, expected: Headers) -> None:
    """One framing field at most, where there was one before; right ones keep their spelling."""
    assert frame([(b"A", b"1"), (b"content-length", b"5"), (b"B", b"2")], length, chunked=chunked) == expected


def test_framing_is_added_at_the_end() -> None:
    """Where there was none it comes last; two become one."""
    assert frame([(b"A", b"1")], 0, chunked=False) == [(b"A", b"1"), (b"Content-Length", b"0")]
    both = [(b"Content-Length", b"1"), (b"Transfer-Encoding", b"chunked")]
    assert frame(both, None, chunked=True) == [(b"Transfer-Encoding", b"chunked")]


def test_bytes_on_the_wire() -> None:
    """Heads are written as RFC 9112 says."""
    assert request_bytes("GET", b"/", [(b"A", b"b")]) == b"GET / HTTP/1.1\r\nA: b\r\n\r\n"
    assert reply_bytes(200, b"OK", []) == b"HTTP/1.1 200 OK\r\n\r\n"
    assert fields([(b"A", b""), (b"B", b"c")]) == b"A: \r\nB: c\r\n"


def test_bodiless_replies() -> None:
    """HEAD, 1xx, 204 and 304 have no body (RFC 9112 6.3)."""
    assert [bodiless(*case) for case in (("HEAD", 200), ("GET", 101), ("GET", 204), ("GET", 304), ("GET", 200))] == [
        True, True, True, True, False,
    ]  # fmt: skip


def test_a_head_can_be_changed() -> None:
    """`with_headers` is the same request with other fields, found by their new names."""
    head = asked(b"A: 1").with_headers([(b"Host", b"h"), (b"B", b"2")])
    assert (head.first(b"a"), head.first(b"b"), head.path) == (None, b"2", "/")
    assert asked().idempotent
