"""One request and its answer, without any socket."""

from __future__ import annotations

import asyncio

import pytest

from proxy.core.exchange import Headers
from proxy.dialects.base import Answer
from proxy.edge.exchange import Exchange
from proxy.edge.http1 import ReplyHead, RequestHead
from proxy.edge.parsing import parse_request
from tests.edge.taps import Tap


class _Wire(Tap):
    """The same, for a whole connection."""

    def __init__(self, *, persistent: bool = True) -> None:
        super().__init__()
        self.resets: list[bool] = []
        self.persistent = persistent

    def divert(self, client: asyncio.Protocol) -> None:
        raise NotImplementedError

    def may_persist(self) -> bool:
        return self.persistent

    def dated(self, answer: Answer) -> Headers:
        return answer.headers

    def reset(self, *, hard: bool = False) -> None:
        self.resets.append(hard)


def head(*lines: bytes, start: bytes = b"POST / HTTP/1.1") -> RequestHead:
    """A request's head."""
    return parse_request(b"\r\n".join([start, b"Host: h", *lines]) + b"\r\n\r\n")


def exchange(wire: _Wire, *lines: bytes, start: bytes = b"POST / HTTP/1.1") -> Exchange:
    """An exchange with room for ten bytes."""
    return Exchange(wire, head(*lines, start=start), "192.0.2.1", False, 0.0, 10)


async def test_an_answer_of_ours_is_framed() -> None:
    """Content-Length is added; Connection tells when the connection will not be kept."""
    wire = _Wire(persistent=False)
    one = exchange(wire)
    await one.answer(403, [(b"A", b"b")], b"no")
    assert wire.sent == b"HTTP/1.1 403 Forbidden\r\nA: b\r\nContent-Length: 2\r\nConnection: close\r\n\r\nno"
    assert (one.status, one.bytes_out, one.responded, one.finished, one.persistent) == (403, 2, True, True, False)


@pytest.mark.parametrize(
    ("start", "length", "sent"),
    [
        (b"GET / HTTP/1.1", 3, b"HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\nabc"),
        (
            b"GET / HTTP/1.1",
            None,
            b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n1\r\na\r\n2\r\nbc\r\n0\r\n\r\n",
        ),
        (b"GET / HTTP/1.0", None, b"HTTP/1.1 200 OK\r\nConnection: close\r\n\r\nabc"),
        (b"HEAD / HTTP/1.1", 3, b"HTTP/1.1 200 OK\r\n\r\n"),
    ],
)
async def test_framing(start: bytes, length: int | None, sent: bytes) -> None:
    """A known length is told, an unknown one is chunked, or ends with the connection for HTTP/1.0."""
    wire = _Wire()
    one = exchange(wire, start=start)
    one.start(200, b"OK", [], length, b"a")
    one.write(b"bc")
    one.write(b"")
    one.end()
    assert wire.sent == sent


async def test_trailers_and_interim_replies() -> None:
    """Trailers end a chunked body; 1xx pass before the answer, not after its beginning and not to HTTP/1.0."""
    wire = _Wire()
    one = exchange(wire)
    one.inform(ReplyHead(103, b"Early", [(b"Link", b"x"), (b"Connection", b"y")]))
    one.start(200, b"OK", [], None)
    one.inform(ReplyHead(103, b"Early", []))
    one.end([(b"A", b"b")])
    assert wire.sent.startswith(b"HTTP/1.1 103 Early\r\nLink: x\r\n\r\nHTTP/1.1 200")
    assert wire.sent.endswith(b"0\r\nA: b\r\n\r\n")
    old = _Wire()
    exchange(old, start=b"GET / HTTP/1.0").inform(ReplyHead(103, b"Early", []))
    assert old.sent == b""


@pytest.mark.parametrize(("start", "hard"), [(b"GET / HTTP/1.1", False), (b"GET / HTTP/1.0", True)])
async def test_a_break_is_never_a_clean_end(start: bytes, *, hard: bool) -> None:
    """A broken answer has no last chunk; where the end of the connection would be the end it is a reset."""
    wire = _Wire()
    one = exchange(wire, start=start)
    one.start(200, b"OK", [], None, b"a")
    one.break_off(b"sorry")
    assert wire.resets == [hard]
    assert (b"sorry" in wire.sent) == (not hard)
    assert not wire.sent.endswith(b"0\r\n\r\n")
    assert (one.broken, one.finished) == (True, False)
