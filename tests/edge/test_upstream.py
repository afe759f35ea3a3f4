"""Upstreams: the pool, the one retry, limits, bodies on their way."""

from __future__ import annotations

import asyncio
import resource
import socket

import pytest

from proxy.edge.exchange import Exchange
from proxy.edge.limits import Limits
from proxy.edge.sweep import Sweep
from proxy.edge.upstream import Origin
from proxy.errors import SettingsError
from tests.edge.certificate import certificate
from tests.edge.stage import GET, HELLO, Caller, Stage, status, until

BOTH_LOOPS = True

POST = b"POST /v1/x HTTP/1.1\r\nHost: h\r\nContent-Length: 2\r\n\r\nhi"


def origin(url: str) -> Origin:
    """An origin that is only looked at."""
    return Origin(url, sweep=Sweep(lambda: 0.0))


@pytest.mark.parametrize("url", ["ftp://h", "http://", "h:80", "http://h/?q=1", "http://h/#f"])
async def test_an_upstream_is_an_http_url(url: str) -> None:
    """Anything else is refused with a message that says what to write."""
    with pytest.raises(SettingsError, match="http://HOST"):
        origin(url)


async def test_credentials_of_the_url_never_become_a_host() -> None:
    """What stands before the @ is not sent as the upstream's name."""
    assert origin("http://user:word@h:81/v1").authority == b"h:81"


async def test_connections_are_kept(stage: Stage) -> None:
    """Requests of several clients, one after the other, share one upstream connection."""
    for _ in range(5):
        client = await stage.client()
        client.send(POST)
        assert status((await client.answer())[0]) == 200
    assert stage.connections == 1


async def test_a_reply_that_says_close_is_not_kept(stage: Stage) -> None:
    """Connection: close in a reply ends that connection, and the next request gets a new one."""

    async def script(caller: Caller) -> None:
        await caller.request()
        caller.send(HELLO.replace(b"\r\n", b"\r\nConnection: close\r\n", 1))

    stage.script = script
    client = await stage.client()
    for _ in range(2):
        client.send(POST)
        assert status((await client.answer())[0]) == 200
    assert stage.connections == 2


async def test_a_connection_that_was_closed_while_free_is_not_used(stage: Stage) -> None:
    """A POST never meets a connection that the upstream closed before: the kernel is asked first."""

    async def script(caller: Caller) -> None:
        await caller.request()
        caller.send(HELLO)
        await caller.writer.drain()

    stage.script = script
    client = await stage.client()
    for _ in range(20):
        client.send(POST)
        assert status((await client.answer())[0]) == 200
    assert len(stage.seen) == 20


@pytest.mark.parametrize(("request_", "attempts", "expected"), [(GET, 2, 200), (POST, 1, 502)])
async def test_only_what_is_safe_is_sent_twice(stage: Stage, request_: bytes, attempts: int, expected: int) -> None:
    """On a reused connection that dies unanswered a GET is sent again, once; a POST never is (RFC 9110 9.2.2)."""
    numbers = []

    async def script(caller: Caller) -> None:
        await caller.request()
        caller.send(HELLO)
        await caller.request()
        numbers.append(1)
        if len(numbers) < 2:
            caller.reset()
        caller.send(HELLO)

    stage.script = script
    client = await stage.client()
    client.send(GET)
    await client.answer()
    stage.seen.clear()
    client.send(request_)
    assert status((await client.answer())[0]) == expected
    assert len(stage.seen) == attempts


async def test_a_new_connection_that_dies_is_not_tried_again(stage: Stage) -> None:
    """Only old age explains a death without an answer; a fresh connection's is the request's fault or the server's."""

    async def script(caller: Caller) -> None:
        await caller.request()

    stage.script = script
    client = await stage.client()
    client.send(GET)
    assert status((await client.answer())[0]) == 502
    assert len(stage.seen) == 1


async def test_an_upstream_that_is_not_there_is_a_502(stage: Stage) -> None:
    """No connection, no answer of the upstream: 502, and the client's connection goes on."""
    await stage.client()
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        assert stage.sweep is not None
        stage.origin = Origin(f"http://127.0.0.1:{taken.getsockname()[1]}", sweep=stage.sweep)
        client = await stage.client()
        for _ in range(2):
            client.send(GET)
            assert status((await client.answer())[0]) == 502


async def test_an_upstream_that_does_not_answer_is_a_504(stage: Stage) -> None:
    """The first byte has a limit, and the upstream connection is closed when it is over."""
    gone = asyncio.Event()

    async def script(caller: Caller) -> None:
        await caller.request()
        await caller.gone()
        gone.set()

    stage.script, stage.limits = script, Limits(first_byte_s=30)
    client = await stage.client()
    client.send(GET)
    await until(lambda: stage.seen)
    stage.turn(29)
    stage.turn(2)
    assert status((await client.answer())[0]) == 504
    await asyncio.wait_for(gone.wait(), 1)


