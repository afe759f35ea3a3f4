"""Mutated bytes on both edges: nothing but a refusal or one well-formed message, and no error in the loop.

Requests are made of known smuggling shapes, spliced and mutated; whatever reaches the origin is read by llhttp and
must be exactly one request per answer. Replies are mutated the same way; whatever reaches the client must be HTTP.
"""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Awaitable, Callable

import httptools
import pytest
import uvloop
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.edge.stage import GET, Caller, Stage, turn_of_loop

LINES = [
    b"POST /v1/a HTTP/1.1\r\n", b"GET / HTTP/1.1\r\n", b"HEAD / HTTP/1.0\r\n", b"Host: h\r\n", b"Content-Length: 3\r\n",
    b"Content-Length: 0\r\n", b"Transfer-Encoding: chunked\r\n", b"Transfer-Encoding:\x0bchunked\r\n", b"X: y\r\n",
    b"Transfer-Encoding : chunked\r\n", b" folded\r\n", b"Connection: close\r\n", b"Expect: 100-continue\r\n", b"\r\n",
    b"\n", b"\r", b"\0", b"\xff", b"abc", b"3\r\nabc\r\n", b"0\r\n\r\n", b"0\r\n", b"0\r\nX: y\r\n\r\n",
    b"5;a=b\r\nhello\r\n",
    b"GET /admin HTTP/1.1\r\nHost: h\r\n\r\n", b"Upgrade: websocket\r\nConnection: upgrade\r\n",
    b"\x1b[31m", b" ", b":",
]  # fmt: skip
REPLIES = [
    b"HTTP/1.1 200 OK\r\n", b"HTTP/1.0 204 No\r\n", b"HTTP/1.1 100 Go\r\n\r\n", b"HTTP/1.1 304\r\n",
    b"Content-Length: 3\r\n",
    b"Content-Type: text/event-stream\r\n", b"Transfer-Encoding: chunked\r\n", b"Content-Encoding: gzip\r\n", b"\r\n",
    b"\n", b"abc", b"3\r\nabc\r\n", b"0\r\n\r\n", b"X: y\r\n", b"\0", b"Connection: close\r\n", b"HTTP/1.1 101 Up\r\n",
    b"Connection: x\r\n",
]  # fmt: skip
# Well-formed beginnings, so that mutations get past the first line.
ASKED = [b"POST /a HTTP/1.1\r\nHost: h\r\n", b"GET / HTTP/1.1\r\nHost: h\r\n\r\n"]
SAID = [
    b"HTTP/1.1 200 OK\r\n", b"HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\n", b"HTTP/1.1 200 OK\r\n\r\n",
    b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n",
]  # fmt: skip


def mutated(pieces: list[bytes], beginnings: list[bytes]) -> st.SearchStrategy[bytes]:
    """Pieces in any order behind some beginning or none, with some noise among them."""
    spliced = st.lists(st.sampled_from(pieces), max_size=9).map(b"".join)
    noise = st.one_of(st.just(b""), st.binary(max_size=3))
    return st.tuples(st.sampled_from([*beginnings, b""]), spliced, noise, spliced).map(b"".join)


class _Counting:
    """Counts what llhttp takes for whole messages."""

    def __init__(self) -> None:
        self.heads = 0
        self.messages = 0

    def on_message_complete(self) -> None:
        self.messages += 1

    def on_headers_complete(self) -> None:
        self.heads += 1


def fuzz(examples: st.SearchStrategy[bytes], story: Callable[[Stage, bytes, bool], Awaitable[bool]]) -> None:
    """Tell the story for many examples; a twentieth at least must get through, else it shows nothing."""
    reached: list[bool] = []

    @settings(max_examples=200, deadline=None, suppress_health_check=list(HealthCheck))
    @given(examples, st.booleans())
    def each(raw: bytes, switch: bool) -> None:
        async def whole() -> bool:
            async with Stage() as stage:
                found = await story(stage, raw, switch)
            assert stage.errors == []
            assert stage.reports == []
            return found

        with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
            reached.append(runner.run(whole()))

    each()
    assert sum(reached) > len(reached) / 20


def test_requests() -> None:
    """Whatever a client sends, each request at the origin is one well-formed one with an answer of its own."""

    async def story(stage: Stage, raw: bytes, inspected: bool) -> bool:
        heard: list[bytes] = []

        async def script(caller: Caller) -> None:
            counting, answered = _Counting(), 0
            parser = httptools.HttpRequestParser(counting)
            while data := await caller.reader.read(65_536):
                heard.append(data)
                with contextlib.suppress(httptools.HttpParserUpgrade):
                    parser.feed_data(data)
                assert counting.messages - answered <= 1, "two requests for one answer"
                if counting.messages > answered:
                    answered += 1
                    caller.send(b"HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n")

        stage.script, stage.inspected = script, inspected
        client = await stage.client()
        client.send(raw)
        for _ in range(30):
            await turn_of_loop()
        client.writer.write_eof()
        reply = await client.rest()
        assert reply == b"" or reply.startswith(b"HTTP/1.1 ")
        return bool(heard)

    fuzz(mutated(LINES, ASKED), story)


def test_replies() -> None:
    """Whatever an upstream sends, the client gets one well-formed answer, a 502, or a break."""

    async def story(stage: Stage, raw: bytes, resets: bool) -> bool:
        async def script(caller: Caller) -> None:
            await caller.request()
            caller.send(raw)
            await caller.writer.drain()
            if resets:
                caller.reset()

        stage.script = script
        client = await stage.client()
        client.send(GET.replace(b"\r\n\r\n", b"\r\nConnection: close\r\n\r\n"))
        reply = await client.rest()
        counting = _Counting()
        with contextlib.suppress(httptools.HttpParserUpgrade):
            httptools.HttpResponseParser(counting).feed_data(reply)
        assert counting.heads >= 1
        assert len(stage.seen) == 1
        return b" 502 " not in reply

    fuzz(mutated(REPLIES, SAID), story)


@pytest.mark.parametrize("size", [1, 7, 64])
async def test_bytes_that_drip(stage: Stage, size: int) -> None:
    """However a request is cut, the origin sees the same one."""
    raw = b"POST /x HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n5;a=b\r\nhello\r\n0\r\nT: t\r\n\r\n"
    client = await stage.client()
    for at in range(0, len(raw), size):
        client.send(raw[at : at + size])
        await turn_of_loop()
    await client.answer()
    assert [seen.body for seen in stage.seen] == [b"hello"]
