"""Slowing callers down: rates, places and waiting, through the handler over real sockets and on their own."""

from __future__ import annotations

import asyncio

import pytest

from proxy.actions.throttle import LEASE
from proxy.core.decision import Action, Decision, Refusal
from proxy.core.effect import Effect, Throttle
from proxy.core.exchange import Caller
from proxy.core.tally import Spend
from proxy.edge.slowing import WaitingRoom, slow
from proxy.state.memory import MemoryStore
from tests.edge.desk import Desk
from tests.edge.stage import Client, Stage, answer, status, until
from tests.edge.test_handler import REPLY, chat
from tests.policies import policy_of

ME = b"Authorization: Bearer sk-me"
RULE = "policy: p\nmode: MODE\nrules: [{name: slow, why: x, when: operation == chat, then: [{throttle: WORDS}]}]\n"


def desk(stage: Stage, words: str, mode: str = "enforce", more: str = "") -> Desk:
    """A handler with that policy, in front of a model that answers."""
    stage.script = answer(REPLY)
    return Desk(stage, policy_of(RULE.replace("MODE", mode).replace("WORDS", words) + more))


async def begin(stage: Stage, key: bytes = ME) -> Client:
    """A chat that was sent and is not answered yet."""
    client = await stage.client()
    client.send(chat(b'{"model":"m","messages":[]}', key))
    return client


async def test_a_delayed_request_goes_on_when_it_has_waited(stage: Stage) -> None:
    """The upstream hears of a request only after its delay, of which jitter leaves at least its share."""
    at = desk(stage, "{delay: 4s, jitter: 0.5}")
    at.chance = 0.5
    client = await begin(stage)
    await until(lambda: at.waits)
    assert at.waits == [3.0]
    assert stage.seen == []
    at.go.set()
    assert status(await client.rest()) == 200
    event = await at.access()
    assert (event["action"], event["outcome"]) == ("throttle", "completed")


async def test_no_more_wait_than_the_policy_allows(stage: Stage) -> None:
    """Beyond `max_waiting` a delayed request gets 429 at once, its delay as Retry-After; those within are served."""
    at = desk(stage, "{delay: 9s}", more="max_waiting: 2\n")
    clients = [await begin(stage) for _ in range(2)]
    await until(lambda: len(at.waits) == 2)
    found = await stage.ask(chat(b'{"model":"m","messages":[]}', ME))
    assert status(found) == 429
    assert b"retry-after: 9\r\n" in found.lower()
    at.go.set()
    assert [status(await client.rest()) for client in clients] == [200, 200]
    assert len(stage.seen) == 2


async def test_one_who_waits_holds_nothing_and_may_leave(stage: Stage) -> None:
    """While a hundred wait the upstream has no connection and others are served; who leaves makes room."""
    at = desk(stage, "{delay: 9s}", more="max_waiting: 100\n")
    clients = [await begin(stage) for _ in range(100)]
    await until(lambda: len(at.waits) == 100)
    assert stage.connections == 0
    other = b"GET /v1/models HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n"
    assert status(await stage.ask(other)) == 200
    for client in clients:
        client.leave()
    await at.access(101)
    left = [event for event in at.events("access") if event["outcome"] == "client_left"]
    assert len(left) == 100
    assert len(stage.seen) == 1


async def test_a_tarpit_keeps_what_it_refuses(stage: Stage) -> None:
    """Beyond the rate the 429 comes only after the tarpit; within it nobody waits."""
    at = desk(stage, "{rate: 1/h, tarpit: 20s}")
    assert status(await stage.ask(chat(b'{"model":"m","messages":[]}', ME))) == 200
    client = await begin(stage)
    await until(lambda: at.waits)
    assert at.waits == [20.0]
    at.go.set()
    assert status(await client.rest()) == 429
    assert len(stage.seen) == 1


async def test_in_a_full_room_a_tarpit_refuses_at_once(stage: Stage) -> None:
    """Where too many wait a request beyond its rate is refused as without a tarpit, with the rate's own wait."""
    at = desk(stage, "{rate: 1/m, tarpit: 20s}", more="max_waiting: 0\n")
    assert status(await stage.ask(chat(b'{"model":"m","messages":[]}', ME))) == 200
    found = await stage.ask(chat(b'{"model":"m","messages":[]}', ME))
    assert status(found) == 429
    assert b"retry-after: 60\r\n" in found.lower()
    assert at.waits == []


