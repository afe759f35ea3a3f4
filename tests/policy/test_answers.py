"""Explanations say what decisions do."""

from __future__ import annotations

from typing import Any

from hypothesis import given, settings

from proxy.policy.answers import Answer, answer
from proxy.policy.closures import compiled
from proxy.policy.conditions import read_condition
from tests.policy.saying import NAMES, conditions, facts


def test_every_part_has_its_answer_and_its_value() -> None:
    """What held, what did not, what is unknown, with the numbers that were there."""
    condition = read_condition(("risk >= 0.6", {"any": ("risk.level == hostile", {"not": "tier == free"})}), NAMES)
    found = answer(condition, {"risk": 0.7, "risk.level": 2})
    assert found == Answer("all", None, parts=(
        Answer("risk >= 0.6", True, 0.7),
        Answer("any", None, parts=(
            Answer("risk.level == hostile", False, "suspect"),
            Answer("not", None, parts=(Answer("tier == free", None),)),
        )),
    ))  # fmt: skip


def test_a_certain_part_settles_the_whole() -> None:
    """The unknown does not matter where something else decides."""
    assert answer(read_condition(("risk >= 0.6", "tier == free"), NAMES), {"risk": 0.1}).held is False
    assert answer(read_condition({"any": ("risk >= 0.6", "tier == free")}, NAMES), {"risk": 0.9}).held is True
    assert answer(read_condition("tier == free", NAMES), {"tier": ""}).held is None


@settings(deadline=None)
@given(conditions(), facts())
def test_explanations_never_differ_from_decisions(value: Any, found: dict[str, Any]) -> None:
    """A condition holds exactly where its explanation says so, and fails exactly where that says so."""
    condition = read_condition(value, NAMES)
    told = answer(condition, found).held
    assert (told is True, told is False) == (compiled(condition)(found), compiled(condition, holds=False)(found))


def test_an_absent_campaign_is_told_as_such() -> None:
    """A fact whose absence says something is told with what it says."""
    found = answer(read_condition("campaign.callers >= 10", NAMES), {})
    assert (found.held, found.value) == (False, 0.0)
