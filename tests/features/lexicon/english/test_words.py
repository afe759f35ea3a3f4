"""Words that several kinds of English request share."""

from __future__ import annotations

import pytest

from proxy.core.features import Elicitation
from proxy.features.lexicon.english.words import ANSWER, BEFORE_ANSWERING, DELIBERATION, THOUGHT
from proxy.features.lexicon.grammar import worded
from proxy.features.phrasing import Phrasing


def found(pattern: str, text: str) -> bool:
    return bool(Phrasing(worded(Elicitation.STEPS, pattern)).asks(text.encode()))


@pytest.mark.parametrize(
    ("words", "text", "expected"),
    [
        (THOUGHT, "the rationale of it", True),
        (DELIBERATION, "the rationale of it", False),
        (DELIBERATION, "all your thinking", True),
        (DELIBERATION, "wishful thinking", False),
        (BEFORE_ANSWERING, "wait before you answer", True),
        (BEFORE_ANSWERING, "before lunch", False),
        (ANSWER, "a solution", True),
    ],
)
def test_words(words: str, text: str, expected: bool) -> None:
    """What only deliberation is called is kept apart from what reports and homework say too."""
    assert found(words, text) is expected
