"""Conditions become functions that hold only where they certainly do."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings

from proxy.policy.closures import NAN, OPPOSITES, compiled
from proxy.policy.conditions import read_condition
from tests.policy.saying import NAMES, conditions, facts

FACTS = {
    "risk": 0.6, "volume.requests[1h]": 100.0, "risk.level": 2, "stream": True, "tier": "Pro", "path": "/v1/A",
    "caller.address": "10.1.2.3", "time.hour": 22, "model": "gpt-4o-mini",
}  # fmt: skip


def holds(value: Any, found: dict[str, Any] = FACTS) -> bool:
    """Whether a condition holds with these facts."""
    return compiled(read_condition(value, NAMES))(found)


@pytest.mark.parametrize(
    ("condition", "expected"),
    [
        ("risk >= 0.6", True), ("risk > 0.6", False), ("risk <= 0.6", True), ("risk < 0.6", False),
        ("risk == 60%", True), ("risk != 0.6", False), ("risk in [0.1, 0.6]", True), ("risk not in [0.1]", True),
        ("risk.level >= suspect", True), ("risk.level == hostile", False), ("risk.level < hostile", True),
        ("stream == true", True), ("stream != true", False), ("stream in [true, false]", True),
        ("stream not in [true, false]", False),
        ("tier == pro", True), ("tier == p*", True), ("tier != free", True), ("tier not in [free, PRO]", False),
        ("path == /v1/A", True), ("path == /v1/a", False), ("model in ['gpt-4*', o1]", True),
        ("caller.address in [10.0.0.0/8]", True), ("caller.address != 10.0.0.0/8", False),
        ("time.hour in @late", True), ("volume.requests[1h] >= $many", False),
    ],
)  # fmt: skip
def test_comparisons(condition: str, expected: bool) -> None:
    """Every operator on every unit; models and tiers without case, paths with it."""
    assert holds(condition) is expected


@pytest.mark.parametrize(
    "condition",
    ["risk >= 0", "risk < 1", "risk != 0.5", "risk not in [0.1]", "tier != free", "tier == *", "stream == false",
     "stream != true", "caller.address != 10.0.0.0/8", "risk.level == clear", "time.hour not in [3]"],
)  # fmt: skip
def test_the_unknown_holds_nothing(condition: str) -> None:
    """A fact that is not there makes its comparison false, and the comparison's opposite too."""
    assert not holds(condition, {})
    assert not holds({"not": condition}, {})


@pytest.mark.parametrize(
    ("condition", "expected"),
    [("campaign.callers >= 10", False), ("campaign.callers < 10", True), ("campaign.risk == 0", True),
     ("campaign.exchanges not in [0]", False), ("campaign.tied == false", True), ("campaign.matches == true", False),
     ("campaign.age > 0s", False), ("campaign.age <= 1h", False)],
)  # fmt: skip
def test_no_campaign_is_a_known_fact(condition: str, expected: bool) -> None:
    """Who belongs to no campaign shares it with 0 callers, which is no unknown; only its age is."""
    assert holds(condition, {}) is expected
    assert holds({"not": condition}, {}) is (not expected and "age" not in condition)


def test_an_empty_word_is_unknown() -> None:
    """No tier is no tier, not a tier without letters."""
    assert not holds("tier != free", {"tier": ""})
    assert not holds("tier == *", {"tier": ""})


A, B, NO, WHO = "risk >= 0.6", "tier == pro", "risk > 0.9", "structure.sweep > 0.5"


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ((A, B), True), ((A, NO), False), ((A, WHO), False), ({"any": (NO, B)}, True), ({"any": (NO, NO)}, False),
        ({"any": (WHO, A)}, True), ({"not": NO}, True), ({"not": {"not": A}}, True), ({"not": WHO}, False),
        ({"not": {"all": (NO, WHO)}}, True), ({"not": {"all": (A, WHO)}}, False),
        ({"not": {"any": (NO, WHO)}}, False), ({"not": {"any": (A, WHO)}}, False),
        ((A, B, A), True), ((A, B, A, NO), False), ({"any": (NO, NO, NO)}, False), ({"any": (NO, NO, A)}, True),
    ],
)  # fmt: skip
def test_three_values(value: Any, expected: bool) -> None:
    """`all` fails with any part, `any` holds with any part, and only the certain counts."""
    assert holds(value) is expected


@settings(deadline=None)
@given(conditions(), facts())
def test_a_condition_and_its_opposite_never_hold_both(value: Any, found: dict[str, Any]) -> None:
    """And with every fact known one of them does."""
    condition = read_condition(value, NAMES)
    one, other = compiled(condition)(found), compiled(condition, holds=False)(found)
    assert not (one and other)
    assert {one, other} <= {True, False}


@settings(deadline=None)
@given(conditions(), facts(), facts())
def test_learning_more_changes_no_certainty(value: Any, found: dict[str, Any], more: dict[str, Any]) -> None:
    """What certainly holds with some facts holds with more of them too."""
    condition = read_condition(value, NAMES)
    if compiled(condition)(found):
        assert compiled(condition)({**more, **found})


def test_numbers_that_are_none_hold_nothing() -> None:
    """A NaN that slips in compares as false with everything."""
    for condition in ("risk >= 0", "risk < 1", "risk == 1"):
        assert not holds(condition, {"risk": NAN})


def test_opposites_are_mutual() -> None:
    """The opposite of the opposite is the same."""
    assert all(OPPOSITES[OPPOSITES[word]] == word for word in OPPOSITES)


def test_cheap_facts_are_asked_first() -> None:
    """However the operator ordered them: numbers, then words, then addresses."""
    asked: list[str] = []

    class Noted(dict[str, Any]):
        def get(self, key: str, default: Any = None) -> Any:
            asked.append(key)
            return super().get(key, default)

    holds(("caller.address == 10.0.0.0/8", "tier == pro", "risk >= 0.6"), Noted(FACTS))
    assert asked == ["risk", "tier", "caller.address"]
