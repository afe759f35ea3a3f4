"""CEF, read back by a parser that is not ours."""

from __future__ import annotations

import logging
import re

import orjson
import pycef
import pytest

from proxy.audit.cef import line
from proxy.audit.record import Record
from tests.audit.exchanges import every_record


def parsed(record: Record) -> dict[str, str]:
    """What pycef makes of a line."""
    found: dict[str, str] | None = pycef.parse(line(record).decode().removesuffix("\n"))
    assert found is not None
    return found


@pytest.mark.parametrize("record", every_record())
def test_every_event_is_read(record: Record, caplog: pytest.LogCaptureFixture) -> None:
    """A parser that is not ours finds the header, the id and the time of every event, and complains of nothing."""
    caplog.set_level(logging.WARNING)
    found = parsed(record)
    assert (found["DeviceVendor"], found["CEFVersion"]) == ("Stillwatch", "0")
    assert found["DeviceEventClassID"].startswith(record["event"])
    assert 0 <= int(found["Severity"]) <= 10
    assert found["rt"] == str(int(record["epoch"] * 1000))
    assert record["id"] in found.get("deviceExternalId", "") + found["externalId"]
    assert not caplog.records


def test_odd_signs_are_escaped() -> None:
    r"""`|` in the header and `\`, `=` and line ends in values cannot begin a field or a line."""
    record = every_record()[-1] | {"why": "a=b\\c|d\nrt=1", "what": "li|ft\\"}
    text = line(record).decode()
    assert text.count("\n") == 1
    assert "reason=a\\=b\\\\c|d\\nrt\\=1 " in text
    assert "|audit:li\\|ft\\\\|" in text
    found = parsed(every_record()[-1] | {"why": "a=b"})
    assert re.sub(r"\\(.)", r"\1", found["reason"]) == "a=b"


def test_a_finding_carries_its_evidence() -> None:
    """What CEF has no keys for travels as JSON in one custom string."""
    (finding, *_) = [each for each in every_record() if each["event"] == "finding"]
    text = re.search(r"flexString1=(.*) msg=", line(finding).decode())
    assert text is not None
    told = orjson.loads(re.sub(r"\\(.)", r"\1", text[1].replace('\\\\"', '\\"')))
    assert [each["family"] for each in told["evidence"]] == ["elicitation", "shape"]
