"""Replies on their way: untouched, as they come, broken as they break, edited only where asked."""

from __future__ import annotations

import asyncio
import gzip
import resource
import zlib

import brotli  # type: ignore[import-untyped]
import pytest
import zstandard

from proxy.core.exchange import Usage
from proxy.edge.downstream import Exchange, Handler
from proxy.errors import UpstreamBroken, UpstreamTimeout
from tests.edge.stage import GET, Caller, Stage, answer, status, until

BOTH_LOOPS = True

EVENT = b'data: {"a": 1}\n\n'
LAST = b"data: [DONE]\n\n"
STREAM = b"HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nTransfer-Encoding: chunked\r\n\r\n"
OPEN = b"HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\n\r\n"


def chunk(payload: bytes) -> bytes:
    """One chunk."""
    return b"%x\r\n%b\r\n" % (len(payload), payload)


class Reader:
    """A reply reader that remembers, and edits if told to."""

    def __init__(self, *, edits: bool = False) -> None:
        self.edits = edits
        self.seen = b""
        self.finished = 0

    def feed(self, chunk: bytes) -> bytes:
        """Upper case stands for an edit."""
        self.seen += chunk
        return chunk.upper() if self.edits else chunk

    def finish(self) -> bytes:
        """One last word when editing."""
        self.finished += 1
        return b"!" if self.edits else b""

    def usage(self) -> Usage:
        """Nothing."""
        return Usage()


CODINGS = {
    b"gzip": gzip.compress,
    b"deflate": zlib.compress,
    b"br": brotli.compress,
    b"zstd": zstandard.ZstdCompressor().compress,
}


async def test_a_reply_keeps_its_bytes(stage: Stage) -> None:
    """Status, reason, field order and case and the body reach the client as the origin sent them."""
    raw = b"HTTP/1.1 203 Fine So Far\r\nx-B: 1\r\nSet-Cookie: a\r\nset-cookie: b\r\nCONTENT-LENGTH: 3\r\n\r\n\x00\xff\n"
    stage.script = answer(raw)
    client = await stage.client()
    client.send(GET)
    assert b"".join(await client.answer()) == raw


async def test_hop_by_hop_fields_of_a_reply_stay_here(stage: Stage) -> None:
    """Connection, what it nominates and Keep-Alive are not passed on (RFC 9110 7.6.1); trailers are."""
    stage.script = answer(
        b"HTTP/1.1 200 OK\r\nConnection: x-secret, keep-alive\r\nX-Secret: 1\r\nKeep-Alive: timeout=5\r\n"
        b"Transfer-Encoding: chunked\r\n\r\n" + chunk(b"a") + b"0\r\nX-Sum: 9\r\n\r\n"
    )
    client = await stage.client()
    client.send(GET)
    assert await client.head() == b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"
    assert await client.exactly(21) == b"1\r\na\r\n0\r\nX-Sum: 9\r\n\r\n"


async def test_a_204_tells_no_framing(stage: Stage) -> None:
    """An upstream that adds framing to a reply without a body (RFC 9112 6.1) does not confuse the client."""
    stage.script = answer(b"HTTP/1.1 204 X\r\nTransfer-Encoding: chunked\r\nA: b\r\n\r\n")
    client = await stage.client()
    client.send(GET)
    assert await client.head() == b"HTTP/1.1 204 X\r\nA: b\r\n\r\n"


@pytest.mark.parametrize("code", [204, 304])
async def test_replies_without_body_have_none(stage: Stage, code: int) -> None:
    """204 and 304 end with their head, and the connection goes on."""
    stage.script = answer(b"HTTP/1.1 %d X\r\nETag: 1\r\n\r\n" % code)
    client = await stage.client()
    client.send(GET + GET)
    for _ in range(2):
        assert await client.head() == b"HTTP/1.1 %d X\r\nETag: 1\r\n\r\n" % code


async def test_head_requests_get_lengths_without_bodies(stage: Stage) -> None:
    """The answer to HEAD keeps the Content-Length that GET would have, and nothing follows it."""
    stage.script = answer(b"HTTP/1.1 200 OK\r\nContent-Length: 500\r\n\r\n")
    client = await stage.client()
    client.send((b"HEAD / HTTP/1.1\r\nHost: h\r\n\r\n") * 2)
    for _ in range(2):
        assert b"Content-Length: 500" in await client.head()


