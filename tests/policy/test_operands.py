"""Values mean what the unit of their fact says."""

from __future__ import annotations

import pytest

from proxy.core.decision import Level
from proxy.core.vocabulary import FACTS, Unit
from proxy.policy.operands import CHOICES, EXAMPLES, KNOWN, RANGES, RANKS, meant, spelled


@pytest.mark.parametrize(
    ("fact", "value", "found"),
    [
        ("risk", "30%", 0.3), ("risk", 0.3, 0.3), ("volume.requests", "200k", 200_000),
        ("risk.held_for", "1h30m", 5400),
        ("volume.ramp", "1.5", 1.5), ("risk.level", "suspect", 2), ("stream", "true", True), ("stream", False, False),
        ("tier", "Free*", "Free*"), ("caller.address", "10.0.0.0/8", "10.0.0.0/8"), ("time.hour", 23, 23),
        ("caller.address", "192.0.2.1", "192.0.2.1/32"), ("operation", "e*", "e*"), ("time.weekday", "sat", "sat"),
    ],
)  # fmt: skip
def test_values_are_read_in_their_unit(fact: str, value: object, found: object) -> None:
    """The same text means different things beside different facts."""
    assert meant(KNOWN[fact], value) == found


@pytest.mark.parametrize(
    ("fact", "value", "told"),
    [
        ("risk", "6h", "'6h' is a time; expected a share"), ("risk", "1.5", "more than the whole"),
        ("risk", True, "YAML reads this as true"), ("volume.requests", "10%", "is a share"),
        ("volume.requests", -5, "negative"), ("risk.held_for", 30, "no unit"), ("risk.level", 2, "is no level"),
        ("risk.level", "hostle", "did you mean 'hostile'?"), ("stream", "yes", "true or false"),
        ("stream", 1, "true or"),
        ("tier", 5, "in quotes"), ("tier", False, "in quotes"), ("tier", " ", "nothing stands here"),
        ("operation", "chats", "did you mean 'chat'?"), ("time.hour", "24", "0 to 23"), ("time.hour", "1.5", "0 to 23"),
        ("caller.address", "here", "not a network"), ("caller.address", "10.0.0.1/8", "did you mean 10.0.0.0/8?"),
    ],
)  # fmt: skip
def test_values_that_mean_nothing_are_told(fact: str, value: object, told: str) -> None:
    """What cannot be meant is refused with what was found."""
    with pytest.raises(ValueError, match=r".") as caught:
        meant(KNOWN[fact], value)
    assert told in str(caught.value)


@pytest.mark.parametrize(
    ("fact", "text"),
    [("risk", "0.3"), ("volume.requests", "200000"), ("risk.held_for", "6h"), ("risk.level", "suspect"),
     ("stream", "false"), ("tier", "free"), ("volume.ramp", "1.5"), ("time.hour", "0")],
)  # fmt: skip
def test_values_are_spelled_as_they_are_read(fact: str, text: str) -> None:
    """What is shown can be written back."""
    assert spelled(KNOWN[fact], meant(KNOWN[fact], text)) == text


def test_the_vocabulary_is_whole() -> None:
    """Every fact and every unit can be compared; every fact that is treated on its own is one."""
    assert set(KNOWN) == {fact.name for fact in FACTS}
    assert len(KNOWN) == len(FACTS)
    assert set(EXAMPLES) == set(Unit)
    assert {*CHOICES, *RANGES} <= set(KNOWN)
    assert list(RANKS) == [level.value for level in Level]
