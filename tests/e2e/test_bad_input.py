"""Nonsense and malice in bodies and heads: passed or refused as the policy says, never a 500, never a stall."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Iterator

import pytest

from tests.e2e.conftest import Dial
from tests.e2e.origin import Origin
from tests.e2e.probing import WARM, probing, slowdown
from tests.e2e.proxy import Proxy, start_proxy
from tests.e2e.test_fidelity import JSON, OK, get, post
from tests.edge.stage import answer
from tests.model import Model

BODIES: dict[str, bytes] = {
    "not JSON": b"this is no JSON",
    "empty": b"",
    "a list": b"[1,2]",
    "a number": b"1e999",
    "wrong types": b'{"model":1,"messages":{"a":[]},"max_tokens":"many","stream":"yes","n":-3,"tools":7}',
    "deep wrong types": b'{"messages":[1,null,"x",{"role":7,"content":[{"type":[],"text":{}}]}],"stop":{}}',
    "invalid UTF-8": b'{"model":"m\xff\xfe","messages":[]}',
    "NaN": b'{"model":"m","temperature":NaN,"messages":[]}',
    "duplicate keys": b'{"model":"a","model":"b","messages":[],"messages":[{"role":"user","content":"x"}]}',
    "nested lists": b'{"messages":' + b"[" * 100_000 + b"]" * 100_000 + b"}",
    "nested objects": b'{"a":' * 100_000 + b"1" + b"}" * 100_000,
    "nested content": b'{"messages":[{"role":"user","content":' + b"[" * 900 + b"]" * 900 + b"}]}",
    "open brackets": b"[" * 100_000,
    "lone surrogate": b'{"model":"m\\ud800","messages":[{"role":"user","content":"\\udfff\\ud83d"}]}',
    "huge numbers": b'{"model":"m","max_tokens":' + b"9" * 400 + b',"n":1e308,"messages":[]}',
    "many messages": b'{"model":"m","messages":[' + b'{"role":"user","content":"x"},' * 50_000 + b"1]}",
    "many keys": b"{" + b",".join(b'"k%d":1' % n for n in range(100_000)) + b"}",
    "zero bytes": b"\x00" * 1000,
    "50 MB string": b'{"model":"m","messages":[{"role":"user","content":"' + b"x" * 50_000_000 + b'"}]}',
    "30 MB string": b'{"model":"m","messages":[{"role":"user","content":"' + b"x" * 30_000_000 + b'"}]}',
    "30 MB of another script": b'{"model":"m","messages":[{"role":"user","content":"'
    + "知".encode() * 10_000_000 + b'"}]}',
    "30 MB of spaces": b" " * 30_000_000,
}  # fmt: skip
PATHS = (b"/v1/chat/completions", b"/v1/messages", b"/v1/responses", b"/v1/embeddings", b"/api/chat", b"/generate")
# What a client may be told; anything else would be a fault of ours.
REFUSED = {400, 413}
LIMITS = {"pass": "unreadable: pass\noversize: pass\n", "refuse": "unreadable: refuse\noversize: refuse\n"}
LONGEST_STALL = 0.05


@pytest.fixture(scope="module", params=LIMITS)
def strictness(request: pytest.FixtureRequest) -> str:
    """What the policy says about such bodies."""
    return str(request.param)


@pytest.fixture(scope="module")
def guard(strictness: str, tmp_path_factory: pytest.TempPathFactory, origin_port: object) -> Iterator[Proxy]:
    """A proxy in front of the origin that passes or refuses what it cannot read."""
    port = origin_port.getsockname()[1]  # type: ignore[attr-defined]
    text = f"policy: p\nmode: enforce\n{LIMITS[strictness]}"
    folder = tmp_path_factory.mktemp("guard")
    with start_proxy(folder, f"http://127.0.0.1:{port}", text) as proxy:
        yield proxy


@pytest.mark.parametrize("name", BODIES)
async def test_bodies(guard: Proxy, origin: Origin, dial: Dial, strictness: str, name: str) -> None:
    """Nonsense passes byte for byte, or is refused with 400 or 413; it never makes a 500."""
    origin.script = answer(OK)
    body = BODIES[name]
    paths = PATHS if len(body) < 1_000_000 else PATHS[:1]
    for path in paths:
        client = await dial(guard)
        client.send(post(path, body, JSON))
        async with asyncio.timeout(60):
            head, _ = await client.answer()
        status = int(head.split()[1])
        if status == 200:
            assert origin.seen[-1].body == body
        else:
            assert strictness == "refuse"
            assert status in REFUSED


UNREADABLE = ("not JSON", "a list", "invalid UTF-8", "nested lists", "50 MB string")


@pytest.mark.parametrize("name", UNREADABLE)
async def test_unreadable_bodies_are_told(guard: Proxy, origin: Origin, dial: Dial, strictness: str, name: str) -> None:
    """A body that was not read is an event with a reason and a number, passed or refused as the policy says."""
    origin.script = answer(OK)
    client = await dial(guard)
    client.send(post(b"/v1/chat/completions?n=" + name.encode().replace(b" ", b"_"), BODIES[name], JSON))
    async with asyncio.timeout(60):
        head, _ = await client.answer()
    assert int(head.split()[1]) == (200 if strictness == "pass" else 413 if name == "50 MB string" else 400)
    await guard.event("access")
    event = guard.events("decision")[-1]
    assert event["unreadable"]
    assert any(name.startswith("stillwatch_unreadable_bodies_total") for name in await guard.metrics())


@pytest.mark.parametrize(
    "name", ["nested objects", "many messages", "many keys", "30 MB string", "30 MB of another script", "50 MB string"]
)
async def test_nobody_else_waits(guard: Proxy, origin: Origin, dial: Dial, name: str) -> None:
    """While such a body is read and passed on nobody else waits for longer than 50 ms."""
    origin.script = answer(OK)
    waits: list[float] = []
    # Other programs make us wait, too: by a factor that we know, and not every time; a stall of ours is in each round.
    for _ in range(8):
        client = await dial(guard)
        async with probing(guard.port) as longest, asyncio.timeout(60):
            client.send(post(b"/v1/chat/completions", BODIES[name], JSON))
            await client.answer()
        if longest.asked > WARM:  # what is refused at once may leave no time for a question
            waits.append(longest.seconds / slowdown())
        if waits and min(waits) < LONGEST_STALL:
            return
    assert waits, "nobody asked while such a body was read"
    assert min(waits) < LONGEST_STALL


UGLY = 'a\x1b[31m\u2028\u202e\x85\x7f"}\\ud800'


async def test_no_client_breaks_a_line_of_the_log(proxy: Proxy, model: Model, dial: Dial) -> None:
    """Whatever stands in model, path, query or headers: every event is one line of JSON without a control character."""
    body = json.dumps({"model": UGLY + "\r\n{}\n", "messages": [{"role": UGLY, "content": UGLY}]}).encode()
    client = await dial(proxy)
    client.send(
        post(b"/v1/chat/completions", body, JSON, b"User-Agent: \xff\t\x85", b"Authorization: Bearer \xe2\x80\xae")
    )
    await client.answer()
    client = await dial(proxy)
    client.send(get(b"/%0d%0a%1b[31m/\xc3\xa9?\xe2\x80\xae=%0a", method=b"GET"))
    await client.answer()
    await proxy.event("access", path="/v1/chat/completions")
    text = (proxy.folder / "events.jsonl").read_bytes() + (proxy.folder / "log").read_bytes()
    for line in text.splitlines():
        json.loads(line)
        assert all(byte >= 32 for byte in line)
        assert not [sign for sign in ("\u2028", "\u202e", "\x85", "\x7f") if sign in line.decode()]


@pytest.mark.parametrize(
    "wrong",
    [
        b"POST /v1/messages HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
        b"POST /v1/chat/completions HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\nContent-Length: 6\r\n\r\nhello",
        b"POST /x HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: xchunked\r\n\r\n0\r\n\r\n",
        b"GET /x HTTP/1.1\r\nHost: x\r\nA: b\r\n c\r\n\r\n",
        b"GET /x HTTP/1.1\nHost: x\n\n",
        b"GET /x HTTP/1.1\r\nHost: x\r\nA: \x00\r\n\r\n",
        b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03",
        b"GET /\x1b[31m HTTP/1.1\r\nHost: x\r\n\r\n",
    ],
)
async def test_broken_http_is_refused_and_closed(proxy: Proxy, model: Model, dial: Dial, wrong: bytes) -> None:
    """What could be read in two ways is refused with 400 and the connection closed; nothing reaches the model."""
    client = await dial(proxy)
    async with asyncio.timeout(20):
        found = await client.ask(wrong + b"\r\n\r\n")
    assert found.startswith(b"HTTP/1.1 400 ")
    assert b"connection: close" in found.lower()
    assert (await model.stats()).requests == 0
    assert not [line for line in proxy.log() if line.get("level") == "error"]