async def test_interim_replies_pass(stage: Stage) -> None:
    """103 reaches a client of HTTP/1.1 and not one of 1.0; a 100 that nobody asked for reaches neither."""
    stage.script = answer(
        b"HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\n"
        b"HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n"
    )
    client = await stage.client()
    client.send(GET)
    assert await client.head() == b"HTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\n"
    assert status(await client.head()) == 200
    assert status(await stage.ask(b"GET / HTTP/1.0\r\n\r\n")) == 200


async def test_a_stream_passes_event_by_event(stage: Stage) -> None:
    """Every event reaches the client before the origin sends the next one."""
    go = asyncio.Semaphore(0)

    async def script(caller: Caller) -> None:
        await caller.request()
        caller.send(STREAM)
        for _ in range(5):
            await go.acquire()
            caller.send(chunk(EVENT))
        caller.send(b"0\r\n\r\n")

    stage.script = script
    reader = Reader()
    stage.relaying = {"reader": reader}
    client = await stage.client()
    client.send(GET)
    await client.head()
    for _ in range(5):
        go.release()
        assert await client.exactly(len(chunk(EVENT))) == chunk(EVENT)
    assert await client.exactly(5) == b"0\r\n\r\n"
    assert (reader.seen, reader.finished) == (EVENT * 5, 1)


@pytest.mark.parametrize("version", [b"1.1", b"1.0"])
async def test_a_body_that_ends_with_its_connection(stage: Stage, version: bytes) -> None:
    """A close-delimited reply is chunked for HTTP/1.1 and close-delimited for HTTP/1.0."""
    stage.script = answer(OPEN, EVENT, keep=False)
    reply = await stage.ask(b"GET / HTTP/%b\r\nHost: h\r\nConnection: close\r\n\r\n" % version)
    head, _, body = reply.partition(b"\r\n\r\n")
    assert b"Connection: close" in head
    assert (b"chunked" in head) == (version == b"1.1")
    assert body.replace(EVENT, b"E").replace(b"10\r\nE\r\n", b"E").replace(b"0\r\n\r\n", b"") == b"E"
    assert body.endswith(b"0\r\n\r\n") == (version == b"1.1")


async def test_http_1_0_may_keep_its_connection(stage: Stage) -> None:
    """A client of HTTP/1.0 that asks for it keeps its connection where the length is known."""
    client = await stage.client()
    for _ in range(2):
        client.send(b"GET / HTTP/1.0\r\nConnection: keep-alive\r\n\r\n")
        head, body = await client.answer()
        assert b"Connection: keep-alive" in head
        assert body == b"hello"


BREAKS = {
    "chunked": (STREAM + chunk(EVENT), b"1.1"),
    "length": (b"HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n" + EVENT, b"1.1"),
    "open": (OPEN + EVENT, b"1.1"),
}


@pytest.mark.parametrize("how", BREAKS)
async def test_a_reset_upstream_is_a_break_for_the_client(stage: Stage, how: str) -> None:
    """A reply that is reset never ends cleanly, whatever its framing; the handler hears `UpstreamBroken`."""
    raw, version = BREAKS[how]
    heard: list[BaseException] = []

    async def script(caller: Caller) -> None:
        await caller.request()
        caller.send(raw)
        await until(lambda: stage.exchanges and stage.exchanges[-1].bytes_out >= len(EVENT))
        caller.reset()

    stage.script, stage.handler = script, _hearing(stage, heard)
    client = await stage.client()
    client.send(b"GET / HTTP/%b\r\nHost: h\r\n\r\n" % version)
    head = await client.head()
    body = await client.rest()
    assert EVENT in body
    assert not body.endswith(b"0\r\n\r\n")
    assert b"chunked" in head or len(body) < 100
    assert [type(error) for error in heard] == [UpstreamBroken]


async def test_a_reset_reaches_a_client_of_http_1_0_as_a_reset(stage: Stage) -> None:
    """Where the end of the connection is the end of the body, only a reset says that it is not whole."""

    async def script(caller: Caller) -> None:
        await caller.request()
        caller.send(OPEN + EVENT)
        await until(lambda: stage.exchanges and stage.exchanges[-1].bytes_out)
        caller.reset()

    stage.script = script
    client = await stage.client()
    client.send(b"GET / HTTP/1.0\r\n\r\n")
    with pytest.raises(ConnectionResetError):
        await client.rest()


