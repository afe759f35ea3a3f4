"""Upgrades: bytes both ways after a 101."""

from __future__ import annotations

import asyncio

import pytest

from tests.edge.stage import Caller, Client, Stage, answer, status

BOTH_LOOPS = True

UPGRADE = (
    b"GET /v1/realtime HTTP/1.1\r\nHost: h\r\nConnection: keep-alive, Upgrade\r\nUpgrade: websocket\r\nX-A: 1\r\n\r\n"
)
SWITCH = b"HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nX-B: 2\r\n\r\n"


async def echo(caller: Caller) -> None:
    """Switch, then answer every piece with itself."""
    await caller.head()
    caller.send(SWITCH + b"first")
    while data := await caller.reader.read(65_536):
        caller.send(data)
        await caller.writer.drain()


async def opened(stage: Stage, more: bytes = b"") -> Client:
    """A client whose tunnel is open."""
    stage.script = echo
    client = await stage.client()
    client.send(UPGRADE + more)
    head = await client.head()
    assert status(head) == 101
    assert b"X-B: 2" in head
    assert b"Connection: Upgrade\r\nUpgrade: websocket" in head
    assert await client.exactly(5) == b"first"
    return client


async def test_bytes_pass_both_ways(stage: Stage) -> None:
    """What either side says after the 101 reaches the other, whatever it is."""
    client = await opened(stage)
    for data in (b"\x00\xff", b"GET / HTTP/1.1\r\n\r\n", b"\r\n"):
        client.send(data)
        assert await client.exactly(len(data)) == data
    assert stage.seen[0].values(b"upgrade") == [b"websocket"]
    assert stage.seen[0].values(b"connection") == [b"Upgrade"]


async def test_what_was_sent_ahead_is_not_lost(stage: Stage) -> None:
    """Bytes that came with the request belong to the tunnel."""
    client = await opened(stage, b"ahead")
    assert await client.exactly(5) == b"ahead"


async def test_many_bytes_pass_in_order(stage: Stage) -> None:
    """8 MB through an echo come back as they were: flow control loses nothing."""
    client = await opened(stage)
    data = bytes(range(256)) * 32_768
    sending = asyncio.ensure_future(_send(client, data))
    assert await client.exactly(len(data)) == data
    await sending


@pytest.mark.parametrize("side", ["client", "upstream"])
async def test_either_side_ends_both(stage: Stage, side: str) -> None:
    """When one side closes the other is closed within a second."""
    gone = asyncio.Event()

    async def script(caller: Caller) -> None:
        await caller.head()
        caller.send(SWITCH)
        if side == "client":
            await caller.gone()
            gone.set()

    stage.script = script
    client = await stage.client()
    client.send(UPGRADE)
    await client.head()
    if side == "client":
        client.leave()
        await asyncio.wait_for(gone.wait(), 1)
    else:
        assert await asyncio.wait_for(client.rest(), 1) == b""


async def test_a_silent_tunnel_ends_after_an_hour(stage: Stage) -> None:
    """The idle limit of streams holds for tunnels."""
    client = await opened(stage)
    stage.turn(0.5)
    stage.turn(3_590)
    client.send(b"x")
    assert await client.exactly(1) == b"x"
    stage.turn(20)
    stage.turn(3_601)
    assert await client.rest() == b""


async def test_a_refused_upgrade_is_an_answer(stage: Stage) -> None:
    """An upstream that does not switch answers as to any request, and the connection goes on."""
    stage.script = answer(b"HTTP/1.1 426 No\r\nContent-Length: 2\r\n\r\nno")
    client = await stage.client()
    for _ in range(2):
        client.send(UPGRADE)
        head, body = await client.answer()
        assert (status(head), body) == (426, b"no")


async def test_h2c_is_not_passed_on(stage: Stage) -> None:
    """An upgrade to HTTP/2 in clear text would carry requests past every policy; it is not forwarded."""
    client = await stage.client()
    client.send(
        b"GET / HTTP/1.1\r\nHost: h\r\nConnection: Upgrade, HTTP2-Settings\r\nUpgrade: h2c\r\nHTTP2-Settings: x\r\n\r\n"
    )
    assert status((await client.answer())[0]) == 200
    (seen,) = stage.seen
    assert [seen.values(name) for name in (b"upgrade", b"connection", b"http2-settings")] == [[], [], []]


async def _send(client: Client, data: bytes) -> None:
    client.send(data)
    await client.writer.drain()
