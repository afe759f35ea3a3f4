"""docs/policy.md is made from the model, whole and current."""

from __future__ import annotations

from proxy.core.vocabulary import FACTS
from proxy.policy.model import SECTIONS
from proxy.policy.reference import reference
from proxy.policy.schema import REFERENCE_PATH, schema
from tests.house import ROOT


def test_the_checked_in_document_is_current() -> None:
    """docs/policy.md is what `python -m proxy.policy.schema` writes."""
    assert (ROOT / REFERENCE_PATH).read_text(encoding="utf-8") == reference(schema())


def test_every_word_has_a_row() -> None:
    """No word is missing, and every row says what may stand there and what the word does."""
    text = reference(schema())
    rows = [line for line in text.splitlines() if line.startswith("| `")]
    for section in SECTIONS:
        for name, field in section.model_fields.items():
            start = f"| `{field.alias or name}` |"
            described = [row for row in rows if row.startswith(start) and (field.description or "?") in row]
            assert described, name
    assert all(cell.strip() for row in rows for cell in row.split(" | "))


def test_every_fact_has_a_row() -> None:
    """Whatever rules can speak of is listed with its windows and its meaning."""
    text = reference(schema())
    for fact in FACTS:
        assert fact.meaning in text
        assert f"| {', '.join(f'`{key}`' for key in fact.keys)} |" in text


def test_defaults_are_told() -> None:
    """A reader learns what holds without a word."""
    text = reference(schema())
    for row in (
        "| `mode` | `observe`, `enforce` | `observe` |",
        "| `reserve_output` | number | `1,024` |",
        "| `policy` | name | must be there |",
        "| `per` | `caller`, `org`, `campaign`, `model`, `everyone`, or a list | must be there |",
        "| `prices` | a pattern and [prices](#prices) each | – |",
        "| `lists` | a name and list of word or number each | – |",
        "| `for` | time | `1h` |",
        "| `leave_after` | time | `2h` |",
        "| `then` | [then](#then), or a list | must be there |",
        "| `when` | [conditions](#conditions) | must be there |",
    ):
        assert row in text


def test_links_lead_somewhere() -> None:
    """Every section that a row names has a heading."""
    text = reference(schema())
    for target in {part.partition(")")[0] for part in text.split("](#")[1:]}:
        assert f"\n## {target}\n" in text
