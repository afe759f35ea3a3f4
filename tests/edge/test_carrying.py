"""Effects carried out: on requests in any content coding, on replies whole and streamed, and never on errors."""

from __future__ import annotations

import asyncio
import gzip
import json
import zlib
from collections.abc import Callable
from typing import Any

import brotli  # type: ignore[import-untyped]
import pytest
import zstandard

from proxy.core.decision import Action, Decision
from proxy.core.effect import Block, Degrade, Effect, Throttle
from proxy.core.exchange import Caller
from proxy.dialects import find
from proxy.edge.carrying import degradation, outgoing, reader_for
from proxy.edge.intake import Arrival, Intake, understand
from tests.edge.desk import Desk
from tests.edge.stage import Caller as Connection
from tests.edge.stage import Stage, answer, status
from tests.policies import policy_of

LIMIT = 4096
OPEN = policy_of(f"policy: p\nmode: enforce\ninspect_limit: {LIMIT}B\n")
DEGRADE = Degrade(strip=frozenset({"logprobs", "reasoning"}), max_output_tokens=64)
BODY = b'{"model": "m", "messages": [{"role": "user", "content": "caf\\u00e9  "}], "logprobs": true, "max_tokens": 900}'
LESS = b'{"model": "m", "messages": [{"role": "user", "content": "caf\\u00e9  "}], "max_tokens": 64}'

PACKERS: dict[bytes, Callable[[bytes], bytes]] = {
    b"gzip": gzip.compress,
    b"deflate": zlib.compress,
    b"br": brotli.compress,
    b"zstd": zstandard.ZstdCompressor().compress,
}


def intake(body: bytes, coding: bytes | None = None, path: str = "/v1/chat/completions") -> Intake:
    """What is read of a body."""
    found = find("POST", path)
    assert found is not None
    return understand(Arrival(*found, body, oversize=len(body) > LIMIT), OPEN, coding)


def decision(*effects: Effect, enforced: bool = True) -> Decision:
    """A decision with these effects."""
    return Decision("d_1", 0.0, Caller("k_1"), Action.DEGRADE, enforced, "0", ("r",), effects=effects)


def test_only_enforced_decisions_are_carried_out() -> None:
    """A degrade is looked up where the decision is in force; without a decision or in observe mode there is none."""
    assert degradation(decision(DEGRADE, Throttle(1.0))) is DEGRADE
    for other in (decision(DEGRADE, Throttle(1.0), enforced=False), decision(Block()), None):
        assert degradation(other) is None


@pytest.mark.parametrize("body", [BODY, b"nonsense", b"x" * (LIMIT + 1)])
def test_without_a_degrade_the_very_same_request_goes(body: bytes) -> None:
    """Nothing to do: the same object, whatever it is, unedited."""
    read = intake(body)
    sent = outgoing(None, read, None, LIMIT)
    assert sent.request is read.request
    assert (sent.edited, sent.decoded, sent.refusal) == (False, False, None)


def test_a_plain_body_is_edited_where_it_must_be() -> None:
    """What asks for too much is taken out or lowered, every other byte stays, and the body is not called decoded."""
    sent = outgoing(DEGRADE, intake(BODY), None, LIMIT)
    assert sent.request is not None
    assert (sent.request.body, sent.edited, sent.decoded, sent.refusal) == (LESS, True, False, None)


@pytest.mark.parametrize("coding", PACKERS)
def test_a_compressed_body_is_decoded_to_be_edited(coding: bytes) -> None:
    """The edit is made in the decoded text, which then goes without a coding."""
    packed = PACKERS[coding](BODY)
    sent = outgoing(DEGRADE, intake(packed, coding), coding, LIMIT)
    assert sent.request is not None
    assert (sent.request.body, sent.edited, sent.decoded) == (LESS, True, True)


@pytest.mark.parametrize("coding", [None, b"identity", *PACKERS])
def test_a_body_without_anything_to_edit_goes_as_it_came(coding: bytes | None) -> None:
    """Where the request asks for nothing too much its bytes and its coding stay; only the reply will be edited."""
    packed = PACKERS.get(coding or b"", bytes)(LESS)
    read = intake(packed, coding)
    sent = outgoing(DEGRADE, read, coding, LIMIT)
    assert sent.request is read.request
    assert (sent.edited, sent.decoded, sent.refusal) == (True, False, None)


