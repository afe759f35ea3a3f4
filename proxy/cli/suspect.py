"""What a suspect model says: read from a file, or asked for over OpenAI's API, which most servers speak."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import httpx
import orjson

from proxy.canaries import cues, decoys
from proxy.canaries.verify import Answer
from proxy.errors import SettingsError

# Enough to keep a server busy, few enough not to be taken for an attack.
AT_ONCE = 8
# A long answer of a large model.
PATIENCE_S = 300.0
_QUESTION, _ANSWER = ("question", "prompt"), ("answer", "response", "completion", "text")


def questions(samples: int) -> Iterator[str]:
    """What is asked: every topic in every wording, and what tools there are, so many times, the topics in turn."""
    for _ in range(samples):
        for wording in cues.QUESTIONS:
            for topic in cues.TOPICS:
                yield wording.format(topic=topic)
        yield from decoys.QUESTIONS


def read_answers(path: Path) -> list[Answer]:
    """Answers from JSON lines with `question` and `answer`, with `tool_calls`, or with `messages` as OpenAI has them.

    Raises `SettingsError` with the line that is none.
    """
    found = []
    try:
        lines = path.read_bytes().splitlines()
    except OSError as error:
        raise SettingsError(f"{path}: {error.strerror}") from None
    for number, line in enumerate(lines, 1):
        if line.strip():
            found.append(_answer(line, f"{path}:{number}"))
    return found


def _answer(line: bytes, place: str) -> Answer:
    try:
        document = orjson.loads(line)
    except ValueError:
        raise SettingsError(f"{place}: this line is no JSON") from None
    given = document if isinstance(document, dict) else {}
    if isinstance(given.get("messages"), list):
        return _conversation([each for each in given["messages"] if isinstance(each, dict)])
    text = next((given[name] for name in _ANSWER if isinstance(given.get(name), str)), None)
    question = next((given[name] for name in _QUESTION if isinstance(given.get(name), str)), "")
    called = _called(given)
    if text is None and not called:
        raise SettingsError(f'{place}: write {{"question": "…", "answer": "…"}}')
    return Answer(question, "\n".join((text or "", *called)))


def _conversation(messages: list[dict[str, Any]]) -> Answer:
    """A conversation or an agent's trajectory: what is said and called in it, and the first question."""
    asked = (
        each["content"] for each in messages if each.get("role") == "user" and isinstance(each.get("content"), str)
    )
    parts: list[str] = []
    for each in messages:
        if each.get("role") == "assistant":
            parts += [each["content"]] if isinstance(each.get("content"), str) else []
            parts += _called(each)
    return Answer(next(asked, ""), "\n\n".join(parts))


def _called(message: dict[str, Any]) -> list[str]:
    """The names of the tools that a message calls."""
    calls = message.get("tool_calls")
    named = [call.get("function", call) for call in calls if isinstance(call, dict)] if isinstance(calls, list) else []
    return [each["name"] for each in named if isinstance(each, dict) and isinstance(each.get("name"), str)]


async def ask_model(
    url: str, model: str, credential: bytes, samples: int, progress: Callable[[int], None]
) -> list[Answer]:
    """Ask a model everything. `url` is the server or its `/v1`. Raises `SettingsError` where it does not answer."""
    base = url.rstrip("/").removesuffix("/v1") + "/v1"
    headers = {"authorization": "Bearer " + credential.decode()} if credential else {}
    asked = list(questions(samples))
    places: list[Answer | None] = [None] * len(asked)
    left = iter(enumerate(asked))
    async with httpx.AsyncClient(base_url=base, headers=headers, timeout=PATIENCE_S) as client:

        async def work() -> None:
            for number, question in left:  # shared: each takes the next one
                places[number] = Answer(question, await _said(client, model, question))
                progress(1)

        try:
            async with asyncio.TaskGroup() as group:
                for _ in range(AT_ONCE):
                    group.create_task(work())
        except ExceptionGroup as failed:  # all of them met the same server
            raise failed.exceptions[0] from None
    return [answer for answer in places if answer is not None]


async def _said(client: httpx.AsyncClient, model: str, question: str) -> str:
    body = {"model": model, "messages": [{"role": "user", "content": question}]}
    try:
        reply = await client.post("/chat/completions", json=body)
        reply.raise_for_status()
        message: Any = reply.json()["choices"][0]["message"]
        said = message["content"]
    except httpx.HTTPStatusError as error:
        raise SettingsError(f"--model: {client.base_url} answers with {error.response.status_code}") from None
    except httpx.HTTPError as error:
        raise SettingsError(f"--model: {client.base_url} does not answer: {type(error).__name__}") from None
    except (ValueError, LookupError, TypeError):
        raise SettingsError(f"--model: {client.base_url} does not answer as OpenAI's chat completions do") from None
    return "\n".join((said if isinstance(said, str) else "", *_called(message)))
