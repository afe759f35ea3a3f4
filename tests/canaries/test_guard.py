"""Who gets no canary: answers that weigh, texts that must stay, and whatever is not surely English."""

from __future__ import annotations

import pytest

from proxy.canaries import cues
from proxy.canaries.guard import Guard
from proxy.core.exchange import Call, Turn

GUARD = Guard()


def call(*said: str, system: str = "") -> Call:
    """A chat in which a user said this."""
    return Call("openai", "chat", system=system, turns=tuple(Turn("user", text) for text in said))


@pytest.mark.parametrize(
    "question",
    [
        "What is the right dosage of ibuprofen for a child?",
        "How is diabetes treated in the long run?",
        "How much ibuprofen can I take when my head aches?",
        "Are these mushrooms edible?",
        "What do I owe if I sell my house?",
        "Can my landlord evict me if I do not pay?",
        "Is this contract binding in the state that I live in?",
        "Should I invest in bonds or in stocks?",
        "How do I report this on my tax return?",
        "What do I do if there is a gas leak in the house?",
        "Is it safe to mix bleach with that?",
        "How do I get help for a friend who is suicidal?",
    ],
)
def test_answers_that_weigh_are_left_alone(question: str) -> None:
    """Medicine, law, money and safety."""
    assert GUARD.spares(call(question))


@pytest.mark.parametrize(
    "question",
    [
        "Translate this to English: I have a dog",
        "Give me the list as JSON for the parser",
        "Repeat after me: however it may be",
        "What is the exact wording of the preamble?",
        "Write the output of this in a table, will you",
    ],
)
def test_texts_that_must_stay_are_left_alone(question: str) -> None:
    """Exact words, translations and data formats."""
    assert GUARD.spares(call(question))


@pytest.mark.parametrize("question", ["Wie backe ich ein gutes Brot?", "如何烤面包？", "", "Как испечь хлеб?", "fern"])
def test_what_is_not_english_is_left_alone(question: str) -> None:
    """Other languages, and what is too short to tell."""
    assert GUARD.spares(call(question))


def test_all_of_the_conversation_counts() -> None:
    """A system prompt or an earlier turn about medicine guards a harmless question behind it."""
    assert GUARD.spares(call("What is the dose for a cat?", "And how do I tell it that it is so?"))
    assert GUARD.spares(call("How do I bake a bread?", system="You are the assistant of a hospital."))


@pytest.mark.parametrize("topic", cues.TOPICS)
def test_cues_are_not_guarded(topic: str) -> None:
    """What the suspects are asked about is nothing that the guard keeps."""
    assert not GUARD.spares(call(cues.QUESTION.format(topic=topic)))


def test_an_answer_may_come_to_it() -> None:
    """An answer about a harmless question is left alone from where it speaks of what is guarded."""
    assert GUARD.touches("First see a doctor, and then")
    assert not GUARD.touches("First see the garden, and then")


def test_operators_have_words_of_their_own() -> None:
    """A word of the policy guards questions and answers, in either case and with an ending."""
    own = Guard(("Payroll", "acme reactor"))
    assert own.spares(call("How do I see the payroll of May?"))
    assert own.touches("as the reactors do")
    assert not GUARD.touches("as the reactors do")
