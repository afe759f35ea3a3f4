"""What no policy touches passes byte for byte, both ways: each request goes to the origin directly and through us."""

from __future__ import annotations

import asyncio
import gzip
from pathlib import Path

import brotli  # type: ignore[import-untyped]
import psutil
import pytest
import zstandard

from tests.e2e.origin import Origin
from tests.e2e.proxy import Proxy
from tests.edge.stage import Caller, Client, Received, answer

CHAT = b'{ "model":"m" ,"messages":[{"role":"user","content":"h\\u00e9llo"}], "x_vendor":{"a":1.0}, "model":"m"}'
REPLY = (
    b'{"id":"x","choices":[{"index":0,"message":{"role":"assistant","content":"hi","reasoning":"r"}}],"vendor":1.00}'
)
SSE = (
    b'data: {"id":"c","choices":[{"index":0,"delta":{"reasoning":"hm","x":1.0}}]}\n\n'
    b': comment\r\n\r\ndata:{"choices":[]}\n\ndata: [DONE]\n\n'
)


def post(path: bytes, body: bytes, *fields: bytes) -> bytes:
    """A POST on the wire."""
    lines = [b"POST " + path + b" HTTP/1.1", b"Host: api.example", b"Content-Length: %d" % len(body), *fields]
    return b"\r\n".join(lines) + b"\r\n\r\n" + body


def get(target: bytes, *fields: bytes, method: bytes = b"GET") -> bytes:
    """A request without a body on the wire."""
    return b"\r\n".join([method + b" " + target + b" HTTP/1.1", b"Host: api.example", *fields]) + b"\r\n\r\n"


def reply(body: bytes, *fields: bytes, status: bytes = b"200 OK") -> bytes:
    """An answer on the wire."""
    return b"\r\n".join([b"HTTP/1.1 " + status, b"Content-Length: %d" % len(body), *fields]) + b"\r\n\r\n" + body


OK = reply(REPLY, b"content-type: application/json", b"X-Request-Id: r1", b"Set-Cookie: a=1", b"set-cookie: b=2")
JSON = b"Content-Type: application/json"
HEADERS = (
    b"traceparent: 00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01",
    b"tracestate: a=b",
    b"anthropic-beta: tools-2024-04-04,prompt-caching-2024-07-31",
    b"X-Stainless-Lang: python",
    b"x-a:  odd   spaces ",
    b"X-A: twice",
    b"Cookie: s=1; t=2",
    b"Accept-Encoding: gzip, br;q=0.5",
    b"Authorization: Bearer sk-me",
)
ROUTES = (b"/v1/chat/completions", b"/v1/messages", b"/v1/responses", b"/v1/embeddings", b"/api/chat", b"/generate",
          b"/v1/messages/count_tokens", b"/unknown/route")  # fmt: skip