@pytest.mark.parametrize("coding", [b"identity", b"IDENTITY"])
def test_identity_is_no_coding(coding: bytes) -> None:
    """A body under the coding that is none is edited, and keeps the header that says so."""
    sent = outgoing(DEGRADE, intake(BODY, coding), coding, LIMIT)
    assert sent.request is not None
    assert (sent.request.body, sent.decoded) == (LESS, False)


@pytest.mark.parametrize(
    ("body", "coding", "status_", "kind"),
    [
        (b"nonsense", None, 400, "unreadable"),
        (b"[1]", None, 400, "unreadable"),
        (b"", None, 400, "unreadable"),
        (BODY, b"gzip", 400, "unreadable"),
        (BODY, b"compress", 400, "unreadable"),
        (gzip.compress(gzip.compress(BODY, mtime=0), mtime=0), b"gzip, gzip", 400, "unreadable"),
        (gzip.compress(b'{"a":"' + b" " * 10 * LIMIT + b'"}', mtime=0), b"gzip", 400, "unreadable"),
        (b"x" * (LIMIT + 1), None, 413, "oversize"),
    ],
)
def test_what_cannot_be_read_is_not_let_past(body: bytes, coding: bytes | None, status_: int, kind: str) -> None:
    """A degraded caller's body that cannot be read, in any coding, is refused although the policy passes it."""
    read = intake(body, coding)
    assert read.early is None
    sent = outgoing(DEGRADE, read, coding, LIMIT)
    assert sent.refusal is not None
    assert (sent.refusal.status, sent.refusal.kind, sent.refusal.retry_after) == (status_, kind, None)


def test_what_asks_for_nothing_passes() -> None:
    """A count of tokens keeps its bytes, and a listing of models, which has no body, is no matter for a degrade."""
    read = intake(BODY, path="/v1/messages/count_tokens")
    assert outgoing(DEGRADE, read, None, LIMIT).request is read.request
    found = find("GET", "/v1/models")
    assert found is not None
    assert outgoing(DEGRADE, understand(Arrival(*found), OPEN, None), None, LIMIT) == (None, False, False, None)


@pytest.mark.parametrize("found", [200, 201, 299])
def test_answers_are_edited(found: int) -> None:
    """A good answer is read by a reader that edits, and loses what is stripped."""
    read = intake(BODY)
    assert read.request is not None
    reader = reader_for(DEGRADE, read.dialect, read.request, found, "application/json")
    assert reader.edits
    reply = b'{"choices":[{"index":0,"message":{"content":"a"},"logprobs":{"content":[1]}}]}'
    assert b"[1]" not in reader.feed(reply) + reader.finish()


@pytest.mark.parametrize("found", [199, 300, 400, 404, 429, 500])
def test_errors_pass_unedited(found: int) -> None:
    """An error is the provider's own, byte for byte, also for a degraded caller."""
    read = intake(BODY)
    assert read.request is not None
    reader = reader_for(DEGRADE, read.dialect, read.request, found, "application/json")
    error = b'{ "error": {"message": "<think>no</think>", "logprobs": 1} }'
    assert not reader.edits
    assert reader.feed(error) + reader.finish() == error


def test_without_a_degrade_the_dialects_reader_reads() -> None:
    """Nothing to do: nothing is held back and nothing edited."""
    read = intake(BODY)
    assert read.request is not None
    assert not reader_for(None, read.dialect, read.request, 200, "application/json").edits


