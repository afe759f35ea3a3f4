"""The story of one request, over real sockets: who is refused, what is forwarded, and how every end is told."""

from __future__ import annotations

import asyncio
import json

import pytest

from proxy.core.tally import Mark, Spend
from proxy.errors import StillwatchError
from tests.edge.desk import KEYED, Desk
from tests.edge.stage import Caller, Stage, answer, status, until
from tests.policies import limited, policy_of

USAGE = b'{"choices":[],"usage":{"prompt_tokens":7,"completion_tokens":3}}'
REPLY = b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n%b" % (len(USAGE), USAGE)


def chat(body: bytes = b'{"model":"m","messages":[]}', *fields: bytes, path: bytes = b"/v1/chat/completions") -> bytes:
    """A chat completion on the wire, the last of its connection."""
    lines = (b"POST %b HTTP/1.1" % path, b"Host: x", b"Connection: close", b"Content-Length: %d" % len(body), *fields)
    return b"\r\n".join(lines) + b"\r\n\r\n" + body


ME = b"Authorization: Bearer sk-me"


async def test_a_call_passes_and_is_told(stage: Stage) -> None:
    """A call within its budget gets the model's answer, with what is left of the budget; the event has the usage."""
    desk = Desk(stage, limited(5))
    stage.script = answer(REPLY)
    found = await stage.ask(chat(b'{"model":"m","messages":[]}', ME))
    assert found.endswith(USAGE)
    assert b"x-ratelimit-remaining-requests: 4\r\n" in found
    event = await desk.access()
    assert (event["outcome"], event["status"], event["input_tokens"], event["output_tokens"]) == (
        "completed",
        200,
        7,
        3,
    )
    assert event["id"].startswith("d_serie")


async def test_a_refused_call_reaches_no_model(stage: Stage) -> None:
    """Beyond its budget a call gets 429 in its dialect and the upstream nothing."""
    desk = Desk(stage, limited(1))
    stage.script = answer(REPLY)
    await stage.ask(chat(b'{"model":"m","messages":[]}', ME))
    found = await stage.ask(chat(b'{"model":"m","messages":[]}', ME))
    assert status(found) == 429
    assert json.loads(found.partition(b"\r\n\r\n")[2])["error"]["code"] == "rate_limit_exceeded"
    assert len(stage.seen) == 1
    assert (await desk.access(2))["outcome"] == "refused"
    assert [event["refusal"] for event in desk.events("decision")] == ["budget"]


async def test_observe_changes_nothing(stage: Stage) -> None:
    """In observe mode the same call passes without a header of ours, and the decision is written."""
    desk = Desk(stage, limited(1, mode="observe"))
    stage.script = answer(REPLY)
    for _ in range(2):
        assert b"ratelimit" not in await stage.ask(chat())
    await desk.access(2)
    assert [(event["action"], event["enforced"]) for event in desk.events("decision")] == [("throttle", False)]


async def test_callers_without_a_credential_may_be_refused(stage: Stage) -> None:
    """`anonymous: refuse` answers 401 before the state is asked."""
    Desk(stage, policy_of("policy: p\nmode: enforce\ncallers: {anonymous: refuse}\n"))
    assert status(await stage.ask(chat())) == 401
    assert stage.seen == []


@pytest.mark.parametrize(("word", "expected"), [("open", [200, 200]), ("closed", [503, 503]), ("local", [200, 429])])
async def test_without_the_state(stage: Stage, word: str, expected: list[int]) -> None:
    """With the store down the policy decides: let all pass, none, or as many as this process alone would."""
    desk = Desk(stage, limited(1, on_state_failure=word))
    desk.store.down = True
    stage.script = answer(REPLY)
    assert [status(await stage.ask(chat())) for _ in expected] == expected
    await desk.access(2)
    assert {event["unknown"] for event in desk.events("decision")} == {True}


async def test_local_reservations_are_settled_locally(stage: Stage) -> None:
    """What this process's own counters reserved is corrected there, not in the store that could not answer."""
    desk = Desk(stage, limited(150, "total_tokens", on_state_failure="local", reserve_output="90"))
    desk.store.down = True
    stage.script = answer(REPLY)
    for number in range(1, 5):
        assert status(await stage.ask(chat())) == 200
        await desk.access(number)
    assert desk.store.settled == []


async def test_unreadable_and_oversize_bodies(stage: Stage) -> None:
    """`refuse` answers what it cannot read, `pass` forwards it byte for byte; both are told."""
    desk = Desk(
        stage, policy_of("policy: p\nmode: enforce\nunreadable: refuse\noversize: refuse\ninspect_limit: 1KB\n")
    )
    stage.script = answer(REPLY)
    assert status(await stage.ask(chat(b"nonsense"))) == 400
    assert status(await stage.ask(chat(b"x" * 2000))) == 413
    desk.policy = policy_of("policy: p\nmode: enforce\ninspect_limit: 1KB\n")
    for number, body in enumerate((b"nonsense", b"x" * 2000)):
        assert status(await stage.ask(chat(body))) == 200
        assert stage.seen[number].body == body
    await desk.access(4)
    assert [event["unreadable"] for event in desk.events("decision")] == ["not_json", "oversize"] * 2


