"""The body of a request on its way in, without any socket."""

from __future__ import annotations

import asyncio

import pytest

from proxy.edge.parsing import parse_request
from proxy.edge.upload import Upload
from proxy.errors import ProtocolError
from tests.edge.stage import until
from tests.edge.taps import Tap

CHUNKED = b"Transfer-Encoding: chunked"


def upload(tap: Tap, *lines: bytes) -> Upload:
    """A request's body with room for ten bytes."""
    return Upload(tap, parse_request(b"\r\n".join([b"POST / HTTP/1.1", b"Host: h", *lines]) + b"\r\n\r\n"), 10)


async def test_a_body_is_read_whole() -> None:
    """`read` gives the whole body, and gives it again; `chunks` replays it."""
    one = upload(Tap(), b"Content-Length: 6")
    one.receive(b"abc")
    one.receive(b"def")
    one.complete([])
    assert await one.read(6) == b"abcdef"
    assert await one.read(6) == b"abcdef"
    assert [part async for part in one.chunks()] == [b"abcdef"]
    assert await upload(Tap()).read(0) == b""


async def test_a_body_that_is_too_large_is_replayed() -> None:
    """`read` gives None beyond its limit, at once where the length is told, and nothing is lost."""
    assert await upload(Tap(), b"Content-Length: 7").read(6) is None
    tap = Tap()
    one = upload(tap, CHUNKED)
    one.receive(b"abcd")
    one.receive(b"efg")
    assert await one.read(6) is None
    parts = one.chunks()
    assert await anext(parts) == b"abcd"
    one.receive(b"h" * 11)
    assert tap.held, "after `read` the usual room holds again"
    one.complete([(b"A", b"b")])
    assert b"".join([part async for part in parts]) == b"efg" + b"h" * 11
    assert one.trailers == [(b"A", b"b")]


async def test_a_reader_that_lags_holds_the_client_back() -> None:
    """More than the room means hold; taking it means release."""
    tap = Tap()
    one = upload(tap, CHUNKED)
    one.receive(b"a" * 11)
    assert tap.held
    parts = one.chunks()
    assert await anext(parts) == b"a" * 11
    pending = asyncio.ensure_future(anext(parts))
    await until(lambda: not tap.held)
    one.receive(b"b")
    assert await pending == b"b"


async def test_reading_asks_for_what_is_expected() -> None:
    """The first read that has to wait sends 100, once, and only if the client waits for it."""
    tap = Tap()
    one = upload(tap, b"Content-Length: 1", b"Expect: 100-continue")
    reading = asyncio.ensure_future(one.read(5))
    await asyncio.wait([reading], timeout=0.01)
    one.receive(b"a")
    one.complete([])
    assert await reading == b"a"
    assert tap.sent == b"HTTP/1.1 100 Continue\r\n\r\n"


@pytest.mark.parametrize("how", ["read", "chunks"])
async def test_a_broken_body_is_an_error(how: str) -> None:
    """Whoever reads a body that breaks HTTP hears of it."""
    one = upload(Tap(), CHUNKED)
    one.fail(ProtocolError("chunk size"))
    assert not one.received
    with pytest.raises(ProtocolError):
        await (one.read(5) if how == "read" else anext(one.chunks()))