# Through the handler, over sockets. The rule speaks of the path, so it fires for bodies that nobody can read, too.
RULED = """
policy: p
mode: MODE
inspect_limit: 4096B
rules:
  - name: all
    why: Everybody, for the sake of the test
    when: path == /v1/chat/completions
    then: [{degrade: {strip: [logprobs, reasoning], max_output_tokens: 64}}]
"""
REPLY: dict[str, Any] = {
    "choices": [
        {"index": 0, "message": {"content": "<think>secret</think>sky", "reasoning": "secret"}, "logprobs": {"a": 1}}
    ],
    "usage": {"prompt_tokens": 7, "completion_tokens": 3},
}
EVENTS = (
    b'data: {"choices":[{"index":0,"delta":{"reasoning_content":"secret"}}]}\n\n',
    b'data: {"choices":[{"index":0,"delta":{"content":"Oh, <thi"}}]}\n\n',
    b'data: {"choices":[{"index":0,"delta":{"content":"nk>secret</think>sky"}}]}\n\n',
    b'data: {"choices":[],"usage":{"prompt_tokens":7,"completion_tokens":3}}\n\n',
    b"data: [DONE]\n\n",
)


def ruled(mode: str = "enforce") -> Any:
    """The policy."""
    return policy_of(RULED.replace("MODE", mode))


def chat(body: bytes, *fields: bytes) -> bytes:
    """A chat completion on the wire, the last of its connection."""
    lines = (b"POST /v1/chat/completions HTTP/1.1", b"Host: x", b"Connection: close", *fields)
    return b"\r\n".join((*lines, b"Content-Length: %d" % len(body))) + b"\r\n\r\n" + body


def replies(body: bytes, *fields: bytes) -> bytes:
    """An upstream's answer on the wire."""
    lines = (b"HTTP/1.1 200 OK", b"Content-Type: application/json", *fields, b"Content-Length: %d" % len(body))
    return b"\r\n".join(lines) + b"\r\n\r\n" + body


def content(events: bytes) -> str:
    """All text of a stream."""
    read = [json.loads(line[6:]) for line in events.split(b"\n") if line.startswith(b"data: {")]
    return "".join(event["choices"][0]["delta"].get("content") or "" for event in read if event["choices"])


@pytest.mark.parametrize("coding", PACKERS)
async def test_a_compressed_request_goes_edited_and_uncoded(stage: Stage, coding: bytes) -> None:
    """The upstream of a degraded caller gets plain, edited bytes with their length and no word of a coding."""
    Desk(stage, ruled())
    stage.script = answer(replies(b'{"choices":[]}'))
    packed = PACKERS[coding](BODY)
    await stage.ask(chat(packed, b"Content-Encoding: " + coding, b"Accept-Encoding: gzip, br", b"X-A: b"))
    (seen,) = stage.seen
    assert seen.body == LESS
    assert seen.values(b"content-encoding") == []
    assert seen.values(b"content-length") == [b"%d" % len(LESS)]
    assert seen.values(b"accept-encoding") == [b"identity"]
    assert seen.values(b"x-a") == [b"b"]


async def test_an_answer_is_degraded(stage: Stage) -> None:
    """Reasoning, inline and beside the text, and log-probabilities are gone; the usage is whole and told."""
    desk = Desk(stage, ruled())
    stage.script = answer(replies(json.dumps(REPLY).encode()))
    found = await stage.ask(chat(BODY))
    read = json.loads(found.partition(b"\r\n\r\n")[2])
    assert b"secret" not in found
    assert read["choices"][0]["message"]["content"] == "sky"
    assert not read["choices"][0].get("logprobs")
    assert read["usage"] == REPLY["usage"]
    event = await desk.access()
    assert (event["action"], event["outcome"], event["output_tokens"]) == ("degrade", "completed", 3)


async def test_a_compressed_answer_is_degraded(stage: Stage) -> None:
    """An upstream that compresses although it was asked not to is undone, and no stale coding or length is told."""
    Desk(stage, ruled())
    stage.script = answer(replies(gzip.compress(json.dumps(REPLY).encode()), b"Content-Encoding: gzip"))
    found = await stage.ask(chat(BODY, b"Accept-Encoding: gzip"))
    head, _, body = found.partition(b"\r\n\r\n")
    assert b"content-encoding" not in head.lower()
    assert b"secret" not in found
    assert b"sky" in body


