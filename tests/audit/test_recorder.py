"""Which records are written."""

from __future__ import annotations

import orjson

from proxy.audit import FORMATS
from proxy.audit.recorder import Recorder
from tests.audit.exchanges import ALLOWED, ASKED, PASSED, REFUSED


def shown(address: str) -> str:
    return f"shown {address}"


def test_decisions_that_matter_are_written() -> None:
    """A plain allow is silent, a refusal is one line."""
    lines: list[bytes] = []
    recorder = Recorder(lines.append, shown)
    recorder.decided(ASKED, ALLOWED)
    recorder.decided(ASKED, REFUSED)
    assert [orjson.loads(line)["action"] for line in lines] == ["throttle"]


def test_access_lines_can_be_switched_off() -> None:
    """One access line per request, or none."""
    lines: list[bytes] = []
    Recorder(lines.append, shown).passed(ASKED, ALLOWED, PASSED)
    Recorder(lines.append, shown, access=False).passed(ASKED, ALLOWED, PASSED)
    assert [orjson.loads(line)["event"] for line in lines] == ["access"]


def test_address_goes_through_show() -> None:
    """What is written of an address is what `show` makes of it."""
    lines: list[bytes] = []
    Recorder(lines.append, shown).passed(ASKED, None, PASSED)
    assert orjson.loads(lines[0])["address"] == "shown 203.0.113.7"


def test_every_format_makes_one_line() -> None:
    """A registered format gives one whole line a record."""
    for form in FORMATS.values():
        lines: list[bytes] = []
        Recorder(lines.append, shown, form=form).decided(ASKED, REFUSED)
        assert [line.count(b"\n") for line in lines] == [1]
