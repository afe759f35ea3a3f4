"""Every word of stillwatch.yaml."""

from __future__ import annotations

from pathlib import Path

import pytest

from proxy.audit import FORMATS
from proxy.audit.outlets.words import BELONGS, KINDS, NEEDED, OutletWords, outlet_faults
from proxy.audit.spread import DEPTHS

DOCUMENT = Path(__file__).parents[3].joinpath("docs", "events.md").read_text()


@pytest.mark.parametrize("word", OutletWords.model_fields)
def test_every_word_is_described_and_documented(word: str) -> None:
    """Each has a description, and a row with it in docs/events.md."""
    description = OutletWords.model_fields[word].description
    assert description
    row = next(line for line in DOCUMENT.splitlines() if line.startswith(f"| `{word}` | ") and line.count("|") == 5)
    assert description in row
    if not any(several in row for several in ("on the network", "| all")):
        assert all(kind in row for kind in BELONGS[word])


def test_tables_speak_of_words_that_exist() -> None:
    """Kinds, formats and filters are the ones that are built."""
    assert set(BELONGS) <= set(OutletWords.model_fields)
    assert set().union(*BELONGS.values()) | {"stdout"} == set(KINDS)
    assert set(NEEDED) <= set(KINDS)
    options = {name: str(field.annotation) for name, field in OutletWords.model_fields.items()}
    assert all(f"'{name}'" in options["format"] for name in FORMATS)
    assert all(f"'{name}'" in options["only"] for name in DEPTHS)
    assert all(f"'{name}'" in options["to"] for name in KINDS)


@pytest.mark.parametrize(
    ("words", "word"),
    [
        ({"to": "stdout", "path": "x"}, "path"),
        ({"to": "file"}, "to"),
        ({"to": "file", "path": "x", "url": "https://a"}, "url"),
        ({"to": "splunk", "url": "https://a"}, "to"),
        ({"to": "elastic", "url": "https://a", "index": "i", "format": "cef"}, "format"),
        ({"to": "http", "url": "https://a", "format": "cef", "body": "array"}, "body"),
        ({"to": "http", "url": "https://a", "cert": "c"}, "cert"),
        ({"to": "file", "path": "x", "only": "findings", "ordinary": "1%"}, "ordinary"),
    ],
)
def test_words_that_do_not_fit_together(words: dict[str, object], word: str) -> None:
    """What means nothing, what is missing and what contradicts is a fault at its word."""
    outlet = OutletWords.model_validate({"name": "n", **words})
    assert [found for found, _ in outlet_faults(outlet)] == [word]


@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_can_be_written(kind: str) -> None:
    """With what it needs, each kind holds."""
    given = {"path": "x", "url": "https://a", "token": "env:T", "index": "i", "address": "h:1", "topic": "t",
             "servers": ("h:1",)}  # fmt: skip
    words = {word: given[word] for word in NEEDED.get(kind, ())}
    assert list(outlet_faults(OutletWords.model_validate({"name": "n", "to": kind, **words}))) == []
