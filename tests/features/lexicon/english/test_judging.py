"""English requests for grades and verdicts."""

from __future__ import annotations

import pytest

from proxy.core.features import Elicitation as Kind
from tests.features.lexicon.asking import asked

WORDINGS = [
    (Kind.JUDGE, "Rate the following reply on a scale of 1 to 10."),
    (Kind.JUDGE, "You are an impartial judge. Decide which assistant's answer is better."),
    (Kind.JUDGE, "Score the essay against the rubric below and return only the score."),
    (Kind.JUDGE, "Act as a reward model for helpfulness."),
    (Kind.JUDGE, "Compare the two responses and say which of them helps the user."),
    (Kind.JUDGE, "Rank the following completions from best to worst."),
    (Kind.JUDGE, "Assistant A says yes, Assistant B says no: give a verdict."),
    (Kind.JUDGE, "Evaluate the answer on a Likert scale."),
    (Kind.JUDGE, "Determine whether the submission is correct or incorrect."),
    (Kind.JUDGE, "Give the essay 1-5 points: rate it 1-5."),
]

HONEST = [
    "Compare the two phones by price.",
    "Who won the game, team A or team B?",
    "Rate of interest between January and March?",
    "Please grade the road before the rain comes.",
    "Is the statement about the tax return true?",
]


@pytest.mark.parametrize(("wanted", "text"), WORDINGS)
def test_wordings(wanted: Kind, text: str) -> None:
    """A request for training material is recognised by its kind."""
    assert wanted in asked(text)


@pytest.mark.parametrize("text", HONEST)
def test_honest(text: str) -> None:
    """Everyday sentences that share words with the lexicon ask for nothing."""
    assert asked(text) == Kind.NONE
