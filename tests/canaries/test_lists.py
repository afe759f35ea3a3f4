"""Lists: where one begins and ends, what waits for it, and which questions keep theirs (`test_prose` writes them)."""

from __future__ import annotations

import pytest

from proxy.canaries.choices import LISTS
from proxy.canaries.lists import Lists, asked_for, undecided

INTRODUCED = "Here are some tips:\n"


def test_outer_and_inner_lists_are_choices_of_their_own() -> None:
    """At the margin the one, by two to four spaces the other, further in none."""
    lists = Lists()
    found = [lists.meet("- It is so", 0, head, INTRODUCED) for head in ("", "  ", "    ", "      ", "")]
    assert found == [LISTS[0], LISTS[1], LISTS[1], None, LISTS[0]]


def test_a_list_that_began_otherwise_is_left_alone_to_its_end() -> None:
    """Half a list with another sign would be two lists."""
    lists = Lists()
    assert lists.meet("- 5 eggs", 0, "", INTRODUCED) is None
    assert lists.meet("- It is so", 0, "", INTRODUCED) is None
    lists.leave("  ")
    assert lists.meet("- It is so", 0, "", INTRODUCED) is None
    lists.leave("")
    assert lists.meet("- It is so", 0, "", INTRODUCED) is LISTS[0]


@pytest.mark.parametrize(
    ("text", "waits"),
    [("a\n", 0), ("a\n-", 1), ("a\n  - ", 2), ("a\n- It", 4), ("a\n- It ", 0), ("a\n- **", 4), ("a\n- **I", 0),
     ("a\n- " + "I" + "t" * 15, 18), ("a\n- " + "I" + "t" * 16, 0), ("a\n-x", 0), ("a\n**", 0), ("a -", 0)],
)  # fmt: skip
def test_what_may_become_a_bullet_waits(text: str, waits: int) -> None:
    """To the end of the first word, and no longer than that."""
    assert len(text) - undecided(text, 0, beginning=False) == waits


def test_a_text_may_begin_with_a_bullet() -> None:
    """Where a line begins only the caller knows."""
    assert undecided("- I", 0, beginning=True) == 0
    assert undecided("- I", 0, beginning=False) == 3


@pytest.mark.parametrize(
    ("question", "asked"),
    [("what is it?", False), ("answer in bullet points", True), ("use a dash", True), ("my list:\n- one", True),
     ("a well-known one-page summary", False), ("start now", False)],
)  # fmt: skip
def test_who_asks_for_lists_gets_the_models_own(question: str, asked: bool) -> None:
    """Questions that say how a list is written, or that hold one."""
    assert asked_for(question) is asked
