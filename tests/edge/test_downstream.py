"""Client connections: order, bounds, limits, leaving."""

from __future__ import annotations

import asyncio

import pytest

from proxy.edge.exchange import Exchange
from proxy.edge.limits import Limits
from tests.edge.stage import GET, HELLO, Caller, Stage, status, turn_of_loop, until

BOTH_LOOPS = True


def post(body: bytes, *more: bytes) -> bytes:
    """A POST with this body."""
    lines = [b"POST /v1/x HTTP/1.1", b"Host: h", b"Content-Length: %d" % len(body), *more]
    return b"\r\n".join(lines) + b"\r\n\r\n" + body


async def test_bytes_pass_both_ways(stage: Stage) -> None:
    """Target, field order, field case and body reach the origin as they were, and its answer the client."""
    client = await stage.client()
    client.send(
        b"POST /a//b/../c%2F?x=1&&y= HTTP/1.1\r\nHost: h\r\nX-bEtA: 1\r\naccept:*/*\r\nContent-Length: 3\r\n\r\nabc"
    )
    head, body = await client.answer()
    assert (head + body) == HELLO
    (seen,) = stage.seen
    assert seen.line == b"POST /a//b/../c%2F?x=1&&y= HTTP/1.1"
    assert seen.fields[1:4] == [(b"X-bEtA", b"1"), (b"accept", b"*/*"), (b"Content-Length", b"3")]
    assert seen.body == b"abc"


