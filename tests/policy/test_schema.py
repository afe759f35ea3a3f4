"""What editors know is what `check` knows: the schema is current, describes every word and agrees with the loader."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import jsonschema
import pytest
import yaml
from hypothesis import given, settings
from referencing import Registry, Resource

from proxy.policy.conditions import read_condition
from proxy.policy.reference import fixtures_reference
from proxy.policy.schema import (
    FIXTURES_PATH,
    FIXTURES_SCHEMA_PATH,
    REFERENCE_PATH,
    SCHEMA_PATH,
    fixtures_schema,
    schema,
    schema_text,
    write,
)
from tests.policy.saying import NAMES, conditions

ROOT = Path(__file__).parents[2]
FIXTURES = sorted((ROOT / "policies").glob("*.test.yaml"))
POLICIES = sorted({*(ROOT / "policies").glob("*.yaml")} - {*FIXTURES})
VALIDATOR = jsonschema.Draft202012Validator(schema())

# What a schema cannot see: places in the text, other words, how the text was written.
BEYOND_SCHEMAS = {
    "budget-campaign-unseen",
    "budget-name-twice",
    "budgets-contradict",
    "budgets-same-window",
    "byte-order-mark",
    "cost-below-one-answer",
    "cost-without-prices",
    "duplicate-key",
    "exception-for-nobody",
    "half-a-surrogate",
    "include-absolute",
    "include-circle",
    "include-missing",
    "key-is-a-number",
    "limit-below-reserve",
    "limit-half-a-request",
    "limit-zero",
    "network-host-bits",
    "per-everyone-and-org",
    "per-twice",
    "risk-descending",
    "rule-constant-unit",
    "rule-constant-unknown",
    "rule-delay-too-long",
    "rule-hour",
    "rule-list-unknown",
    "rule-name-of-a-budget",
    "rule-name-twice",
    "rule-network",
    "rule-never",
    "rule-operation",
    "rule-rate-in-parts",
    "rule-share-above-one",
    "rule-stage-zero",
    "rule-then-idle",
    "rule-throttle-in-parts",
    "rule-tag-header-taken",
    "rule-decoys-without-kind",
    "rule-without-detection",
    "rule-weekday",
    "rule-why-empty",
    "size-too-large",
    "upstream-credential",
    "upstream-for-nothing",
    "upstream-name-twice",
    "upstream-query",
    "utf-16",
    "window-octal",
    "window-too-long",
}


def words(section: dict[str, Any]) -> Iterator[tuple[str, dict[str, Any]]]:
    """Every word of every section."""
    for each in (section, *section["$defs"].values()):
        yield from each.get("properties", {}).items()


def test_the_checked_in_files_are_current() -> None:
    """What is checked in is what `python -m proxy.policy.schema` writes."""
    assert (ROOT / SCHEMA_PATH).read_text(encoding="utf-8") == schema_text()
    assert (ROOT / FIXTURES_SCHEMA_PATH).read_text(encoding="utf-8") == schema_text(fixtures_schema())
    assert (ROOT / FIXTURES_PATH).read_text(encoding="utf-8") == fixtures_reference(fixtures_schema())


def test_write_makes_all_files(tmp_path: Path) -> None:
    """One command brings schemas and references up to date."""
    for path in (SCHEMA_PATH, REFERENCE_PATH):
        (tmp_path / path).parent.mkdir(exist_ok=True)
    write(tmp_path)
    assert json.loads((tmp_path / SCHEMA_PATH).read_text(encoding="utf-8")) == schema()
    assert (tmp_path / REFERENCE_PATH).read_text(encoding="utf-8") == (ROOT / REFERENCE_PATH).read_text(
        encoding="utf-8"
    )


def test_the_schema_is_one() -> None:
    """The schema itself follows JSON Schema 2020-12."""
    jsonschema.Draft202012Validator.check_schema(schema())


def test_every_word_is_described() -> None:
    """An editor has something to show for every word, and no machine-made titles."""
    found = [*words(schema()), *words(fixtures_schema())]
    assert len(found) > 60
    assert [name for name, word in found if not word.get("description") or "title" in word] == []


@pytest.mark.parametrize("path", POLICIES, ids=lambda path: path.stem)
def test_shipped_policies_fit(path: Path) -> None:
    """Editors find nothing wrong with what we ship, and are told where the schema is."""
    text = path.read_text(encoding="utf-8")
    assert text.startswith("# yaml-language-server: $schema=./policy.schema.json\n")
    VALIDATOR.validate(yaml.safe_load(text))


@pytest.mark.parametrize("path", FIXTURES, ids=lambda path: path.stem)
def test_shipped_fixtures_fit(path: Path) -> None:
    """The same for fixtures."""
    text = path.read_text(encoding="utf-8")
    assert text.startswith("# yaml-language-server: $schema=./fixtures.schema.json\n")
    beside = Resource.from_contents(schema())
    registry: Registry[Any] = Registry().with_resource(SCHEMA_PATH.name, beside)
    jsonschema.Draft202012Validator(fixtures_schema(), registry=registry).validate(yaml.safe_load(text))


@settings(deadline=None)
@given(conditions())
def test_editors_allow_what_check_allows(value: Any) -> None:
    """No condition that holds is underlined."""
    read_condition(value, NAMES)
    rule = {"name": "r", "why": "x", "then": "block", "when": json.loads(json.dumps(value))}
    VALIDATOR.validate({"policy": "p", "rules": [rule]})


def parsed(path: Path) -> object:
    """A file as an editor reads it, as JSON; None where it is no YAML or no tree."""
    try:
        return json.loads(json.dumps(yaml.safe_load(path.read_bytes()), default=str))
    except (yaml.YAMLError, ValueError, OverflowError):
        return None


BOMB = "alias-bomb"  # ten million values once an editor's parser has followed every alias
FILES = sorted(path for path in (Path(__file__).parent / "wrong").glob("*.yaml") if path.stem != BOMB)
WRONG = [path for path in FILES if parsed(path) is not None]


@pytest.mark.parametrize("path", WRONG, ids=lambda path: path.stem)
def test_editors_underline_what_check_refuses(path: Path) -> None:
    """Whatever is wrong with the words is wrong for the editor too, unless no schema could say it."""
    assert VALIDATOR.is_valid(parsed(path)) is (path.stem in BEYOND_SCHEMAS)
