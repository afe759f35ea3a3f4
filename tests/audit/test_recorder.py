"""Which records are written."""

from __future__ import annotations

import dataclasses

import orjson
import pytest
from hypothesis import given
from hypothesis import strategies as st

from proxy.audit import FORMATS
from proxy.audit.board import Board
from proxy.audit.metrics import Metrics
from proxy.audit.recorder import Recorder
from proxy.audit.spread import Spread
from proxy.callers.digests import Keyed
from proxy.callers.directory import Directory
from proxy.callers.forwarded import Forwarding
from proxy.callers.identify import Sources
from proxy.callers.reception import Reception
from proxy.core.decision import Action, Decision, Level, Refusal
from tests.audit.exchanges import ALLOWED, ASKED, AT, CAMPAIGN, PASSED, POLICY, REFUSED, SUSPECTED


def shown(address: str) -> str:
    return f"shown {address}"


def test_decisions_that_matter_are_written() -> None:
    """A plain allow is silent, a refusal is one line."""
    lines: list[bytes] = []
    recorder = Recorder(Spread.to(lines.append), shown)
    recorder.decided(ASKED, ALLOWED)
    recorder.decided(ASKED, REFUSED)
    assert [orjson.loads(line)["action"] for line in lines] == ["throttle"]


def test_a_level_is_told_when_it_is_reached() -> None:
    """A plainly allowed request that brings its caller to a level is a decision and a finding, the next one nothing."""
    lines: list[bytes] = []
    recorder = Recorder(Spread.to(lines.append), shown)
    watched = dataclasses.replace(ALLOWED, level=Level.WATCH, risk=0.4, witnesses={"shape": 0.4})
    recorder.decided(ASKED, watched)
    recorder.decided(ASKED, dataclasses.replace(watched, held_for=5.0))
    told = [orjson.loads(line) for line in lines]
    assert [(each["event"], each["level"]) for each in told] == [("decision", "watch"), ("finding", "watch")]


def test_a_finding_is_opened_updated_and_closed() -> None:
    """A level opens it, a rule that speaks for the first time and another level update it, its end closes it."""
    lines: list[bytes] = []
    recorder = Recorder(Spread.to(lines.append), shown, policy=lambda: POLICY)
    at = dataclasses.replace
    story = [
        at(SUSPECTED, rules=(), level=Level.WATCH),
        at(SUSPECTED, at=AT + 10),
        at(SUSPECTED, at=AT + 20, held_for=10.0),
        at(SUSPECTED, at=AT + 30, held_for=20.0, rules=("extraction-suspected", "b")),
        at(ALLOWED, at=AT + 9000, witnesses={}),
    ]
    for decision in story:
        recorder.decided(ASKED, decision)
    findings = [each for each in map(orjson.loads, lines) if each["event"] == "finding"]
    assert [(each["activity"], each["before"]) for each in findings] == [
        ("create", "clear"), ("update", "watch"), ("update", "suspect"), ("close", "suspect")
    ]  # fmt: skip
    assert {each["uid"] for each in findings} == {f"caller:{SUSPECTED.caller.id}"}
    assert findings[1]["rules"][0]["why"] == "It looks like the collection of a training set"


def test_campaigns_are_findings() -> None:
    """Found, changed and gone: one uid, three events, in every format."""
    for form in FORMATS.values():
        lines: list[bytes] = []
        recorder = Recorder(Spread.to(lines.append, form), shown)
        recorder.campaign_found(CAMPAIGN)
        recorder.campaign_changed(CAMPAIGN)
        recorder.campaign_gone(CAMPAIGN)
        assert len(lines) == 3
        assert all(CAMPAIGN.id.encode() in line for line in lines)


def test_access_lines_can_be_switched_off() -> None:
    """One access line per request, or none."""
    lines: list[bytes] = []
    Recorder(Spread.to(lines.append), shown).passed(ASKED, ALLOWED, PASSED)
    Recorder(Spread.to(lines.append), shown, access=False).passed(ASKED, ALLOWED, PASSED)
    assert [orjson.loads(line)["event"] for line in lines] == ["access"]


def test_address_goes_through_show() -> None:
    """What is written of an address is what `show` makes of it."""
    lines: list[bytes] = []
    Recorder(Spread.to(lines.append), shown).passed(ASKED, None, PASSED)
    assert orjson.loads(lines[0])["address"] == "shown 203.0.113.7"


def test_every_format_makes_one_line() -> None:
    """A registered format gives one whole line a record."""
    for form in FORMATS.values():
        lines: list[bytes] = []
        Recorder(Spread.to(lines.append, form), shown).decided(ASKED, REFUSED)
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
    recorder, metrics = Recorder(Spread.to(lines.append), KEYED.address), Metrics()
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


@pytest.mark.parametrize(("kind", "told"), [("banned", True), ("foreign", False), ("unreadable", False)])
def test_only_bans_are_told_as_such(kind: str, told: bool) -> None:
    """The trail of bans hears of what a rule's ban refuses, and of no other refusal of the same strictness."""
    bans: list[Decision] = []
    lines: list[bytes] = []
    recorder = Recorder(Spread.to(lines.append), KEYED.address, banned=bans.append)
    decision = dataclasses.replace(
        REFUSED, action=Action.BLOCK, rules=("r",), enforced=True, refusal=Refusal(403, kind, "x")
    )
    recorder.decided(ASKED, decision)
    assert bool(bans) is told
