"""Values are read as YAML means them, and each is found again at its line and column."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from proxy.policy.nodes import Mark, compose
from proxy.policy.positions import KEY, Loc, Reading, Within, read, scalar


def reading(text: str) -> Reading:
    """The reading of a text that is YAML."""
    root = compose(text)
    assert root is not None
    return read(root)


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("12", 12), ("-3", -3), ("0.5", 0.5), ("0", 0), ("true", True), ("Yes", True), ("OFF", False), ("null", None),
        ("~", None), ("", None), ("200k", "200k"), ("010", "010"), ("1:30", "1:30"), ("0x10", "0x10"), ("1e3", "1e3"),
        ("2026-12-31", "2026-12-31"), (".inf", ".inf"), ("y", "y"), ("oN", "oN"), ("9" * 30, "9" * 30),
    ],
)  # fmt: skip
def test_plain_words(text: str, value: object) -> None:
    """Only booleans, null and decimal numbers are more than text."""
    found = scalar(text)
    assert (type(found), found) == (type(value), value)


def test_quotes_make_text() -> None:
    """What stands in quotes is text."""
    assert reading("a: 'no'\nb: \"12\"\n").value == {"a": "no", "b": "12"}


def test_lists_become_tuples() -> None:
    """Sequences become tuples, so that a policy cannot change."""
    assert reading("a: [1, [x]]").value == {"a": (1, ("x",))}


def test_places_of_keys_and_values() -> None:
    """A value is found by its way through the document; a way that leads nowhere gives the nearest place around."""
    found = reading("a: 1\nbudgets:\n  - name: x\n    limit: 6h\n")
    assert found.at(("budgets", 0, "limit")).key == Mark(4, 5)
    assert found.at(("budgets", 0, "limit")).value == Mark(4, 12)
    assert found.at(("budgets", 0, "missing", "deep")).value == Mark(3, 5)
    assert found.at(("nowhere",)).value == Mark(1, 1)
    assert found.at(("budgets", 0, "limit")).text == "6h"


def test_a_single_value_is_the_first_of_a_list() -> None:
    """Where one value may stand for a list of one, the way into the list leads to it."""
    found = reading("rules:\n  - then: {throttle: {rate: x}}\n")
    assert found.at(("rules", 0, "then", 0, "throttle", "rate")).value == Mark(2, 29)
    assert found.at(("rules", 0, "then", 1, "throttle", "rate")).value == Mark(2, 11)


@pytest.mark.parametrize(
    ("text", "loc", "mark"),
    [
        ("a: risk >= 6h", ("a", Within(8)), Mark(1, 12)),
        ("a: 'risk >= 6h'", ("a", Within(8)), Mark(1, 13)),
        ('a: "risk >= 6h"', ("a", Within(8)), Mark(1, 13)),
        ('a: "risk\\x20>= 6h"', ("a", Within(8)), Mark(1, 4)),
        ("a: 'it''s'", ("a", Within(5)), Mark(1, 4)),
        ("a: >\n  risk\n", ("a", Within(2)), Mark(1, 4)),
        ("a: risk\n  >= 6h", ("a", Within(8)), Mark(1, 4)),
        ("  a:   risk", ("a", KEY), Mark(1, 3)),
        ("a: [x, yz]", ("a", 1, Within(1)), Mark(1, 9)),
        ("a: [x]", ("a", Within(0)), Mark(1, 4)),
        ("a: risk", (), Mark(1, 1)),
    ],
)
def test_places_within_texts(text: str, loc: Loc, mark: Mark) -> None:
    """A character of a text is found where the file has the text as it is; a key is found by its word."""
    assert reading(text).mark(loc) == mark


@pytest.mark.parametrize(
    ("text", "mark", "told"),
    [
        ("a: 1\na: 2", Mark(2, 1), "twice, first in line 1"),
        ("yes: 1", Mark(1, 1), "reads the key 'yes' as true"),
        ("~: 1", Mark(1, 1), "as nothing"),
        ("1: 1", Mark(1, 1), "as 1"),
        ("a: &a {}\nb:\n  <<: *a", Mark(3, 3), "merge"),
        ("[a]: 1", Mark(1, 1), "single word"),
        ('"\\uDC00": 1', Mark(1, 1), "surrogate"),
        ('a: "\\uDC00"', Mark(1, 4), "surrogate"),
    ],
)
def test_faulty_keys(text: str, mark: Mark, told: str) -> None:
    """Keys that stand twice, are no words or ask for magic are faults at their place."""
    ((at, message),) = reading(text).faults
    assert (at, told in message) == (mark, True)


VALUES = st.recursive(
    st.text("abc", min_size=1),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text("abc", min_size=1), inner, max_size=4),
    max_leaves=20,
)


@given(VALUES)
def test_every_value_has_a_place(value: object) -> None:
    """Whatever is nested how: what is read is what was written, and every part of it has a place of its own."""
    import json

    found = reading(json.dumps(value))
    assert json.loads(json.dumps(found.value)) == value
    assert not found.faults

    def walk(part: object, loc: tuple[str | int, ...]) -> None:
        assert loc in found.places
        items = part.items() if isinstance(part, dict) else enumerate(part) if isinstance(part, tuple) else ()
        for key, inner in items:
            walk(inner, (*loc, key))

    walk(found.value, ())
