"""Conditions are read in every shape that operators write, and everything wrong in them is told at once."""

from __future__ import annotations

from contextlib import suppress
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from proxy.policy.conditions import comparisons, read_condition
from proxy.policy.phrases import Misread
from proxy.policy.positions import KEY, Loc, Within
from tests.policy.saying import NAMES, conditions

A, B = "risk >= 0.6", "tier == free"


@pytest.mark.parametrize(
    ("value", "told"),
    [
        (A, "risk >= 0.6"),
        ((A,), "risk >= 0.6"),
        ((A, B), "all: [risk >= 0.6, tier == free]"),
        ({"all": (A, B)}, "all: [risk >= 0.6, tier == free]"),
        ({"any": (A, {"not": B})}, "any: [risk >= 0.6, not: tier == free]"),
        ({"tier": "free", "stream": True}, "all: [tier == free, stream == true]"),
        ({"not": (A, B)}, "not: all: [risk >= 0.6, tier == free]"),
        ({"any": (A, B), "stream": False}, "all: [any: [risk >= 0.6, tier == free], stream == false]"),
    ],
)
def test_shapes(value: Any, told: str) -> None:
    """Text, lists, mappings of facts, all, any and not."""
    assert str(read_condition(value, NAMES)) == told


def test_comparisons_come_in_the_order_of_the_file() -> None:
    """However deep they stand."""
    condition = read_condition(({"any": (A, {"not": B})}, "tools == 0"), NAMES)
    assert [str(each) for each in comparisons(condition)] == [A, B, "tools == 0"]


def test_every_comparison_knows_its_place() -> None:
    """A doubt about one can be told there."""
    condition = read_condition(({"any": (A, {"not": {"tier": "free"}})},), NAMES, ("when",))
    ways = [each.way for each in comparisons(condition)]
    assert ways == [("when", 0, "any", 0, Within(0)), ("when", 0, "any", 1, "not", "tier", KEY)]


@pytest.mark.parametrize(
    ("value", "ways"),
    [
        ((), [()]),
        ({}, [()]),
        (5, [()]),
        (None, [()]),
        (True, [()]),
        ({"any": A}, [("any",)]),
        ({"all": ()}, [("all",)]),
        ({"not": None}, [("not",)]),
        ({"not": ()}, [("not",)]),
        (("risk >= x", {"any": ("tier > 5", "tools == 0")}), [(0, Within(8)), (1, "any", 0, Within(5))]),
        ({"teir": "free", "risk": "6h"}, [("teir", KEY), ("risk",)]),
    ],
)
def test_faults(value: Any, ways: list[Loc]) -> None:
    """Each fault is told where it stands, all of them at once."""
    with pytest.raises(Misread) as caught:
        read_condition(value, NAMES)
    assert [way for way, _ in caught.value.faults] == ways


@settings(deadline=None)
@given(conditions())
def test_equal_text_is_an_equal_condition(value: Any) -> None:
    """Reading twice gives equal conditions, which is how shadowed rules are found."""
    one, other = read_condition(value, NAMES), read_condition(value, NAMES, ("elsewhere",))
    assert one == other
    assert hash(one) == hash(other)


@settings(deadline=None)
@given(st.recursive(st.none() | st.booleans() | st.floats() | st.text(max_size=9),
                    lambda inner: st.lists(inner, max_size=3).map(tuple)
                    | st.dictionaries(st.sampled_from(["all", "any", "not", "tier", "risk", "x"]), inner, max_size=3),
                    max_leaves=6))  # fmt: skip
def test_any_value_is_a_condition_or_told(value: Any) -> None:
    """Nothing else comes of any value."""
    with suppress(Misread):
        assert list(comparisons(read_condition(value, NAMES)))