async def test_pipelined_requests_are_answered_in_order(stage: Stage) -> None:
    """Three requests in one packet are forwarded one after the other and answered in their order."""

    async def script(caller: Caller) -> None:
        while True:
            seen = await caller.request()
            caller.send(b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n" + seen.line[5:7])

    stage.script = script
    client = await stage.client()
    client.send(b"".join(b"GET /%d HTTP/1.1\r\nHost: h\r\n\r\n" % n for n in (11, 22, 33)))
    assert [(await client.answer())[1] for _ in range(3)] == [b"11", b"22", b"33"]
    assert stage.connections == 1


async def test_a_chunked_request_ends_where_the_next_begins(stage: Stage) -> None:
    """Bytes behind the last chunk are the next request, not body and not lost."""
    client = await stage.client()
    chunked = b"POST /1 HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n0\r\n\r\n"
    client.send(chunked + GET)
    assert [status((await client.answer())[0]) for _ in range(2)] == [200, 200]
    assert [seen.body for seen in stage.seen] == [b"abc", b""]


async def test_a_head_may_come_in_pieces(stage: Stage) -> None:
    """A request that arrives byte by byte is the same request."""
    client = await stage.client()
    for byte in post(b"abc"):
        client.send(bytes([byte]))
        await client.writer.drain()
    assert status((await client.answer())[0]) == 200
    assert stage.seen[0].body == b"abc"


async def test_one_empty_line_before_a_request_is_read_over(stage: Stage) -> None:
    """A CRLF left over from the request before does no harm (RFC 9112 2.2)."""
    client = await stage.client()
    client.send(post(b"abc") + b"\r\n" + GET)
    assert [status((await client.answer())[0]) for _ in range(2)] == [200, 200]


@pytest.mark.parametrize(
    ("raw", "expected"),
    [
        (b"GET /" + b"a" * 70_000 + b" HTTP/1.1\r\nHost: h\r\n\r\n", 414),
        (b"GET / HTTP/1.1\r\nHost: h\r\nX: " + b"a" * 70_000 + b"\r\n\r\n", 431),
        (b"GET / HTTP/1.1\r\nHost: h\r\n" + b"X: a\r\n" * 200 + b"\r\n", 431),
        (b"GET / HTTP/1.1\nHost: h\n\n", 400),
        (b"GET / HTTP/1.1\r\nHost: h\r\nExpect: cake\r\n\r\n", 417),
        (b"GET / HTTP/2.0\r\nHost: h\r\n\r\n", 505),
        (b"BREW / HTTP/1.1\r\nHost: h\r\n\r\n", 501),
        (b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03\r\n\r\n", 400),
    ],
)
async def test_what_cannot_be_read_is_refused_and_closed(stage: Stage, raw: bytes, expected: int) -> None:
    """A request that breaks a rule or a bound gets its status and a close; the origin hears nothing."""
    reply = await stage.ask(raw)
    assert status(reply) == expected
    assert b"Connection: close" in reply
    assert stage.seen == []


async def test_a_refusal_does_not_wait_for_the_end_of_a_head(stage: Stage) -> None:
    """What can become no head is refused as soon as that is sure."""
    client = await stage.client()
    client.send(b"GET / HTTP/1.1\r\nHost: h\nX: ")
    assert status(await client.head()) == 400


@pytest.mark.parametrize("body", [b"x\r\n", b"5\nhello", b"-1\r\n", b"5;\x00\r\nhello", b"5\r\nhelloX\r\n0\r\n\r\n"])
@pytest.mark.parametrize("inspected", [True, False])
async def test_a_body_that_breaks_http_is_refused(stage: Stage, body: bytes, *, inspected: bool) -> None:
    """Bad chunks get 400 and a close, and the origin never sees such a request end."""
    stage.inspected = inspected
    ended = []

    async def script(caller: Caller) -> None:
        await caller.request()
        ended.append(1)

    stage.script = script
    reply = await stage.ask(b"POST / HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n" + body)
    assert status(reply) == 400
    assert b"Connection: close" in reply
    assert not ended


async def test_a_slow_head_is_timed_out(stage: Stage) -> None:
    """A head that does not end within its limit gets 408, however steadily it drips."""
    client = await stage.client()
    client.send(b"GET / HTTP/1.1\r\n")
    await until(lambda: stage.downstreams and stage.downstreams[0]._heads.partial)
    stage.turn(20)
    client.send(b"Host: h\r\n")
    await until(lambda: len(stage.downstreams[0]._heads._held) > 20)
    stage.turn(11)
    assert status(await client.rest()) == 408


async def test_an_idle_connection_is_closed_without_a_word(stage: Stage) -> None:
    """A kept-alive connection ends after its idle limit, not before."""
    client = await stage.client()
    client.send(GET)
    await client.answer()
    stage.turn(74)
    client.send(GET)
    await client.answer()
    stage.turn(76)
    assert await client.rest() == b""


async def test_a_body_that_stalls_is_timed_out(stage: Stage) -> None:
    """A body that stops coming gets 408 after its limit."""
    client = await stage.client()
    client.send(post(b"abc")[:-1])
    await until(lambda: stage.exchanges and stage.exchanges[0]._held == 2)
    stage.turn(61)
    assert status(await client.rest()) == 408


async def test_a_handler_that_fails_is_a_500_and_reported(stage: Stage) -> None:
    """A bug of ours is an answer for the client and a report for the operator, never an error in the loop."""

    async def handler(_: Exchange) -> None:
        raise KeyError("secret")

    stage.handler = handler
    client = await stage.client()
    client.send(GET)
    head, body = await client.answer()
    assert status(head) == 500
    assert b"secret" not in head + body
    assert [type(error) for error in stage.reports] == [KeyError]


async def test_a_client_that_leaves_cancels_its_handler(stage: Stage) -> None:
    """Closing, or only closing the sending half, ends the handler at once."""
    for half in (False, True):
        begun, ended = asyncio.Event(), asyncio.Event()

        async def handler(_: Exchange, begun: asyncio.Event = begun, ended: asyncio.Event = ended) -> None:
            begun.set()
            try:
                await asyncio.Event().wait()
            finally:
                ended.set()

        stage.handler = handler
        client = await stage.client()
        client.send(GET)
        await begun.wait()
        if half:
            client.writer.write_eof()
        else:
            client.leave()
        await asyncio.wait_for(ended.wait(), 1)


async def test_pipelined_bytes_are_bounded(stage: Stage) -> None:
    """A client that keeps sending while its first request is in flight is not received without end."""
    stage.limits = Limits(buffer_bytes=4096)
    gate = asyncio.Event()

    async def script(caller: Caller) -> None:
        while True:
            await caller.request()
            await gate.wait()
            caller.send(HELLO)

    stage.script = script
    client = await stage.client()
    transport = client.writer.transport
    client.send(GET * 300_000)  # 13 MB, more than all socket buffers on the way
    await until(lambda: stage.downstreams and stage.downstreams[0]._holding)
    assert transport.get_write_buffer_size() > 1_000_000
    gate.set()
    assert status((await client.answer())[0]) == 200


async def test_a_client_that_leaves_while_it_is_not_received_is_noticed(stage: Stage) -> None:
    """Behind a paused socket no end of file arrives; the sweep asks the kernel instead."""
    stage.limits = Limits(buffer_bytes=64)
    ended = asyncio.Event()

    async def handler(_: Exchange) -> None:
        try:
            await asyncio.Event().wait()
        finally:
            ended.set()

    stage.handler = handler
    client = await stage.client()
    client.send(GET)
    await until(lambda: stage.exchanges)
    client.send(GET * 100)
    await until(lambda: stage.downstreams and stage.downstreams[0]._holding)
    client.leave()
    async with asyncio.timeout(5):
        while not ended.is_set():
            stage.turn(0.5)
            await turn_of_loop()


async def test_an_early_answer_closes_without_a_reset(stage: Stage) -> None:
    """A refusal before the body has come is readable: the rest is read and dropped, then the connection ends."""

    async def handler(exchange: Exchange) -> None:
        await exchange.answer(403, [], b"no")

    stage.handler = handler
    client = await stage.client()
    client.send(post(b"a" * 5_000_000)[:4_000_000])
    head, body = await client.answer()
    assert (status(head), body) == (403, b"no")
    assert b"Connection: close" in head
    client.send(b"a" * 100_000)
    stage.turn(6)
    await client.rest()


async def test_answers_do_not_pile_up(stage: Stage) -> None:
    """A client that only asks and never reads is not answered ahead: the next request waits until it reads again."""

    async def handler(exchange: Exchange) -> None:
        await exchange.answer(200, [], bytes(100_000))

    stage.handler = handler
    client = await stage.client()
    client.writer.transport.pause_reading()  # type: ignore[attr-defined]
    client.send(GET * 300)
    await until(lambda: stage.downstreams and stage.downstreams[0]._stuck_since is not None)
    client.send(GET * 10)
    for _ in range(20):
        await turn_of_loop()
    assert stage.downstreams[0]._transport.get_write_buffer_size() < 500_000
    client.writer.transport.resume_reading()  # type: ignore[attr-defined]
    for _ in range(310):
        assert len((await client.answer())[1]) == 100_000


@pytest.mark.parametrize(
    "framing", [b"Content-Length: 9\r\n\r\n123456789", b"Transfer-Encoding: chunked\r\n\r\n9\r\n1234"]
)
async def test_a_body_may_have_a_limit(stage: Stage, framing: bytes) -> None:
    """Where a limit is set, a larger body is a 413, told in advance or not."""
    stage.limits = Limits(body_bytes=3)
    reply = await stage.ask(b"POST / HTTP/1.1\r\nHost: h\r\n" + framing)
    assert status(reply) == 413
    assert stage.seen == []
