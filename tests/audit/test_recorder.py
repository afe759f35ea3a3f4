"""Which records are written."""

from __future__ import annotations

import dataclasses

import orjson
from hypothesis import given
from hypothesis import strategies as st

from proxy.audit import FORMATS
from proxy.audit.board import Board
from proxy.audit.metrics import Metrics
from proxy.audit.recorder import Recorder
from proxy.callers.digests import Keyed
from proxy.callers.directory import Directory
from proxy.callers.forwarded import Forwarding
from proxy.callers.identify import Sources
from proxy.callers.reception import Reception
from proxy.core.decision import Level
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


def test_a_level_is_told_when_it_is_reached() -> None:
    """A plainly allowed request that brings its caller to a level is one line, the next one at that level none."""
    lines: list[bytes] = []
    recorder = Recorder(lines.append, shown)
    watched = dataclasses.replace(ALLOWED, level=Level.WATCH, risk=0.4, witnesses={"shape": 0.4})
    recorder.decided(ASKED, watched)
    recorder.decided(ASKED, dataclasses.replace(watched, held_for=5.0))
    assert [orjson.loads(line)["level"] for line in lines] == ["watch"]


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


# Vendors' keys, and opaque tokens as long as gateways hand out.
CREDENTIALS = st.from_regex(r"\A(sk-|sk-ant-api03-|)[A-Za-z0-9]{24,48}\Z")
PLACES = st.sampled_from([b"Authorization", b"x-api-key", b"api-key"])
KEYED = Keyed(b"test")
DESK = Reception(KEYED, Sources(), Forwarding(), Directory(KEYED))


@given(CREDENTIALS, PLACES, st.sampled_from([b"Bearer ", b"bearer  ", b"", b"Basic "]))
def test_no_credential_is_told(credential: str, place: bytes, scheme: bytes) -> None:
    """Wherever a credential stands in a request, no event and no metric holds it."""
    lines: list[bytes] = []
    recorder, metrics = Recorder(lines.append, KEYED.address), Metrics()
    secret = credential.encode()
    caller = DESK.receive([(place, scheme + secret)], b"key=" + secret, "203.0.113.7")
    asked = dataclasses.replace(ASKED, caller=caller, path=f"/v1beta/models?key={credential}")
    recorder.decided(asked, dataclasses.replace(REFUSED, caller=caller))
    recorder.passed(asked, REFUSED, PASSED)
    metrics.decided(asked, REFUSED)
    metrics.passed(asked, REFUSED, PASSED)
    everything = b"".join([*lines, Board(metrics.snapshot).render()[0], repr(caller).encode()])
    assert len(lines) == 2
    assert secret not in everything
    assert b"203.0.113.7" not in b"".join(lines)
