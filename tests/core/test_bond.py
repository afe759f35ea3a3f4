"""Whose sealed reasoning it is."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from proxy.core.bond import CONVERSATION_BITS, OWNER_BITS, Bonds
from proxy.core.tally import Held

OWNERS, TALKS = st.integers(1, 2**OWNER_BITS - 1), st.integers(1, 2**CONVERSATION_BITS - 1)


def number(owner: int, conversation: int) -> int:
    """Both in one."""
    return owner << CONVERSATION_BITS | conversation


def held(*numbers: int) -> list[Held]:
    """What the store answers about seals with these numbers, which it keeps as doubles."""
    return [Held((1.0,), 1, float(each)) for each in numbers]


@given(OWNERS, TALKS, OWNERS, TALKS)
def test_strangers(mine: int, talk: int, theirs: int, other: int) -> None:
    """Another owner is told as a stranger, whatever the conversation; one's own and unknown ones are not."""
    bonds = Bonds((), number(mine, talk))
    expected = 0 if theirs == mine else theirs
    assert bonds.strangers(held(number(theirs, other), number(mine, talk), 0)) == (expected, 0, 0)


@given(OWNERS, TALKS, TALKS)
def test_other_conversations(mine: int, talk: int, other: int) -> None:
    """Where the bond is of the conversation, too, another one of the same owner is told, as nobody's."""
    bonds = Bonds((), number(mine, talk), by_conversation=True)
    assert bonds.strangers(held(number(mine, other))) == (0 if other == talk else -1,)


def test_what_was_lifted_is_nobodys() -> None:
    """A score that is no number of ours binds nobody."""
    assert Bonds((), number(5, 5)).strangers(held(-1, -(2**40))) == (0, 0)
