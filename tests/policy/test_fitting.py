"""A document fits a model, or every fault of it is told at its place, once and in order."""

from __future__ import annotations

import pytest

from proxy.errors import PolicyError, Problem
from proxy.policy.fitting import failure, fit, placed, problems
from proxy.policy.model import PriceWords
from proxy.policy.nodes import Mark, compose
from proxy.policy.positions import Reading, read


def reading(text: str) -> Reading:
    """A document as plain values."""
    root = compose(text)
    assert root is not None
    return read(root)


def test_what_fits() -> None:
    """Values become words."""
    assert fit(reading("input: 1\noutput: 2"), PriceWords, None, "p", "") == PriceWords(input=1.0, output=2.0)


def test_every_fault_at_once() -> None:
    """Faults of keys and of values are told together, in the order of the file."""
    with pytest.raises(PolicyError) as caught:
        fit(reading("inptu: 1\noutput: 6h\noutput: 2"), PriceWords, None, "p", "")
    assert [(each.line, each.column) for each in caught.value.problems] == [(1, 1), (1, 1), (2, 9), (3, 1)]


def test_no_mapping() -> None:
    """Whoever wrote a list is told what to write."""
    with pytest.raises(PolicyError, match=r"p:1:1: write a mapping"):
        fit(reading("[1]"), PriceWords, None, "p", "write a mapping")


def test_problems_are_told_once_and_sorted() -> None:
    """The same fault twice is one problem; marks of included files name those."""
    faults = [(Mark(2, 1), "b"), (Mark(1, 9, "z"), "c"), (Mark(2, 1), "b")]
    assert problems("p", faults) == [Problem("p", 2, 1, "b"), Problem("z", 1, 9, "c")]
    assert str(failure("p", faults)) == "p:2:1: b\nz:1:9: c"


def test_findings_stand_where_their_way_leads() -> None:
    """A way leads to a value."""
    assert placed(reading("a: {b: 1}"), [(("a", "b"), "x")]) == [(Mark(1, 8), "x")]
