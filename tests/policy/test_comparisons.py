"""One fact is compared with values: as text, as a mapping, with names."""

from __future__ import annotations

import pytest

from proxy.policy.comparisons import Comparison, Names, from_mapping, from_text
from proxy.policy.phrases import Misread
from proxy.policy.positions import KEY, Loc, Within
from tests.policy.saying import NAMES


def text(written: str) -> Comparison:
    """A comparison written as text."""
    return from_text(written, NAMES, ())


@pytest.mark.parametrize(
    ("written", "key", "operator", "values"),
    [
        ("risk >= 60%", "risk", ">=", (0.6,)),
        ("volume.requests[24h] < 1k", "volume.requests[24h]", "<", (1000.0,)),
        ("tier == free", "tier", "in", ("free",)),
        ("tier != free", "tier", "not in", ("free",)),
        ("tier not in [pro, free, pro]", "tier", "not in", ("free", "pro")),
        ("org in @partners", "org", "in", ("acme", "b*")),
        ("risk >= $high", "risk", ">=", (0.9,)),
        ("volume.requests[1h] >= $many", "volume.requests[1h]", ">=", (1000.0,)),
        ("risk.level > watch", "risk.level", ">", (1,)),
        ("org == '$high'", "org", "in", ("$high",)),
    ],
)
def test_text(written: str, key: str, operator: str, values: tuple[object, ...]) -> None:
    """Key, operator and values in the fact's unit; == and != are lists of one."""
    found = text(written)
    assert (found.key, found.operator, found.values) == (key, operator, values)


def test_a_mapping_says_the_same() -> None:
    """`{tier: [free, pro]}` is `tier in [pro, free]`."""
    assert from_mapping("tier", ("free", "pro"), NAMES, ()) == text("tier in [pro, free]")
    assert from_mapping("stream", True, NAMES, ()) == text("stream == true")
    assert from_mapping("volume.requests[1h]", 5, NAMES, ()) == text("volume.requests[1h] == 5")
    assert from_mapping("org", "@partners", NAMES, ()) == text("org in @partners")


def test_names_are_noted() -> None:
    """Whoever looks for unused lists and constants learns what is used."""
    assert text("org in @partners").names == ("@partners",)
    assert from_mapping("risk", "$high", NAMES, ()).names == ("$high",)
    assert text("risk >= 0.9").names == ()


@pytest.mark.parametrize(
    "written",
    ["risk >= 0.6", "tier == free", "tier != a*", "tier in [free, pro]", "risk.held_for > 6h", "stream == true"],
)
def test_comparisons_are_spelled_as_they_are_written(written: str) -> None:
    """What explain shows is what an operator would write."""
    assert str(text(written)) == written


@pytest.mark.parametrize(
    ("written", "way", "told"),
    [
        ("rsik >= 1", (Within(0),), "did you mean 'risk'?"),
        ("volume.requests >= 1", (Within(0),), "needs a window"),
        ("volume.requests[2h] >= 1", (Within(16),), "write volume.requests[1h] or volume.requests[24h]"),
        ("risk[1h] >= 1", (Within(5),), "risk has no window"),
        ("tier >= pro", (Within(5),), "not more or less"),
        ("risk >= 6h", (Within(8),), "'6h' is a time"),
        ("risk >= $hihg", (Within(8),), "did you mean 'high'?"),
        ("org in @nobody", (Within(7),), "write it under lists:"),
        ("risk >= $many", (Within(8),), "in $many: '1k'"),
        ("risk >=", (Within(7),), "a value belongs"),
    ],
)
def test_faults_in_text(written: str, way: Loc, told: str) -> None:
    """Each fault is told at its character."""
    with pytest.raises(Misread) as caught:
        from_text(written, NAMES, ("when",))
    ((where, message),) = caught.value.faults
    assert (where, told in message) == (("when", *way), True), message


def test_every_value_of_a_list_is_looked_at() -> None:
    """Two wrong values are two faults."""
    with pytest.raises(Misread) as caught:
        text("time.hour in [22, 99, x]")
    assert [where for where, _ in caught.value.faults] == [(Within(18),), (Within(22),)]


@pytest.mark.parametrize(
    ("word", "value", "way"),
    [
        ("teir", "free", ("teir", KEY)),
        ("volume.requests", 5, ("volume.requests", KEY)),
        ("tier", (), ("tier",)),
        ("tier", 5, ("tier",)),
        ("tier", ("a", 5), ("tier", 1)),
        ("tier", None, ("tier",)),
        ("risk", {"a": 1}, ("risk",)),
    ],
)
def test_faults_in_mappings(word: str, value: object, way: Loc) -> None:
    """Wrong facts are told at the key, wrong values where they stand."""
    with pytest.raises(Misread) as caught:
        from_mapping(word, value, Names(), (word,))
    assert [where for where, _ in caught.value.faults] == [way]
