"""Exchanges as OpenTelemetry spans: one for the request, and one below it for the model's part.

OTLP/HTTP in JSON (opentelemetry-proto 1.x, `/v1/traces`), semantic conventions for HTTP servers and generative AI. No
library of OpenTelemetry is needed, and a request pays for an `access` record and nothing else. Ids are drawn from the
request's own id, so a span sent twice is the same span. What passes through us is not touched: no `traceparent` is
added, and one that a client sends goes on to the upstream.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from hashlib import blake2b
from typing import Any

import orjson

from proxy.audit.record import Record

_SERVER, _CLIENT = 2, 3
_OK, _ERROR = 1, 2


def line(record: Record) -> bytes:
    """An `access` record as one line with its spans."""
    return orjson.dumps(spans(record), option=orjson.OPT_APPEND_NEWLINE)


def spans(record: Record) -> list[dict[str, Any]]:
    """The request's span, and that of the upstream where it was asked."""
    digest = blake2b(record["id"].encode(), digest_size=32).hexdigest()
    trace, own, below = digest[:32], digest[32:48], digest[48:64]
    start = int(record["epoch"] * 1e6) * 1000
    name = f"{record['method']} {record['path']}"
    first = _span(trace, own, "", name, _SERVER, start, record["total_ms"] or 0.0)
    first["attributes"] = _attributes(_request(record))
    failed = record["status"] >= 500 or record["outcome"] not in ("completed", "refused")
    first["status"] = {"code": _ERROR if failed else _OK}
    if record["upstream_ms"] is None:
        return [first]
    sent = start + int((record["own_ms"] or 0.0) * 1e6)
    second = _span(
        trace, below, own, f"upstream {record['operation'] or ''}".strip(), _CLIENT, sent, record["upstream_ms"]
    )
    second["attributes"] = _attributes({"stillwatch.first_byte_ms": record["first_byte_ms"], **_model(record)})
    return [first, second]


def _span(trace: str, own: str, parent: str, name: str, kind: int, start: int, ms: float) -> dict[str, Any]:
    found: dict[str, Any] = {
        "traceId": trace,
        "spanId": own,
        "name": name,
        "kind": kind,
        "startTimeUnixNano": str(start),
        "endTimeUnixNano": str(start + int(ms * 1e6)),
    }
    return found | ({"parentSpanId": parent} if parent else {})


def _request(record: Record) -> dict[str, Any]:
    return {
        "http.request.method": record["method"],
        "http.response.status_code": record["status"],
        "url.path": record["path"],
        "http.request.body.size": record["bytes_in"],
        "http.response.body.size": record["bytes_out"],
        "enduser.id": record["caller"],
        "stillwatch.id": record["id"],
        "stillwatch.outcome": record["outcome"],
        "stillwatch.action": record["action"],
        "stillwatch.enforced": record["enforced"],
        "stillwatch.level": record["level"],
        "stillwatch.own_ms": record["own_ms"],
        **_model(record),
    }


def _model(record: Record) -> dict[str, Any]:
    return {
        "gen_ai.operation.name": record["operation"],
        "gen_ai.system": record["dialect"],
        "gen_ai.request.model": record["model"],
        "gen_ai.usage.input_tokens": record["input_tokens"],
        "gen_ai.usage.output_tokens": record["output_tokens"],
    }


def _attributes(named: dict[str, Any]) -> list[dict[str, Any]]:
    return [{"key": key, "value": _value(value)} for key, value in named.items() if value is not None]


def _value(value: object) -> dict[str, Any]:
    if isinstance(value, bool):
        return {"boolValue": value}
    if isinstance(value, int):
        return {"intValue": str(value)}
    return {"doubleValue": value} if isinstance(value, float) else {"stringValue": str(value)}


@dataclass(frozen=True, slots=True)
class OtlpSpans:
    """The shape of a batch of such lines."""

    version: str
    content_type: str = "application/json"

    def body(self, lines: Sequence[bytes]) -> bytes:
        """One resource, one scope, all spans."""
        found = [span for each in lines for span in orjson.loads(each)]
        scope = {"scope": {"name": "stillwatch", "version": self.version}, "spans": found}
        named = [{"key": "service.name", "value": {"stringValue": "stillwatch"}}]
        return orjson.dumps({"resourceSpans": [{"resource": {"attributes": named}, "scopeSpans": [scope]}]})

    def refused(self, answer: bytes) -> int:
        """What `partialSuccess` tells."""
        try:
            partial = orjson.loads(answer).get("partialSuccess") or {}
        except (orjson.JSONDecodeError, AttributeError):
            return 0
        return int(partial.get("rejectedSpans") or 0)
