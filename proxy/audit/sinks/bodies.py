"""The shapes in which receivers want a batch, and what their answers mean.

A shape makes a request's body of lines and reads from the answer how many lines were refused for good. It works on
whole lines of any format and looks into them only for the time.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from hashlib import blake2b
from typing import Any, Protocol

import orjson

from proxy.audit.sinks import Unsent

JSON, NDJSON, TEXT = "application/json", "application/x-ndjson", "text/plain; charset=utf-8"

# Where each of our formats has the time: native, OCSF, CEF and ECS. The first match is the line's own.
_TIME = re.compile(rb'"epoch":([0-9.]+)|"time":([0-9]{10,16})|\brt=([0-9]{10,16})|"@timestamp":"([^"]{20,30})"')
# Elastic's answers for single documents that may be taken another time.
_LATER = frozenset({429, 500, 502, 503, 504})
_THERE_ALREADY = 409


class Shape(Protocol):
    """How one kind of receiver wants its batches."""

    @property
    def content_type(self) -> str:
        """Of the body."""
        ...

    def body(self, lines: Sequence[bytes]) -> bytes:
        """The body of a request with these lines."""
        ...

    def refused(self, answer: bytes) -> int:
        """How many lines an answer with status 2xx refuses for good. Raises `Unsent` where it wants some again."""
        ...


def time_of(line: bytes) -> float | None:
    """Seconds since the epoch at which a line's event happened."""
    found = _TIME.search(line)
    if found is None:
        return None
    seconds, ocsf, cef, ecs = found.groups()
    if seconds:
        return float(seconds)
    if ecs:
        return datetime.fromisoformat(ecs.decode()).timestamp()
    return int(ocsf or cef) / 1000


def id_of(line: bytes) -> str:
    """What tells a line from every other: a digest, so that the same event sent twice is stored once."""
    return blake2b(line, digest_size=12).hexdigest()


def _answer(answer: bytes) -> dict[str, Any]:
    try:
        found = orjson.loads(answer)
    except orjson.JSONDecodeError:
        return {}
    return found if isinstance(found, dict) else {}


@dataclass(frozen=True, slots=True)
class Lines:
    """Lines as they are: for anything that takes JSON lines, or text."""

    content_type: str = NDJSON

    def body(self, lines: Sequence[bytes]) -> bytes:
        """All of them, one after the other."""
        return b"".join(lines)

    def refused(self, answer: bytes) -> int:
        """None: 2xx means that all were taken."""
        del answer
        return 0


@dataclass(frozen=True, slots=True)
class Array:
    """One JSON array."""

    content_type: str = JSON

    def body(self, lines: Sequence[bytes]) -> bytes:
        """`[line,line,…]`."""
        return b"[" + b",".join([line.rstrip(b"\n") for line in lines]) + b"]"

    def refused(self, answer: bytes) -> int:
        """None: 2xx means that all were taken."""
        del answer
        return 0


@dataclass(frozen=True, slots=True)
class Splunk:
    """HTTP Event Collector, `/services/collector/event`: objects one after the other, each with its time."""

    fields: Mapping[str, str] = field(default_factory=dict)
    """`sourcetype`, `index`, `source`, `host`."""
    json: bool = True
    content_type: str = JSON

    def body(self, lines: Sequence[bytes]) -> bytes:
        """Each line as an event."""
        return b"".join([self._event(line.rstrip(b"\n")) for line in lines])

    def _event(self, line: bytes) -> bytes:
        at = time_of(line)
        event: Any = orjson.Fragment(line) if self.json else line.decode()
        found = {**self.fields, "event": event}
        return orjson.dumps(found if at is None else {"time": at, **found})

    def refused(self, answer: bytes) -> int:
        """None: a batch with a bad event is answered 400 as a whole."""
        del answer
        return 0


@dataclass(frozen=True, slots=True)
class ElasticBulk:
    """Elasticsearch and OpenSearch, `/_bulk`: `create` with an id of its own, so that a second one is a conflict."""

    index: str
    content_type: str = NDJSON

    def body(self, lines: Sequence[bytes]) -> bytes:
        """An action before each line."""
        return b"".join(
            [orjson.dumps({"create": {"_index": self.index, "_id": id_of(line)}}) + b"\n" + line for line in lines]
        )

    def refused(self, answer: bytes) -> int:
        """Documents that will never fit. One that is there already was sent twice, and is well."""
        found = _answer(answer)
        if not found.get("errors"):
            return 0
        states = [each.get("create", {}).get("status", 200) for each in found.get("items", ())]
        if any(state in _LATER for state in states):
            raise Unsent("Elasticsearch wants some of them again")
        return sum(state >= 400 and state != _THERE_ALREADY for state in states)


@dataclass(frozen=True, slots=True)
class Otlp:
    """OpenTelemetry logs, OTLP/HTTP in JSON (opentelemetry-proto 1.x, `/v1/logs`)."""

    version: str
    content_type: str = JSON

    def body(self, lines: Sequence[bytes]) -> bytes:
        """One resource, one scope, a log record for each line: its text as the body, its digest as an attribute."""
        records = [self._record(line.rstrip(b"\n")) for line in lines]
        scope = {"scope": {"name": "stillwatch", "version": self.version}, "logRecords": records}
        named = [{"key": "service.name", "value": {"stringValue": "stillwatch"}}]
        return orjson.dumps({"resourceLogs": [{"resource": {"attributes": named}, "scopeLogs": [scope]}]})

    def _record(self, line: bytes) -> dict[str, Any]:
        at = time_of(line) or 0.0
        return {
            "timeUnixNano": str(int(at * 1e6) * 1000),
            "severityNumber": 9,
            "severityText": "INFO",
            "body": {"stringValue": line.decode()},
            "attributes": [{"key": "log.record.uid", "value": {"stringValue": id_of(line)}}],
        }

    def refused(self, answer: bytes) -> int:
        """What `partialSuccess` tells."""
        partial = _answer(answer).get("partialSuccess") or {}
        return int(partial.get("rejectedLogRecords") or 0)
