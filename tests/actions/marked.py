"""Replies of every shape that say a text in given pieces, and what is heard of them."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from typing import Any, NamedTuple

from proxy.actions.canary import mark_reply
from proxy.canaries.keys import CanaryKey
from proxy.canaries.mint import Marks, Mint
from proxy.core.effect import Canary
from proxy.core.exchange import Call, Turn
from proxy.dialects import find
from proxy.dialects.framing import framing_of
from tests.actions import messages, responses
from tests.actions.degraded import Document, read, stream

KEY = CanaryKey(b"a secret of the deployment")
WHOM = "k_0123456789abcdef"
ASKED = Call("openai", "chat", turns=(Turn("user", "What should a beginner know about sourdough?"),))
SSE, NDJSON, JSON = "text/event-stream", "application/x-ndjson", "application/json"


def script(*kinds: str, whom: str = WHOM) -> Marks:
    """A script for this caller."""
    found = Mint(KEY).script(Canary(1.0, frozenset(kinds or ("choice", "cue"))), whom, ASKED, "d_1")
    assert found is not None
    return found


class Api(NamedTuple):
    """An API: how a reply that says something comes, and what a client hears of it."""

    path: str
    kind: str
    tell: Callable[[Sequence[str]], bytes]
    heard: Callable[[bytes], str]
    closes: bool = True
    """Whether a sentence may be added."""


def _chat(pieces: Sequence[str]) -> bytes:
    base = {"id": "c", "object": "chat.completion.chunk", "created": 1, "model": "m"}
    head = {**base, "obfuscation": "aXb"}
    said = [{**head, "choices": [{"index": 0, "delta": {"content": each}, "finish_reason": None}]} for each in pieces]
    last = {**base, "choices": [{"index": 0, "delta": {}, "finish_reason": "stop"}]}
    usage = {**base, "choices": [], "usage": {"prompt_tokens": 3, "completion_tokens": 3, "total_tokens": 6}}
    first = {**base, "choices": [{"index": 0, "delta": {"role": "assistant", "content": ""}}]}
    return stream(first, *said, last, usage, b"[DONE]")


def _chat_heard(text: bytes) -> str:
    found = [choice for event in read(text) for choice in event["choices"]]
    return "".join(choice["delta"].get("content") or "" for choice in found)


def _completion(pieces: Sequence[str]) -> bytes:
    said = [{"choices": [{"index": 0, "text": each, "finish_reason": None}]} for each in pieces]
    return stream(*said, {"choices": [{"index": 0, "text": "", "finish_reason": "length"}]}, b"[DONE]")


def _message(pieces: Sequence[str]) -> bytes:
    block: Document = {"type": "text", "text": ""}
    said = [{"type": "content_block_delta", "index": 0, "delta": {"type": "text_delta", "text": p}} for p in pieces]
    ends: list[Document] = [
        {"type": "content_block_stop", "index": 0},
        {"type": "message_delta", "delta": {"stop_reason": "end_turn"}, "usage": {"output_tokens": 3}},
        {"type": "message_stop"},
    ]
    start: list[Document] = [
        {"type": "message_start", "message": {**messages.message([]), "stop_reason": None}},
        {"type": "content_block_start", "index": 0, "content_block": block},
    ]
    return stream(*start, *said, *ends)


def _message_heard(text: bytes) -> str:
    return "".join(event["delta"].get("text", "") for event in read(text) if event["type"] == "content_block_delta")


def _responses(pieces: Sequence[str]) -> bytes:
    item = responses.said("".join(pieces))
    place = {"item_id": "msg_1", "output_index": 0, "content_index": 0}
    events: list[Document] = [
        {"type": "response.created", "response": {"status": "in_progress", "output": []}},
        {"type": "response.output_item.added", "output_index": 0, "item": {**item, "content": []}},
        *[{"type": "response.output_text.delta", **place, "delta": each} for each in pieces],
        {"type": "response.output_text.done", **place, "text": "".join(pieces)},
        {"type": "response.content_part.done", **place, "part": item["content"][0]},
        {"type": "response.output_item.done", "output_index": 0, "item": item},
        {"type": "response.completed", "response": {"status": "completed", "output": [item]}},
    ]
    return stream(*({**event, "sequence_number": number} for number, event in enumerate(events)))


def _responses_heard(text: bytes) -> str:
    events = read(text)
    heard = "".join(event["delta"] for event in events if event["type"] == "response.output_text.delta")
    final = events[-1]["response"]["output"][0]
    assert (
        heard == final["content"][0]["text"] == events[-2]["item"]["content"][0]["text"] == events[-3]["part"]["text"]
    )
    assert heard == events[-4]["text"]
    return heard


def _ollama(pieces: Sequence[str]) -> bytes:
    said = [{"created_at": str(n), "message": {"content": each}, "done": False} for n, each in enumerate(pieces)]
    last = {"created_at": "z", "message": {"content": ""}, "done": True, "done_reason": "stop"}
    return b"".join(json.dumps(each).encode() + b"\n" for each in (*said, last))


def _ollama_heard(text: bytes) -> str:
    return "".join(json.loads(line)["message"]["content"] for line in text.splitlines())


def _tgi(pieces: Sequence[str]) -> bytes:
    said: list[Document] = [
        {"index": n, "token": {"id": n + 5, "text": each, "logprob": -0.5}} for n, each in enumerate(pieces)
    ]
    end = {"token": {"id": 2, "text": "</s>", "special": True}, "generated_text": "".join(pieces)}
    return stream(*said, end)


def _tgi_heard(text: bytes) -> str:
    events = read(text)
    heard = "".join(event["token"]["text"] for event in events if not event["token"].get("special"))
    assert heard == events[-1]["generated_text"]
    return heard


def _whole(make: Callable[[str], Any]) -> Callable[[Sequence[str]], bytes]:
    return lambda pieces: json.dumps(make("".join(pieces)), indent=1).encode()


APIS = {
    "chat": Api("/v1/chat/completions", SSE, _chat, _chat_heard),
    "completions": Api(
        "/v1/completions", SSE, _completion,
        lambda text: "".join(event["choices"][0]["text"] for event in read(text)), closes=False,
    ),
    "messages": Api("/v1/messages", SSE, _message, _message_heard),
    "responses": Api("/v1/responses", SSE, _responses, _responses_heard),
    "ollama": Api("/api/chat", NDJSON, _ollama, _ollama_heard),
    "tgi": Api("/generate_stream", SSE, _tgi, _tgi_heard, closes=False),
    "chat, whole": Api(
        "/v1/chat/completions", JSON,
        _whole(lambda said: {"choices": [{"index": 0, "message": {"content": said}, "finish_reason": "stop"}]}),
        lambda text: str(json.loads(text)["choices"][0]["message"]["content"]),
    ),
    "messages, whole": Api(
        "/v1/messages", JSON,
        _whole(lambda said: {**messages.message([{"type": "text", "text": said}]), "stop_reason": "end_turn"}),
        lambda text: str(json.loads(text)["content"][0]["text"]),
    ),
    "responses, whole": Api(
        "/v1/responses", JSON,
        _whole(lambda said: {**responses.response([responses.said(said)]), "status": "completed"}),
        lambda text: str(json.loads(text)["output"][0]["content"][0]["text"]),
    ),
    "ollama, whole": Api(
        "/api/generate", JSON, _whole(lambda said: {"response": said, "done": True}),
        lambda text: str(json.loads(text)["response"]),
    ),
    "tgi, whole": Api(
        "/generate", JSON, _whole(lambda said: {"generated_text": said}),
        lambda text: str(json.loads(text)["generated_text"]), closes=False,
    ),
}  # fmt: skip
"""Every dialect that speaks, streamed and not."""


def passed(path: str, kind: str, body: bytes, marks: Marks, size: int = 10**9) -> bytes:
    """What a client gets of a reply that comes in chunks of this size."""
    found = find("POST", path)
    assert found is not None
    dialect, operation = found
    where = dialect.places[operation].reply
    assert where is not None
    inner = dialect.reader(
        dialect.read(operation, b'{"stream":true,"stream_options":{"include_usage":true}}'), 200, kind
    )
    reader = mark_reply(marks, inner, where, framing_of(kind))
    return b"".join(reader.feed(body[at : at + size]) for at in range(0, len(body), size)) + reader.finish()
