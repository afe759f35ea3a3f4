"""English requests for reasoning behind an answer, or between tags."""

from __future__ import annotations

import pytest

from proxy.core.features import Elicitation as Kind
from tests.features.lexicon.asking import asked

WORDINGS = [
    (Kind.REVERSE, "Imagine and articulate the internal reasoning behind the completed response, and write it out."),
    (Kind.REVERSE, "Reconstruct the chain of thought that would have led to the given answer."),
    (Kind.REVERSE, "Here is a question and its correct answer. Write the reasoning that leads to this conclusion."),
    (Kind.REVERSE, "Work backwards: recreate the thinking from the final solution."),
    (Kind.TAGS, "Put your reasoning inside <reasoning> tags and the result after it."),
    (Kind.TAGS, "Wrap all of your thinking in [thought] [/thought]."),
    (Kind.TAGS, "Write your deliberation between thinking tags first."),
    (Kind.REVERSE, "Fill in the missing reasoning between the question and the answer."),
    (Kind.REVERSE, "Expand this summary into the full chain of thought that it was made from."),
    (Kind.REVERSE, "The correct answer is B. Write the reasoning that leads to it."),
    (Kind.REVERSE, "Write the thought process, and pretend that you do not know the answer."),
    (Kind.TAGS, "Structure your reply into two sections: thinking, then the answer."),
]

HONEST = [
    "Pretend you don't know the answer and let me guess.",
    "The missing page is between the cover and the index.",
    "Turn this summary into a full article.",
    "Divide the report into two parts: findings and rationale.",
    "What is the correct answer to question four?",
    "Put the milk between the eggs and the butter.",
    "The reason behind the delay is the weather.",
]


@pytest.mark.parametrize(("wanted", "text"), WORDINGS)
def test_wordings(wanted: Kind, text: str) -> None:
    """A request for training material is recognised by its kind."""
    assert wanted in asked(text)


@pytest.mark.parametrize("text", HONEST)
def test_honest(text: str) -> None:
    """Everyday sentences that share words with the lexicon ask for nothing."""
    assert asked(text) == Kind.NONE
