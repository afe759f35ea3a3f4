"""What an operator did, as an event."""

from __future__ import annotations

from pathlib import Path

import orjson
from hypothesis import given
from hypothesis import strategies as st

from proxy.audit.changes import Change, change_record
from proxy.audit.record import line

DOCUMENT = (Path(__file__).parents[2] / "docs" / "events.md").read_text()
CHANGE = Change("op_1", 1_790_000_000.5, "lift", "ada", "ticket 4711", "k_0123456789abcdef", rules=("r",))
ANY = st.text(st.characters(exclude_categories=[]))


def test_a_change_is_told_with_who_why_and_what() -> None:
    """The event names who did what to whom, why, and whether it worked."""
    record = change_record(CHANGE)
    assert (record["event"], record["what"], record["who"], record["why"]) == ("audit", "lift", "ada", "ticket 4711")
    assert (record["caller"], record["rules"], record["mode"], record["worked"]) == (CHANGE.caller, ("r",), None, True)
    assert record["ts"] == "2026-09-21T14:13:20.500Z"


@given(ANY, ANY)
def test_one_line_whatever_was_typed(who: str, why: str) -> None:
    """Names and reasons break neither the line nor a terminal, and are bounded."""
    written = line(change_record(Change("op_1", 0.0, "mode", who, why, mode="observe")))
    told = orjson.loads(written)
    assert written.count(b"\n") == 1
    assert all(told[field].isprintable() for field in ("who", "why"))
    assert len(written) < 12 * 400 + 300  # the longest escape of a character is ten long


def test_no_credential_is_told() -> None:
    """A key that was pasted into the reason is not written."""
    record = change_record(Change("op_1", 0.0, "lift", "ada", "customer sk-proj-0123456789abcdef complains"))
    assert record["why"] == "customer [redacted] complains"


def test_every_field_is_documented() -> None:
    """docs/events.md has a row for every field, and an example line with exactly these."""
    section = DOCUMENT.partition("## `audit`")[2].partition("\n# ")[0]
    record = change_record(CHANGE)
    assert [field for field in record if f"\n| `{field}` |" not in section] == []
    example = orjson.loads(section.partition("```json\n")[2].partition("```")[0])
    assert list(example) == list(record)
