"""The JSON Schema of the language, for editors: `# yaml-language-server: $schema=./policy.schema.json`.

`python -m proxy.policy.schema` writes policies/policy.schema.json and docs/policy.md; tests fail while either is stale.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from proxy.policy.model import PolicyWords
from proxy.policy.reference import reference
from proxy.policy.shapes import CONDITION, condition_schema, with_conditions

SCHEMA_PATH = Path("policies/policy.schema.json")
REFERENCE_PATH = Path("docs/policy.md")


def schema() -> dict[str, Any]:
    """The JSON Schema of a policy file, as a document."""
    document = PolicyWords.model_json_schema(mode="validation")
    _plain(document)
    document = with_conditions(document)
    document["$defs"][CONDITION] = condition_schema()
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        **document,
        "title": "Stillwatch policy",
    }


def schema_text() -> str:
    """The schema as it is checked in."""
    return json.dumps(schema(), indent=2, ensure_ascii=False) + "\n"


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
    """Write both files below the folder of the checkout."""
    (root / SCHEMA_PATH).write_text(schema_text(), encoding="utf-8")
    (root / REFERENCE_PATH).write_text(reference(schema()), encoding="utf-8")


if __name__ == "__main__":
    write(Path.cwd())
