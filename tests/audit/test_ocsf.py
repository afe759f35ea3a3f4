"""OCSF, held to the official schema."""

from __future__ import annotations

from functools import cache
from typing import Any

import orjson
import pytest
from jsonschema import Draft202012Validator
from ocsf_json_schema import OcsfJsonSchemaEmbedded, get_ocsf_schema

from proxy.audit.ocsf import document, line
from proxy.audit.ocsf_words import VERSION
from proxy.audit.record import Record
from tests.audit.exchanges import every_record


@cache
def _schema() -> OcsfJsonSchemaEmbedded:
    return OcsfJsonSchemaEmbedded(get_ocsf_schema(VERSION))


@cache
def validator(class_uid: int, profiles: tuple[str, ...]) -> Draft202012Validator:
    """The official schema of a class with these profiles; unknown fields are errors."""
    schema = _schema()
    return Draft202012Validator(schema.get_class_schema(schema.lookup_class_name_from_uid(class_uid), list(profiles)))


def faults(event: dict[str, Any]) -> list[str]:
    """What the official schema has against an event."""
    judge = validator(event["class_uid"], tuple(event["metadata"]["profiles"]))
    return [f"{'/'.join(map(str, each.path))}: {each.message[:200]}" for each in judge.iter_errors(event)]


@pytest.mark.parametrize("record", every_record() + every_record(lambda _: "a_93d1e0b2c4f5a687"))
def test_every_event_is_valid(record: Record) -> None:
    """Whatever happened, the event validates against the official schema, with its profiles and nothing besides."""
    assert faults(orjson.loads(line(record))) == []


def test_the_schema_can_refuse() -> None:
    """An event with a field that OCSF does not know, a wrong id or a profile left out is found."""
    event = orjson.loads(line(every_record()[0]))
    assert faults(event | {"odd": 1})
    assert faults(event | {"class_uid": 6003, "activity_id": 77})
    assert faults(event | {"metadata": event["metadata"] | {"profiles": []}})


def test_one_event_has_one_uid() -> None:
    """Decision and access line of a request are two events; each has a uid of its own for dropping duplicates."""
    uids = [document(record)["metadata"]["uid"] for record in every_record()]
    assert {"r_1:decision", "r_1:access", "op_1:audit", "r_1:finding:create"} <= set(uids)
