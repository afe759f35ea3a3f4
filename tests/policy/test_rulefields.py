"""Kinds of values of rules refuse what they cannot mean."""

from __future__ import annotations

from typing import Any

import jsonschema
import pytest
from pydantic import TypeAdapter, ValidationError

from proxy.policy import rulefields
from proxy.policy.phrases import Misread
from proxy.policy.rulefields import Worded

KINDS: dict[str, TypeAdapter[Any]] = {
    name: TypeAdapter(getattr(rulefields, name))
    for name in ("Share", "Lasts", "Running", "Delay", "Rate", "Count", "Decimals", "TopLogprobs", "Levels",
                 "Families", "Until",
                 "Reason", "Atlas", "HeaderName", "Item")
}  # fmt: skip

HOLDS: list[tuple[str, object, object]] = [
    ("Share", 0.3, 0.3), ("Share", "30%", 0.3), ("Lasts", "6h", 21600.0),
    ("Running", "6h", 21600.0), ("Running", "request", 0.0), ("Delay", "0s", 0.0),
    ("Rate", "2/m", (2.0, 60.0)),
    ("Rate", "1/2m", (1.0, 120.0)), ("Count", "1k", 1000), ("Decimals", 0, 0), ("TopLogprobs", 20, 20),
    ("Levels", 256, 256),
    ("Families", 3, 3), ("Until", "1970-01-01", 86400.0), ("Reason", " a\n b ", "a b"),
    ("HeaderName", "x-risk", "x-risk"),
    ("Atlas", "AML.T0024", "AML.T0024"), ("Atlas", "AML.T0024.002", "AML.T0024.002"), ("Item", "free", "free"),
    ("Item", 5, 5),
]  # fmt: skip
WRONG: list[tuple[str, object]] = [
    ("Share", 1.5), ("Share", "6h"), ("Share", True), ("Lasts", "0.5s"),
    ("Lasts", "request"), ("Running", "0.5s"), ("Running", "requests"), ("Lasts", "31d"), ("Lasts", 60),
    ("Delay", "61s"),
    ("Rate", "0.5/m"), ("Rate", 2), ("Rate", "1/31d"), ("Rate", "0/m"), ("Rate", None), ("Count", 0), ("Count", 1.5),
    ("Count", None), ("Decimals", 11), ("TopLogprobs", 21), ("Levels", 1), ("Families", 0), ("Families", 10),
    ("Until", "2026-02-30"), ("Until", "20261231"), ("Until", "2026-W53-4"), ("Until", 2026), ("Until", "tomorrow"),
    ("Reason", " "), ("Reason", "a\0b"), ("Reason", "x" * 501), ("Reason", 5), ("Atlas", "T0024"), ("Atlas", "AML.T24"),
    ("HeaderName", "authorization"), ("HeaderName", "x-Risk"), ("HeaderName", "x-a\n"), ("Item", True), ("Item", None),
    ("Item", " "), ("Item", ("a",)),
]  # fmt: skip


@pytest.mark.parametrize(("kind", "value", "meant"), HOLDS)
def test_values_that_hold(kind: str, value: object, meant: object) -> None:
    """A right value is read, and its JSON Schema agrees."""
    assert KINDS[kind].validate_python(value, strict=True) == meant
    jsonschema.validate(value, KINDS[kind].json_schema())


@pytest.mark.parametrize(("kind", "value"), WRONG)
def test_values_that_do_not(kind: str, value: object) -> None:
    """A wrong value is refused, and what is left empty is wrong."""
    with pytest.raises(ValidationError):
        KINDS[kind].validate_python(value, strict=True)


EFFECT = Worded(("block",), {"throttle": "rate: 2/m"}, "effect")


def test_a_word_alone_is_its_section() -> None:
    """`block`, `block:` and `{block: {}}` are the same; what is no word of ours is left to the section."""
    assert EFFECT.read("block") == EFFECT.read({"block": None}) == EFFECT.read({"block": {}}) == {"block": {}}
    assert EFFECT.read({"throttle": {"rate": 1}, "other": None}) == {"throttle": {"rate": 1}, "other": None}
    assert EFFECT.read(5) == 5


@pytest.mark.parametrize(
    ("value", "way", "told"),
    [("throttle", (), "such as rate: 2/m"), ({"throttle": None}, ("throttle",), "such as rate: 2/m")],
)
def test_a_word_that_says_too_little(value: object, way: tuple[str, ...], told: str) -> None:
    """A word that needs words of its own is told so where it stands."""
    with pytest.raises(Misread) as caught:
        EFFECT.read(value)
    ((where, message),) = caught.value.faults
    assert (where, told in message) == (way, True)


def test_an_unknown_word_alone() -> None:
    """A typo brings the word that was meant."""
    with pytest.raises(ValueError, match="did you mean 'throttle'"):
        EFFECT.read("throtle")
