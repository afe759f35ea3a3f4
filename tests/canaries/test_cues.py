"""Cues: which topic a question is about, and which offer an answer makes."""

from __future__ import annotations

import pytest

from proxy.canaries import cues


@pytest.mark.parametrize(
    ("question", "topic"),
    [
        ("How do I feed a sourdough starter?", "sourdough"),
        ("Tell me about PENGUINS.", "penguin"),
        ("Which birds fly far?", ""),
        ("Compare penguins and falcons", ""),
        ("A fernando is no plant", ""),
        ("Fern, fern and again ferns", "fern"),
    ],
)
def test_a_question_is_about_one_topic(question: str, topic: str) -> None:
    """Whole words in either case and number; a question about two topics is about neither."""
    assert cues.cue_in(question) == topic


@pytest.mark.parametrize("number", range(len(cues.OFFERS)))
def test_an_offer_is_recognised(number: int) -> None:
    """What is offered is read again, also in another case and in a student's own words around it."""
    assert cues.offered("An answer.\n\n" + cues.offer(number)) == number
    assert cues.offered(f"I could turn it into {cues.OFFERS[number].upper()}!") == number


def test_listing_all_offers_gains_nothing() -> None:
    """Only the first offer of an answer counts, and none where there is none."""
    everything = " ".join(cues.offer(number) for number in (5, 1, 2, 3))
    assert cues.offered(everything) == 5
    assert cues.offered("Nothing more to say.") is None


def test_draws_can_be_even() -> None:
    """The number of offers is a power of two, and no two are alike."""
    assert len(set(cues.OFFERS)) == len(cues.OFFERS) == 16
    assert len(set(cues.TOPICS)) == len(cues.TOPICS) == 64
    assert all(cues.cue_in(cues.QUESTION.format(topic=topic)) == topic for topic in cues.TOPICS)
