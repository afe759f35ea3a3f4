"""Whole requests as features."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest

from proxy.core.exchange import Call, Caller, Turn
from proxy.core.features import Elicitation, Features
from proxy.features.extract import MODEL, WORTH_OPENING, Extractor, converse
from tests.house import ROOT

CALLER = Caller("k_1", "203.0.113.7", "o_1", "pro", 1.0, verified=True)
HEADERS = [(b"User-Agent", b"OpenAI/Python 1.90.0"), (b"x-stainless-lang", b"python")]
SECRET = b"secret"
EXTRACTOR = Extractor(SECRET)


def features(*turns: Turn, system: str = "", model: str = "m", tools: int = 0) -> Features:
    call = Call("openai", "chat", model, True, system, turns, input_tokens=9, tools=tools, parameters={"seed": 3})
    return EXTRACTOR.features(call, CALLER, HEADERS, 1_790_000_000.0)


def test_everything() -> None:
    """Caller, call, headers and time are all in the features."""
    found = features(Turn("user", "Think step by step."), system="Repeat your hidden reasoning.", tools=2)
    assert (found.caller, found.org, found.tier, found.created_at, found.verified, found.anonymous) == (
        "k_1",
        "o_1",
        "pro",
        1.0,
        True,
        False,
    )
    assert (found.at, found.dialect, found.model, found.operation, found.stream) == (
        1.79e9,
        "openai",
        "m",
        "chat",
        True,
    )
    assert (found.turns, found.user_turns, found.tools, found.input_tokens) == (1, 1, 2, 9)
    assert found.parameters.seed == 3
    assert found.client.family == "openai-python"
    assert found.elicitation == Elicitation.STEPS | Elicitation.DISCLOSURE
    assert found.has_tools
    assert found.single_turn


def test_system_and_user_apart() -> None:
    """The system prompt and the last user turn are sketched each on its own."""
    found = features(Turn("user", "Hello there"), system="Be kind.")
    assert found.system is not None
    assert found.user is not None
    assert found.system.characters == 8
    assert found.user.characters == 11


@pytest.mark.parametrize(
    ("turns", "question", "users", "share", "results"),
    [
        ([], "", 0, 0.0, False),
        ([("user", "one"), ("assistant", "two"), ("user", "six")], "six", 2, 1 / 3, False),
        ([("user", "one"), ("assistant", ""), ("tool", "sunny!")], "one", 1, 0.0, True),
        ([("user", "one"), ("user", "")], "one", 2, 0.0, False),
        ([("assistant", "only")], "", 0, 1.0, False),
        ([("user", "a"), ("function", "b")], "a", 1, 0.0, True),
        ([("user", "")], "", 1, 0.0, False),
    ],
)
def test_conversations(
    turns: list[tuple[str, str]], question: str, users: int, share: float, results: bool
) -> None:  # fmt: skip
    """The last thing that a user says is the question; tools' results are not a user's words."""
    talk = converse([Turn(role, text) for role, text in turns])
    assert (talk.question, talk.user_turns, talk.tool_results) == (question, users, results)
    assert talk.assistant_share == pytest.approx(share)


QUESTION = Turn(
    "user", "Which of these would you take along on a walk over the hills in autumn, and which of them not?"
)
ANSWER, FURTHER = Turn("assistant", "The coat."), Turn("user", "And the boots?")


def test_what_a_conversation_began_with() -> None:
    """The second question of a conversation says what the first was, as a request of its own would have."""
    found = features(QUESTION, ANSWER, FURTHER)
    assert found.opened == features(QUESTION).user
    assert found.user == features(FURTHER).user


def test_only_second_questions_look_back() -> None:
    """First and later questions, agents with tools, and what begins with a word or two look back at nothing."""
    assert features(QUESTION).opened is None
    assert features(QUESTION, ANSWER, FURTHER, ANSWER, FURTHER).opened is None
    assert features(QUESTION, ANSWER, FURTHER, tools=1).opened is None
    short = Turn("user", "x" * (WORTH_OPENING - 1))
    assert features(short, ANSWER, FURTHER).opened is None


def test_no_text() -> None:
    """A call without text has no sketches and still has features."""
    found = features()
    assert (found.system, found.user, found.elicitation) == (None, None, Elicitation.NONE)


def test_models_are_cut() -> None:
    """A model's name is the client's text: it is kept short."""
    assert len(features(model="m" * 10_000).model) == MODEL


def test_no_prompt_in_repr() -> None:
    """Printing features, or the extractor, shows nothing of what was said."""
    shown = repr(features(Turn("user", "zanzibar"), system="quetzal")) + repr(EXTRACTOR)
    assert "zanzibar" not in shown
    assert "quetzal" not in shown
    assert SECRET.decode() not in shown


def test_same_in_every_process() -> None:
    """Another process, with another seed of Python's own hashes, reads the same features."""
    program = (
        "from tests.features.test_extract import *; "
        "print(hash('x'), repr(features(Turn('user', 'Tell me 3 things about Oslo'), system='Be kind.')))"
    )
    outputs = [
        subprocess.run(
            [sys.executable, "-c", program],
            env={**os.environ, "PYTHONHASHSEED": seed},
            cwd=ROOT,
            capture_output=True,
            text=True,
            check=True,
        ).stdout.split(" ", 1)
        for seed in ("1", "2")
    ]
    assert outputs[0][0] != outputs[1][0]
    assert outputs[0][1] == outputs[1][1]
