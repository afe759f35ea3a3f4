"""ECS, held to the list of its fields in `ecs_fields.txt`."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from ipaddress import ip_address
from pathlib import Path
from typing import Any

import orjson
import pytest

from proxy.audit.ecs import line
from proxy.audit.record import Record
from tests.audit.exchanges import every_record

LIST = Path(__file__).with_name("ecs_fields.txt").read_text().splitlines()
FIELDS = dict(each.split() for each in LIST if not each.startswith("#"))

# The allowed values of the categorisation fields: event.type by event.category.
KINDS = {"alert", "event"}
TYPES = {
    "api": {"access", "admin", "allowed", "change", "creation", "deletion", "denied", "end", "info", "start", "user"},
    "intrusion_detection": {"allowed", "denied", "info"},
    "configuration": {"access", "change", "creation", "deletion", "info"},
}
OUTCOMES = {"success", "failure", "unknown"}


def leaves(value: dict[str, Any], path: str = "") -> Iterator[tuple[str, Any]]:
    """Every field by its dotted name; `stillwatch.*` is ours."""
    for name, item in value.items():
        if not path and name == "stillwatch":
            continue
        if isinstance(item, dict):
            yield from leaves(item, f"{path}{name}.")
        else:
            yield path + name, item


def fits(kind: str, value: Any) -> bool:
    """Whether Elasticsearch takes the value for a field of this kind."""
    if kind.endswith("[]"):
        return isinstance(value, list) and all(isinstance(each, str) for each in value)
    if kind == "ip":
        return bool(ip_address(value))
    if kind == "date":
        return bool(datetime.fromisoformat(value))
    wanted = {"long": int, "float": float}.get(kind, str)
    return isinstance(value, wanted) and not isinstance(value, bool)


@pytest.mark.parametrize("record", every_record() + every_record(lambda _: "a_93d1e0b2c4f5a687"))
def test_every_field_is_one_of_the_schema(record: Record) -> None:
    """Every field outside `stillwatch.*` is in ECS, and holds what ECS maps it to."""
    document = orjson.loads(line(record))
    assert [(name, value) for name, value in leaves(document) if not fits(FIELDS[name], value)] == []


@pytest.mark.parametrize("record", every_record())
def test_categories_are_allowed_ones(record: Record) -> None:
    """event.kind, category, type and outcome hold words that ECS allows together."""
    event = orjson.loads(line(record))["event"]
    (category,) = event["category"]
    assert event["kind"] in KINDS
    assert set(event["type"]) <= TYPES[category]
    assert event.get("outcome", "unknown") in OUTCOMES


def test_the_fields_of_the_issue_are_there() -> None:
    """rule.*, gen_ai.*, threat.technique.*, event.risk_score."""
    documents = [orjson.loads(line(each)) for each in every_record()]
    names = {name for each in documents for name, _ in leaves(each)}
    assert {"rule.name", "gen_ai.usage.input_tokens", "threat.technique.subtechnique.id", "event.risk_score"} <= names
