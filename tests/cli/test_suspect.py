"""Suspects: asked over OpenAI's API, all questions, with the credential, and without losing an answer's question."""

from __future__ import annotations

import contextlib
from collections import Counter

import pytest

from proxy.canaries.cues import QUESTION, TOPICS
from proxy.cli.suspect import ask_model, questions
from proxy.errors import SettingsError
from proxy.standin.server import start_standin
from tests.model import Model


async def test_a_model_is_asked_everything(model: Model) -> None:
    """Each question once a sample, under `/v1`, with credential and model name; answers know their question."""
    told: list[int] = []
    found = await ask_model(model.url, "suspect-1", b"sk-suspect", 1, told.append)
    assert [answer.question for answer in found] == list(questions(1))
    assert all(answer.text for answer in found)
    assert sum(told) == len(found) == 2 * len(TOPICS)
    last = await model.last()
    assert last is not None
    assert (last.url, last.header("authorization")) == ("/v1/chat/completions", ["Bearer sk-suspect"])
    assert b'"suspect-1"' in last.body


async def test_the_url_may_name_the_version() -> None:
    """`/v1` at the end is taken as said once."""
    running = await start_standin()
    found = await ask_model(running.url + "/v1/", "m", b"", 1, lambda _done: None)
    await running.close()
    assert len(found) == 2 * len(TOPICS)


async def test_a_server_of_another_kind_is_said_to_be_one() -> None:
    """A server that answers otherwise is an error that names it, not an innocent suspect."""
    async with contextlib.AsyncExitStack() as stack:
        running = await start_standin()
        stack.push_async_callback(running.close)
        with pytest.raises(SettingsError, match="answers with 404"):
            await ask_model(running.url + "/elsewhere", "m", b"", 1, lambda _done: None)


def test_topics_come_in_turn() -> None:
    """The first questions are about all topics: a run that is cut short has asked about most."""
    asked = list(questions(3))
    assert asked[: len(TOPICS)] == [QUESTION.format(topic=topic) for topic in TOPICS]
    assert set(Counter(asked).values()) == {3}
