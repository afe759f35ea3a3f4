"""What receivers get to see."""

from __future__ import annotations

import orjson
import pytest

from proxy.audit import FORMATS
from proxy.audit.sinks import Unsent
from proxy.audit.sinks.bodies import Array, ElasticBulk, Lines, Otlp, Shape, Splunk, id_of, time_of
from tests.audit.exchanges import AT, every_record

LINES = [FORMATS["native"](each) for each in every_record()[:3]]


@pytest.mark.parametrize("form", FORMATS)
def test_the_time_is_found_in_every_format(form: str) -> None:
    """Receivers sort by it, also after a day in the spool."""
    for record in every_record():
        assert time_of(FORMATS[form](record)) == pytest.approx(AT, abs=0.002)


def test_no_time_is_no_error() -> None:
    """A line without one is sent as it is."""
    assert time_of(b"odd\n") is None
    assert orjson.loads(Splunk(json=False).body([b"odd\n"])) == {"event": "odd"}


def test_lines_and_array() -> None:
    """JSON lines as they are, or as one array."""
    assert Lines().body(LINES) == b"".join(LINES)
    assert orjson.loads(Array().body(LINES)) == [orjson.loads(line) for line in LINES]


def test_splunk() -> None:
    """Objects one after the other, each with its time and its fields; other formats as text."""
    body = Splunk({"sourcetype": "stillwatch", "index": "sec"}).body(LINES)
    first = orjson.loads(body[: body.index(b'}{"time"') + 1])
    assert (first["time"], first["sourcetype"], first["index"]) == (pytest.approx(AT), "stillwatch", "sec")
    assert first["event"] == orjson.loads(LINES[0])
    cef = FORMATS["cef"](every_record()[0])
    assert orjson.loads(Splunk(json=False).body([cef]))["event"] == cef.decode().rstrip("\n")


def test_elastic() -> None:
    """An action with an id before each line: the same line twice has the same id."""
    rows = ElasticBulk("events").body([*LINES, LINES[0]]).splitlines()
    actions = [orjson.loads(row)["create"] for row in rows[::2]]
    assert {each["_index"] for each in actions} == {"events"}
    assert actions[0]["_id"] == actions[-1]["_id"] != actions[1]["_id"]
    assert rows[1] + b"\n" == LINES[0]


def statuses(*found: int) -> bytes:
    return orjson.dumps({"errors": True, "items": [{"create": {"status": status}} for status in found]})


def test_elastic_answers() -> None:
    """A conflict is a second copy, a mapping error is for good, and a busy shard wants the batch again."""
    shape = ElasticBulk("events")
    assert shape.refused(b'{"errors":false}') == shape.refused(b"not json") == shape.refused(statuses(201, 409)) == 0
    assert shape.refused(statuses(201, 400, 409)) == 1
    with pytest.raises(Unsent):
        shape.refused(statuses(201, 429))


def test_otlp() -> None:
    """Log records with time, body and id; a partial success counts what was refused."""
    shape = Otlp("1")
    (resource,) = orjson.loads(shape.body(LINES))["resourceLogs"]
    (scope,) = resource["scopeLogs"]
    record = scope["logRecords"][0]
    assert int(record["timeUnixNano"]) == pytest.approx(AT * 1e9, abs=1e6)
    assert record["body"]["stringValue"].encode() + b"\n" == LINES[0]
    assert record["attributes"][0]["value"]["stringValue"] == id_of(LINES[0].rstrip(b"\n"))
    assert shape.refused(b'{"partialSuccess":{"rejectedLogRecords":"2"}}') == 2
    assert shape.refused(b"{}") == 0


@pytest.mark.parametrize("shape", [Lines(), Array(), Splunk()])
def test_others_take_all_or_nothing(shape: Shape) -> None:
    """What they answer with 2xx says nothing more."""
    assert shape.refused(b'{"errors":true}') == 0
