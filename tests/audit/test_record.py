"""The native record: its fields, its one line, and what it never holds."""

from __future__ import annotations

import dataclasses
import math
from datetime import datetime
from math import inf, nan
from pathlib import Path

import orjson
import pytest
from hypothesis import given
from hypothesis import strategies as st

from proxy.audit.record import (
    BASIC,
    OUTCOMES,
    SCHEMA,
    STRONGEST,
    Asked,
    access_record,
    decision_record,
    line,
    matters,
    stamp,
)
from proxy.core.decision import Action, Decision, Standing
from proxy.core.signal import Family, Signal
from proxy.core.vocabulary import FACTS
from tests.audit.exchanges import ALLOWED, ASKED, AT, PASSED, REFUSED

DOCUMENT = (Path(__file__).parents[2] / "docs" / "events.md").read_text()
ANY = st.text(st.characters(exclude_categories=[]))


def hidden(_address: str) -> str:
    return "a_hidden"


def test_decision_record() -> None:
    """A refusal is told with its reason, its budgets and its evidence."""
    assert decision_record(ASKED, REFUSED, hidden) == {
        "schema": "stillwatch/1",
        "event": "decision",
        "id": "r_1",
        "ts": "2026-09-21T14:13:20.123Z",
        "epoch": 1790000000.1234,
        "caller": "k_0123456789abcdef",
        "anonymous": False,
        "org": "org_a",
        "tier": "pro",
        "address": "a_hidden",
        "method": "POST",
        "path": "/v1/chat/completions",
        "dialect": "openai",
        "operation": "chat",
        "model": "gpt-4o-mini",
        "stream": True,
        "action": "throttle",
        "enforced": True,
        "rules": ("requests-per-minute",),
        "refusal": "budget",
        "retry_after": 12.5,
        "unknown": False,
        "unreadable": None,
        "budgets": [
            {"budget": "requests-per-minute", "meter": "requests", "limit": 600, "remaining": 0, "reset_s": 12.5}
        ],
        "risk": 0.25,
        "level": "clear",
        "held_s": 60.0,
        "campaign": None,
        "witnesses": {"shape": 0.088, "elicitation": 0.177632},
        "signals": [
            {"name": "volume.ramp", "family": "volume", "value": 8.5, "score": 0.4, "why": "8 times the usual"},
            {"name": "volume.requests[1h]", "family": "volume", "value": 812.0, "score": 0.0,
             "why": "812 requests in an hour"},
        ],
        "policy": "0123456789ab",
    }  # fmt: skip


def test_the_risk_can_be_taken_apart() -> None:
    """What the witnesses of an event contribute comes to its risk, also in the documentation's example."""
    example = orjson.loads(DOCUMENT.partition("## `decision`")[2].partition("```json\n")[2].partition("```")[0])
    for record, least in ((decision_record(ASKED, REFUSED, hidden), 1e-6), (example, 1e-4)):
        innocent = math.prod(1.0 - share for share in record["witnesses"].values())
        assert record["risk"] == pytest.approx(1.0 - innocent, abs=least)


def test_signals_that_say_nothing_are_left_out() -> None:
    """Beside those that speak against the caller only a few basic ones are told, and their names are real."""
    assert [each["name"] for each in decision_record(ASKED, REFUSED, hidden)["signals"]] == [
        "volume.ramp", "volume.requests[1h]"
    ]  # fmt: skip
    named = {f"{fact.name}[{window}]" if window else fact.name for fact in FACTS for window in fact.windows or ("",)}
    assert named >= BASIC


def test_access_record() -> None:
    """An access line tells status, outcome, usage, times in milliseconds and sizes."""
    record = access_record(ASKED, ALLOWED, PASSED, hidden)
    told = {field: record[field] for field in list(record)[list(record).index("status") :]}
    assert told == {
        "status": 200,
        "outcome": "completed",
        "action": "allow",
        "enforced": True,
        "rules": (),
        "risk": 0.0,
        "level": "clear",
        "input_tokens": 812,
        "output_tokens": 311,
        "usage_estimated": False,
        "total_ms": 2310.0,
        "upstream_ms": 2300.0,
        "first_byte_ms": 400.0,
        "own_ms": 0.2,
        "bytes_in": 2048,
        "bytes_out": 4096,
        "policy": "0123456789ab",
    }


def test_request_without_caller_has_an_access_line() -> None:
    """A request that broke HTTP before anybody was made out is told with nulls."""
    record = access_record(Asked("r_2", AT), None, dataclasses.replace(PASSED, usage=None, own=None), hidden)
    fields = ("caller", "policy", "input_tokens", "own_ms", "risk", "level")
    assert [record[field] for field in fields] == [None] * len(fields)


def test_both_events_share_their_opening() -> None:
    """What was asked is told in the same fields in both events, so that they join by `id`."""
    one, other = decision_record(ASKED, REFUSED, hidden), access_record(ASKED, REFUSED, PASSED, hidden)
    opening = list(one)[: list(one).index("action")]
    assert opening == list(other)[: list(other).index("status")]
    assert {field for field in opening if one[field] != other[field]} == {"event"}


