"""Exchanges as OpenTelemetry spans."""

from __future__ import annotations

import dataclasses

import orjson
import pytest

from proxy.audit.record import access_record
from proxy.audit.recorder import Recorder
from proxy.audit.spans import OtlpSpans, line, spans
from proxy.audit.spread import Outlet, Spread
from tests.audit.exchanges import ALLOWED, ASKED, AT, PASSED, REFUSED, SUSPECTED

RECORD = access_record(ASKED, ALLOWED, PASSED, str)


def attributes(span: dict[str, object]) -> dict[str, object]:
    """A span's attributes by name."""
    listed = span["attributes"]
    assert isinstance(listed, list)
    return {each["key"]: next(iter(each["value"].values())) for each in listed}


def test_an_exchange_is_two_spans() -> None:
    """The request's, and the model's below it, within its time; ids have OpenTelemetry's sizes."""
    first, second = spans(RECORD)
    assert (len(first["traceId"]), len(first["spanId"])) == (32, 16)
    assert second["traceId"] == first["traceId"]
    assert second["parentSpanId"] == first["spanId"] != second["spanId"]
    assert int(first["startTimeUnixNano"]) == pytest.approx(AT * 1e9, abs=1e4)
    assert int(first["startTimeUnixNano"]) <= int(second["startTimeUnixNano"])
    assert int(second["endTimeUnixNano"]) <= int(first["endTimeUnixNano"])
    assert attributes(first)["gen_ai.usage.output_tokens"] == "311"
    assert attributes(first)["http.response.status_code"] == "200"


def test_the_same_exchange_is_the_same_trace() -> None:
    """A span sent twice replaces itself; another request has another trace."""
    other = access_record(dataclasses.replace(ASKED, id="r_2"), ALLOWED, PASSED, str)
    assert spans(RECORD) == spans(RECORD)
    assert spans(other)[0]["traceId"] != spans(RECORD)[0]["traceId"]


@pytest.mark.parametrize(
    ("change", "code", "count"),
    [
        ({}, 1, 2),
        ({"outcome": "upstream_broken"}, 2, 2),
        ({"upstream": None, "status": 429, "outcome": "refused"}, 1, 1),
    ],
)
def test_faults_are_errors_and_refusals_are_not(change: dict[str, object], code: int, count: int) -> None:
    """A refusal is what we are for; it never went upstream."""
    found = spans(access_record(ASKED, ALLOWED, dataclasses.replace(PASSED, **change), str))  # type: ignore[arg-type]
    assert (found[0]["status"]["code"], len(found)) == (code, count)


def test_a_batch_is_one_request() -> None:
    """All spans under one resource; what a partial success refuses is counted."""
    shape = OtlpSpans("1")
    (resource,) = orjson.loads(shape.body([line(RECORD), line(RECORD)]))["resourceSpans"]
    assert len(resource["scopeSpans"][0]["spans"]) == 4
    assert shape.refused(b'{"partialSuccess":{"rejectedSpans":"3"}}') == 3
    assert shape.refused(b"[]") == shape.refused(b"") == 0


def test_only_exchanges_are_spans() -> None:
    """Decisions, findings and changes are events, not spans."""
    lines: list[bytes] = []
    recorder = Recorder(Spread([Outlet(lines.append, line, spans=True)]), str)
    recorder.decided(ASKED, SUSPECTED)
    recorder.spread.audit({"event": "audit"})
    recorder.passed(ASKED, REFUSED, PASSED)
    assert len(lines) == 1
