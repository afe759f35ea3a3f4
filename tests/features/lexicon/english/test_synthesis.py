"""English requests for material in bulk: what must be found, and what people say all day."""

from __future__ import annotations

import pytest

from proxy.core.features import Elicitation as Kind
from tests.features.lexicon.asking import asked

WORDINGS = [
    (Kind.SYNTHESIS, "Come up with 20 diverse task instructions for a general assistant."),
    (Kind.SYNTHESIS, "Generate ten question-answer pairs from the passage."),
    (Kind.SYNTHESIS, "Rewrite the given prompt into a more complex version."),
    (Kind.SYNTHESIS, "Create synthetic training data about travel in JSON."),
    (Kind.SYNTHESIS, "Pretend to be a user and write the first message that you would send to an AI assistant."),
    (Kind.WRAPPER, "Below is an instruction that describes a task, paired with an input."),
    (Kind.WRAPPER, "Write a response that appropriately completes the request."),
    (Kind.SYNTHESIS, "Write a conversation between a user and an AI assistant about taxes."),
    (Kind.SYNTHESIS, "Produce ten records in ShareGPT format for a data set."),
    (Kind.SYNTHESIS, "Gain inspiration from the following random code snippet to create a programming problem."),
    (Kind.SYNTHESIS, "Increase the difficulty of the given programming question."),
    (Kind.WRAPPER, "A chat between a curious user and an artificial intelligence assistant."),
]

HONEST = [
    "Write a dialogue between a baker and a customer.",
    "We raised the difficulty of the level. Please test it.",
    "Take inspiration from Monet and paint the garden.",
    "What time does the museum open on Sundays?",
    "Write a Python function that reverses a linked list.",
    "Summarise this e-mail in three sentences for my manager.",
    "I think we should walk through the park before dinner.",
    "My hidden talent is cooking. What should I make tonight?",
    "Generate an invoice number for each customer in the list.",
    "Please score the free kick at 1:10 in the video. Only joking.",
    "Translate 'the judge was fair' into Italian.",
    "The instructions for the oven are in the drawer. How do I bake bread?",
    "Can you suggest different names for my new bakery?",
    "Is the response time of this server normal? It answers in 300 ms.",
    "Write a new cover letter for a nurse, a page long.",
    "What is the difference between training shoes and running shoes?",
    "Tell me about previous presidents of France.",
    "Reconstruct the sentence so that it sounds more polite.",
]


@pytest.mark.parametrize(("wanted", "text"), WORDINGS)
def test_wordings(wanted: Kind, text: str) -> None:
    """A request for training material is recognised by its kind."""
    assert wanted in asked(text)


@pytest.mark.parametrize("text", HONEST)
def test_honest(text: str) -> None:
    """Everyday sentences that share words with the lexicon ask for nothing."""
    assert asked(text) == Kind.NONE