REQUESTS = {
    **{f"headers on {path.decode()}": post(path, CHAT, JSON, *HEADERS) for path in ROUTES},
    "query string": get(b"/v1/models?a=%2e&b=c+d&&e&f=%C3%A9&key=sk-1"),
    "query on chat": post(b"/v1/chat/completions?api-version=2024&&x=%2F", CHAT, JSON),
    "dots": post(b"/v1/chat/../../admin", CHAT, JSON),
    "encoded dots": get(b"/v1/%2e%2e/admin%2Fx"),
    "double slashes": post(b"//v1//chat/completions", CHAT, JSON),
    "trailing slash": post(b"/v1/chat/completions/", CHAT, JSON),
    "encoded route": post(b"/v1/chat/%63ompletions", CHAT, JSON),
    "gzip": post(b"/v1/chat/completions", gzip.compress(CHAT), JSON, b"Content-Encoding: gzip"),
    "br": post(b"/v1/chat/completions", brotli.compress(CHAT), JSON, b"content-encoding: br"),
    "zstd": post(b"/v1/messages", zstandard.compress(CHAT), JSON, b"Content-Encoding: zstd"),
    "unknown coding": post(b"/v1/messages", CHAT, JSON, b"Content-Encoding: rot13"),
    "multipart": post(
        b"/v1/audio/transcriptions",
        b"--b\r\nContent-Disposition: form-data; name=file; filename=a\r\n\r\n\x00\xff\r\n--b--\r\n",
        b"Content-Type: multipart/form-data; boundary=b",
    ),
    "empty body": post(b"/v1/chat/completions", b"", JSON),
    "not JSON": post(b"/v1/chat/completions", b"\xff{", JSON),
    "no content type": post(b"/v1/chat/completions", CHAT),
    "PUT": get(b"/files/1", b"Content-Length: 0", method=b"PUT"),
    "DELETE": get(b"/v1/responses/r_1", method=b"DELETE"),
    "OPTIONS": get(b"*", method=b"OPTIONS"),
    "GET on a POST route": get(b"/v1/chat/completions"),
    "a method of WebDAV": get(b"/x", method=b"PROPFIND"),
}
REPLIES = {
    "gzip": reply(gzip.compress(REPLY), JSON, b"Content-Encoding: gzip", b'ETag: "x"'),
    "br": reply(brotli.compress(REPLY), JSON, b"Content-Encoding: br"),
    "zstd": reply(zstandard.compress(REPLY), JSON, b"Content-Encoding: zstd"),
    "no body": b"HTTP/1.1 204 No Content\r\nX-A: b\r\n\r\n",
    "not modified": b'HTTP/1.1 304 Not Modified\r\nETag: "x"\r\n\r\n',
    "redirect": reply(b"", b"Location: https://elsewhere.example/x", status=b"302 Found"),
    "error": reply(b"<html>no</html>", b"content-type: text/html", status=b"500 Oh Dear"),
    "own limits": reply(REPLY, JSON, b"x-ratelimit-remaining-requests: 7", b"retry-after: 3"),
    "stream": b"HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nTransfer-Encoding: chunked\r\n\r\n"
    b"%x\r\n%b\r\n0\r\n\r\n" % (len(SSE), SSE),
    "lines": b"HTTP/1.1 200 OK\r\nContent-Type: application/x-ndjson\r\nTransfer-Encoding: chunked\r\n\r\n"
    b'3\r\n{}\n\r\n8\r\n{"a":1}\n\r\n0\r\n\r\n',
}


async def told(port: int, data: bytes) -> tuple[bytes, bytes]:
    """Head and body of what comes back for these bytes."""
    client = Client(*await asyncio.open_connection("127.0.0.1", port, limit=1 << 26))
    client.send(data)
    async with asyncio.timeout(20):
        found = (await client.head(), b"") if bodiless(data) else await client.answer()
    client.leave()
    return found


def bodiless(request: bytes) -> bool:
    """Whether the answer has no body, whatever its length says."""
    return request.startswith(b"HEAD ")


def forwarded(received: Received) -> tuple[bytes, list[tuple[bytes, bytes]], bytes]:
    """What the origin got, without what we add: X-Forwarded-*."""
    fields = [(name, value) for name, value in received.fields if not name.startswith(b"X-Forwarded-")]
    return received.line, fields, received.body


@pytest.mark.parametrize("name", REQUESTS)
async def test_requests_arrive_as_they_were(bare_proxy: Proxy, origin: Origin, name: str) -> None:
    """Line, fields (order, case, spaces at their ends aside) and body of a request are the same through us."""
    origin.script = answer(OK)
    direct = await told(origin.port, REQUESTS[name])
    through = await told(bare_proxy.port, REQUESTS[name])
    assert through == direct
    first, second = origin.seen
    assert forwarded(second) == forwarded(trimmed(first))


