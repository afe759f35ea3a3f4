"""The metrics, one line each: name, kind, label names, bucket bounds and what they say.

Cardinality is bounded by what stands here: no caller, org, address, path or model is a label. Labels are words of ours
(dialect, action, reason) or of the operator's policy (budget, policy); `metrics.SERIES` caps each family all the same.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Kind = Literal["counter", "gauge", "histogram"]

# Our own work takes 0.1–1 ms; the tail is where a stalled loop would show.
_OWN = (0.0001, 0.0002, 0.0003, 0.0005, 0.001, 0.002, 0.005, 0.01, 0.025, 0.05, 0.1, 0.5)
# One round trip to Redis; 25 ms is the default limit, what lies above was given up.
_STATE = (0.00025, 0.0005, 0.001, 0.002, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25)
# Models answer between 50 ms and several minutes.
_MODEL = (0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 30.0, 60.0, 120.0, 300.0)
# Off the path of requests; a deployment of a million callers takes some seconds.
_CORRELATION = (0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 30.0)


@dataclass(frozen=True, slots=True)
class Family:
    """One metric. `bounds` are the upper bounds of a histogram's buckets, in seconds."""

    name: str
    kind: Kind
    labels: tuple[str, ...]
    help: str
    bounds: tuple[float, ...] = ()
    highest: bool = False
    """Workers do not add up: the highest of them counts."""


REQUESTS = Family(
    "stillwatch_requests",
    "counter",
    ("dialect", "operation", "status", "action"),
    "Requests answered, by status class and by what was decided (also where it was only observed).",
)
OUTCOMES = Family("stillwatch_outcomes", "counter", ("outcome",), "How exchanges ended.")
DECISIONS = Family("stillwatch_decisions", "counter", ("action", "enforced"), "Decisions made.")
REFUSALS = Family("stillwatch_refusals", "counter", ("kind",), "Decisions to refuse, by kind of refusal.")
BUDGETS = Family(
    "stillwatch_budget_refusals", "counter", ("budget",), "Decisions to refuse for a budget, by its name in the policy."
)
RULES = Family(
    "stillwatch_rule_decisions",
    "counter",
    ("rule", "action", "enforced"),
    "Decisions in which a rule or a budget of the policy spoke.",
)
FINDINGS = Family(
    "stillwatch_findings", "counter", ("about", "activity", "level"), "Findings told, about callers and campaigns."
)
CALLERS = Family(
    "stillwatch_callers",
    "gauge",
    ("level",),
    "Callers above clear, as the worker remembers them that knows most.",
    highest=True,
)
CAMPAIGNS = Family("stillwatch_campaigns", "gauge", (), "Campaigns that hold.", highest=True)
MEMBERS = Family("stillwatch_campaign_members", "gauge", (), "Callers known to belong to campaigns.", highest=True)
UNKNOWN = Family("stillwatch_unknown_decisions", "counter", (), "Decisions made without the state store.")
UNREADABLE = Family("stillwatch_unreadable_bodies", "counter", ("reason",), "Bodies that could not be inspected.")
RELOADS = Family("stillwatch_reloads", "counter", ("what", "result"), "Reloads of policy and key directory.")
TOKENS = Family("stillwatch_tokens", "counter", ("dialect", "direction"), "Tokens used, input and output.")
OWN = Family(
    "stillwatch_own_seconds", "histogram", (), "Time a request spent in Stillwatch before it went upstream.", _OWN
)
FIRST_BYTE = Family(
    "stillwatch_first_byte_seconds",
    "histogram",
    ("stream",),
    "From sending a request upstream to the first byte of its answer; for streams, the time to the first token.",
    _MODEL,
)
UPSTREAM = Family(
    "stillwatch_upstream_seconds", "histogram", ("stream",), "From sending a request upstream to the end.", _MODEL
)
STATE = Family("stillwatch_state_seconds", "histogram", ("result",), "Round trips to the state store.", _STATE)
BREAKER = Family("stillwatch_state_breaker_open", "gauge", (), "Workers that do not ask the state store for now.")
ACTIVE = Family("stillwatch_active_exchanges", "gauge", (), "Requests being answered.")
WAITING = Family("stillwatch_waiting", "gauge", (), "Requests kept waiting by a throttle's delay or tarpit.")
QUEUED = Family("stillwatch_events_queued", "gauge", ("sink",), "Event lines waiting to be written or delivered.")
DROPPED = Family("stillwatch_events_dropped", "counter", ("sink",), "Event lines that nobody will get.")
WRITTEN = Family("stillwatch_events_written", "counter", ("sink",), "Event lines written or delivered.")
SINK_FAILURES = Family("stillwatch_events_failures", "counter", ("sink",), "Failed tries to write or deliver.")
LAG = Family(
    "stillwatch_events_lag_seconds",
    "gauge",
    ("sink",),
    "How long the oldest undelivered line has waited, in the worker that is furthest behind.",
    highest=True,
)
LEADS = Family("stillwatch_correlator_leads", "gauge", (), "Workers that look for campaigns for all replicas.")
CORRELATED = Family(
    "stillwatch_correlation_seconds", "histogram", (), "Time from reading what changed to campaigns.", _CORRELATION
)
POLICY = Family(
    "stillwatch_policy_loaded", "gauge", ("policy", "version", "mode"), "Workers with this policy in force."
)

SHADOW = Family(
    "stillwatch_shadow_decisions",
    "counter",
    ("action", "shadow"),
    "Decisions by what the policy in force and the one of --shadow would do.",
)
SHADOW_RULES = Family(
    "stillwatch_shadow_rules",
    "counter",
    ("rule", "only"),
    "Rules and budgets that spoke in one of the two policies only: active, or shadow.",
)

FAMILIES: tuple[Family, ...] = (
    REQUESTS,
    OUTCOMES,
    DECISIONS,
    REFUSALS,
    BUDGETS,
    RULES,
    FINDINGS,
    CALLERS,
    CAMPAIGNS,
    MEMBERS,
    UNKNOWN,
    UNREADABLE,
    RELOADS,
    TOKENS,
    OWN,
    FIRST_BYTE,
    UPSTREAM,
    STATE,
    BREAKER,
    ACTIVE,
    WAITING,
    QUEUED,
    DROPPED,
    WRITTEN,
    SINK_FAILURES,
    LAG,
    LEADS,
    CORRELATED,
    POLICY,
    SHADOW,
    SHADOW_RULES,
)
"""All of them, in the order in which they are printed. Counters get `_total` on the way out."""
