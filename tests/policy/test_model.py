"""The words of the language: strict, frozen, all described."""

from __future__ import annotations

from typing import Any

import pytest
from pydantic import BaseModel, ValidationError

from proxy.policy.model import SECTIONS, BudgetWords, PolicyWords, ScopeWords

BUDGET = {"name": "a", "per": "caller", "meter": "requests", "limit": 1, "window": "1m"}


def nested(model: type[BaseModel]) -> set[type[BaseModel]]:
    """Every section reachable from a model."""
    found: set[type[BaseModel]] = set()

    def look(annotation: Any) -> None:
        if isinstance(annotation, type) and issubclass(annotation, BaseModel) and annotation not in found:
            found.add(annotation)
            for field in annotation.model_fields.values():
                look(field.annotation)
        for part in getattr(annotation, "__args__", ()):
            look(part)

    look(model)
    return found


def test_every_section_is_listed() -> None:
    """The list of sections holds each section once and none besides."""
    assert set(SECTIONS) == nested(PolicyWords)
    assert len(SECTIONS) == len(set(SECTIONS))


@pytest.mark.parametrize("section", SECTIONS)
def test_every_word_is_described(section: type[BaseModel]) -> None:
    """A word without a description would be undocumented everywhere."""
    assert section.__doc__
    for name, field in section.model_fields.items():
        assert field.description, name
        assert field.description.endswith("."), name


def test_a_name_is_enough() -> None:
    """A policy that says nothing but its name observes, fails open and limits nothing."""
    words = PolicyWords.model_validate({"policy": "p"})
    assert (words.mode, words.on_state_failure, words.budgets) == ("observe", "open", ())
    assert (words.inspect_limit, words.reserve_output) == (32_000_000, 1024)


def test_one_value_is_a_list_of_one() -> None:
    """`per: caller` and `per: [caller]` are the same."""
    assert BudgetWords.model_validate(BUDGET) == BudgetWords.model_validate({**BUDGET, "per": ("caller",)})


def test_unknown_words_are_refused() -> None:
    """No section takes a word that it does not know."""
    for section in SECTIONS:
        with pytest.raises(ValidationError, match="Extra inputs"):
            section.model_validate({"surprise": 1})


@pytest.mark.parametrize("word", sorted(ScopeWords.model_fields))
def test_a_scope_without_a_value_is_refused(word: str) -> None:
    """A scope left empty by mistake never widens a budget to everybody."""
    with pytest.raises(ValidationError):
        ScopeWords.model_validate({word: None})


def test_words_are_frozen() -> None:
    """A policy that was read cannot be changed."""
    with pytest.raises(ValidationError, match="frozen"):
        PolicyWords.model_validate({"policy": "p"}).mode = "enforce"  # type: ignore[misc]