def trimmed(received: Received) -> Received:
    """White space around a value is no part of it (RFC 9110 5.5); parsers differ on passing it on."""
    lines = received.head.split(b"\r\n")
    fields = [b": ".join(part.strip() for part in line.split(b":", 1)) for line in lines[1:-2]]
    return Received(b"\r\n".join([lines[0], *fields, b"", b""]), received.body)


@pytest.mark.parametrize("name", REPLIES)
@pytest.mark.parametrize("path", [b"/v1/chat/completions", b"/v1/messages", b"/api/chat", b"/unknown"])
async def test_replies_arrive_as_they_were(bare_proxy: Proxy, origin: Origin, name: str, path: bytes) -> None:
    """Status, reason, fields and body of a reply are the same through us, on every kind of route."""
    origin.script = answer(REPLIES[name])
    request = post(path, CHAT, JSON)
    assert await told(bare_proxy.port, request) == await told(origin.port, request)


async def test_head_keeps_the_length(bare_proxy: Proxy, origin: Origin) -> None:
    """A reply to HEAD tells the length of the body that it has not."""
    told_length = b"HTTP/1.1 200 OK\r\nContent-Length: 1234\r\n\r\n"
    origin.script = answer(told_length)
    head, _ = await told(bare_proxy.port, get(b"/v1/models", method=b"HEAD"))
    assert head == told_length


async def test_websocket_tunnel(bare_proxy: Proxy, origin: Origin) -> None:
    """An upgrade to WebSocket becomes a tunnel for bytes both ways, and ends on both sides."""

    async def script(caller: Caller) -> None:
        await caller.head()
        caller.send(b"HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n\r\n\x81\x00")
        while data := await caller.reader.read(99):
            caller.send(data[::-1])

    origin.script = script
    client = Client(*await asyncio.open_connection("127.0.0.1", bare_proxy.port))
    client.send(get(b"/v1/realtime?model=m", b"Connection: Upgrade", b"Upgrade: websocket", b"Sec-WebSocket-Key: k"))
    async with asyncio.timeout(20):
        assert (await client.head()).startswith(b"HTTP/1.1 101 ")
        assert await client.reader.readexactly(2) == b"\x81\x00"
        client.send(b"\x00abc")
        assert await client.reader.readexactly(4) == b"cba\x00"
        client.leave()
        await origin.gone.wait()
    assert (b"Upgrade", b"websocket") in origin.seen[0].fields
    assert (b"Sec-WebSocket-Key", b"k") in origin.seen[0].fields


@pytest.mark.parametrize(
    ("path", "growth"),
    [
        # Inspected bodies are held once as bytes and once as the text that JSON becomes.
        (b"/v1/chat/completions", 160),
        (b"/files", 16),
    ],
)
async def test_large_bodies_pass_in_bounded_memory(bare_proxy: Proxy, origin: Origin, path: bytes, growth: int) -> None:
    """30 MB pass unchanged; what is not inspected costs next to no memory (in MiB)."""
    origin.script = answer(OK)
    body = b'{"model":"m","messages":[{"role":"user","content":"' + b"x" * 30_000_000 + b'"}]}'
    base = high_water(bare_proxy, reset=True)
    head, _ = await told(bare_proxy.port, post(path, body, JSON))
    assert head.startswith(b"HTTP/1.1 200")
    assert origin.seen[0].body == body
    assert high_water(bare_proxy) - base < growth << 20


def high_water(proxy: Proxy, *, reset: bool = False) -> int:
    """The most memory that the process has had since the last reset, in bytes (Linux tells)."""
    place = Path(f"/proc/{proxy.process.pid}")
    if not place.exists():
        pytest.skip("only Linux tells the highest memory use of another process")
    if reset:
        (place / "clear_refs").write_text("5")
        return int(psutil.Process(proxy.process.pid).memory_info().rss)
    line = next(line for line in (place / "status").read_text().splitlines() if line.startswith("VmHWM:"))
    return int(line.split()[1]) << 10
