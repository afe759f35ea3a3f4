#!/usr/bin/env python3
"""What degrading costs: requests of 2, 20 and 200 KB, streams by the chunk, and embeddings by the vector.

.venv/bin/python benchmarks/action_cost.py
"""

from __future__ import annotations

import random
import time
import timeit
from functools import partial

import orjson

from proxy.actions.bonds import BindingReader
from proxy.actions.canary import mark_reply
from proxy.actions.degrade import Holder, degrade_reply, edit_request
from proxy.canaries.keys import CanaryKey
from proxy.canaries.mint import Mint
from proxy.core.bond import Binding
from proxy.core.effect import Canary, Degrade
from proxy.core.exchange import Call, Caller, Turn
from proxy.core.places import Shape
from proxy.dialects import find
from proxy.dialects.framing import framing_of
from proxy.edge.binding import bound
from proxy.edge.intake import Intake

TEXT = "the model answers with a plain sentence about a topic\nthat was 'asked' for"
SSE = "text/event-stream"
STRIP = Degrade(strip=frozenset({"reasoning", "logprobs"}))
ALL = Degrade(
    strip=frozenset({"reasoning", "logprobs", "system_fingerprint", "seed", "logit_bias"}),
    max_output_tokens=1024,
    max_choices=1,
)
HEAD = (
    b'data: {"id":"chatcmpl-5f2c1d7a9b","object":"chat.completion.chunk","created":1790000000,"model":"mock-1",'
    b'"service_tier":"default","system_fingerprint":"fp_0000000000000000","choices":[{"index":0,"delta":'
)
TAIL = b',"finish_reason":null}],"usage":null}\n\n'
LOGPROBS = b'{"content":[{"token":" model","logprob":-0.31,"bytes":[32,109],"top_logprobs":[]}],"refusal":null}'


