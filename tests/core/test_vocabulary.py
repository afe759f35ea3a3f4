"""Every fact that rules can speak of."""

from __future__ import annotations

import re

import pytest

from proxy.core.signal import Family
from proxy.core.vocabulary import FACTS, ON_DEMAND, Fact, Unit

FAMILIES = {family.value for family in Family}


def test_names_are_unique() -> None:
    """No two facts have the same name."""
    assert len({fact.name for fact in FACTS}) == len(FACTS)


@pytest.mark.parametrize("fact", FACTS, ids=lambda fact: fact.name)
def test_facts_are_described(fact: Fact) -> None:
    """A fact is a plain dotted word with a sentence that an operator understands."""
    assert re.fullmatch(r"[a-z]+(\.[a-z_]+)?", fact.name)
    assert fact.meaning[0].isupper()
    assert fact.meaning.endswith(".")


@pytest.mark.parametrize("fact", FACTS, ids=lambda fact: fact.name)
def test_evidence_is_a_number(fact: Fact) -> None:
    """What detectors find can be compared with a number; windows are what only evidence has."""
    evidence = fact.name.partition(".")[0] in FAMILIES
    assert not evidence or fact.unit in (Unit.SHARE, Unit.COUNT, Unit.RATIO)
    assert evidence or not fact.windows


@pytest.mark.parametrize("fact", FACTS, ids=lambda fact: fact.name)
def test_windows_are_times(fact: Fact) -> None:
    """Windows are written as policies write times; an empty one stands for none."""
    assert all(re.fullmatch(r"|[1-9]\d*[smhd]", window) for window in fact.windows)
    assert len(fact.keys) == len(fact.windows or ("",))


def test_what_is_counted_on_demand_has_windows() -> None:
    """Facts that are remembered only where a rule asks are known for windows, and are facts."""
    found = {fact.name for fact in FACTS if fact.windows}
    assert found - ON_DEMAND == {"volume.requests", "volume.tokens"}
    assert found >= ON_DEMAND


def test_every_unit_is_used() -> None:
    """There is no unit without a fact."""
    assert {fact.unit for fact in FACTS} == set(Unit)