async def test_an_answer_that_cannot_be_read_is_not_let_past(stage: Stage) -> None:
    """An answer in a coding that nobody asked for and we do not know is an upstream's error, not a way around."""
    desk = Desk(stage, ruled())
    stage.script = answer(replies(b"secret", b"Content-Encoding: compress"))
    found = await stage.ask(chat(BODY))
    assert status(found) == 502
    assert b"secret" not in found
    assert (await desk.access())["outcome"] == "upstream_broken"


async def test_a_stream_is_degraded_as_it_comes(stage: Stage) -> None:
    """What may pass passes at once, reasoning goes although its tag is cut in two, and the stream ends as it should."""
    desk, go = Desk(stage, ruled()), asyncio.Event()

    async def script(caller: Connection) -> None:
        await caller.request()
        caller.send(b"HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nTransfer-Encoding: chunked\r\n\r\n")
        for number, event in enumerate(EVENTS):
            if number == 2:
                await go.wait()
            caller.send(b"%x\r\n%b\r\n" % (len(event), event))
        caller.send(b"0\r\n\r\n")

    stage.script = script
    client = await stage.client()
    client.send(chat(b'{"stream":true,"stream_options":{"include_usage":true},"messages":[]}'))
    assert b"chunked" in await client.head()
    go.set()
    events = await client.chunks()
    assert b"secret" not in events
    assert content(events) == "Oh, sky"
    assert events.endswith(b"data: [DONE]\n\n")
    assert (await desk.access())["output_tokens"] == 3


@pytest.mark.parametrize("found", [400, 429, 500])
async def test_an_upstreams_error_passes_byte_for_byte(stage: Stage, found: int) -> None:
    """A degraded caller sees the provider's error as it was written, coding included."""
    Desk(stage, ruled())
    error = gzip.compress(b'{ "error": {"message": "<think>no</think>"} }')
    reply = replies(error, b"Content-Encoding: gzip").replace(b"200 OK", b"%d No" % found)
    stage.script = answer(reply)
    told = await stage.ask(chat(BODY))
    assert status(told) == found
    assert told.endswith(error)
    assert b"Content-Encoding: gzip\r\n" in told


@pytest.mark.parametrize(("body", "expected"), [(b"nonsense", 400), (b"x" * 5000, 413)])
async def test_a_degraded_caller_cannot_hide_in_what_cannot_be_read(stage: Stage, body: bytes, expected: int) -> None:
    """An unreadable or too large body of a degraded caller gets the provider's error; the upstream gets nothing."""
    desk = Desk(stage, ruled())
    found = await stage.ask(chat(body))
    assert status(found) == expected
    assert json.loads(found.partition(b"\r\n\r\n")[2])["error"]["type"] == "invalid_request_error"
    assert stage.seen == []
    assert (await desk.access())["outcome"] == "refused"


async def test_observing_touches_neither_request_nor_answer(stage: Stage) -> None:
    """In observe mode both pass byte for byte in their coding, unreadable bodies too; events say what would be done."""
    desk = Desk(stage, ruled("observe"))
    packed, reply = gzip.compress(BODY), replies(gzip.compress(json.dumps(REPLY).encode()), b"Content-Encoding: gzip")
    stage.script = answer(reply)
    found = await stage.ask(chat(packed, b"Content-Encoding: gzip", b"Accept-Encoding: gzip"))
    assert found.partition(b"\r\n\r\n")[2] == reply.partition(b"\r\n\r\n")[2]
    assert stage.seen[0].body == packed
    assert stage.seen[0].values(b"accept-encoding") == [b"gzip"]
    await stage.ask(chat(b"nonsense"))
    assert stage.seen[1].body == b"nonsense"
    await desk.access(2)
    assert [(e["action"], e["enforced"]) for e in desk.events("decision")] == [("degrade", False)] * 2


SLOW = """
policy: p
mode: MODE
budgets: [{name: b, per: caller, meter: total_tokens, limit: 1000, window: 1h}]
reserve_output: 90
rules: [{name: slow, why: x, when: path == /v1/chat/completions, then: [{throttle: {rate: 2/m}}]}]
"""


