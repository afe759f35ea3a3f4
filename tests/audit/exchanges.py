"""Made-up requests and decisions that the tests of this room share."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable

from proxy.audit.changes import Change, change_record
from proxy.audit.findings import caller_finding, campaign_finding
from proxy.audit.record import Asked, Passed, Record, access_record, decision_record
from proxy.core.campaign import Bucket, Campaign
from proxy.core.decision import Action, Decision, Level, Refusal, Standing
from proxy.core.exchange import Caller, Usage
from proxy.core.signal import Family, Signal
from tests.policies import policy_of

AT = 1790000000.1234
CALLER = Caller("k_0123456789abcdef", "203.0.113.7", "org_a", "pro", 1789000000.0, verified=True)
ASKED = Asked("r_1", AT, "POST", "/v1/chat/completions", "openai", "chat", "gpt-4o-mini", stream=True, caller=CALLER)
ALLOWED = Decision("r_1", AT, CALLER, Action.ALLOW, enforced=True, policy="0123456789ab")
REFUSED = Decision(
    "r_1",
    AT,
    CALLER,
    Action.THROTTLE,
    enforced=True,
    policy="0123456789ab",
    rules=("requests-per-minute",),
    risk=0.25,
    signals=(
        Signal("volume.ramp", Family.VOLUME, 8.5, 0.4, "{:.0f} times the usual", (8.5,)),
        Signal("volume.requests[1h]", Family.VOLUME, 812.0, 0.0, "{:.0f} requests in an hour", (812.0,)),
        Signal("volume.tokens[1h]", Family.VOLUME, 9e5, 0.0, "about {:.0f} input tokens in an hour", (9e5,)),
    ),
    witnesses={"shape": 0.088, "elicitation": 0.177632},
    held_for=60.0,
    refusal=Refusal(429, "budget", "Too many requests", 12.5),
    standings=(Standing("requests-per-minute", "requests", 600, 0, 12.5),),
)
PASSED = Passed(200, "completed", Usage(812, 311), 2.31, 2.3, 0.4, 0.0002, 2048, 4096)

SUSPECTED = dataclasses.replace(
    REFUSED,
    risk=0.7466,
    level=Level.SUSPECT,
    held_for=0.0,
    rules=("extraction-suspected",),
    signals=(
        *REFUSED.signals,
        Signal("structure.template_share", Family.STRUCTURE, 0.97, 0.0, "{:.0%} of them share an opening", (0.97,)),
        Signal("structure.sweep", Family.STRUCTURE, 0.8, 0.8, "one template, {:.0f} fillers", (2412.0,)),
        Signal("elicitation.strong_share", Family.ELICITATION, 0.94, 1.0, "{:.0%} are worded so", (0.94,)),
    ),
    witnesses={"elicitation": 0.55, "shape": 0.4369},
)
"""What detectors, a rule and the level say together."""

CAMPAIGN = Campaign(
    id="c_0123456789ab",
    since=AT - 7200,
    at=AT,
    members=tuple(f"k_{n:016x}" for n in range(250)),
    orgs=200,
    exchanges=28_000.0,
    risk=0.91,
    evidence=(
        Signal("coordination.shared", Family.COORDINATION, 0.9, 0.9, "{:.0f} callers share a rare text", (250.0,)),
        Signal("infrastructure.mesh", Family.INFRASTRUCTURE, 12.0, 0.6, "{:.0f} exits are shared", (12.0,)),
    ),
    buckets=(Bucket("skeleton", 0x1234, 250),),
)

POLICY = policy_of(
    """policy: p
mode: enforce
rules:
  - name: extraction-suspected
    why: It looks like the collection of a training set
    when: risk.level >= suspect
    then: [{degrade: {strip: [reasoning]}}]
    for: 6h
    atlas: AML.T0024.002
"""
)

CHANGE = Change("op_1", AT, "lift", "ada", "ticket 4711 | a=b\\c", caller=CALLER.id, rules=("extraction-suspected",))


def every_record(show: Callable[[str], str] = str) -> list[Record]:
    """One record of each kind and condition that a format meets."""
    nobody = dataclasses.replace(ASKED, caller=None, model="", dialect="", operation="", path="/odd|path=x")
    observed = dataclasses.replace(SUSPECTED, enforced=False, refusal=None)
    acts = [dataclasses.replace(SUSPECTED, action=action, refusal=None) for action in Action]
    return [
        *[decision_record(ASKED, each, show) for each in (REFUSED, SUSPECTED, observed, *acts)],
        access_record(ASKED, ALLOWED, PASSED, show),
        access_record(ASKED, SUSPECTED, dataclasses.replace(PASSED, status=429, outcome="refused"), show),
        access_record(nobody, None, Passed(400, "protocol_error"), show),
        caller_finding(ASKED, SUSPECTED, "create", Level.WATCH, POLICY),
        caller_finding(ASKED, observed, "update", Level.WATCH),
        caller_finding(ASKED, dataclasses.replace(ALLOWED, witnesses={}), "close", Level.WATCH, POLICY),
        campaign_finding(CAMPAIGN, "create", POLICY),
        campaign_finding(CAMPAIGN, "update", action=Action.THROTTLE, rules=("hydra",), enforced=True),
        campaign_finding(dataclasses.replace(CAMPAIGN, members=(), evidence=(), risk=0.0), "close", POLICY),
        change_record(Change("op_2", AT, "ban", "ada", "abuse", caller=CALLER.id, until=AT + 3600)),
        change_record(CHANGE),
    ]
