"""Suspects: asked over OpenAI's API, all questions, with the credential, and without losing an answer's question."""

from __future__ import annotations

import contextlib
from collections import Counter
from pathlib import Path

import orjson
import pytest

from proxy.canaries import decoys
from proxy.canaries.cues import QUESTION, TOPICS
from proxy.cli.suspect import ask_model, questions, read_answers
from proxy.errors import SettingsError
from proxy.standin.server import start_standin
from tests.model import Model

EACH = 2 * len(TOPICS) + len(decoys.QUESTIONS)
"""Questions of one sample."""


async def test_a_model_is_asked_everything(model: Model) -> None:
    """Each question once a sample, under `/v1`, with credential and model name; answers know their question."""
    told: list[int] = []
    found = await ask_model(model.url, "suspect-1", b"sk-suspect", 1, told.append)
    assert [answer.question for answer in found] == list(questions(1))
    assert all(answer.text for answer in found)
    assert sum(told) == len(found) == EACH
    last = await model.last()
    assert last is not None
    assert (last.url, last.header("authorization")) == ("/v1/chat/completions", ["Bearer sk-suspect"])
    assert b'"suspect-1"' in last.body


async def test_the_url_may_name_the_version() -> None:
    """`/v1` at the end is taken as said once."""
    running = await start_standin()
    found = await ask_model(running.url + "/v1/", "m", b"", 1, lambda _done: None)
    await running.close()
    assert len(found) == EACH


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


@pytest.mark.parametrize(
    ("line", "text"),
    [
        ({"question": "q", "answer": "a"}, "a"),
        ({"question": "q", "answer": "a", "tool_calls": [{"function": {"name": "f"}}, {"name": "g"}]}, "a\nf\ng"),
        ({"question": "q", "answer": None, "tool_calls": [{"function": {"name": "f"}}]}, "\nf"),
        ({"question": "q", "answer": "a", "tool_calls": [1, {}, {"function": "f"}]}, "a"),
        (
            {
                "messages": [
                    {"role": "user", "content": "q"},
                    {"role": "assistant", "content": "a"},
                    1,
                    {"role": "tool", "content": "t"},
                    {"role": "user", "content": "r"},
                    {"role": "assistant", "content": None, "tool_calls": [{"function": {"name": "f"}}]},
                ]
            },
            "a\n\nf",
        ),
    ],
)
def test_calls_are_part_of_an_answer(tmp_path: Path, line: object, text: str) -> None:
    """What a suspect calls counts like what it says, in OpenAI's form and in the shorter one, also in trajectories."""
    file = tmp_path / "answers.jsonl"
    file.write_bytes(orjson.dumps(line))
    assert [(answer.question, answer.text) for answer in read_answers(file)] == [("q", text)]


def test_neither_answer_nor_call(tmp_path: Path) -> None:
    """A line that says nothing is an error that names it."""
    file = tmp_path / "answers.jsonl"
    file.write_bytes(b'{"question": "q", "tool_calls": []}')
    with pytest.raises(SettingsError, match=r"answers.jsonl:1: write"):
        read_answers(file)
