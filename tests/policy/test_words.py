"""What every section is made of."""

from __future__ import annotations

from typing import get_args

import pytest
from pydantic import ValidationError

from proxy.policy.words import Operation, Operations, Patterns, Several, Words


class Sample(Words):
    """A section."""

    some: Several[str] = ()
    patterns: Patterns = ("*",)
    operations: Operations = ("chat",)


def test_one_value_is_a_list_of_one() -> None:
    """A single text stands for a list of it."""
    found = Sample.model_validate({"some": "a", "patterns": "b*", "operations": "embedding"})
    assert (found.some, found.patterns, found.operations) == (("a",), ("b*",), ("embedding",))


@pytest.mark.parametrize(
    "words", [{"patterns": ()}, {"operations": "chats"}, {"some": 5}, {"other": 1}, {"some": None}]
)
def test_sections_are_strict(words: dict[str, object]) -> None:
    """Nothing empty where something must stand, nothing unknown, nothing converted."""
    with pytest.raises(ValidationError):
        Sample.model_validate(words)


def test_operations_are_those_of_calls() -> None:
    """The kinds of work that a call can have."""
    known = {"chat", "completion", "embedding", "count", "models", "generic", "opaque", "stored"}
    assert known == set(get_args(Operation))