@pytest.mark.parametrize(("last", "said"), [(EVENT, True), (EVENT[:5], False)])
async def test_a_broken_event_stream_says_so_between_events(stage: Stage, last: bytes, *, said: bool) -> None:
    """The provider's error event is the last thing a broken stream says, but never inside another event."""

    async def script(caller: Caller) -> None:
        await caller.request()
        caller.send(STREAM + chunk(EVENT) + chunk(last))

    stage.script, stage.relaying = script, {"broken": b"event: error\n\n"}
    reply = await stage.ask(GET)
    assert (b"event: error\n\n" in reply) == said
    assert not reply.endswith(b"0\r\n\r\n")


async def test_a_reply_that_breaks_before_its_head_is_a_502(stage: Stage) -> None:
    """Nothing was sent yet, so the client gets an answer."""

    async def script(caller: Caller) -> None:
        await caller.request()
        caller.send(b"HTTP/1.1 200 OK\r\nContent-")

    stage.script = script
    client = await stage.client()
    client.send(GET)
    assert status((await client.answer())[0]) == 502


async def test_a_silent_stream_is_ended_after_an_hour(stage: Stage) -> None:
    """An idle stream lives for its hour and then breaks with `UpstreamTimeout`."""
    heard: list[BaseException] = []

    async def script(caller: Caller) -> None:
        await caller.request()
        caller.send(STREAM)
        await caller.gone()

    stage.script, stage.handler = script, _hearing(stage, heard)
    client = await stage.client()
    client.send(GET)
    await client.head()
    stage.turn(0.5)
    stage.turn(3590)
    assert not heard
    stage.turn(20)
    assert await client.rest() == b""
    assert [type(error) for error in heard] == [UpstreamTimeout]


@pytest.mark.parametrize("coding", CODINGS)
@pytest.mark.parametrize("edits", [False, True])
async def test_compressed_replies_are_read_and_kept(stage: Stage, coding: bytes, *, edits: bool) -> None:
    """The reader sees the text; the client gets the very bytes, or plain edited ones without a stale coding."""
    text = b"some words that repeat, some words that repeat" * 20
    packed = CODINGS[coding](text)
    stage.script = answer(
        b"HTTP/1.1 200 OK\r\nContent-Encoding: %b\r\nETag: 1\r\nContent-Length: %d\r\n\r\n" % (coding, len(packed)),
        packed,
    )
    reader = Reader(edits=edits)
    stage.relaying = {"reader": reader}
    client = await stage.client()
    client.send(GET)
    head, body = await client.answer()
    assert (reader.seen, reader.finished) == (text, 1)
    assert body == (text.upper() + b"!" if edits else packed)
    assert (b"Content-Encoding" in head) == (not edits)
    assert (b"ETag" in head) == (not edits)


async def test_edited_streams_are_chunked(stage: Stage) -> None:
    """An edited reply loses the Content-Length that no longer fits, and ends properly."""

    async def script(caller: Caller) -> None:
        await caller.request()
        caller.send(b"HTTP/1.1 200 OK\r\nContent-Length: 6\r\n\r\nabc")
        await until(lambda: stage.exchanges[-1].bytes_out)
        caller.send(b"def")
        await caller.gone()

    stage.script, stage.relaying = script, {"reader": Reader(edits=True)}
    client = await stage.client()
    client.send(GET)
    head = await client.head()
    assert b"Content-Length" not in head
    assert await client.chunks() == b"ABCDEF!"


async def test_a_bomb_passes_unread(stage: Stage) -> None:
    """A reply that inflates without end costs bounded memory, and the client gets its bytes all the same."""
    stage.limits = type(stage.limits)(decoded_bytes=100_000)
    packed = gzip.compress(bytes(50_000_000))
    stage.script = answer(
        b"HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: %d\r\n\r\n" % len(packed), packed
    )
    reader = Reader()
    stage.relaying = {"reader": reader}
    client = await stage.client()
    client.send(GET)
    assert (await client.answer())[1] == packed
    assert len(reader.seen) <= 100_000


