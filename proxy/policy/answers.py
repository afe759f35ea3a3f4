"""Why a condition holds, does not hold or cannot be told: for people, beside the numbers that were there."""

from __future__ import annotations

from dataclasses import dataclass

from proxy.policy.closures import Facts, compiled
from proxy.policy.comparisons import Comparison
from proxy.policy.conditions import Condition, Group, Not
from proxy.policy.operands import Value, spelled


@dataclass(frozen=True, slots=True)
class Answer:
    """One condition's answer; `parts` are those of the conditions under all, any and not."""

    condition: str
    """A comparison as text, or the word that joins the parts."""
    held: bool | None
    """None: unknown, because a fact is."""
    value: Value | None = None
    """What the fact was; levels by their word."""
    parts: tuple[Answer, ...] = ()


def answer(condition: Condition, facts: Facts) -> Answer:
    """What a condition comes to with these facts, part by part."""
    if isinstance(condition, Comparison):
        return _compared(condition, facts)
    if isinstance(condition, Not):
        part = answer(condition.part, facts)
        return Answer("not", None if part.held is None else not part.held, parts=(part,))
    parts = tuple(answer(part, facts) for part in condition.parts)
    return Answer(condition.word, _joined(condition, parts), parts=parts)


def _compared(comparison: Comparison, facts: Facts) -> Answer:
    value = facts.get(comparison.key, comparison.fact.absent)
    if value is None or value == "" or value != value:  # only NaN differs from itself
        return Answer(str(comparison), None)
    told = spelled(comparison.fact, value) if comparison.fact.name == "risk.level" else value
    return Answer(str(comparison), compiled(comparison)(facts), told)


def _joined(group: Group, parts: tuple[Answer, ...]) -> bool | None:
    """`all` fails with any that fails, `any` holds with any that holds; otherwise the unknown decides."""
    settles = group.word == "any"
    held = [part.held for part in parts]
    if settles in held:
        return settles
    return None if None in held else not settles
