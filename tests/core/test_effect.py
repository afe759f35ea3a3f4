"""What is done about a request, as values."""

from __future__ import annotations

from dataclasses import FrozenInstanceError, fields
from typing import get_args

import pytest

from proxy.core.effect import Block, Canary, Degrade, Effect, Remedy, Tag, Throttle


def test_effects_that_say_nothing_do_nothing() -> None:
    """Left at their defaults, a degradation strips and caps nothing, and a throttle slows nothing down."""
    assert not any(getattr(Degrade(), field.name) for field in fields(Degrade) if field.name != "tags")
    assert (Throttle().rate, Throttle().concurrency, Throttle().delay, Throttle().jitter) == (None, None, 0.0, 0.0)


def test_a_canary_needs_its_share() -> None:
    """How many answers are marked is for the policy to say, in every case."""
    with pytest.raises(TypeError):
        Canary()  # type: ignore[call-arg]
    assert Canary(0.1).kinds <= {"cue", "choice", "decoy", "marker"}


@pytest.mark.parametrize("effect", [Tag(), Degrade(), Canary(0.1), Throttle(), Block()])
def test_effects_are_values(effect: Effect) -> None:
    """Effects can be compared, put into sets, and not changed: decisions carry them about."""
    assert len({effect, effect}) == 1
    with pytest.raises((FrozenInstanceError, TypeError)):
        effect.anything = 1  # type: ignore[union-attr]


def test_every_effect_is_in_the_union() -> None:
    """The effects in the order in which they compose."""
    assert get_args(Effect) == (Tag, Degrade, Canary, Throttle, Block)


def test_a_remedy_ends() -> None:
    """What a rule asks for lasts no longer than the rule says: by itself, no time at all."""
    assert Remedy("ban").lasts == 0.0
    assert Remedy("ban", (Block(),), 60.0).effects == (Block(),)
