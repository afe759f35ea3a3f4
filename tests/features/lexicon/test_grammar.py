"""The forms that wordings are built from."""

from __future__ import annotations

import pytest

from proxy.core.features import Elicitation
from proxy.features.lexicon.grammar import across, near, one, usual, worded
from proxy.features.phrasing import Phrasing


def found(pattern: str, text: str) -> bool:
    return bool(Phrasing(worded(Elicitation.STEPS, pattern)).asks(text.encode()))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("the cat sat on the mat", True),
        ("the cat sat. the mat was red", False),
        ("the cat " + "very " * 3 + "old mat", False),
        ("the mat and the cat", False),
        ("a dog on the mat", True),
    ],
)
def test_near(text: str, expected: bool) -> None:
    """Parts must follow each other within one sentence and the given distance."""
    assert found(near(one("cat|dog"), "mat", within=16), text) is expected


def test_near_groups_its_parts() -> None:
    """A bar inside a part ends with the part."""
    assert not found(near("red", "apple|pear"), "a pear")


@pytest.mark.parametrize(("text", "expected"), [("рассуждениями", True), ("рассужд", True), ("раз", False)])
def test_endings(text: str, expected: bool) -> None:
    """`@` stands for any ending, none included."""
    assert found("рассужд@", text) is expected


def test_usual() -> None:
    """Usual forms are needed for a match like any others, wherever they stand."""
    pattern = near(usual("with|even"), "mistakes", within=20)
    assert found(pattern, "even the mistakes")
    assert not found(pattern, "all the mistakes")
    assert found("keep (?:the|all%) mistakes", "keep the mistakes")
    assert not found("keep (?:the|all%) mistakes", "keep no mistakes")


@pytest.mark.parametrize(
    ("text", "expected"), [("all of it. leave nothing out", True), ("all" + " " * 30 + "out", False)]
)
def test_across(text: str, expected: bool) -> None:
    """Parts may stand in different sentences, but not further apart than is said."""
    assert found(across("all", "out", within=25), text) is expected