async def test_free_connections_are_closed_before_the_upstream_does(stage: Stage) -> None:
    """A connection that was free for four seconds is closed by us: uvicorn closes after five."""
    client = await stage.client()
    client.send(GET)
    await client.answer()
    stage.turn(5)
    client.send(GET)
    await client.answer()
    assert stage.connections == 2


async def test_a_streamed_body_reaches_the_origin_as_it_comes(stage: Stage) -> None:
    """A body that is not inspected is passed on piece by piece, with its framing."""
    stage.inspected = False
    pieces: list[bytes] = []
    more = asyncio.Event()

    async def script(caller: Caller) -> None:
        seen = await caller.head()
        assert seen.values(b"content-length") == [b"6"]
        pieces.append(await caller.reader.readexactly(3))
        more.set()
        pieces.append(await caller.reader.readexactly(3))
        caller.send(HELLO)

    stage.script = script
    client = await stage.client()
    client.send(b"PUT /file HTTP/1.1\r\nHost: h\r\nContent-Length: 6\r\n\r\nabc")
    await asyncio.wait_for(more.wait(), 5)
    client.send(b"def")
    assert status((await client.answer())[0]) == 200
    assert pieces == [b"abc", b"def"]


async def test_trailers_of_a_streamed_request_pass(stage: Stage) -> None:
    """A chunked request stays chunked when it streams, and its trailers arrive."""
    stage.inspected = False
    client = await stage.client()
    client.send(
        b"POST / HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n5;x=y\r\nhello\r\n0\r\nX-Sum: 1\r\n\r\n"
    )
    await client.answer()
    (seen,) = stage.seen
    assert (seen.body, seen.trailers) == (b"hello", b"X-Sum: 1\r\n")
    assert seen.values(b"content-length") == []


async def test_a_chunked_request_that_was_read_has_a_length(stage: Stage) -> None:
    """One framing, and one that every model server understands."""
    client = await stage.client()
    client.send(b"POST / HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n0\r\n\r\n")
    await client.answer()
    (seen,) = stage.seen
    assert seen.body == b"hello"
    assert (seen.values(b"content-length"), seen.values(b"transfer-encoding")) == ([b"5"], [])


async def test_30_mb_stream_through_bounded_memory(stage: Stage) -> None:
    """A body of 30 MB that nobody inspects passes in order, and hardly any of it is ever here."""
    stage.inspected = False
    held = []

    async def script(caller: Caller) -> None:
        head = await caller.head()
        left = int(head.values(b"content-length")[0])
        while left:
            left -= len(await caller.reader.read(65_536))
            held.append(stage.exchanges[0]._held)
        caller.send(HELLO)

    stage.script = script
    client = await stage.client()
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    client.send(b"POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 30000000\r\n\r\n")
    for _ in range(300):
        client.send(bytes(100_000))
        await client.writer.drain()
    assert status((await client.answer())[0]) == 200
    assert max(held) < 400_000  # the room of 64 KiB and one read of the socket
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 16_000  # KiB


async def test_an_upstream_that_does_not_read_holds_the_client_back(stage: Stage) -> None:
    """An origin that stops reading stops the client, and is given up after its limit."""
    stage.inspected = False

    async def script(caller: Caller) -> None:
        await caller.head()
        await asyncio.Event().wait()

    stage.script = script
    client = await stage.client()
    client.send(b"POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 80000000\r\n\r\n" + bytes(40_000_000))
    await until(lambda: stage.upstreams and stage.upstreams[0]._full and stage.downstreams[0]._holding)
    assert client.writer.transport.get_write_buffer_size() > 1_000_000
    stage.turn(1)
    stage.turn(200)
    assert status(await client.head()) == 504


async def test_an_early_answer_passes_before_the_body_is_sent(stage: Stage) -> None:
    """An origin that refuses a body half-way is heard at once, and neither connection is used again."""
    stage.inspected = False

    async def script(caller: Caller) -> None:
        await caller.head()
        caller.send(b"HTTP/1.1 413 No\r\nContent-Length: 2\r\n\r\nno")
        await caller.gone()

    stage.script = script
    client = await stage.client()
    client.send(b"POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 8000000\r\n\r\n" + bytes(1_000_000))
    head, body = await client.answer()
    assert (status(head), body) == (413, b"no")
    assert b"Connection: close" in head


