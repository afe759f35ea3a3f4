"""A connection that keeps itself up: no storm, no hanging call, no wrong answer."""

from __future__ import annotations

import asyncio
from itertools import pairwise

import pytest

from proxy.errors import StateRefused, StateUnavailable
from proxy.state.address import Address
from proxy.state.link import PAUSE_FIRST, PAUSE_MOST, STALL, Link
from tests.servers import RedisServer
from tests.state.conftest import no_jitter
from tests.state.fake import echo, fake_redis

# Far above what anything here takes; reached only by a failing test.
SOON = 10.0


def at(port: int, attempts: list[float] | None = None, password: str = "") -> Link:
    """A link to a port of this machine that notes when it looked for its address."""

    async def locate() -> Address:
        if attempts is not None:
            attempts.append(asyncio.get_running_loop().time())
        return Address("127.0.0.1", port, password=password)

    return Link(locate, no_jitter)


async def well(link: Link) -> None:
    """Wait until the link is up; every turn waits for an answer or lets a pause of the link's own pass."""
    async with asyncio.timeout(SOON):
        while not link.up:
            task = link._task
            assert task is not None
            await asyncio.wait([task], timeout=PAUSE_FIRST)


async def test_concurrent_calls_get_their_own_answers() -> None:
    """However calls interleave, each gets its own reply."""
    async with fake_redis(echo) as fake:
        link = at(fake.port)
        await link.open()

        async def ask(number: int) -> bool:
            return all(
                [await link.call(("ECHO", f"{number}.{turn}")) == b"%d.%d" % (number, turn) for turn in range(20)]
            )

        assert all(await asyncio.gather(*(ask(number) for number in range(50))))
        await link.close()


async def test_a_server_that_was_killed_is_used_again(own_server: RedisServer) -> None:
    """Calls fail at once while it is away; within a second of its return they work, without a restart of ours."""
    link = at(own_server.port)
    await link.open()
    own_server.kill()
    assert isinstance(await link.call(("PING",)), StateUnavailable)
    with pytest.raises(StateUnavailable):
        link.call(("PING",))
    own_server.start()
    await well(link)
    assert await link.call(("PING",)) == b"PONG"
    await link.close()


async def test_pauses_between_attempts_grow() -> None:
    """While nobody listens, attempts come at growing distances: a handful in the first second, not hundreds."""
    attempts: list[float] = []
    link = at(1, attempts)
    with pytest.raises(StateUnavailable):
        await link.open()
    async with asyncio.timeout(SOON):
        while len(attempts) < 5:
            assert link._task is not None
            await asyncio.wait([link._task], timeout=PAUSE_FIRST)
    await link.close()
    distances = [later - earlier for earlier, later in pairwise(attempts)]
    assert all(distance >= PAUSE_FIRST * 2**turn * 0.95 for turn, distance in enumerate(distances[:4]))
    assert PAUSE_MOST <= 1.0


async def test_a_hundred_workers_make_no_storm() -> None:
    """When a server cuts off a hundred links, each comes back with one connection, and one task drives each."""
    async with fake_redis(echo) as fake:
        links = [at(fake.port) for _ in range(100)]
        await asyncio.gather(*(link.open() for link in links), return_exceptions=True)
        await asyncio.gather(*(well(link) for link in links))
        before = fake.connections
        fake.cut()
        results = await asyncio.gather(*(link.call(("PING",)) for link in links if link.up))
        assert all(isinstance(result, StateUnavailable) for result in results)
        await asyncio.gather(*(well(link) for link in links))
        # A busy machine may let one or another time out on the way; a storm would be several each.
        assert before + 100 <= fake.connections <= before + 120
        await asyncio.gather(*(link.close() for link in links))


async def test_a_frozen_server_is_dropped() -> None:
    """A server that owes an answer for longer than `STALL` loses the connection: calls then fail at once."""
    silent = False
    async with fake_redis(lambda words: b"" if silent else echo(words)) as fake:
        link = at(fake.port)
        await link.open()
        silent = True
        started = asyncio.get_running_loop().time()
        reply = await asyncio.wait_for(link.call(("PING",)), SOON)
        assert isinstance(reply, StateUnavailable)
        assert asyncio.get_running_loop().time() - started < 3 * STALL
        with pytest.raises(StateUnavailable):
            link.call(("PING",))
        silent = False
        await well(link)
        await link.close()


async def test_an_answer_that_we_are_late_to_read_is_no_stall(server: RedisServer) -> None:
    """Where this process paused, the answer lies in the socket while the timer already says that it is late."""
    link = at(server.port)
    await link.open()
    answer = link.call(("PING",))
    wire = link._wire
    assert wire is not None
    await asyncio.sleep(0)  # written
    wire.heard -= 2 * STALL
    link._look()
    assert await answer == b"PONG"
    assert link._wire is wire
    await link.close()


async def test_a_password_put_right_is_enough(own_server: RedisServer) -> None:
    """After a wrong password the link goes on trying, so that correcting it at the server heals everything."""
    own_server.ask("CONFIG", "SET", "requirepass", "other")
    link = at(own_server.port, password="mine")
    with pytest.raises(StateRefused, match="WRONGPASS"):
        await link.open()
    with pytest.raises(StateRefused, match="WRONGPASS"):
        link.call(("PING",))
    own_server.ask("CONFIG", "SET", "requirepass", "mine", password="other")
    await well(link)
    await link.close()


@pytest.mark.parametrize("fatal", [b"-READONLY You can't write\r\n", b"-NOAUTH Authentication required.\r\n"])
async def test_a_useless_connection_is_replaced(fatal: bytes) -> None:
    """A refusal that no later call on this connection can escape leads to a new one."""
    answers = {b"EVALSHA": fatal}
    async with fake_redis(lambda words: answers.get(words[0], b"+OK\r\n")) as fake:
        link = at(fake.port)
        await link.open()
        with pytest.raises(StateRefused):
            link.judged(await link.call(("EVALSHA", "x", 0)))
        assert isinstance(await link.call(("PING",)), StateUnavailable)
        await well(link)
        assert fake.connections == 2
        await link.close()


async def test_closing_ends_everything(own_server: RedisServer) -> None:
    """A closed link answers what was waiting, starts nothing anew and leaves no connection."""
    link = at(own_server.port)
    await link.open()
    own_server.freeze()
    waiting = link.call(("PING",))
    await link.close()
    assert isinstance(await asyncio.wait_for(waiting, SOON), StateUnavailable)
    own_server.thaw()
    assert not link.up
    assert link.connects == 1
