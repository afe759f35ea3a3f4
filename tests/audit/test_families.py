"""The list of metrics: bounded, consistent, documented."""

from __future__ import annotations

from pathlib import Path

import pytest

from proxy.audit import families
from proxy.audit.families import FAMILIES, Family

DOCUMENT = (Path(__file__).parents[2] / "docs" / "events.md").read_text()


def printed(family: Family) -> str:
    return family.name + ("_total" if family.kind == "counter" else "")


def test_every_family_is_listed() -> None:
    """What is defined is printed."""
    defined = [each for each in vars(families).values() if isinstance(each, Family)]
    assert defined == list(FAMILIES)


@pytest.mark.parametrize("family", FAMILIES, ids=printed)
def test_every_family_is_documented(family: Family) -> None:
    """docs/events.md has a row for every metric with its labels."""
    row = next((line for line in DOCUMENT.splitlines() if line.startswith(f"| `{printed(family)}` |")), "")
    assert row
    assert [label for label in family.labels if f"`{label}`" not in row] == []


@pytest.mark.parametrize("family", FAMILIES, ids=printed)
def test_no_label_is_a_client_s(family: Family) -> None:
    """No metric tells callers, addresses, paths or models apart."""
    assert not {"caller", "org", "address", "path", "model", "campaign"} & set(family.labels)


@pytest.mark.parametrize("family", FAMILIES, ids=printed)
def test_buckets_belong_to_histograms(family: Family) -> None:
    """Histograms have rising bounds, and nothing else has any."""
    assert bool(family.bounds) == (family.kind == "histogram")
    assert list(family.bounds) == sorted(set(family.bounds))
