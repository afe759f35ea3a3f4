"""What can never hold, always does or follows from another is found, and nothing else is called so."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings

from proxy.policy.closures import compiled
from proxy.policy.conditions import Condition, read_condition
from proxy.policy.reach import always, implies, never
from tests.policy.saying import NAMES, conditions, facts


def read(value: Any) -> Condition:
    """A condition."""
    return read_condition(value, NAMES)


@pytest.mark.parametrize(
    "value",
    [
        "risk > 1", "structure.sweep < 0", "risk.level > hostile", "stream not in [true, false]", "time.hour > 23",
        ("risk > 0.9", "risk < 0.5"), ("risk >= 0.5", "risk < 0.5"), ("risk > 0.5", "risk == 0.5"),
        ("tier == free", "tier == pro"), ("tier == free", {"not": {"tier": "FREE"}}),
        ("stream == true", "stream == false"),
        ("risk.level >= suspect", "risk.level < suspect"), ("time.hour > 22", "time.hour < 23"),
        ("operation == chat", "operation == e*"), {"any": ("risk > 1", ("risk > 0.9", "risk < 0.5"))},
        ("tools == 0", ("risk > 0.9", {"any": ("risk < 0.5", "risk < 0.3")})), {"not": "risk >= 0"},
        {"not": {"any": ("risk >= 0.5", "risk < 0.5")}}, ("volume.requests[1h] > 5", "volume.requests[1h] < 5"),
    ],
)  # fmt: skip
def test_never(value: Any) -> None:
    """Contradictions on one fact, beyond its unit, under any and not."""
    assert never(read(value))


@pytest.mark.parametrize(
    "value",
    [
        "risk >= 1", ("risk > 0.5", "risk < 0.6"), ("volume.requests[1h] > 5", "volume.requests[24h] < 5"),
        ("tier == free", "org == pro"), ("tier == a*", "tier == *b"), "risk.level == clear", "volume.ramp > 1000",
        ("caller.address == 10.0.0.0/8", "caller.address != 10.0.0.0/8"), {"any": ("risk > 1", "tools == 0")},
        ("tier != free", "tier != pro"), ("time.hour >= 22", "time.hour < 23"), {"not": ("risk > 0.9", "risk < 0.5")},
    ],
)  # fmt: skip
def test_possible(value: Any) -> None:
    """What can hold, or cannot be told, is not called impossible."""
    assert not never(read(value))


@settings(deadline=None)
@given(conditions(), facts())
def test_what_holds_somewhere_is_possible(value: Any, found: dict[str, Any]) -> None:
    """No facts ever meet a condition that never holds, or fail one that always does."""
    condition = read(value)
    if compiled(condition)(found):
        assert not never(condition)
    if compiled(condition, holds=False)(found):
        assert not always(condition)


@pytest.mark.parametrize(
    ("value", "expected"),
    [("risk >= 0", True), ("risk <= 1", True), ({"any": ("risk >= 0.5", "risk < 0.5")}, True), ("risk > 0", False),
     ("stream in [true, false]", True), ("tier == *", False), ("volume.ramp < 1000", False)],
)  # fmt: skip
def test_always(value: Any, expected: bool) -> None:
    """What holds for whatever is known."""
    assert always(read(value)) is expected


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [
        ("risk > 0.6", "risk >= 0.6", True), ("risk >= 0.6", "risk > 0.6", False), ("tier == a*", "tier == a*", True),
        (("risk > 0.6", "tier == free"), "risk > 0.3", True), ("risk > 0.6", ("risk > 0.3", "tier == free"), False),
        ("tier == free", "tier in [free, pro]", True), ("risk.level == hostile", "risk.level >= suspect", True),
        ({"any": ("risk > 0.9", "stream == true")}, {"any": ("risk > 0.6", "stream == true")}, True),
        ({"any": ("risk > 0.9", "stream == true")}, ("risk >= 0", "stream == true"), False),
    ],
)  # fmt: skip
def test_implies(one: Any, other: Any, expected: bool) -> None:
    """One condition follows from another."""
    assert implies(read(one), read(other)) is expected


@settings(deadline=None)
@given(conditions(), conditions(), facts())
def test_what_is_implied_holds(one: Any, other: Any, found: dict[str, Any]) -> None:
    """Wherever a condition holds, so does whatever it is said to imply."""
    condition, implied = read(one), read(other)
    if implies(condition, implied) and compiled(condition)(found):
        assert compiled(implied)(found)


def test_too_much_to_try_is_taken_for_possible() -> None:
    """A condition over many facts is neither tried for hours nor called impossible."""
    wide = tuple({"any": tuple(f"{fact} > 0.{n}" for fact in ("risk", "structure.sweep", "coverage.novelty",
                 "coverage.breadth", "cadence.restless", "campaign.risk"))} for n in range(1, 9))  # fmt: skip
    assert not never(read(wide))
