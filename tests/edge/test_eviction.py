"""What is in flight when a ban falls, over real sockets."""

from __future__ import annotations

import asyncio
import json

import pytest

from proxy.callers.digests import Keyed
from proxy.callers.directory import Directory
from proxy.callers.forwarded import Forwarding
from proxy.callers.identify import Sources
from proxy.callers.reception import Reception
from proxy.core.tally import LIFTED, Mark, Settlement
from proxy.edge.eviction import Evictor
from proxy.edge.websocket import Frames, close_frame
from tests.edge.desk import KEYED, Desk
from tests.edge.stage import Caller as Connection
from tests.edge.stage import Client, Stage, status, until
from tests.policies import policy_of

POLICY = """
policy: p
mode: MODE
rules:
  - {name: ban, why: x, when: model == never, then: block, for: 1h}
  - {name: slow, why: x, when: model == slow, then: {throttle: {delay: 9s}}}
"""
EVENT = b'data: {"choices":[{"index":0,"delta":{"content":"a"}}]}\n\n'
STREAM = b"HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nTransfer-Encoding: chunked\r\n\r\n"
SWITCH = b"HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n\r\n"
UPGRADE = (
    b"GET /v1/realtime HTTP/1.1\r\nHost: h\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n"
    b"Authorization: Bearer sk-me\r\n\r\n"
)
# The stage's clock is a thousand seconds ahead of the desk's, and the ban lasts an hour.
LATER = 2000.0
ME = KEYED.caller(b"sk-me")


def chunk(data: bytes) -> bytes:
    """One chunk on the wire."""
    return b"%x\r\n%b\r\n" % (len(data), data)


def ask(model: str = "m", path: bytes = b"/v1/chat/completions", key: bytes = b"sk-me") -> bytes:
    """A streamed chat on the wire."""
    body = json.dumps({"model": model, "messages": [], "stream": True, "max_tokens": 9}).encode()
    head = (b"POST %b HTTP/1.1" % path, b"Host: x", b"Authorization: Bearer " + key, b"Content-Length: %d" % len(body))
    return b"\r\n".join(head) + b"\r\n\r\n" + body


class Scene:
    """A desk, an evictor, and callers in flight."""

    def __init__(self, stage: Stage, mode: str = "enforce", more: str = "") -> None:
        self.stage = stage
        self.desk = Desk(stage, policy_of(POLICY.replace("MODE", mode) + more))
        self.gone = asyncio.Event()

    async def script(self, caller: Connection, first: bytes) -> None:
        """Begin an answer and never end it."""
        await caller.head()
        caller.send(first)
        await caller.gone()
        self.gone.set()

    async def begin(self, asked: bytes, first: bytes) -> Client:
        """A client whose answer has begun as `first` says."""
        self.stage.script = lambda caller: self.script(caller, first)
        client = await self.stage.client()
        client.send(asked)
        return client

    async def ban(self, score: float = 1.0) -> None:
        """The ban falls, seen by whichever replica."""
        mark = Mark("c:" + ME, "r:ban", (1.0,), 3600.0)
        await self.desk.store.settle([Settlement(mark, self.desk.now, score)], self.desk.now)

    async def look(self) -> int:
        """What the worker does every second, at a time when all requests have been judged for long."""
        server = self.stage.server
        assert server is not None
        return await Evictor(lambda: self.desk.policy, self.desk.guarded, server.in_flight, self.clock).look()

    def clock(self) -> float:
        """A moment after the stage's own clock, by which exchanges are begun."""
        return self.desk.clock() + LATER


@pytest.mark.parametrize("path", [b"/v1/chat/completions", b"/v1/messages", b"/v1/responses"])
async def test_a_stream_ends_with_the_providers_error(stage: Stage, path: bytes) -> None:
    """A stream between two events ends with the provider's own error event, then as a break; so does the upstream's."""
    scene = Scene(stage)
    client = await scene.begin(ask(path=path), STREAM + chunk(EVENT))
    assert status(await client.head()) == 200
    assert await client.exactly(len(chunk(EVENT))) == chunk(EVENT)
    assert await scene.look() == 0
    await scene.ban()
    assert await scene.look() == 1
    rest = await client.rest()
    assert b"permission_error" in rest
    assert (b"event: error" in rest) is (path == b"/v1/messages")
    assert b"goes against this service's usage policy" in rest
    assert not rest.endswith(b"0\r\n\r\n")
    await scene.gone.wait()
    assert (await scene.desk.access())["outcome"] == "banned"


async def test_within_an_event_a_stream_breaks(stage: Stage) -> None:
    """Where an event has begun nothing of ours can stand: the stream breaks, and nobody takes it for whole."""
    scene = Scene(stage)
    client = await scene.begin(ask(path=b"/v1/messages"), STREAM + chunk(EVENT[:20]))
    await client.head()
    await client.exactly(len(chunk(EVENT[:20])))
    await scene.ban()
    assert await scene.look() == 1
    assert await client.rest() == b""


