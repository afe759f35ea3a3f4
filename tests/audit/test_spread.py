"""From one record to several sinks."""

from __future__ import annotations

import dataclasses

import orjson
import pytest

from proxy.audit.record import Record, line
from proxy.audit.recorder import Recorder
from proxy.audit.spread import DEPTHS, Outlet, Spread, give
from proxy.core.decision import Level
from tests.audit.exchanges import ALLOWED, ASKED, PASSED, REFUSED, SUSPECTED


def told(depth: str, share: float = 1.0, from_level: Level = Level.WATCH) -> list[str]:
    """The events that an outlet with this filter gets of a short story."""
    lines: list[bytes] = []
    recorder = Recorder(Spread([Outlet(lines.append, line, DEPTHS[depth], share, from_level)]), str)
    watched = dataclasses.replace(ALLOWED, level=Level.WATCH, witnesses={"shape": 0.4}, enforced=False)
    for decision in (ALLOWED, watched, REFUSED, SUSPECTED):
        recorder.decided(ASKED, decision)
        recorder.passed(ASKED, decision, PASSED)
    recorder.spread.audit({"event": "audit"})
    return [orjson.loads(each)["event"] for each in lines]


def test_filters() -> None:
    """Each word takes all that matters more, too."""
    assert told("findings") == ["finding", "finding"]
    assert told("acted") == ["finding", "decision", "decision", "finding", "audit"]
    assert told("decisions") == ["decision", "finding", "decision", "decision", "finding", "audit"]
    assert told("all").count("access") == 4


def test_findings_from_a_level_on() -> None:
    """Callers who are only watched can be left out."""
    assert told("findings", from_level=Level.SUSPECT) == ["finding"]


def test_a_share_of_the_ordinary() -> None:
    """Only plainly allowed requests are left out, and nearly as many as were asked for."""
    assert told("all", 0.0).count("access") == 2
    lines: list[bytes] = []
    recorder = Recorder(Spread([Outlet(lines.append, share=0.1)]), str)
    for n in range(2000):
        recorder.passed(dataclasses.replace(ASKED, id=f"d_{n:x}"), ALLOWED, PASSED)
    assert 120 < len(lines) < 280


def test_a_format_is_made_once() -> None:
    """However many sinks want it."""
    made: list[Record] = []

    def form(record: Record) -> bytes:
        made.append(record)
        return b"x"

    lines: list[bytes] = []
    give({"event": "audit"}, [Outlet(lines.append, form), Outlet(lines.append, form), Outlet(lines.append)])
    assert (len(made), len(lines)) == (1, 3)


@pytest.mark.parametrize("depth", ["findings", "acted", "decisions"])
def test_nothing_is_made_that_nobody_wants(depth: str) -> None:
    """No access record is put together for sinks that do not take any."""
    recorder = Recorder(Spread([Outlet(lambda _: None, depth=DEPTHS[depth])]), lambda _: pytest.fail("was made"))
    recorder.passed(ASKED, ALLOWED, PASSED)
