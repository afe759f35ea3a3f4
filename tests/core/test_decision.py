"""What was concluded about a request."""

from __future__ import annotations

from dataclasses import FrozenInstanceError, replace

import pytest

from proxy.core.decision import Action, Decision, Level, Refusal
from proxy.core.exchange import Caller

PLAIN = Decision("d_1", 1.0, Caller("k_1"), Action.ALLOW, enforced=True, policy="0123456789ab")


def test_the_strictest_action_wins() -> None:
    """Actions are ordered from mildest to strictest, so that the strictest of several is their maximum."""
    order = ["allow", "degrade", "throttle", "canary", "block"]
    assert [action.word for action in sorted(Action)] == order
    assert max(Action.THROTTLE, Action.BLOCK, Action.DEGRADE) is Action.BLOCK


def test_levels_rise() -> None:
    """Levels are written as operators write them, in the order in which risk rises."""
    assert list(map(str, Level)) == ["clear", "watch", "suspect", "hostile"]


def test_nothing_known_is_nothing_held_against() -> None:
    """A decision that says nothing else lets the request pass and holds nothing against the caller."""
    assert (PLAIN.risk, PLAIN.level, PLAIN.signals, PLAIN.effects, PLAIN.refusal) == (0.0, Level.CLEAR, (), (), None)
    assert not PLAIN.unknown


def test_frozen() -> None:
    """A decision cannot be changed once it is made; another one can be made from it."""
    with pytest.raises(FrozenInstanceError):
        PLAIN.action = Action.BLOCK  # type: ignore[misc]
    assert replace(PLAIN, action=Action.BLOCK) != PLAIN


def test_refusals_without_a_wait() -> None:
    """A refusal says when to come back only where coming back helps."""
    assert Refusal(403, "banned", "No.").retry_after is None