async def test_fields_are_added_and_replaced(stage: Stage) -> None:
    """Extra fields take the place of the upstream's of the same name."""
    stage.script = answer(b"HTTP/1.1 200 OK\r\nX-Left: up\r\nVia: x\r\nContent-Length: 0\r\n\r\n")
    stage.relaying = {"extra": [(b"x-left", b"ours")], "drop": frozenset({b"via"})}
    client = await stage.client()
    client.send(GET)
    assert await client.head() == b"HTTP/1.1 200 OK\r\nContent-Length: 0\r\nx-left: ours\r\n\r\n"


async def test_a_slow_reader_holds_the_origin_back(stage: Stage) -> None:
    """200 MB for a client that reads nothing cost less than 16 MB, and all of it arrives once it does."""
    size, piece = 200_000_000, bytes(1_000_000)
    sent = 0

    async def script(caller: Caller) -> None:
        nonlocal sent
        await caller.request()
        caller.send(b"HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n" % size)
        while sent < size:
            caller.send(piece)
            sent += len(piece)
            await caller.writer.drain()

    stage.script = script
    client = await stage.client()
    client.writer.transport.pause_reading()  # type: ignore[attr-defined]
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    client.send(GET)
    await until(lambda: stage.downstreams and stage.downstreams[0]._stuck_since is not None)
    held = stage.downstreams[0]._transport.get_write_buffer_size()
    client.writer.transport.resume_reading()  # type: ignore[attr-defined]
    await client.head()
    left = size
    while left:
        left -= len(await client.reader.read(1_000_000))
    assert held < 2_000_000
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 16_000  # KiB


PHASES = ("waiting", "streaming", "whole")


@pytest.mark.parametrize("phase", PHASES)
async def test_a_client_that_leaves_ends_the_upstream_call(stage: Stage, phase: str) -> None:
    """While it waits, mid-stream and mid-body: the origin sees its connection closed within a second."""
    gone = asyncio.Event()
    reached = asyncio.Event()

    async def script(caller: Caller) -> None:
        await caller.request()
        if phase == "streaming":
            caller.send(STREAM + chunk(EVENT))
        if phase == "whole":
            caller.send(b"HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nabc")
        reached.set()
        await caller.gone()
        gone.set()

    stage.script = script
    client = await stage.client()
    client.send(GET)
    await reached.wait()
    if phase != "waiting":
        await client.head()
    client.leave()
    await asyncio.wait_for(gone.wait(), 1)


@pytest.mark.parametrize("leaving", ["client", "upstream"])
async def test_the_reader_sees_all_that_passed_before_a_break(stage: Stage, leaving: str) -> None:
    """A reader that edits nothing may look late, but in the end it has seen every byte that the client got."""
    over = asyncio.Event()

    async def script(caller: Caller) -> None:
        await caller.request()
        caller.send(STREAM)
        for event in (*[EVENT] * 20, LAST):
            caller.send(chunk(event))
        if leaving == "client":
            await caller.gone()
        over.set()

    stage.script, reader = script, Reader()
    stage.relaying = {"reader": reader}
    client = await stage.client()
    client.send(GET)
    await client.head()
    await client.line(LAST)
    if leaving == "client":
        client.leave()
    await over.wait()
    await until(lambda: reader.seen == EVENT * 20 + LAST)
    assert not reader.finished


async def test_a_reader_that_fails_breaks_its_stream_only(stage: Stage) -> None:
    """A bug in a reader is reported and ends its reply; it never reaches the event loop."""

    class Faulty(Reader):
        def feed(self, chunk: bytes) -> bytes:
            raise ZeroDivisionError(len(chunk))

    stage.script = answer(STREAM, chunk(EVENT), b"0\r\n\r\n")
    stage.relaying = {"reader": Faulty()}
    assert not (await stage.ask(GET)).endswith(b"0\r\n\r\n")
    assert [type(error) for error in stage.reports] == [ZeroDivisionError]


def _hearing(stage: Stage, heard: list[BaseException]) -> Handler:
    async def handler(exchange: Exchange) -> None:
        try:
            await stage.forward(exchange)
        except BaseException as error:
            heard.append(error)
            raise

    return handler
