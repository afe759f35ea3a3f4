#!/usr/bin/env python3
"""What reading costs: calls of 2, 20 and 200 KB, replies by the chunk, and the worst bodies of 32 MB.

.venv/bin/python benchmarks/dialect_cost.py [--worst]
"""

from __future__ import annotations

import json
import random
import sys
import time
import timeit
from functools import partial

import orjson

from proxy.dialects import find
from proxy.errors import UnreadableBody

TEXT = 'the model answers with a plain sentence about a topic that was asked\nfor "quoted" words, and then it goes on'
WORDS = TEXT.split(" ")


def chat(size: int, path: str = "/v1/chat/completions", **extra) -> dict:
    rng = random.Random(1)
    messages, said = [{"role": "system", "content": "You are a careful writer."}], 0
    while said < size:
        text = " ".join(rng.choice(WORDS) for _ in range(120))
        messages.append({"role": "user" if len(messages) % 2 else "assistant", "content": text})
        said += len(text) + 35
    if path.endswith("messages"):
        messages, extra = messages[1:], {"system": "You are a careful writer.", "max_tokens": 512, **extra}
    return {"model": "mock-1", "messages": messages, "temperature": 0.2, **extra}


def best(action, number: int) -> float:
    """Microseconds of CPU: the least of many short rounds, as noise only ever adds."""
    number = max(1, number // 10)
    return min(timeit.repeat(action, number=number, repeat=70, timer=time.thread_time)) / number * 1e6


def reading() -> None:
    print("read()                                     2 KB     20 KB    200 KB   µs")
    rows = [
        ("chat, as SDKs write it", "/v1/chat/completions", {}, orjson.dumps),
        ("chat, as json.dumps writes it", "/v1/chat/completions", {}, lambda d: json.dumps(d).encode()),
        ("chat, stream, usage injected", "/v1/chat/completions", {"stream": True}, orjson.dumps),
        ("messages, as SDKs write it", "/v1/messages", {}, orjson.dumps),
    ]
    for name, path, extra, write in rows:
        costs = []
        for size in (2_000, 20_000, 200_000):
            body = write(chat(size, path, **extra))
            dialect, operation = find("POST", path)
            costs.append(best(partial(dialect.read, operation, body), max(20, 4_000_000 // size)))
        print(f"{name:38} " + " ".join(f"{cost:9.1f}" for cost in costs))


def chunk(usage: str) -> bytes:
    return (
        b'data: {"id":"chatcmpl-5f2c1d7a9b","object":"chat.completion.chunk","created":1790000000,"model":"mock-1",'
        b'"service_tier":"default","system_fingerprint":"fp_0000000000000000","choices":[{"index":0,"delta":'
        b'{"content":" model"},"logprobs":null,"finish_reason":null}]' + usage.encode() + b"}\n\n"
    )


def passing() -> None:
    print("feed(), per chunk of one event                      µs")
    anthropic = (
        b'event: content_block_delta\ndata: {"type":"content_block_delta","index":0,"delta":{"type":"text_delta",'
        b'"text":" model"}}\n\n'
    )
    ollama = b'{"model":"m","created_at":"2026-01-01","message":{"role":"assistant","content":" a"},"done":false}\n'
    asked = {"stream": True, "stream_options": {"include_usage": True}}
    chats, sse = "/v1/chat/completions", "text/event-stream"
    rows = [
        ("chat, client asked for usage", chats, asked, chunk(',"usage":null'), sse),
        ("chat, without usage members", chats, asked, chunk(""), sse),
        ("chat, injected, null removed", chats, {"stream": True}, chunk(',"usage":null'), sse),
        ("chat, injected, with obfuscation", chats, {"stream": True}, chunk(',"usage":null,"obfuscation":"a1B2"'), sse),
        ("chat, injected, nothing to remove", chats, {"stream": True}, chunk(""), sse),
        ("messages", "/v1/messages", {"stream": True}, anthropic, sse),
        ("ollama", "/api/chat", {}, ollama, "application/x-ndjson"),
    ]
    for name, path, extra, event, kind in rows:
        dialect, operation = find("POST", path)
        reader = dialect.reader(dialect.read(operation, orjson.dumps(chat(500, path, **extra))), 200, kind)
        print(f"{name:48} {best(partial(reader.feed, event), 20_000):6.2f}")
        if reader.edits:
            half = len(event) // 2
            first, second = event[:half], event[half:]
            cost = best(lambda: (reader.feed(first), reader.feed(second)), 10_000)  # noqa: B023
            print(f"{name + ', cut in two':48} {cost:6.2f}")


def worst() -> None:
    """One bound for all: nothing on the loop takes longer than 50 ms."""
    size = 32_000_000
    dialect, operation = find("POST", "/v1/chat/completions")

    def said(text: bytes) -> bytes:
        return b'{"model":"m","messages":[{"role":"user","content":"' + text + b'"}]}'

    def beside(value: bytes) -> bytes:
        return b'{"model":"m","x":' + value + b"}"

    shapes = {
        "one ASCII string": said(b"x" * size),
        "one string of \\n": said(b"\\n" * (size // 2)),
        "one string of \\u00e9": said(b"\\u00e9" * (size // 6)),
        "one string of surrogate pairs": said(b"\\ud83d\\ude00" * (size // 12)),
        "one string of backslashes": said(b"\\\\" * (size // 2)),
        "one string of escaped quotes": said(b'\\"' * (size // 2)),
        "one string of é": said("é".encode() * (size // 2)),
        "one string of CJK": said("漢".encode() * (size // 3)),
        "ASCII and one emoji": said(b"x" * size + "😀".encode()),
        "strings of 30 KB": beside(b"[" + b",".join([b'"' + b"x" * 30_000 + b'"'] * 1060) + b"]"),
        "4 MB of strings of 30 KB, with emoji": beside(
            b"[" + b",".join([b'"' + b"x" * 30_000 + "😀".encode() + b'"'] * 139) + b"]"
        ),
        "4 MB of backslashes and quotes": said(b'\\\\\\"' * 1_040_000) + b" ",
        "most escapes allowed": said(b'\\\\\\"' * 333_000 + b"x " * 1_000_000) + b" ",
        "empty arrays": beside(b"[" + b"[]," * (size // 3) + b"1]"),
        "256 KB of empty arrays": beside(b"[" + b"[]," * 87_000 + b"1]"),
        "most empty arrays allowed": beside(b"[" + b"[]," * 106_000 + b"1]"),
        "most strings allowed": beside(b"[" + b'"ab",' * 319_000 + b"1]"),
        "most numbers allowed": beside(b"[" + b"1.5e-300," * 319_000 + b"1]"),
        "most keys allowed": beside(b"{" + b",".join(b'"k%d":1' % i for i in range(53_000)) + b"}"),
        "most long keys allowed": beside(b"{" + b",".join(b'"%080d":1' % i for i in range(40_000)) + b"}"),
        "most messages allowed": b'{"model":"m","messages":['
        + b",".join([b'{"role":"user","content":"a b"}'] * 9_990)
        + b"]}",
        "nested 100,000 deep": beside(b"[" * 100_000 + b"]" * 100_000),
        "white space": beside(b" " * size + b"1"),
        "one number": beside(b"1" * size),
        "quotes": b'"' * size,
        "an open bracket": b"[" * size,
        "stream_options at the end of 1 MB": said(b"a" * 1_000_000)[:-1] + b',"stream":true,"stream_options":{}}',
    }
    print("worst bodies                                        ms")
    for name, body in shapes.items():
        least, outcome = float("inf"), "read"
        for _ in range(3):
            begun = time.thread_time()
            try:
                dialect.read(operation, body)
            except UnreadableBody as error:
                outcome = error.reason
            least = min(least, time.thread_time() - begun)
        print(f"{name:42} {len(body) / 1e6:6.1f} MB {least * 1e3:6.1f}  {outcome}")


if __name__ == "__main__":
    if "--worst" in sys.argv:
        worst()
    else:
        reading()
        passing()