async def test_places_are_given_back_however_a_request_ends(stage: Stage) -> None:
    """One at once: the next is refused while it lasts, and served after it ended, by answer or by leaving."""
    at = desk(stage, "{concurrency: 1, delay: 9s}")
    for end in ("answered", "left"):
        first = await begin(stage)
        await until(lambda: at.waits)
        found = await stage.ask(chat(b'{"model":"m","messages":[]}', ME))
        assert status(found) == 429
        assert b"1 request at once" in found
        if end == "left":
            first.leave()
        else:
            at.go.set()
            assert status(await first.rest()) == 200
        at.go.clear()
        at.waits.clear()
        await at.access(2 if end == "answered" else 4)
    last = await begin(stage)
    await until(lambda: at.waits)
    at.go.set()
    assert status(await last.rest()) == 200


async def test_observing_delays_nobody(stage: Stage) -> None:
    """In observe mode requests pass at once; what would have been delayed or refused is told as throttled."""
    at = desk(stage, "{concurrency: 1, delay: 9s}", "observe")
    assert [status(await stage.ask(chat(b'{"model":"m","messages":[]}', ME))) for _ in range(3)] == [200] * 3
    await at.access(3)
    assert at.waits == []
    assert {(event["action"], event["enforced"]) for event in at.events("decision")} == {("throttle", False)}


async def test_without_the_state_nobody_is_refused(stage: Stage) -> None:
    """Where rates and places cannot be asked for, nobody is refused by them."""
    at = desk(stage, "{rate: 1/h, concurrency: 1}")
    at.store.down = True
    assert [status(await stage.ask(chat(b'{"model":"m","messages":[]}', ME))) for _ in range(3)] == [200] * 3


def decided(caller: str, campaign: str | None, *effects: Effect, refusal: Refusal | None = None) -> Decision:
    """A decision with these effects."""
    return Decision(
        "d_1", 1000.0, Caller(caller), Action.THROTTLE, True, "v", campaign=campaign, effects=effects, refusal=refusal
    )


async def test_a_campaign_shares_one_rate() -> None:
    """Two a minute per campaign: whichever members ask, two are served; another campaign and a loner have their own."""
    store, shared = MemoryStore(), Throttle(2 / 60, per="campaign")
    who = [("k_1", "c_1"), ("k_2", "c_1"), ("k_3", "c_1"), ("k_4", "c_2"), ("k_5", None), ("k_1", "c_1")]
    found = [(await slow(store, decided(*one, shared))).decision.refusal is None for one in who]
    assert found == [True, True, False, True, True, False]


async def test_what_a_campaign_refuses_spends_nothing_of_the_caller() -> None:
    """A caller's own rate and places are given back where its campaign has no room."""
    store, own, shared = MemoryStore(), Throttle(5 / 60, concurrency=5), Throttle(1 / 60, per="campaign")
    assert (await slow(store, decided("k_1", "c_1", shared))).decision.refusal is None
    found = await slow(store, decided("k_2", "c_1", own, shared))
    assert found.decision.refusal is not None
    await store.settle(found.held, 1001.0)
    rooms = await store.take(
        (Spend("c:k_2", "t:all.60", 1.0, 5.0, 60.0), Spend("c:k_2", "t:open", 1.0, 5.0, LEASE)), 1002.0
    )
    assert [room.used for room in rooms] == [1.0, 1.0]


@pytest.mark.parametrize("kind", ["banned", "budget"])
async def test_what_is_refused_already_asks_nothing(kind: str) -> None:
    """A request that a ban or a budget refuses is not slowed, and spends no rate."""
    store, refusal = MemoryStore(), Refusal(403, kind, "x")
    decision = decided("k_1", None, Throttle(1.0, tarpit=9.0), refusal=refusal)
    assert (await slow(store, decision)).decision is decision
    assert len(store) == 0
    waited: list[float] = []

    async def wait(seconds: float) -> None:
        waited.append(seconds)

    assert await WaitingRoom(wait, lambda: 0.0).hold(decision, 9) == (decision, 0.0)
    assert waited == []


async def test_who_is_cancelled_leaves_the_room() -> None:
    """A request that ends while it waits is not counted as waiting any more."""
    entered, never = asyncio.Event(), asyncio.Event()

    async def wait(_: float) -> None:
        entered.set()
        await never.wait()

    room = WaitingRoom(wait, lambda: 0.0)
    task = asyncio.create_task(room.hold(decided("k_1", None, Throttle(delay=1.0)), 9))
    await entered.wait()
    assert room.waiting == 1
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)
    assert room.waiting == 0
