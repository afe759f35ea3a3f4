"""Reasoning bound to whom it was given, through the port."""

from __future__ import annotations

import gzip
import json
from typing import Any

import pytest

from proxy.canaries.keys import CanaryKey
from proxy.canaries.mint import Mint
from proxy.edge.binding import handed_out
from proxy.edge.marked import Canaries
from tests.edge.desk import Desk
from tests.edge.stage import Caller, Script, Stage, answer, status
from tests.edge.test_marked import Notes
from tests.policies import policy_of

SIGNED = {"type": "thinking", "thinking": "Hm.", "signature": "c2lnbmF0dXJl"}
REPLY = {"type": "message", "content": [SIGNED, {"type": "text", "text": "Hi"}], "usage": {"output_tokens": 3}}
POLICY = "policy: p\nmode: MODE\nbind_reasoning: {foreign: WHAT, to: caller}\n"


def http(body: bytes, *fields: bytes, kind: bytes = b"application/json") -> bytes:
    """An answer on the wire."""
    lines = (b"HTTP/1.1 200 OK", b"Content-Type: " + kind, *fields, b"Content-Length: %d" % len(body))
    return b"\r\n".join(lines) + b"\r\n\r\n" + body


def ask(key: bytes, *turns: Any, coding: bool = False) -> bytes:
    """A message on the wire, the last of its connection."""
    body = json.dumps({"model": "m", "max_tokens": 9, "messages": [{"role": "user", "content": "Hi"}, *turns]}).encode()
    body = gzip.compress(body) if coding else body
    lines = (b"POST /v1/messages HTTP/1.1", b"Host: x", b"Connection: close", b"x-api-key: " + key,
             *((b"Content-Encoding: gzip",) if coding else ()), b"Content-Length: %d" % len(body))  # fmt: skip
    return b"\r\n".join(lines) + b"\r\n\r\n" + body


BACK = (
    {"role": "assistant", "content": [SIGNED, {"type": "text", "text": "Hi"}]},
    {"role": "user", "content": "Go on"},
)


def answers(*contents: Any) -> Script:
    """A model whose answers have these contents in turn, the last one from then on; no two give out the same seal."""
    left = [list(content) for content in contents]

    async def script(caller: Caller) -> None:
        while True:
            await caller.request()
            content = left.pop(0) if len(left) > 1 else left[0]
            caller.send(http(json.dumps({**REPLY, "content": content}).encode()))

    return script


TEXT = {"type": "text", "text": "Hi"}


def desk(stage: Stage, what: str, mode: str = "enforce", more: str = "") -> Desk:
    """A handler that binds."""
    stage.script = answers([SIGNED, TEXT], [TEXT])
    return Desk(stage, policy_of(POLICY.replace("WHAT", what).replace("MODE", mode) + more))


@pytest.mark.parametrize("coding", [False, True], ids=["plain", "gzip"])
async def test_a_stranger_is_refused(stage: Stage, coding: bool) -> None:
    """Who was given a signature brings it back as often as it likes; another key gets 400, and no model sees it."""
    at = desk(stage, "refuse")
    first = await stage.ask(ask(b"sk-1"))
    assert first.endswith(json.dumps(REPLY).encode())
    await at.access()
    assert status(await stage.ask(ask(b"sk-1", *BACK, coding=coding))) == 200
    found = await stage.ask(ask(b"sk-2", *BACK, coding=coding))
    assert status(found) == 400
    assert json.loads(found.partition(b"\r\n\r\n")[2])["error"]["type"] == "invalid_request_error"
    assert len(stage.seen) == 2
    await at.access(3)
    event = at.events("decision")[-1]
    assert (event["action"], event["refusal"], event["rules"]) == ("block", "foreign", ["bind_reasoning"])


@pytest.mark.parametrize("coding", [False, True], ids=["plain", "gzip"])
async def test_a_strangers_reasoning_is_stripped(stage: Stage, coding: bool) -> None:
    """With strip the request goes on without what was given to somebody else, and is otherwise the same."""
    at = desk(stage, "strip")
    await stage.ask(ask(b"sk-1"))
    await at.access()
    assert status(await stage.ask(ask(b"sk-2", *BACK, coding=coding))) == 200
    turns = json.loads(stage.seen[1].body)["messages"]
    assert turns == [
        {"role": "user", "content": "Hi"},
        {**BACK[0], "content": [{"type": "text", "text": "Hi"}]},
        BACK[1],
    ]
    await stage.ask(ask(b"sk-1", *BACK))
    assert json.loads(stage.seen[2].body)["messages"][1:] == list(BACK)
    await at.access(3)
    assert [event["action"] for event in at.events("decision") if event["rules"]] == ["degrade"]


