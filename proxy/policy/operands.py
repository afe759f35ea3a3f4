"""What the values in a condition mean: each in the unit of the fact that it is compared with."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, get_args

from proxy.core.decision import Level
from proxy.core.vocabulary import FACTS, Fact, Unit
from proxy.policy import units
from proxy.policy.complaints import nearest
from proxy.policy.fields import filled, network
from proxy.policy.units import clip
from proxy.policy.words import Operation

Value = float | str | bool
"""What a fact is compared with: levels by their rank, times in seconds."""

KNOWN: Mapping[str, Fact] = {fact.name: fact for fact in FACTS}

RANKS: Mapping[str, int] = {level.value: rank for rank, level in enumerate(Level)}
"""Levels in ascending order, by which they are compared."""

ORDERED = (Unit.SHARE, Unit.COUNT, Unit.SECONDS, Unit.RATIO, Unit.LEVEL)
"""Units whose values are more or less; the others are only equal or not."""

CHOICES: Mapping[str, tuple[str, ...]] = {
    "operation": get_args(Operation),
    "time.weekday": ("mon", "tue", "wed", "thu", "fri", "sat", "sun"),
}
"""Facts of which all words are known."""

RANGES: Mapping[str, tuple[float, float]] = {"time.hour": (0, 23)}
"""Facts narrower than their unit."""

EXAMPLES: Mapping[Unit, str] = {
    Unit.SHARE: "a share such as 0.3 or 30%",
    Unit.COUNT: "a number such as 600, 200k or 1.5M",
    Unit.SECONDS: "a time such as 30s, 5m, 6h or 30d",
    Unit.RATIO: "a number such as 3 or 1.5",
    Unit.WORD: "a word such as free or gpt-4o*",
    Unit.LEVEL: "one of clear, watch, suspect, hostile",
    Unit.FLAG: "true or false",
    Unit.NETWORK: "a network such as 10.0.0.0/8",
}


def meant(fact: Fact, value: object) -> Value:
    """The value that a text, number or boolean stands for beside this fact. Raises ValueError with a sentence."""
    if isinstance(value, bool) and fact.unit is not Unit.FLAG:
        spelled = "true" if value else "false"
        hint = "; put it in quotes if you mean the word" if fact.unit is Unit.WORD else ""
        raise ValueError(f"YAML reads this as {spelled}, and {fact.name} wants {EXAMPLES[fact.unit]}{hint}")
    found = _READERS[fact.unit](fact, value)
    if fact.name in RANGES:
        least, most = RANGES[fact.name]
        if not (least <= float(found) <= most and float(found).is_integer()):
            told = f"whole numbers {least:g} to {most:g}"
            raise ValueError(f"{clip(str(value))} is outside what {fact.name} can be: {told}")
    return found


def spelled(fact: Fact, value: Value) -> str:
    """A value as an operator would write it."""
    if fact.unit is Unit.LEVEL:
        return str(list(Level)[int(value)])
    if fact.unit is Unit.FLAG:
        return "true" if value else "false"
    if isinstance(value, str):
        return value
    if fact.unit is Unit.SECONDS:
        return units.spell_duration(value)
    return units.plain_number(value)


def _word(fact: Fact, value: object) -> Value:
    if not isinstance(value, str):
        raise ValueError(f"{fact.name} is compared with words; put {value} in quotes if it is one")  # noqa: TRY004
    choices = CHOICES.get(fact.name)
    if choices and value not in choices and "*" not in value:
        raise ValueError(f"{clip(value)} is not one of {', '.join(choices)}{nearest(value, choices)}")
    return filled(value)


def _level(_: Fact, value: object) -> Value:
    if value not in RANKS:
        near = nearest(str(value), tuple(RANKS))
        raise ValueError(f"{clip(str(value))} is no level; write {EXAMPLES[Unit.LEVEL]}{near}")
    return RANKS[str(value)]


def _flag(fact: Fact, value: object) -> Value:
    if value is True or value == "true":
        return True
    if value is False or value == "false":
        return False
    raise ValueError(f"{fact.name} is true or false, not {clip(str(value))}")


def _network(_: Fact, value: object) -> Value:
    return network(str(value))


_READERS: Mapping[Unit, Callable[[Fact, Any], Value]] = {
    Unit.SHARE: lambda _, value: units.share(value),
    Unit.COUNT: lambda _, value: units.amount(value),
    Unit.RATIO: lambda _, value: units.amount(value),
    Unit.SECONDS: lambda _, value: units.duration(value),
    Unit.WORD: _word,
    Unit.LEVEL: _level,
    Unit.FLAG: _flag,
    Unit.NETWORK: _network,
}
