"""English words for material in bulk: who makes it, and who only works with it."""

from __future__ import annotations

import pytest

from proxy.core.features import Elicitation as Kind
from tests.features.lexicon.asking import asked


@pytest.mark.parametrize(
    "text",
    [
        "Write 40 training examples for our fine-tuned model.",
        "We build an instruction dataset on taxes. Produce thirty new entries.",
        "Generate 50 user instructions about gardening.",
        "Create a dataset of 500 conversations between a user and an AI assistant.",
    ],
)
def test_who_makes_material(text: str) -> None:
    """Data for a model that are to be written here and now are material in bulk."""
    assert Kind.SYNTHESIS in asked(text)


@pytest.mark.parametrize(
    "text",
    [
        "Write a PyTorch script that trains a classifier on our training set.",
        "Create a dataset in BigQuery from these two tables.",
        "Write a blog post about fine-tuning small models.",
        "Generate five search queries for this question.",
        "Give me thirty creative prompts for my sketchbook.",
        "Write a multiple choice question with one correct and three plausible but incorrect answers.",
    ],
)
def test_who_works_with_data(text: str) -> None:
    """Engineers speak of data sets and training all day, and others of prompts and wrong answers."""
    assert not asked(text) & Kind.STRONG


@pytest.mark.parametrize("number", ["10", "25", "57", "90", "144"])
def test_numbers(number: str) -> None:
    """A number of two digits or more means many, whichever digits it has."""
    assert Kind.SYNTHESIS in asked(f"Write {number} instructions for a language model.")
