"""The JSON Schema of the language, for editors: `# yaml-language-server: $schema=./policy.schema.json`.

`python -m proxy.policy.schema` writes policies/policy.schema.json and docs/policy.md, and the same two for fixtures;
tests fail while one of them is stale.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from proxy.policy.fixturewords import FixtureWords
from proxy.policy.model import PolicyWords
from proxy.policy.reference import fixtures_reference, reference
from proxy.policy.shapes import CONDITION, condition_schema, with_conditions
from proxy.policy.words import Words

SCHEMA_PATH = Path("policies/policy.schema.json")
REFERENCE_PATH = Path("docs/policy.md")
FIXTURES_SCHEMA_PATH = Path("policies/fixtures.schema.json")
FIXTURES_PATH = Path("docs/fixtures.md")


def schema() -> dict[str, Any]:
    """The JSON Schema of a policy file, as a document."""
    return _schema(PolicyWords, "Stillwatch policy")


def fixtures_schema() -> dict[str, Any]:
    """The JSON Schema of a file of fixtures, as a document; conditions are those of the policy's own, beside it."""
    document = _schema(FixtureWords, "Stillwatch fixtures")
    document["$defs"][CONDITION] = {"$ref": f"{SCHEMA_PATH.name}#/$defs/{CONDITION}"}
    return document


def schema_text(document: dict[str, Any] | None = None) -> str:
    """A schema (that of policies) as it is checked in."""
    return json.dumps(document or schema(), indent=2, ensure_ascii=False) + "\n"


def _schema(model: type[Words], title: str) -> dict[str, Any]:
    document = model.model_json_schema(mode="validation")
    _plain(document)
    document = with_conditions(document)
    document["$defs"][CONDITION] = condition_schema()
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        **document,
        "title": title,
    }


def _plain(node: Any) -> None:
    """Take out pydantic's titles (`Trust Forwarded For`), which editors would show in place of the descriptions."""
    if isinstance(node, dict):
        for section in (node, *node.get("$defs", {}).values()):
            for word in section.get("properties", {}).values():
                word.pop("title", None)
                if {"type": "null"} in word.get("anyOf", ()):  # a section that may be left out, not left empty
                    word.update(word.pop("anyOf")[0])
                # Empty defaults mean "not said"; an editor must not offer them as something to write.
                if word.get("default", 0) in ("", None, [], {}) or isinstance(word.get("default"), dict):
                    del word["default"]


def write(root: Path) -> None:
    """Write all four files below the folder of the checkout."""
    for path, text in (
        (SCHEMA_PATH, schema_text()),
        (REFERENCE_PATH, reference(schema())),
        (FIXTURES_SCHEMA_PATH, schema_text(fixtures_schema())),
        (FIXTURES_PATH, fixtures_reference(fixtures_schema())),
    ):
        (root / path).write_text(text, encoding="utf-8")


if __name__ == "__main__":
    write(Path.cwd())
