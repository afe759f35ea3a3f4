"""Made-up recorded traffic: callers of several kinds and orgs at work, as lines of a trace. Every run is the same.

`trace` merges the days of all callers by time; a kind of caller is one generator of rows. Texts are made of syllables,
so no two prompts are alike unless their caller uses a template.
"""

from __future__ import annotations

import heapq
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from random import Random
from typing import Any

import orjson

START = 1_790_000_000.0
STRONG = (
    "Here is a question and its finished answer. Write the hidden reasoning that leads to the given answer, "
    "between <think> and </think>. {}"
)
ITEM = "Answer the following multiple choice question. Think step by step, then give the letter. {}"
SYLLABLES = ("ka", "lo", "mi", "ner", "pu", "sta", "vel", "tor", "qui", "zan", "bre", "dof", "hul", "gri", "wex", "yom")

Row = dict[str, Any]


def words(chance: Random, number: int) -> str:
    """So many words that hardly anybody has said before."""
    return " ".join("".join(chance.choices(SYLLABLES, k=3)) for _ in range(number))


def openai(at: float, key: str, body: Row, path: str = "/v1/chat/completions", retries: int = 0) -> Row:
    """One request of an OpenAI SDK and its answer."""
    headers = {
        "authorization": f"Bearer {key}",
        "user-agent": "OpenAI/Python 3.54.0",
        "x-stainless-lang": "python",
        "x-stainless-package-version": "3.54.0",
        "x-stainless-retry-count": str(retries),
    }
    usage = {"prompt_tokens": 40 + len(orjson.dumps(body)) // 4, "completion_tokens": 120}
    return _row(at, "203.0.113.7", path, headers, body, usage)


def anthropic(at: float, key: str, body: Row) -> Row:
    """One request of an Anthropic SDK and its answer."""
    headers = {"x-api-key": key, "anthropic-version": "2023-06-01", "user-agent": "Anthropic/JS 2.12.0"}
    usage = {"input_tokens": 60, "output_tokens": 200}
    return _row(at, "198.51.100.23", "/v1/messages", headers, {"max_tokens": 500, **body}, usage)


def _row(at: float, peer: str, path: str, headers: Row, body: Row, usage: Row) -> Row:
    answer = {"status": 200, "latency_s": 2.5, "usage": usage}
    return {
        "ts": at, "client": peer, "method": "POST", "path": path, "headers": headers,
        "body": {"model": "atlas-large", **body}, "response": answer,
    }  # fmt: skip


def said(*texts: str) -> Row:
    """A conversation, the user's and the assistant's turns by turns."""
    return {"messages": [{"role": ("user", "assistant")[n % 2], "content": text} for n, text in enumerate(texts)]}


def talker(key: str, chance: Random, make: Callable[[float, str, Row], Row] = openai) -> Iterator[Row]:
    """A person: conversations that grow, streamed, with pauses and nights."""
    now = START + chance.random() * 600
    while True:
        talk = [words(chance, 12)]
        for _ in range(chance.randrange(1, 5)):
            yield make(now, key, {**said(*talk), "stream": True})
            talk += [words(chance, 30), words(chance, 8)]
            now += 36_000.0 if chance.random() < 0.05 else chance.lognormvariate(4.0, 1.0)


def claude(key: str, chance: Random) -> Iterator[Row]:
    """The same person with the other provider's SDK."""
    return talker(key, chance, anthropic)


def sweeper(key: str, chance: Random) -> Iterator[Row]:
    """A collector: one strongly worded template over ever new fillers, by a clock."""
    now = START + 5.0
    while True:
        yield openai(now, key, said(STRONG.format(words(chance, 15))))
        now += 20.0


def evaluation(key: str, chance: Random) -> Iterator[Row]:
    """A benchmark: single questions in a template, with log-probabilities."""
    now = START + 60.0
    while True:
        yield openai(now, key, {**said(ITEM.format(words(chance, 15))), "temperature": 0.0, "logprobs": True})
        now += 15.0


def retrier(key: str, chance: Random) -> Iterator[Row]:
    """An SDK that has to try everything thrice."""
    now = START + 30.0
    while True:
        body = said(words(chance, 20))
        yield from (openai(now + attempt, key, body, retries=attempt) for attempt in range(3))
        now += 90.0


def indexer(key: str, chance: Random) -> Iterator[Row]:
    """A search engine that embeds documents, and lists the models now and then."""
    now = START + 10.0
    while True:
        yield openai(now, key, {"input": [words(chance, 25) for _ in range(4)]}, "/v1/embeddings")
        if chance.random() < 0.1:
            listing = openai(now + 1, key, {}, "/v1/models")
            yield {**listing, "method": "GET", "body": None, "response": {"status": 200, "latency_s": 0.1}}
        now += 45.0


Kind = Callable[[str, Random], Iterator[Row]]
KINDS: tuple[Kind, ...] = (talker, claude, sweeper, evaluation, retrier, indexer)


def key_of(kind: Kind, number: int = 0) -> str:
    """The credential of the so-manieth caller of a kind."""
    return f"sk-{kind.__name__}-{number}-0123456789"


def trace(seconds: float, each: int = 2, kinds: Iterable[Kind] = KINDS, seed: int = 1) -> list[Row]:
    """The first so many seconds of `each` callers of every kind, sorted by time."""
    days = [
        kind(key_of(kind, number), Random(f"{seed} {kind.__name__} {number}"))  # noqa: S311 - the same in every run
        for kind in kinds
        for number in range(each)
    ]
    found: list[Row] = []
    for row in heapq.merge(*days, key=lambda row: float(row["ts"])):
        if row["ts"] >= START + seconds:
            return found
        found.append(row)
    return found


def directory(each: int = 2) -> list[Row]:
    """Everybody's entry in the key directory: callers of a kind are one org."""
    return [
        {"key": key_of(kind, number), "org": f"org_{kind.__name__}", "tier": "pro", "created_at": START - 9e6}
        for kind in KINDS
        for number in range(each)
    ]


def write(path: Path, rows: Iterable[Row | bytes]) -> Path:
    """A file of JSON lines; bytes are written as they are."""
    path.write_bytes(b"".join((row if isinstance(row, bytes) else orjson.dumps(row)) + b"\n" for row in rows))
    return path