MATTERS = [
    (ASKED, ALLOWED, False),
    (ASKED, REFUSED, True),
    (ASKED, dataclasses.replace(ALLOWED, unknown=True), True),
    (ASKED, dataclasses.replace(ALLOWED, rules=("watching",)), True),
    (ASKED, dataclasses.replace(ALLOWED, action=Action.DEGRADE), True),
    (ASKED, dataclasses.replace(REFUSED, enforced=False), True),
    (dataclasses.replace(ASKED, unreadable="not_json"), ALLOWED, True),
    (dataclasses.replace(ASKED, unreadable="oversize"), ALLOWED, True),
]


@pytest.mark.parametrize(("asked", "decision", "expected"), MATTERS)
def test_what_matters(asked: Asked, decision: Decision, expected: bool) -> None:
    """Plainly allowed requests make no decision event; everything else does."""
    assert matters(asked, decision) is expected


@given(ANY, ANY, ANY, ANY)
def test_one_line_whatever_the_client_says(method: str, path: str, model: str, operation: str) -> None:
    """No client string breaks the line, the JSON or the terminal, not even once decoded again."""
    asked = dataclasses.replace(ASKED, method=method, path=path, model=model, unreadable=operation)
    for record in (decision_record(asked, REFUSED, hidden), access_record(asked, ALLOWED, PASSED, hidden)):
        written = line(record)
        assert written.count(b"\n") == 1
        assert written.endswith(b"}\n")
        for value in orjson.loads(written).values():
            assert not isinstance(value, str) or value.isprintable()


@given(st.dictionaries(ANY, ANY | st.integers() | st.floats() | st.lists(ANY)))
def test_line_never_raises(record: dict[str, object]) -> None:
    """Even a record with halves of surrogate pairs and endless integers becomes one line of JSON."""
    written = line(record)
    assert isinstance(orjson.loads(written), dict)
    assert written.count(b"\n") == 1


def test_secrets_do_not_reach_a_record() -> None:
    """A key in path, query or model is not written."""
    key = "sk-proj-0123456789abcdef"
    asked = dataclasses.replace(ASKED, path=f"/v1/{key}/x?key={key}", model=key, dialect="", method=f"{key}")
    for record in (decision_record(asked, REFUSED, hidden), access_record(asked, ALLOWED, PASSED, hidden)):
        assert key.encode() not in line(record)


def test_address_is_shown_as_told() -> None:
    """The address goes through `show` and appears in no other form."""
    assert b"203.0.113.7" not in line(decision_record(ASKED, REFUSED, hidden))
    assert decision_record(ASKED, REFUSED, str)["address"] == "203.0.113.7"


@given(st.floats(0, 4e9))
def test_stamp_is_rfc_3339(at: float) -> None:
    """The time stamp is UTC, to the millisecond, never later than the time it tells."""
    told = datetime.fromisoformat(stamp(at)).timestamp()
    assert 0 <= at - told < 0.001001


@pytest.mark.parametrize("amount", [inf, nan])
def test_endless_amounts_are_null(amount: float) -> None:
    """JSON has no infinity: a budget that never resets says null."""
    decision = dataclasses.replace(REFUSED, standings=(Standing("b", "cost", 1.0, amount, amount),))
    budgets = orjson.loads(line(decision_record(ASKED, decision, hidden)))["budgets"]
    assert (budgets[0]["remaining"], budgets[0]["reset_s"]) == (None, None)


@pytest.mark.parametrize(
    "record", [decision_record(ASKED, REFUSED, hidden), access_record(ASKED, ALLOWED, PASSED, hidden)]
)
def test_every_field_is_documented(record: dict[str, object]) -> None:
    """docs/events.md has a row for every field of this event, and an example line with exactly its fields."""
    section = DOCUMENT.partition(f"## `{record['event']}`")[2].partition("\n## ")[0]
    opening = DOCUMENT.partition("## In both")[2].partition("\n## ")[0]
    assert [field for field in record if f"\n| `{field}` |" not in opening + section] == []
    example = orjson.loads(section.partition("```json\n")[2].partition("```")[0])
    assert list(example) == list(record)
    assert example["schema"] == SCHEMA


@pytest.mark.parametrize("outcome", OUTCOMES)
def test_every_outcome_is_documented(outcome: str) -> None:
    """docs/events.md explains every way in which an exchange can end."""
    assert f"`{outcome}`" in DOCUMENT


def test_further_decisions_tell_what_weighs_most() -> None:
    """Where nothing is news the strongest that speak are told, strongest first, and no basic ones."""
    many = tuple(Signal(f"structure.s{n}", Family.STRUCTURE, 1.0, n / 10, "words") for n in range(10))
    basic = Signal("volume.requests[1h]", Family.VOLUME, 3.0, 0.0, "words")
    decision = dataclasses.replace(REFUSED, signals=(*many, basic))
    told = decision_record(ASKED, decision, str, whole=False)["signals"]
    assert [each["score"] for each in told] == [0.9, 0.8, 0.7, 0.6]
    assert len(told) == STRONGEST
    assert len(decision_record(ASKED, decision, str)["signals"]) == 10
