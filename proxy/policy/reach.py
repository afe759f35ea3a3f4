"""What a condition can ever come to: never true, always true, or true wherever another is.

Found by trying: for every fact the few values that matter (each bound, what lies between, unknown), in all their
combinations. What cannot be tried (patterns, too many combinations) is taken for possible, so what is told is certain.
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from itertools import pairwise, product

from proxy.core.vocabulary import Fact, Unit
from proxy.policy.closures import OPPOSITES, Facts, compiled
from proxy.policy.comparisons import Comparison
from proxy.policy.conditions import Condition, Group, Not, comparisons
from proxy.policy.operands import CHOICES, RANGES, RANKS, Value

# Four facts with six values each, in a millisecond; rules with more facts that contradict themselves are rare.
MOST_TRIED = 1500

_UNKNOWN = ""
"""Stands for a fact that is not there; as a word it is unknown too."""


def never(condition: Condition, *, holds: bool = True) -> bool:
    """Whether nothing can make the condition hold (or fail, with `holds` false)."""
    if isinstance(condition, Not):
        return never(condition.part, holds=not holds)
    if isinstance(condition, Comparison):
        return not _found((condition,), compiled(condition, holds=holds))
    parts = condition.parts
    if _word(condition, holds) == "any":
        return all(never(part, holds=holds) for part in parts)
    if any(never(part, holds=holds) for part in parts):
        return True
    return any(_contradict(group, holds) for group in _related(parts))


def always(condition: Condition) -> bool:
    """Whether the condition holds whatever its facts are, as long as they are known."""
    return never(condition, holds=False)


def implies(condition: Condition, other: Condition) -> bool:
    """Whether wherever the condition holds the other holds too."""
    if condition == other:
        return True
    one, two = tuple(comparisons(condition)), tuple(comparisons(other))
    if not {each.key for each in two} <= {each.key for each in one}:
        return False
    here, there = compiled(condition), compiled(other)
    return not _found((*one, *two), lambda facts: here(facts) and not there(facts))


def _word(group: Group, holds: bool) -> str:
    return group.word if holds else OPPOSITES[group.word]


def _contradict(parts: list[Condition], holds: bool) -> bool:
    """Whether conditions that may hold one by one can not hold (or fail) together."""
    whens = [compiled(part, holds=holds) for part in parts]
    spoken = tuple(each for part in parts for each in comparisons(part))
    return not _found(spoken, lambda facts: all(when(facts) for when in whens))


def _related(parts: Iterable[Condition]) -> Iterator[list[Condition]]:
    """Parts that speak of the same facts, directly or through others; parts on their own are left out."""
    groups: list[tuple[set[str], list[Condition]]] = []
    for part in parts:
        keys = {each.key for each in comparisons(part)}
        near = [group for group in groups if group[0] & keys]
        groups = [group for group in groups if group not in near]
        groups.append(
            (keys.union(*(group[0] for group in near)), [*(each for group in near for each in group[1]), part])
        )
    return (group for _, group in groups if len(group) > 1)


def _found(spoken: tuple[Comparison, ...], wanted: Callable[[Facts], bool]) -> bool:
    """Whether some facts are as wanted; True also where that cannot be tried out."""
    by_key: defaultdict[str, list[Comparison]] = defaultdict(list)
    for each in spoken:
        by_key[each.key].append(each)
    values = [_values(each[0].fact, each) for each in by_key.values()]
    if math.prod(len(found) for found in values) > MOST_TRIED or not all(values):
        return True
    for combination in product(*values):
        facts = {key: value for key, value in zip(by_key, combination, strict=True) if value is not _UNKNOWN}
        if wanted(facts):
            return True
    return False


def _values(fact: Fact, spoken: Iterable[Comparison]) -> tuple[Value, ...]:
    """The values of a fact that can make a difference to these comparisons; none where they cannot be listed."""
    said = {value for each in spoken for value in each.values}
    if fact.unit is Unit.FLAG:
        return (True, False, _UNKNOWN)
    if fact.unit is Unit.WORD:
        return _words(fact, {str(value) for value in said})
    if fact.unit is Unit.NETWORK:
        return ()
    return (*_numbers(fact, sorted(float(value) for value in said)), _UNKNOWN)


def _words(fact: Fact, said: set[str]) -> tuple[Value, ...]:
    if fact.name in CHOICES:
        return (*CHOICES[fact.name], _UNKNOWN)
    # What a pattern fits cannot be listed. The last word is one that nobody said.
    return () if any("*" in word for word in said) else (*sorted(said), "-".join(["other", *sorted(said)]), _UNKNOWN)


def _numbers(fact: Fact, said: list[float]) -> Iterator[float]:
    low, high = _range(fact, said)
    if fact.unit is Unit.LEVEL or fact.name in RANGES:
        return (float(number) for number in range(int(low), int(high) + 1))
    points = sorted({low, high, *said})
    between = ((one + other) / 2 for one, other in pairwise(points))
    return (point for point in (*points, *between) if low <= point <= high)


def _range(fact: Fact, said: list[float]) -> tuple[float, float]:
    """What the fact can be; where it has no end, one more than anything that was said."""
    ends: Mapping[Unit, float] = {Unit.SHARE: 1.0, Unit.LEVEL: len(RANKS) - 1.0}
    return RANGES.get(fact.name) or (0.0, ends.get(fact.unit, said[-1] + 1.0))
