"""What is to be remembered."""

from __future__ import annotations

import ast
from dataclasses import FrozenInstanceError, fields, replace
from typing import get_args

import pytest

from proxy.core import tally
from proxy.core.tally import Count, Distinct, Mark, Mean, Pace, Recent, Settlement, Spend, Tally, Top
from tests.house import ROOT

ONE_EACH: list[Tally] = [
    Spend("g", "n", 1.0, 10.0, 60.0),
    Mean("g", "n", (1.0,), 1 / 16, 1 / 128, 60.0),
    Distinct("g", "n", 7, 60.0),
    Top("g", "n", 7, 8, 256.0, 60.0),
    Recent("g", "n", 7, 1, 64, 60.0),
    Pace("g", "n", counts=True, life=60.0),
    Count("g", "n", (1.0,), 60.0),
    Mark("g", "n", (0.3, 0.6), 60.0),
]


def test_one_of_each() -> None:
    """Every kind of tally is held to what follows."""
    assert {type(each) for each in ONE_EACH} == set(get_args(Tally))


@pytest.mark.parametrize("one", ONE_EACH, ids=lambda one: type(one).__name__)
def test_tallies_are_values_with_a_place(one: Tally) -> None:
    """A tally says where it lives and what it is called, can be compared and hashed, and cannot be changed."""
    assert (one.group, one.name) == ("g", "n")
    assert len({one, replace(one)}) == 1
    with pytest.raises(FrozenInstanceError):
        one.group = "h"  # type: ignore[misc]


@pytest.mark.parametrize("one", ONE_EACH, ids=lambda one: type(one).__name__)
def test_nothing_is_remembered_for_ever(one: Tally) -> None:
    """Every tally names the time, in seconds, after which it no longer counts."""
    assert {"window", "life", "patience"} & {field.name for field in fields(one)}


def test_settled_with_zero_unless_told() -> None:
    """A settlement without an amount gives everything back."""
    assert Settlement(ONE_EACH[0], 1.0).actual == 0.0


def test_every_tally_says_what_answers_it() -> None:
    """Each kind of reading is described as the answer of one kind of tally."""
    readings = [
        tally.Room,
        tally.Means,
        tally.Spread,
        tally.Shares,
        tally.Repeats,
        tally.Rhythm,
        tally.Sums,
        tally.Held,
    ]
    # Read from the source: compiled classes keep no docstrings.
    classes = ast.parse((ROOT / "proxy/core/tally.py").read_text(encoding="utf-8")).body
    docs = {node.name: ast.get_docstring(node) or "" for node in classes if isinstance(node, ast.ClassDef)}
    described = " ".join(docs[reading.__name__] for reading in readings)
    assert len(readings) == len(get_args(Tally))
    assert [kind.__name__ for kind in get_args(Tally)[1:] if f"What `{kind.__name__}` answers" not in described] == []