async def test_a_slowed_caller_gets_as_many_answers_as_the_rate_allows(stage: Stage) -> None:
    """Two a minute: the third is refused with the wait and gives its tokens back; a minute later there is room."""
    desk = Desk(stage, policy_of(SLOW.replace("MODE", "enforce")))
    stage.script = answer(replies(json.dumps(REPLY).encode()))
    found = []
    for _ in range(3):
        found.append(await stage.ask(chat(BODY)))
        desk.now += 1.0
    assert [status(each) for each in found] == [200, 200, 429]
    assert b"Retry-After: 58\r\n" in found[2] or b"retry-after: 58\r\n" in found[2]
    assert len(stage.seen) == 2
    desk.now += 60.0
    assert status(await stage.ask(chat(BODY))) == 200
    await desk.access(4)
    spent = [each.actual for each in desk.store.settled if each.spend.name.startswith("b")]
    assert sorted(spent) == [0.0, 10.0, 10.0, 10.0]


async def test_observing_counts_the_rate_as_enforcing_would(stage: Stage) -> None:
    """In observe mode the requests within the rate are told as allowed and those beyond as throttled; all pass."""
    desk = Desk(stage, policy_of(SLOW.replace("MODE", "observe")))
    stage.script = answer(replies(json.dumps(REPLY).encode()))
    assert [status(await stage.ask(chat(BODY))) for _ in range(4)] == [200] * 4
    await desk.access(4)
    told = [(e["action"], e["enforced"], e["refusal"]) for e in desk.events("decision")]
    assert told == [("allow", False, None)] * 2 + [("throttle", False, "rate")] * 2


VECTORS = """
policy: p
mode: enforce
rules:
  - name: r
    why: x
    when: operation == embedding
    then: [{degrade: {embeddings: {rotate: true, noise: 20%}}}]
"""


async def test_embeddings_are_rotated_by_caller(stage: Stage) -> None:
    """Two keys get other vectors for the same text, each its own again and again, all as long as the model's."""
    Desk(stage, policy_of(VECTORS))
    plain = [0.3, -0.1, 0.25, 0.9, -0.7, 0.05]
    body = json.dumps({"data": [{"embedding": plain, "index": 0}], "usage": {"prompt_tokens": 1}}).encode()
    stage.script = answer(replies(body))
    found = []
    for key in (b"sk-1", b"sk-2", b"sk-1"):
        call = chat(b'{"model":"m","input":"x"}', b"Authorization: Bearer " + key)
        call = call.replace(b"/v1/chat/completions", b"/v1/embeddings")
        found.append(json.loads((await stage.ask(call)).partition(b"\r\n\r\n")[2])["data"][0]["embedding"])
    assert found[0] == found[2] != found[1]
    assert plain not in found
    assert [sum(x * x for x in each) for each in found] == pytest.approx([sum(x * x for x in plain)] * 3, rel=1e-5)


async def test_what_is_not_granted_together_is_refused(stage: Stage) -> None:
    """A request with token biases and log-probabilities gets 400 in the provider's words, and no model sees it."""
    words = VECTORS.replace("embedding\n", "chat\n").replace(
        "embeddings: {rotate: true, noise: 20%}", "bias_with_logprobs: refuse"
    )
    desk = Desk(stage, policy_of(words))
    found = await stage.ask(chat(b'{"model":"m","messages":[],"logit_bias":{"1":5},"logprobs":true}'))
    assert status(found) == 400
    assert json.loads(found.partition(b"\r\n\r\n")[2])["error"]["code"] == "unsupported_parameter"
    assert stage.seen == []
    assert (await desk.access())["outcome"] == "refused"


STORED = {"id": "resp_1", "output": [{"type": "reasoning", "id": "rs_1", "summary": []}, {"type": "message"}],
          "usage": {"input_tokens": 7, "output_tokens": 3}}  # fmt: skip


@pytest.mark.parametrize(("path", "method"), [(b"/v1/responses/resp_1?include=x", b"GET"),
                                              (b"/v1/responses/resp_1/cancel", b"POST")])  # fmt: skip