async def test_who_waits_for_an_answer_is_refused(stage: Stage) -> None:
    """A request to which nothing was answered yet gets the ban's own refusal, and its connection lives on."""
    scene = Scene(stage)
    client = await scene.begin(ask(), b"")
    await until(lambda: stage.seen)
    await scene.ban()
    assert await scene.look() == 1
    head, body = await client.answer()
    assert status(head) == 403
    assert json.loads(body)["error"]["code"] == "access_denied"
    await scene.gone.wait()
    client.send(ask())
    assert status(await client.head()) == 403


async def test_who_is_kept_waiting_is_refused(stage: Stage) -> None:
    """So is one that a throttle keeps waiting, which then waits no longer."""
    scene = Scene(stage)
    client = await scene.begin(ask("slow"), b"")
    await until(lambda: scene.desk.waits)
    await scene.ban()
    assert await scene.look() == 1
    assert status((await client.answer())[0]) == 403
    assert stage.seen == []


@pytest.mark.parametrize("between", [True, False])
async def test_a_websocket_is_closed(stage: Stage, between: bool) -> None:
    """Between two frames a WebSocket gets a close frame, 1008; within one it ends as it is. Its upstream ends, too."""
    scene = Scene(stage)
    whole = b"\x81\x05hello"
    sent = whole if between else whole[:4]
    client = await scene.begin(UPGRADE, SWITCH + sent)
    assert status(await client.head()) == 101
    assert await client.exactly(len(sent)) == sent
    await scene.ban()
    assert await scene.look() == 1
    rest = await client.rest()
    assert rest == (close_frame("This API key is refused now.") if between else b"")
    frames = Frames()
    frames.feed(rest)
    assert frames.between
    await scene.gone.wait()


async def test_another_tunnel_is_closed(stage: Stage) -> None:
    """What is no WebSocket gets nothing written into it."""
    scene = Scene(stage)
    switch = SWITCH.replace(b"websocket", b"other")
    client = await scene.begin(UPGRADE.replace(b"websocket", b"other"), switch)
    await client.head()
    await scene.ban()
    await until(lambda: stage.downstreams)
    assert await scene.look() == 1
    assert await client.rest() == b""


@pytest.mark.parametrize(
    "spared",
    ["observe", "excepted", "lifted", "young", "other", "silent", "no ban"],
)
async def test_others_are_left_alone(stage: Stage, spared: str) -> None:
    """Observed, excepted and lifted callers, others, requests judged this second, and all while the store is silent."""
    exception = "exceptions: [{name: e, callers: '*', rules: ban, until: 2099-01-01, owner: o, reason: r}]\n"
    scene = Scene(stage, "observe" if spared == "observe" else "enforce", exception if spared == "excepted" else "")
    if spared == "no ban":
        scene.desk.policy = policy_of("policy: p\nmode: enforce\n")
    key = b"sk-other" if spared == "other" else b"sk-me"
    client = await scene.begin(ask(key=key), STREAM + chunk(EVENT))
    await client.head()
    await client.exactly(len(chunk(EVENT)))
    await scene.ban(LIFTED if spared == "lifted" else 1.0)
    scene.desk.store.down = spared == "silent"
    if spared == "young":
        scene.desk.now += stage.now - LATER + 0.5
    assert await scene.look() == 0


async def test_many_are_asked_about_in_turns(stage: Stage) -> None:
    """However many callers are in flight, every question to the store is a small one, and all of them are asked."""
    scene = Scene(stage)
    keys = [b"sk-%d" % number if number != 66 else b"sk-me" for number in range(70)]
    clients = [await scene.begin(ask(key=key), STREAM + chunk(EVENT)) for key in keys]
    for client in clients:
        await client.head()
    await scene.ban()
    sizes: list[int] = []
    take = scene.desk.store.take

    async def counted(tallies: list[Mark], now: float) -> object:
        sizes.append(len(tallies))
        return await take(tallies, now)

    scene.desk.store.take = counted  # type: ignore[method-assign, assignment]
    assert await scene.look() == 1
    assert sum(sizes) == 70
    assert max(sizes) <= 64


@pytest.mark.parametrize("name", [ME, Keyed(b"the secret to come").caller(b"sk-me")])
async def test_a_ban_by_name_ends_what_is_in_flight(stage: Stage, name: str) -> None:
    """Whom an operator bans is cut off, though the policy's own ban has not fallen; others are not.

    While a secret is being replaced a caller is banned by either name.
    """
    scene = Scene(stage)
    keyed = Keyed(b"the secret to come")
    scene.desk.reception = Reception(KEYED, Sources(), Forwarding(()), Directory(KEYED), keyed)
    client = await scene.begin(ask(), STREAM + chunk(EVENT))
    await client.head()
    assert await client.exactly(len(chunk(EVENT))) == chunk(EVENT)
    server = stage.server
    assert server is not None
    named = {ME: scene.clock() + 60.0}
    evictor = Evictor(lambda: scene.desk.policy, scene.desk.guarded, server.in_flight, scene.clock, lambda: named)
    named = {KEYED.caller(b"sk-you"): scene.clock() + 60.0}
    assert await evictor.look() == 0
    named = {name: scene.clock() - 1.0}
    assert await evictor.look() == 0
    named = {name: scene.clock() + 60.0}
    assert await evictor.look() == 1
    assert b"permission_error" in await client.rest()
