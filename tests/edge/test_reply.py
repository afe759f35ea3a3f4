"""Replies awaited, pushed, read and given up, without any socket."""

from __future__ import annotations

import asyncio

import pytest

from proxy.core.exchange import Headers
from proxy.edge.http1 import ReplyHead
from proxy.edge.limits import Limits
from proxy.edge.reply import UpstreamReply
from proxy.errors import UpstreamBroken

HEAD = ReplyHead(200, b"OK", [])


class _Source:
    """A connection that only remembers."""

    def __init__(self) -> None:
        self.calls: list[str] = []
        self.aborted = False
        self.written = b""

    def hold(self) -> None:
        self.calls.append("hold")

    def release(self) -> None:
        self.calls.append("release")

    def abort(self) -> None:
        self.aborted = True

    def write(self, data: bytes) -> None:
        self.written += data


class _Sink:
    """Collects what is pushed."""

    def __init__(self) -> None:
        self.said: list[object] = []

    def body(self, payload: bytes) -> None:
        self.said.append(payload)

    def end(self, trailers: Headers) -> None:
        self.said.append(trailers)

    def fail(self, error: Exception) -> None:
        self.said.append(type(error))


def replied(source: _Source) -> UpstreamReply:
    """A reply with room for ten bytes whose head is here."""
    reply = UpstreamReply(source, Limits(buffer_bytes=10), None)
    reply.arrive(HEAD)
    return reply


async def test_a_sink_gets_everything_in_order() -> None:
    """What came before it was attached comes first, then every piece as it comes, then the end."""
    source, sink = _Source(), _Sink()
    reply = replied(source)
    reply.body(b"a" * 11)
    reply.attach(sink)
    assert source.calls == ["hold", "release"]
    reply.body(b"b")
    reply.end([(b"T", b"t")])
    assert sink.said == [b"a" * 11, b"b", [(b"T", b"t")]]
    reply.abort()
    assert not source.aborted


@pytest.mark.parametrize("late", [False, True])
async def test_a_break_reaches_the_sink_once(*, late: bool) -> None:
    """Before or after it was attached, and never twice."""
    sink = _Sink()
    reply = replied(_Source())
    if not late:
        reply.attach(sink)
    reply.fail(UpstreamBroken("x"))
    reply.fail(UpstreamBroken("y"))
    if late:
        reply.attach(sink)
    assert sink.said == [UpstreamBroken]


async def test_a_break_before_the_head_is_raised() -> None:
    """Who waits for the head hears of it."""
    reply = UpstreamReply(_Source(), Limits(), None)
    reply.fail(UpstreamBroken("x"))
    with pytest.raises(UpstreamBroken):
        await reply.arrived


async def test_a_reply_may_be_read_whole() -> None:
    """Up to a limit; what is larger is given up."""
    reply = replied(_Source())
    reading = asyncio.ensure_future(reply.read(5))
    await asyncio.wait([reading], timeout=0.01)
    reply.body(b"ab")
    reply.body(b"c")
    reply.end([])
    assert await reading == b"abc"
    source = _Source()
    large = replied(source)
    large.body(b"abcdef")
    assert await large.read(5) is None
    assert source.aborted


async def test_reading_a_broken_reply_raises() -> None:
    """Half a body is never given as a whole one."""
    reply = replied(_Source())
    reply.body(b"ab")
    reply.fail(UpstreamBroken("x"))
    with pytest.raises(UpstreamBroken):
        await reply.read(5)


async def test_pressure_and_giving_up_reach_the_source() -> None:
    """A slow client holds the upstream back; leaving the `with` gives up what is not whole."""
    source = _Source()
    with replied(source) as reply:
        reply.pause()
        reply.resume()
        assert source.calls == ["hold", "release"]
        reply.write(b"x")
    assert (source.aborted, source.written) == (True, b"x")
