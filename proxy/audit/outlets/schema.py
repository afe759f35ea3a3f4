"""The JSON Schema of stillwatch.yaml, for editors: `# yaml-language-server: $schema=./stillwatch.schema.json`.

`python -m proxy.audit.outlets.schema` writes policies/stillwatch.schema.json; a test fails while that is stale.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from proxy.audit.outlets.words import StillwatchWords

SCHEMA_PATH = Path("policies/stillwatch.schema.json")


def schema() -> dict[str, Any]:
    """The schema as a document."""
    document = StillwatchWords.model_json_schema(mode="validation")
    for section in (document, *document.get("$defs", {}).values()):
        for word in section.get("properties", {}).values():
            word.pop("title", None)
            # Empty defaults mean "not said"; an editor must not offer them as something to write.
            if word.get("default", 0) in ("", None, []):
                del word["default"]
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        **document,
        "title": "Stillwatch: where events go",
    }


def schema_text() -> str:
    """The schema as it is checked in."""
    return json.dumps(schema(), indent=2, ensure_ascii=False) + "\n"


def write(root: Path) -> None:
    """Write it below the folder of the checkout."""
    (root / SCHEMA_PATH).write_text(schema_text(), encoding="utf-8")


if __name__ == "__main__":
    write(Path.cwd())