async def test_an_upstream_that_is_not_there(stage: Stage) -> None:
    """No upstream: 502 in the dialect's words, nothing spent beyond the request, and the reason told."""
    desk = Desk(stage, limited(1000, "total_tokens", reserve_output="500"))

    async def script(caller: Caller) -> None:
        await caller.request()
        caller.reset()

    stage.script = script
    found = await stage.ask(chat(b'{"model":"m","messages":[]}', path=b"/v1/messages"))
    assert status(found) == 502
    assert json.loads(found.partition(b"\r\n\r\n")[2])["error"]["type"] == "api_error"
    assert (await desk.access())["outcome"] == "upstream_broken"
    assert desk.store.settled[0].actual < 20


@pytest.mark.parametrize(("cutting_off", "outcome"), [(False, "client_left"), (True, "drained")])
async def test_a_client_that_leaves(stage: Stage, cutting_off: bool, outcome: str) -> None:
    """A call that is cancelled is settled and told as what it was: left by its client, or cut off by us."""
    desk = Desk(stage, limited(1000, "total_tokens", reserve_output="500"), cutting_off=cutting_off)
    begun = asyncio.Event()

    async def script(caller: Caller) -> None:
        await caller.request()
        begun.set()
        await caller.gone()

    stage.script = script
    client = await stage.client()
    client.send(chat())
    await begun.wait()
    client.leave()
    event = await desk.access()
    assert event["outcome"] == outcome
    assert event["usage_estimated"] is True
    assert sum(isinstance(each.spend, Spend) for each in desk.store.settled) == 1


async def test_a_client_that_breaks_http(stage: Stage) -> None:
    """A body that breaks its framing is told as such and refused by the engine."""
    desk = Desk(stage, limited(5))
    bad = b"POST /v1/chat/completions HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n"
    assert status(await stage.ask(bad)) == 400
    assert (await desk.access())["outcome"] == "protocol_error"


async def test_a_fault_of_ours_is_told(stage: Stage) -> None:
    """An exception in our own code becomes a 500 for the client, a report for the operator, and a `failed` event."""
    desk = Desk(stage, limited(5))

    def broken() -> object:
        raise StillwatchError("of ours")

    desk.handler._regime = broken  # type: ignore[assignment]
    assert status(await stage.ask(chat())) == 500
    assert (await desk.access())["outcome"] == "failed"
    assert [str(error) for error in stage.reports] == ["of ours"]


async def test_the_operators_credential_goes_upstream(stage: Stage) -> None:
    """With a credential of the operator's the caller's stays here, and still tells who calls."""
    desk = Desk(stage, limited(5), b"operators")
    stage.script = answer(REPLY)
    await stage.ask(chat(b'{"model":"m","messages":[]}', ME))
    assert stage.seen[0].values(b"authorization") == [b"Bearer operators"]
    assert (await desk.access())["anonymous"] is False


async def test_a_reload_splits_no_request(stage: Stage) -> None:
    """A request is judged by the policy that was in force when it came, to its end."""
    desk = Desk(stage, limited(5))
    stage.script = answer(REPLY)
    client = await stage.client()
    client.send(chat()[:-5])
    await stage_has(stage, 1)
    desk.policy = limited(1, mode="observe")
    client.send(chat()[-5:])
    assert b"x-ratelimit-limit-requests: 5\r\n" in await client.rest()


async def stage_has(stage: Stage, number: int) -> None:
    """Wait until so many exchanges have begun."""
    await until(lambda: len(stage.exchanges) == number)


async def test_without_detection_nothing_is_looked_at(stage: Stage) -> None:
    """Under `detection: none` a call is held to its budgets and its caller stays clear; nothing of it is remembered."""
    desk = Desk(stage, limited(5, detection="none"))
    stage.script = answer(REPLY)
    assert (
        status(await stage.ask(chat(b'{"model":"m","messages":[{"role":"user","content":"Hello there"}]}', ME))) == 200
    )
    event = await desk.access()
    assert (event["risk"], event["level"]) == (0.0, "clear")
    assert not any(isinstance(each.spend, Mark) for each in desk.store.settled)


async def test_a_caller_banned_by_name(stage: Stage) -> None:
    """It gets 403 until its time, also where the policy observes; the event names the ban, and others are served."""
    desk = Desk(stage, limited(9, mode="observe"))
    me = KEYED.caller(b"sk-me")
    desk.bans = {me: desk.now + 60.0}
    stage.script = answer(REPLY)
    body = b'{"model":"m","messages":[]}'
    assert status(await stage.ask(chat(body, ME))) == 403
    assert status(await stage.ask(chat(body, b"Authorization: Bearer sk-you"))) == 200
    desk.now += 61.0
    assert status(await stage.ask(chat(body, ME))) == 200
    await desk.access(3)
    (event,) = desk.events("decision")
    assert (event["rules"], event["refusal"], event["enforced"]) == (["operator-ban"], "banned", True)
    assert len(stage.seen) == 2
