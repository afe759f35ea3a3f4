"""Conditions compiled once: plain functions of a request's facts, with nothing left to interpret.

A fact that is not among the facts is unknown, unless its absence says something (`Fact.absent`). Logic has three
values: `not` of an unknown is unknown, `all` with a failing part fails and `any` with a holding part holds whatever
else is unknown. A rule fires only where its condition certainly holds. So `not` is pushed down to the comparisons while
compiling, each then asks "known, and …", and two values are enough at run time.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from proxy.core.vocabulary import Unit
from proxy.policy.comparisons import Comparison
from proxy.policy.conditions import Condition, Group, Not
from proxy.policy.globs import Matcher, any_of, exactly
from proxy.policy.networks import within

Facts = Mapping[str, Any]
"""What is known of a request: numbers (levels by their rank), words and booleans under the names of the vocabulary,
windowed ones as `volume.requests[1h]`. What is not known is not in it; an empty word is as good as none."""

When = Callable[[Facts], bool]
"""Whether a condition certainly holds."""

# Compares as false with every number, which is just what an unknown one has to do.
NAN = float("nan")

OPPOSITES: Mapping[str, str] = {
    ">=": "<", ">": "<=", "<=": ">", "<": ">=", "in": "not in", "not in": "in", "all": "any", "any": "all",
}  # fmt: skip
"""What certainly holds where the other certainly does not."""

# Nanoseconds of one comparison, roughly: numbers before words before addresses, so that the dear ones are seldom asked.
_DEAR: Mapping[Unit, int] = {Unit.FLAG: 60, Unit.WORD: 200, Unit.NETWORK: 250}
_CHEAP = 80


def compiled(condition: Condition, *, holds: bool = True) -> When:
    """A function that tells whether the condition certainly holds, or certainly does not."""
    return _made(condition, holds)[1]


def _made(condition: Condition, holds: bool) -> tuple[int, When]:
    """The function and what it costs."""
    if isinstance(condition, Not):
        return _made(condition.part, not holds)
    if isinstance(condition, Comparison):
        operator = condition.operator if holds else OPPOSITES[condition.operator]
        return _DEAR.get(condition.fact.unit, _CHEAP), _compared(condition, operator)
    word = _word(condition, holds)
    parts = sorted((_made(part, here) for part, here in _parts(condition, holds, word)), key=lambda part: part[0])
    whens = tuple(when for _, when in parts)
    return sum(cost for cost, _ in parts), _all(whens) if word == "all" else _any(whens)


def _word(group: Group, holds: bool) -> str:
    return group.word if holds else OPPOSITES[group.word]


def _parts(condition: Condition, holds: bool, word: str) -> Iterator[tuple[Condition, bool]]:
    """What is joined by the word, groups of the same word within taken apart."""
    if isinstance(condition, Not):
        yield from _parts(condition.part, not holds, word)
    elif isinstance(condition, Group) and _word(condition, holds) == word:
        for part in condition.parts:
            yield from _parts(part, holds, word)
    else:
        yield condition, holds


def _all(parts: tuple[When, ...]) -> When:
    # Most rules have two or three; a loop would cost half as much again.
    if len(parts) == 2:
        first, second = parts
        return lambda facts: first(facts) and second(facts)
    if len(parts) == 3:
        one, two, three = parts
        return lambda facts: one(facts) and two(facts) and three(facts)

    def every(facts: Facts) -> bool:
        for part in parts:  # noqa: SIM110 - a generator costs half a microsecond more
            if not part(facts):
                return False
        return True

    return every


def _any(parts: tuple[When, ...]) -> When:
    if len(parts) == 2:
        first, second = parts
        return lambda facts: first(facts) or second(facts)

    def some(facts: Facts) -> bool:
        for part in parts:  # noqa: SIM110 - a generator costs half a microsecond more
            if part(facts):
                return True
        return False

    return some


def _compared(comparison: Comparison, operator: str) -> When:
    key, unit, absent = comparison.key, comparison.fact.unit, comparison.fact.absent
    if unit in (Unit.WORD, Unit.NETWORK):
        return _matched(key, _matcher(comparison), operator == "in")
    if operator in ("in", "not in"):
        return _among(key, frozenset(comparison.values), operator == "in", absent)
    return _ORDERED[operator](key, comparison.values[0], NAN if absent is None else absent)


def _matcher(comparison: Comparison) -> Matcher:
    texts = [str(value) for value in comparison.values]
    if comparison.fact.unit is Unit.NETWORK:
        return within(texts)
    # Paths are told apart by case upstream; names of models, tiers and the like are not.
    return exactly(texts) if comparison.fact.name == "path" else any_of(texts)


def _matched(key: str, match: Matcher, wanted: bool) -> When:
    def matched(facts: Facts) -> bool:
        word = facts.get(key, "")
        return word != "" and match(word) is wanted

    return matched


def _among(key: str, values: frozenset[Any], wanted: bool, absent: Any) -> When:
    if wanted:
        return lambda facts: facts.get(key, absent) in values

    def outside(facts: Facts) -> bool:
        found = facts.get(key, absent)
        return found is not None and found not in values

    return outside


def _at_least(key: str, bound: Any, absent: Any) -> When:
    return lambda facts: facts.get(key, absent) >= bound


def _above(key: str, bound: Any, absent: Any) -> When:
    return lambda facts: facts.get(key, absent) > bound


def _at_most(key: str, bound: Any, absent: Any) -> When:
    return lambda facts: facts.get(key, absent) <= bound


def _below(key: str, bound: Any, absent: Any) -> When:
    return lambda facts: facts.get(key, absent) < bound


_ORDERED: Mapping[str, Callable[[str, Any, Any], When]] = {">=": _at_least, ">": _above, "<=": _at_most, "<": _below}
