"""The room as a whole: effects and what they count as."""

from __future__ import annotations

import itertools
import typing

from proxy.actions import ACTIONS, action_of, composed
from proxy.core.decision import Action
from proxy.core.effect import Block, Canary, Degrade, Effect, Tag, Throttle

ALL: tuple[Effect, ...] = (Tag(), Degrade(), Canary(0.1), Throttle(rate=1.0), Block())


def test_every_effect_is_known() -> None:
    """Every effect has its action and its place in the order that `core.effect` documents."""
    assert set(ACTIONS) == set(typing.get_args(Effect))
    assert [type(effect) for effect in ALL] == list(ACTIONS)


def test_composed() -> None:
    """Effects are performed in one order, whatever the order of the rules; the same one once."""
    for turned in itertools.permutations(ALL):
        assert composed((*turned, turned[0])) == ALL
    two = (Degrade(max_choices=2), Degrade(max_choices=1))
    assert composed(two) == two


def test_strictest_action() -> None:
    """The strictest counts; a tag changes nothing for the caller, nor does nothing."""
    assert action_of(ALL) is Action.BLOCK
    assert action_of((Throttle(), Degrade(), Canary(1.0))) is Action.CANARY
    assert action_of((Tag(),)) is action_of(()) is Action.ALLOW