@pytest.mark.parametrize(("what", "mode"), [("note", "enforce"), ("refuse", "observe"), ("strip", "observe")])
async def test_noting_changes_nothing(stage: Stage, what: str, mode: str) -> None:
    """Where it is only noted, or the policy only observes, every byte passes, and the signal tells of the stranger."""
    at = desk(stage, what, mode)
    await stage.ask(ask(b"sk-1"))
    await at.access()
    asked = ask(b"sk-2", *BACK)
    assert status(await stage.ask(asked)) == 200
    assert asked.endswith(stage.seen[1].body)
    await at.access(2)
    event = at.events("access")[1]
    assert event["status"] == 200


async def test_several_strangers_are_evidence(stage: Stage) -> None:
    """A key that brings back the reasoning of three others has it among its signals, remembered from then on."""
    rule = "rules: [{name: pool, why: x, when: provenance.foreign_reasoning >= 3, then: block}]\n"
    at = desk(stage, "note", more=rule)
    seals = [{**SIGNED, "signature": f"c2lnbmF0dXJl{number}"} for number in range(3)]
    stage.script = answers([seals[0]], [TEXT], [seals[1]], [TEXT], [seals[2]], [TEXT])
    for number, sealed in enumerate(seals):
        await stage.ask(ask(b"sk-%d" % number))
        await at.access(2 * number + 1)
        back = {"role": "assistant", "content": [sealed, {"type": "text", "text": "x"}]}
        found = await stage.ask(ask(b"sk-pool", back, BACK[1]))
        await at.access(2 * number + 2)
        assert status(found) == 200
    assert status(await stage.ask(ask(b"sk-pool"))) == 403


async def test_an_excepted_caller_is_left_alone(stage: Stage) -> None:
    """An exception for bind_reasoning, or for everything, spares its caller."""
    more = "exceptions: [{name: e, callers: '*', rules: bind_reasoning, until: 2099-01-01, owner: o, reason: r}]\n"
    at = desk(stage, "refuse", more=more)
    await stage.ask(ask(b"sk-1"))
    await at.access()
    assert status(await stage.ask(ask(b"sk-2", *BACK))) == 200


async def test_without_the_word_nothing_is_kept(stage: Stage) -> None:
    """A policy that does not bind asks and writes nothing."""
    stage.script = answer(http(json.dumps(REPLY).encode()))
    at = Desk(stage, policy_of("policy: p\nmode: enforce\n"))
    await stage.ask(ask(b"sk-1"))
    await at.access()
    assert status(await stage.ask(ask(b"sk-2", *BACK))) == 200
    assert [each for each in at.store.settled if each.spend.group.startswith("s:")] == []
    assert handed_out(None, None, 1.0) == ()


@pytest.mark.parametrize("path", ["/v1/embeddings", "/v1/chat/completions"])
async def test_apis_that_seal_nothing(stage: Stage, path: str) -> None:
    """Requests of other APIs are not looked through, whatever stands in them."""
    at = desk(stage, "refuse")
    await stage.ask(ask(b"sk-1"))
    await at.access()
    found = await stage.ask(ask(b"sk-2", *BACK).replace(b"/v1/messages", path.encode()))
    assert status(found) == 200


async def test_a_marked_answer_is_bound_all_the_same(stage: Stage) -> None:
    """Marking an answer does not hide from the binding what leaves with it."""
    rule = "rules: [{name: c, why: x, when: tools >= 0, then: [canary: {share: 100%}]}]\n"
    at = desk(stage, "refuse", more=rule)
    at.handler._canaries = Canaries(Mint(CanaryKey(b"a secret of the deployment")), Notes(), at.clock)
    await stage.ask(ask(b"sk-1"))
    await at.access()
    assert status(await stage.ask(ask(b"sk-2", *BACK))) == 400