async def test_a_stored_answer_is_degraded_again(stage: Stage, path: bytes, method: bytes) -> None:
    """A degraded caller that fetches a response again gets it without its reasoning, and is not charged twice."""
    rule = "{name: r, why: x, when: operation == stored, then: [{degrade: {strip: [reasoning]}}]}"
    desk = Desk(stage, policy_of(f"policy: p\nmode: enforce\nrules: [{rule}]\n"))
    stage.script = answer(replies(json.dumps(STORED).encode()))
    length = b"Content-Length: 0\r\n" if method == b"POST" else b""
    asked = method + b" " + path + b" HTTP/1.1\r\nHost: x\r\nConnection: close\r\n" + length + b"\r\n"
    found = json.loads((await stage.ask(asked)).partition(b"\r\n\r\n")[2])
    assert found == {**STORED, "output": [{"type": "message"}]}
    event = await desk.access()
    assert (event["operation"], event["output_tokens"]) == ("stored", None)
    assert (b"Content-Length" in stage.seen[0].head) is (method == b"POST")


async def test_a_stored_answer_passes_to_others_as_it_is(stage: Stage) -> None:
    """Callers who are not degraded get a stored answer byte for byte."""
    Desk(stage, policy_of("policy: p\nmode: enforce\n"))
    stage.script = answer(replies(json.dumps(STORED).encode()))
    found = await stage.ask(b"GET /v1/responses/resp_1 HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")
    assert found.endswith(json.dumps(STORED).encode())


TAGS = """
policy: p
mode: MODE
rules: [{name: r, why: x, when: model == m, then: [tag, {tag: {header: x-my-risk}}]}]
"""
FORGED = (b"X-Stillwatch-Risk: level=clear", b"x_stillwatch-risk: 1", b"X-My_Risk: 1", b"x-my-risk: 1",
          b"X-Mine: 1")  # fmt: skip


def told_of_risk(head: bytes) -> list[bytes]:
    """The lines of a head that tell of risk, and the one that is the client's own."""
    return [line for line in head.split(b"\r\n") if b"risk" in line.lower() or line.startswith(b"X-Mine")]


@pytest.mark.parametrize("mode", ["enforce", "observe"])
async def test_the_upstream_is_told_by_us_alone(stage: Stage, mode: str) -> None:
    """A tagged request carries our signed header under each name; what clients send under them is taken out of all."""
    Desk(stage, policy_of(TAGS.replace("MODE", mode)))
    stage.script = answer(replies(json.dumps(REPLY).encode()))
    for model in (b"m", b"other"):
        await stage.ask(chat(b'{"model":"%b","messages":[]}' % model, *FORGED, b"Authorization: Bearer " + model))
    tagged, plain = (told_of_risk(seen.head) for seen in stage.seen)
    assert plain == [b"X-Mine: 1"]
    if mode == "observe":
        assert tagged == plain
        return
    assert [line.partition(b": ")[0] for line in tagged] == [b"X-Mine", b"x-stillwatch-risk", b"x-my-risk"]
    value = tagged[1].partition(b": ")[2]
    assert tagged[2].endswith(value)
    assert b";level=clear;risk=" in value


async def test_without_a_tag_the_default_name_is_taken_out_all_the_same(stage: Stage) -> None:
    """Under any policy nobody but us can send the default header; other names are the client's own."""
    Desk(stage, policy_of("policy: p\n"))
    stage.script = answer(replies(json.dumps(REPLY).encode()))
    await stage.ask(chat(b'{"model":"m","messages":[]}', *FORGED))
    assert told_of_risk(stage.seen[0].head) == list(FORGED[2:])


async def test_a_degraded_caller_opens_no_tunnel(stage: Stage) -> None:
    """What goes through a WebSocket cannot be degraded, so it is refused; other effects leave tunnels alone."""
    rules = "rules: [{name: r, why: x, when: path == /v1/realtime, then: EFFECT}]\n"
    ask = b"GET /v1/realtime HTTP/1.1\r\nHost: h\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n"
    for effect, found in (("{degrade: {strip: [reasoning]}}", 400), ("tag", 101)):
        Desk(stage, policy_of("policy: p\nmode: enforce\n" + rules.replace("EFFECT", effect)))
        stage.script = answer(
            b"HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n", keep=False
        )
        client = await stage.client()
        client.send(ask)
        assert status(await client.head()) == found
    assert len(stage.seen) == 1
