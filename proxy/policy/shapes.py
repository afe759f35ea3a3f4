"""Conditions in the JSON Schema: editors complete facts and underline what no fact or unit allows."""

from __future__ import annotations

import re
from typing import Any

from proxy.core.vocabulary import FACTS, Fact, Unit
from proxy.policy import units
from proxy.policy.fields import KIND
from proxy.policy.operands import CHOICES, ORDERED, RANKS
from proxy.policy.rulewords import CONDITION_KIND

CONDITION = "Condition"
"""The name of conditions among the schema's definitions."""

_REFERENCE = {"$ref": f"#/$defs/{CONDITION}"}
_NAME = r"[@$][A-Za-z0-9][A-Za-z0-9_.-]{0,63}"

_VALUES: dict[Unit, str] = {
    Unit.SHARE: units.SHARE_PATTERN,
    Unit.COUNT: units.AMOUNT_PATTERN,
    Unit.RATIO: units.AMOUNT_PATTERN,
    Unit.SECONDS: units.DURATION_PATTERN,
    Unit.LEVEL: f"^(?:{'|'.join(RANKS)})$",
    Unit.FLAG: "^(?:true|false)$",
    Unit.WORD: r"^[^\s@$].*$",
    Unit.NETWORK: "^[0-9a-fA-F:.]+(?:/[0-9]{1,3})?$",
}
"""What a value of each unit looks like as text."""


def condition_schema() -> dict[str, Any]:
    """The schema of one condition, which refers to itself."""
    facts = {key: _value(fact) for fact in FACTS for key in fact.keys}
    several = {"type": "array", "minItems": 1, "items": _REFERENCE}
    joints = {
        "all": {**several, "description": "Each of these must hold."},
        "any": {**several, "description": "At least one of these must hold."},
        "not": {**_REFERENCE, "description": "This must not hold."},
    }
    return {
        "description": "What must hold: a comparison, a list (all of it), or all, any and not.",
        "anyOf": [
            {"type": "string", "pattern": _pattern(), "examples": ["risk.level >= suspect"]},
            several,
            {"type": "object", "minProperties": 1, "additionalProperties": False, "properties": joints | facts},
        ],
    }


def with_conditions(node: Any) -> Any:
    """A schema in which every place for a condition refers to the one above."""
    if isinstance(node, list):
        return [with_conditions(each) for each in node]
    if not isinstance(node, dict):
        return node
    if node.get(KIND) == CONDITION_KIND:
        return {**_REFERENCE, **node}
    return {word: with_conditions(each) for word, each in node.items()}


def _pattern() -> str:
    """All comparisons, unit by unit."""
    return "^\\s*(?:" + "|".join(_comparison(unit) for unit in Unit) + ")\\s*$"


def _comparison(unit: Unit) -> str:
    facts = "|".join(_spelling(fact) for fact in FACTS if fact.unit is unit)
    # Quoted values are for words with spaces; a list is looked into by `check` alone.
    value = rf"(?:{_VALUES[unit][1:-1]}|{_NAME}|\".*\"|'.*')" if unit is not Unit.WORD else r"[^\s\[].*"
    orders = "[<>!=]=|[<>]" if unit in ORDERED else "[!=]="
    return rf"(?:{facts})\s*(?:(?:{orders})\s*{value}|(?:not\s+)?in\s*(?:\[.+\]|{_NAME}))"


def _spelling(fact: Fact) -> str:
    windows = rf"\s*\[\s*(?:{'|'.join(filter(None, fact.windows))})\s*\]" if fact.windows else ""
    return re.escape(fact.name) + (f"(?:{windows})?" if "" in fact.windows else windows)


def _value(fact: Fact) -> dict[str, Any]:
    """What may stand behind a fact in a mapping: a value, or a list of them."""
    text: dict[str, Any] = {"type": "string", "pattern": f"{_VALUES[fact.unit]}|^{_NAME}$"}
    if fact.name in CHOICES:
        text = {"anyOf": [{"enum": list(CHOICES[fact.name])}, {"type": "string", "pattern": r"[*@$]"}]}
    shapes: list[dict[str, Any]] = [text]
    if fact.unit is Unit.FLAG:
        shapes.append({"type": "boolean"})
    if fact.unit in (Unit.SHARE, Unit.COUNT, Unit.RATIO):
        shapes.append({"type": "number", "minimum": 0, **({"maximum": 1} if fact.unit is Unit.SHARE else {})})
    value = {"anyOf": shapes} if len(shapes) > 1 else text
    return {"description": fact.meaning, "anyOf": [value, {"type": "array", "minItems": 1, "items": value}]}
