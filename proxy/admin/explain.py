"""Why: everything that is known against a caller or about a decision, taken apart, as values for JSON.

Pure. Signals that say nothing are told too, and so are rules that did not fire, condition by condition.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from proxy.admin.lately import Remembered, Spoken
from proxy.audit import plain
from proxy.audit.signals import signal_record
from proxy.core.decision import Level
from proxy.core.exchange import Call, Caller
from proxy.detectors.evidence import Evidence
from proxy.detectors.glance import onlooker
from proxy.detectors.risk import WHISPER, contribution
from proxy.policy.answers import Answer
from proxy.policy.evaluate import Policy, Rule, why
from proxy.remedies import facts

Show = Callable[[str], str]
"""Makes of a client address what may be told."""
Told = dict[str, Any]

# What only a request can say. Left out where none is at hand, so that conditions on it are unknown and not false.
OF_A_REQUEST = frozenset({"model", "dialect", "operation", "path", "stream", "tools", "caller.address"})
LEVELS = tuple(level.value for level in Level)[1:]


@dataclass(frozen=True, slots=True)
class Case:
    """What is known of a caller at one moment."""

    policy: Policy
    caller: Caller
    at: float
    evidence: Evidence | None
    spoken: Spoken | None = None
    """The request that was judged, or the last one."""
    running: frozenset[str] = frozenset()
    """Rules whose remedies run."""
    lifted: frozenset[str] = frozenset()
    """Rules that an operator keeps off this caller for now."""
    show: Show = field(default=lambda _address: "")


def explained(case: Case) -> Told:
    """The whole case."""
    caller, policy = case.caller, case.policy
    known = _facts(case)
    return {
        "caller": caller.id,
        "successor": caller.successor or None,
        "org": caller.org,
        "tier": caller.tier,
        "anonymous": caller.anonymous,
        "at": round(case.at, 3),
        **_risk(case.evidence, policy),
        "rules": [_rule(rule, case, known) for rule in policy.rules],
        "policy": {"name": policy.name, "version": policy.version, "mode": policy.mode},
    }


def remembered(found: Remembered, show: Show) -> Told:
    """A decision, as it was made."""
    decision, refusal = found.decision, found.decision.refusal
    case = Case(
        found.policy, decision.caller, decision.at, found.evidence, found.spoken, frozenset(found.rules), show=show
    )
    return {
        "decision": decision.id,
        "action": decision.action.word,
        "enforced": decision.enforced,
        "spoke": list(decision.rules),
        "refusal": None if refusal is None else refusal.kind,
        "unknown": decision.unknown,
        "request": {**found.spoken._asdict(), "address": show(decision.caller.address)},
        **explained(case),
    }


def row(found: Remembered, signals: int = 3) -> Told:
    """A caller in a list: how far its risk has risen and what speaks most against it."""
    decision, evidence = found.decision, found.evidence
    strongest = sorted(evidence.signals if evidence else (), key=lambda each: -each.score)[:signals]
    return {
        "caller": decision.caller.id,
        "successor": decision.caller.successor or None,
        "org": decision.caller.org,
        "tier": decision.caller.tier,
        "risk": round(decision.risk, 6),
        "level": decision.level,
        "held_s": round(decision.held_for, 3),
        "seen": round(found.seen, 3),
        "decision": decision.id,
        "action": decision.action.word,
        "enforced": decision.enforced,
        "rules": list(found.rules),
        "signals": [signal_record(each) for each in strongest if each.score > 0.0],
    }


def _risk(evidence: Evidence | None, policy: Policy) -> Told:
    thresholds = dict(zip(LEVELS, policy.risk.levels, strict=True))
    told: Told = {"judged": evidence is not None, "thresholds": thresholds, "corroboration": policy.risk.corroboration}
    if evidence is None:
        return told | {"risk": None, "level": None, "held_s": None, "witnesses": [], "signals": []}
    signals, risk = evidence.signals, evidence.risk
    witnesses = sorted(risk.witnesses.items(), key=lambda each: -each[1])
    return told | {
        "risk": round(evidence.score, 6),
        "untempered": round(risk.score, 6),
        "level": evidence.level,
        "held_s": round(evidence.held_for, 3),
        "witnesses": [
            {"family": family, "contribution": round(share, 6), "counts": share >= WHISPER}
            for family, share in witnesses
        ],
        "signals": [
            {**signal_record(each), "contribution": round(contribution(each, signals), 6)}
            for each in sorted(signals, key=lambda each: -each.score)
        ],
    }


def _facts(case: Case) -> Mapping[str, Any]:
    spoken = case.spoken or Spoken("", "", "", "", False, 0)
    call = Call(spoken.dialect, spoken.operation, spoken.model, spoken.stream, tools=spoken.tools)
    looker = onlooker(case.caller, case.at)
    known = facts(case.caller, call, spoken.path, looker, case.evidence, case.at)
    if case.spoken is None:
        return {name: value for name, value in known.items() if name not in OF_A_REQUEST}
    return known


def _rule(rule: Rule, case: Case, known: Mapping[str, Any]) -> Told:
    answer = why(rule, known)
    return {
        "rule": rule.name,
        "why": rule.why,
        "holds": answer.held,
        "running": rule.name in case.running,
        "lifted": rule.name in case.lifted,
        "excepted": case.policy.excepted(case.caller, rule.name, case.at),
        "enforced": rule.acts_on(case.caller),
        "stage": rule.stage,
        "lasts_s": rule.lasts,
        "condition": _condition(answer, case),
    }


def _condition(answer: Answer, case: Case) -> Told:
    told: Told = {"condition": answer.condition, "holds": answer.held}
    if answer.parts:
        return told | {"parts": [_condition(part, case) for part in answer.parts]}
    value = answer.value
    if isinstance(value, str):
        # An address is personal, and words may come from the client.
        value = case.show(value) if value == case.caller.address else plain.name(value)
    return told | {"value": round(value, 6) if isinstance(value, float) else value}
