"""Editors know conditions: every fact is offered, and what no unit allows is underlined."""

from __future__ import annotations

from typing import Any

import jsonschema
import pytest

from proxy.core.vocabulary import FACTS
from proxy.policy.shapes import CONDITION, condition_schema, with_conditions

SCHEMA = {"$defs": {CONDITION: condition_schema()}, "$ref": f"#/$defs/{CONDITION}"}
VALIDATOR = jsonschema.Draft202012Validator(SCHEMA)


@pytest.mark.parametrize("fact", FACTS, ids=lambda fact: fact.name)
def test_every_fact_is_offered(fact: Any) -> None:
    """Under its name, with every window, and with its meaning."""
    properties = condition_schema()["anyOf"][2]["properties"]
    for key in fact.keys:
        assert properties[key]["description"] == fact.meaning


@pytest.mark.parametrize(
    "condition",
    ["risk >= 6h", "rsik >= 1", "volume.requests >= 1", "volume.requests[2h] >= 1", "risk.level >= bad", "tier >= a",
     "stream == 5", "risk.held_for > 5", "risk", "", [], {}, {"teir": "a"}, {"any": "risk > 1"}, {"not": []}, 5, ["x"],
     {"risk.level": "bad"}, {"risk": 1.5}, {"stream": "maybe"}, {"operation": "chats"}, {"tier": []}],
)  # fmt: skip
def test_what_no_unit_allows_is_underlined(condition: Any) -> None:
    """Unknown facts, missing windows, values of another unit."""
    assert not VALIDATOR.is_valid(condition)


def test_every_place_for_a_condition_refers_to_it() -> None:
    """However deep in the schema; what else is said there stays."""
    found = with_conditions({"a": [{"x-kind": "[conditions](#conditions)", "description": "d"}, {"b": 1}]})
    assert found["a"][0]["$ref"] == f"#/$defs/{CONDITION}"
    assert found["a"][0]["description"] == "d"
    assert found["a"][1] == {"b": 1}