def best(action, number: int) -> float:
    """Microseconds of CPU: the least of many short rounds, as noise only ever adds."""
    number = max(1, number // 10)
    return min(timeit.repeat(action, number=number, repeat=70, timer=time.thread_time)) / number * 1e6


def chat(size: int, **extra) -> bytes:
    rng = random.Random(1)
    words = TEXT.split(" ")
    messages, said = [], 0
    while said < size:
        text = " ".join(rng.choice(words) for _ in range(120))
        messages.append({"role": "assistant" if len(messages) % 2 else "user", "content": text})
        said += len(text) + 35
    return orjson.dumps({"model": "mock-1", "messages": messages, "temperature": 0.2, **extra})


def requests() -> None:
    print("edit_request()                             2 KB     20 KB    200 KB   µs")
    dialect, operation = find("POST", "/v1/chat/completions")
    where = dialect.places[operation].request
    asked = {"logprobs": True, "top_logprobs": 5, "n": 4, "seed": 7, "max_tokens": 4096}
    for name, extra in (("nothing to edit", {"max_tokens": 99}), ("logprobs, n, seed and max_tokens", asked)):
        costs = []
        for size in (2_000, 20_000, 200_000):
            body = chat(size, **extra)
            costs.append(best(partial(edit_request, ALL, body, where), max(20, 4_000_000 // size)))
        print(f"{name:38} " + " ".join(f"{cost:9.1f}" for cost in costs))


def reader(path: str, kind: str, degrade: Degrade | None, **extra):
    dialect, operation = find("POST", path)
    body = chat(500, stream=True, stream_options={"include_usage": True}, max_tokens=99, **extra)
    made = dialect.reader(dialect.read(operation, body), 200, kind)
    if degrade is None:
        return made
    whose = Holder(b"k" * 32, "k_1")
    return degrade_reply(degrade, made, dialect.places[operation].reply, framing_of(kind), holder=whose)


def streams() -> None:
    print("feed(), per chunk of one event          passes  degraded   µs    ratio")
    text = HEAD + b'{"content":" model"},"logprobs":null' + TAIL
    thinking = HEAD + b'{"reasoning_content":" model"},"logprobs":null' + TAIL
    sure = HEAD + b'{"content":" model"},"logprobs":' + LOGPROBS + TAIL
    angle = HEAD + b'{"content":" a < b"},"logprobs":null' + TAIL
    block = (
        b'event: content_block_delta\ndata: {"type":"content_block_delta","index":1,"delta":{"type":"text_delta",'
        b'"text":" model"}}\n\n'
    )
    begun = (
        b'event: content_block_start\ndata: {"type":"content_block_start","index":0,"content_block":{"type":"thinking",'
        b'"thinking":""}}\n\n'
    )
    thought = block.replace(b'"index":1', b'"index":0').replace(b'text_delta","text', b'thinking_delta","thinking')
    line = b'{"model":"m","created_at":"2026-01-01","message":{"role":"assistant","content":" a"},"done":false}\n'
    mused = line.replace(b'"content":" a"', b'"content":"","thinking":" a"')
    chats, blocks = "/v1/chat/completions", "/v1/messages"
    rows = [
        ("chat, text", chats, SSE, STRIP, b"", text),
        ("chat, text with <", chats, SSE, STRIP, b"", angle),
        ("chat, reasoning", chats, SSE, STRIP, b"", thinking),
        ("chat, log-probabilities", chats, SSE, STRIP, b"", sure),
        ("chat, fingerprint", chats, SSE, ALL, b"", text),
        ("chat, fingerprint and reasoning", chats, SSE, ALL, b"", thinking),
        ("messages, text", blocks, SSE, STRIP, b"", block),
        ("messages, text after thinking", blocks, SSE, STRIP, begun, block),
        ("messages, thinking", blocks, SSE, STRIP, begun, thought),
        ("ollama, text", "/api/chat", "application/x-ndjson", STRIP, b"", line),
        ("ollama, thinking", "/api/chat", "application/x-ndjson", STRIP, b"", mused),
    ]
    for name, path, kind, degrade, before, event in rows:
        plain, degraded = reader(path, kind, None), reader(path, kind, degrade)
        degraded.feed(before)
        passes, costs = best(partial(plain.feed, event), 20_000), best(partial(degraded.feed, event), 20_000)
        print(f"{name:38} {passes:7.2f} {costs:9.2f} {costs / passes:11.1f}")


def marks() -> None:
    print("feed(), per chunk of one event          passes    marked   µs    ratio")
    call = Call("openai", "chat", turns=(Turn("user", "How do I know what the sky is about to do?"),))
    mint = Mint(CanaryKey(b"a secret of the deployment"))

    def marked(inner, where):
        script = mint.script(Canary(1.0), "k_0123456789abcdef", call, "d_1")
        return mark_reply(script, inner, where, framing_of(SSE))

    text, angle = (HEAD + b'{"content":"%b"},"logprobs":null' % said + TAIL for said in (b" model", b" to"))
    dialect, operation = find("POST", "/v1/chat/completions")
    where = dialect.places[operation].reply
    for name, degrade, events in (
        ("chat, a word", None, [text]),
        ("chat, a word stripped and marked", STRIP, [text]),
        ("chat, two words, one of them held", None, [angle, text]),
        ("chat, the same stripped and marked", STRIP, [angle, text]),
    ):
        plain, edited = (
            reader("/v1/chat/completions", SSE, None),
            marked(reader("/v1/chat/completions", SSE, degrade), where),
        )
        edited.feed(text)
        passes = best(lambda: [plain.feed(event) for event in events], 20_000) / len(events)
        costs = best(lambda: [edited.feed(event) for event in events], 20_000) / len(events)
        print(f"{name:38} {passes:7.2f} {costs:9.2f} {costs / passes:11.1f}")


def vectors() -> None:
    rng = random.Random(1)
    values = [rng.gauss(0, 0.02) for _ in range(1536)]
    event = orjson.dumps({"data": [{"embedding": values, "index": 0}]})
    print(f"embedding of 1,536 numbers, {len(event)} bytes                    µs")
    for name, degrade in (
        ("quantised", Degrade(quantise_embeddings=31)),
        ("rotated", Degrade(rotate_embeddings=True)),
        ("noisy", Degrade(embedding_noise=0.2)),
        ("all of it", Degrade(quantise_embeddings=31, rotate_embeddings=True, embedding_noise=0.2)),
    ):
        made = reader("/v1/embeddings", "application/json", degrade, input="a")
        print(f"{name:38} {best(partial(made.feed, event), 500):20.1f}")


def seals() -> None:
    """What `bind_reasoning` costs where it is asked for: nothing of it is called where it is not."""
    print("bind_reasoning                                             µs")
    key, caller = b"k" * 32, Caller("k_1", org="o_1")
    signed = {"type": "thinking", "thinking": TEXT, "signature": "c2lnbmF0dXJl" * 20}
    for size in (2_000, 20_000, 200_000):
        messages = orjson.loads(chat(size))["messages"]
        for sealed in (False, True):
            turns = messages[:-1] + [{"role": "assistant", "content": [signed] * 8}] * sealed + messages[-1:]
            body = orjson.dumps({"model": "m", "max_tokens": 9, "messages": turns})
            dialect, operation = find("POST", "/v1/messages")
            intake = Intake(dialect, dialect.read(operation, body).call, dialect.read(operation, body))
            cost = best(partial(bound, Binding("note", "org", 3600.0), key, caller, intake, None, 10**8), 2000)
            print(f"request of {size // 1000} KB, {'8 seals' if sealed else 'no seal':28} {cost:15.1f}")
    event = (
        b'event: content_block_delta\ndata: {"type":"content_block_delta","index":1,"delta":{"type":"text_delta",'
        b'"text":" model"}}\n\n'
    )
    plain = reader("/v1/messages", SSE, None)
    noting = BindingReader(reader("/v1/messages", SSE, None), Shape.BLOCKS, framing_of(SSE))
    passes, costs = best(partial(plain.feed, event), 20_000), best(partial(noting.feed, event), 20_000)
    print(f"a chunk, the reader alone {passes:.2f}, bound {costs:.2f}")


if __name__ == "__main__":
    requests()
    streams()
    marks()
    vectors()
    seals()