async def test_a_client_that_leaves_while_it_sends_ends_the_upstream_call(stage: Stage) -> None:
    """Half a body is never taken for a whole one."""
    stage.inspected = False
    gone = asyncio.Event()

    async def script(caller: Caller) -> None:
        await caller.head()
        await caller.gone()
        gone.set()

    stage.script = script
    client = await stage.client()
    client.send(b"POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 80\r\n\r\nhalf")
    await until(lambda: stage.seen)
    client.leave()
    await asyncio.wait_for(gone.wait(), 1)


async def test_100_continue_is_sent_when_the_body_is_wanted(stage: Stage) -> None:
    """The client hears 100 as soon as somebody reads, and the origin never sees Expect."""
    client = await stage.client()
    client.send(b"POST / HTTP/1.1\r\nHost: h\r\nExpect: 100-continue\r\nContent-Length: 2\r\n\r\n")
    assert await client.head() == b"HTTP/1.1 100 Continue\r\n\r\n"
    client.send(b"hi")
    assert status((await client.answer())[0]) == 200
    assert stage.seen[0].values(b"expect") == []


async def test_a_refused_body_is_not_asked_for(stage: Stage) -> None:
    """Where nobody reads there is no 100, and the connection closes: nobody knows whether the body will come."""

    async def handler(exchange: Exchange) -> None:
        await exchange.answer(403, [], b"no")

    stage.handler = handler
    client = await stage.client()
    client.send(b"POST / HTTP/1.1\r\nHost: h\r\nExpect: 100-continue\r\nContent-Length: 2\r\n\r\n")
    head = await client.head()
    assert status(head) == 403
    assert b"Connection: close" in head


BAD_REPLIES = [
    b"HTTP/1.1 200 OK\r\nContent-Length: 1\r\nContent-Length: 1\r\n\r\na",
    b"HTTP/1.1 200 OK\r\nContent-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
    b"HTTP/1.1 200 OK\r\nX: a\r\n folded\r\n\r\n",
    b"HTTP/1.1 200 OK\r\nX : a\r\n\r\n",
    b"HTTP/1.1 200 OK\r\nX: a\0\r\n\r\n",
    b"HTTP/1.1 200 OK\nContent-Length: 0\n\n",
    b"HTTP/3 200 OK\r\n\r\n",
    b"hello\r\n\r\n",
    b"HTTP/1.1 101 Switching\r\nUpgrade: x\r\n\r\n",
    b"HTTP/1.1 200 OK\r\nTransfer-Encoding: gzip, chunked\r\n\r\n",
    b"HTTP/1.1 200 OK\r\nX: " + b"a" * 70_000,
]


@pytest.mark.parametrize("raw", BAD_REPLIES)
async def test_a_reply_that_is_not_http_is_a_502(stage: Stage, raw: bytes) -> None:
    """Nothing of an answer that two readers could read differently reaches the client."""

    async def script(caller: Caller) -> None:
        await caller.request()
        caller.send(raw)
        await caller.gone()

    stage.script = script
    client = await stage.client()
    client.send(GET)
    head, body = await client.answer()
    assert (status(head), body) == (502, b"502 Bad Gateway\n")


async def test_what_follows_a_reply_is_never_the_next_one(stage: Stage) -> None:
    """Bytes behind a reply close the connection: they cannot answer anybody's next request."""

    async def script(caller: Caller) -> None:
        await caller.request()
        caller.send(HELLO + HELLO.replace(b"hello", b"EVIL!"))
        await caller.gone()

    stage.script = script
    client = await stage.client()
    for _ in range(2):
        client.send(GET)
        assert (await client.answer())[1] == b"hello"
    assert stage.connections == 2


async def test_the_path_of_the_url_goes_before_every_target(stage: Stage) -> None:
    """An upstream with a base path gets it."""
    await stage.client()
    assert stage.sweep is not None
    assert stage.origin is not None
    stage.origin = Origin(stage.origin.url + "/base/", sweep=stage.sweep)
    client = await stage.client()
    client.send(GET)
    await client.answer()
    assert stage.seen[0].line == b"GET /base/v1/models?a=%2e HTTP/1.1"
    stage.origin.close()


async def test_tls_is_verified(stage: Stage) -> None:
    """An upstream whose certificate we trust is used; one that nobody certified for its name is a 502."""
    served, trusted = certificate("localhost")
    await stage.client()
    assert stage.sweep is not None
    port = await stage.listen_origin(served)
    for host, context, expected in (
        ("localhost", trusted, 200),
        ("127.0.0.1", trusted, 502),  # another name than the certificate's
        ("localhost", None, 502),  # nobody we know has signed it
    ):
        stage.origin = Origin(f"https://{host}:{port}", sweep=stage.sweep, ssl_context=context)
        client = await stage.client()
        client.send(POST)
        assert status((await client.answer())[0]) == expected
        stage.origin.close()
    assert [seen.body for seen in stage.seen] == [b"hi"]
