"""Listening, and going away."""

from __future__ import annotations

import asyncio

from tests.edge.certificate import certificate
from tests.edge.stage import GET, HELLO, Caller, Stage, status, until

BOTH_LOOPS = True


async def test_a_drain_lets_running_answers_end(stage: Stage) -> None:
    """Going away closes what is idle, refuses new connections, and waits for the answer in flight."""
    go = asyncio.Event()

    async def script(caller: Caller) -> None:
        await caller.request()
        await go.wait()
        caller.send(HELLO)

    stage.script = script
    idle, busy = await stage.client(), await stage.client()
    busy.send(GET)
    await until(lambda: stage.seen)
    server = stage.server
    assert server is not None
    assert (server.active, server.connections) == (1, 2)
    draining = asyncio.ensure_future(server.drain(5))
    assert await idle.rest() == b""
    go.set()
    head, body = await busy.answer()
    assert b"Connection: close" in head
    assert body == b"hello"
    assert await draining == 0
    assert (server.active, server.connections) == (0, 0)


async def test_a_drain_ends_when_its_time_is_over(stage: Stage) -> None:
    """What does not end is aborted, upstream and client alike."""
    gone = asyncio.Event()

    async def script(caller: Caller) -> None:
        await caller.request()
        await caller.gone()
        gone.set()

    stage.script = script
    client = await stage.client()
    client.send(GET)
    await until(lambda: stage.seen)
    assert stage.server is not None
    assert await stage.server.drain(0) == 1
    await asyncio.wait_for(gone.wait(), 1)
    assert await client.rest() == b""


async def test_many_clients_at_once(stage: Stage) -> None:
    """A hundred clients with ten requests each all get their answers, and nothing is left over."""

    async def one() -> list[int]:
        client = await stage.client()
        found = []
        for _ in range(10):
            client.send(GET)
            found.append(status((await client.answer())[0]))
        client.leave()
        return found

    await stage.client()
    results = await asyncio.gather(*(one() for _ in range(100)))
    assert {code for codes in results for code in codes} == {200}
    assert stage.server is not None
    await until(lambda: stage.server and stage.server.connections == 1)
    assert stage.server.active == 0


async def test_tls_on_the_listener(stage: Stage) -> None:
    """A client that speaks TLS gets the same bytes, and the upstream is told so."""
    served, trusted = certificate("localhost")
    await stage.client()
    assert stage.server is not None
    port = await stage.server.start("127.0.0.1", 0, ssl_context=served)
    reader, writer = await asyncio.open_connection("127.0.0.1", port, ssl=trusted, server_hostname="localhost")
    writer.write(GET)
    assert await reader.readexactly(len(HELLO)) == HELLO
    writer.close()
    assert stage.seen[0].values(b"x-forwarded-proto") == [b"https"]
