"""The bytes between us and Redis: order, loss, logging in, and errors that quote nothing."""

from __future__ import annotations

import asyncio

import hiredis
import pytest

from proxy.errors import StateError, StateRefused, StateUnavailable
from proxy.state.address import Address
from proxy.state.wire import Wire, ask_once, dial, greet, login, refusal, word_of
from tests.servers import RedisServer
from tests.state.fake import echo, fake_redis


def _nobody(_wire: Wire) -> None:
    """Nobody wants to know."""


async def test_calls_of_one_tick_are_one_write() -> None:
    """Fifty calls made in one tick arrive in one read of the server, and their answers come in order."""
    async with fake_redis(echo) as fake:
        wire = await dial(Address("127.0.0.1", fake.port), _nobody)
        replies = await asyncio.gather(*(wire.send(("ECHO", str(number))) for number in range(50)))
        assert replies == [str(number).encode() for number in range(50)]
        assert [len(commands) for commands in fake.reads] == [50]
        wire.drop()


async def test_an_answer_nobody_waits_for_is_dropped_in_its_place(own_server: RedisServer) -> None:
    """After a freeze the late reply of an abandoned call is not taken for the answer to the next one."""
    wire = await dial(Address("127.0.0.1", own_server.port), _nobody)
    own_server.freeze()
    abandoned = wire.send(("ECHO", "late"))
    abandoned.cancel()
    own_server.thaw()
    assert await wire.send(("ECHO", "mine")) == b"mine"
    wire.drop()


async def test_a_lost_connection_answers_everybody() -> None:
    """Each waiting call gets `StateUnavailable` as its value, and the owner is told once."""
    told: list[Wire] = []
    async with fake_redis(lambda _words: None) as fake:
        wire = await dial(Address("127.0.0.1", fake.port), told.append)
        replies = await asyncio.gather(*(wire.send(("PING",)) for _ in range(3)))
    assert [type(reply) for reply in replies] == [StateUnavailable] * 3
    assert (told, wire.alive) == ([wire], False)


@pytest.mark.parametrize("nonsense", [b"HTTP/1.1 400 Bad Request\r\n\r\n", b"+one\r\n+too many\r\n"])
async def test_what_is_not_redis_is_dropped(nonsense: bytes) -> None:
    """A server that speaks something else, or answers more than was asked, loses the connection."""
    lost = asyncio.Event()
    async with fake_redis(lambda _words: nonsense) as fake:
        wire = await dial(Address("127.0.0.1", fake.port), lambda _wire: lost.set())
        wire.send(("PING",))
        await asyncio.wait_for(lost.wait(), 5)


async def test_logging_in_and_choosing_a_database(own_server: RedisServer) -> None:
    """User, password and database of the address are used before anything else."""
    own_server.ask("ACL", "SETUSER", "me", "on", ">pw", "~*", "+@all")
    address = Address("127.0.0.1", own_server.port, db=3, username="me", password="pw")
    assert await ask_once(address, ("ACL", "WHOAMI")) == b"me"
    assert login(address) == [("AUTH", "me", "pw"), ("SELECT", 3)]
    await ask_once(address, ("SET", "a", "b"))
    assert "db3:keys=1" in str(own_server.ask("INFO", "keyspace"))


async def test_the_first_refusal_decides(own_server: RedisServer) -> None:
    """A greeting that is refused raises, whatever follows it."""
    wire = await dial(Address("127.0.0.1", own_server.port), _nobody)
    with pytest.raises(StateRefused, match="WRONGPASS"):
        await greet(wire, [("AUTH", "nobody", "nothing"), ("PING",)])
    wire.drop()


async def test_nobody_there_is_unavailable() -> None:
    """A refused connection, a path without a socket and a silent server all raise `StateUnavailable` in time."""
    with pytest.raises(StateUnavailable, match="no connection to Redis"):
        await ask_once(Address("127.0.0.1", 1), ("PING",))
    with pytest.raises(StateUnavailable, match="no connection to Redis"):
        await ask_once(Address(path="/nowhere/redis.sock"), ("PING",))
    async with fake_redis(lambda _words: b"") as fake:
        with pytest.raises(StateUnavailable, match="no answer in time"):
            await ask_once(Address("127.0.0.1", fake.port), ("PING",), 0.05)


@pytest.mark.parametrize(
    ("text", "word", "kind"),
    [
        ("OOM command not allowed when used memory > 'maxmemory'.", "OOM", StateRefused),
        ("ERR Error running script (call to f_1): @user_script:9: -OOM command not allowed", "OOM", StateRefused),
        ("ERR unknown command 'sk-secret'", "ERR", StateRefused),
        ("READONLY You can't write against a read only replica.", "READONLY", StateRefused),
        ("NOAUTH Authentication required.", "NOAUTH", StateRefused),
        ("LOADING Redis is loading the dataset in memory", "LOADING", StateUnavailable),
        ("CLUSTERDOWN The cluster is down", "CLUSTERDOWN", StateUnavailable),
        ("MISCONF Redis is configured to save RDB snapshots", "MISCONF", StateRefused),
    ],
)
def test_errors_are_told_by_kind(text: str, word: str, kind: type[StateError]) -> None:
    """Redis' errors become ours by their first word, also within scripts of 6.2; nothing else is quoted."""
    error = hiredis.ReplyError(text)
    assert word_of(error) == word
    assert type(refusal(error)) is kind
    assert word in str(refusal(error))
    assert "secret" not in str(refusal(error))
