"""The `finding` event: what an analyst needs to defend a suspicion, whole in every one (AISVS 12.2.4).

A finding is about a caller or a campaign. Its `uid` stays the same for as long as that one lives, in every worker and
replica and over restarts, so that create, update and close meet in one place of the SIEM: `caller:k_…`, `campaign:c_…`.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Literal

from proxy.audit import atlas
from proxy.audit.record import SCHEMA, Asked, Record, stamp
from proxy.audit.signals import signal_record
from proxy.core.campaign import Campaign
from proxy.core.decision import Action, Decision, Level
from proxy.core.signal import Family, Signal
from proxy.detectors.risk import SHAPE, WHISPER, contribution
from proxy.policy.evaluate import Policy

Activity = Literal["create", "update", "close"]

# A campaign has up to tens of thousands; a hundred show what kind they are, and `stillwatch campaigns` has them all.
MEMBERS = 100
# The families that say how much, and those that say how it is spread.
_SPREAD = frozenset({Family.STRUCTURE, Family.COVERAGE, Family.CADENCE, Family.INFRASTRUCTURE})
_LEVELS = tuple(level.value for level in Level)[1:]
# Of the policy's words; only a test or a tool tells of campaigns without a policy.
_DEFAULTS = (0.3, 0.6, 0.85)


def caller_finding(
    asked: Asked, decision: Decision, activity: Activity, before: Level, policy: Policy | None = None
) -> Record:
    """The finding about a decision's caller. `policy` is the one in force, for reasons, conditions and thresholds."""
    caller, signals = decision.caller, decision.signals
    return {
        **_opening(asked.id, decision.at, activity, "caller", caller.id),
        "caller": caller.id,
        "anonymous": caller.anonymous,
        "org": caller.org,
        "tier": caller.tier,
        "campaign": decision.campaign,
        "members": None,
        "callers": 1,
        "orgs": 1,
        "exchanges": None,
        "dialect": asked.dialect or None,
        "level": decision.level,
        "before": before,
        "risk": round(decision.risk, 6),
        "thresholds": _thresholds(policy),
        "since": stamp(decision.at - decision.held_for),
        "held_s": round(decision.held_for, 3),
        **_evidence(signals, decision.witnesses or {}),
        **_done(decision.action, decision.rules, policy, enforced=decision.enforced, version=decision.policy),
        "next": [
            f"stillwatch explain {caller.id}",
            f"stillwatch explain {decision.id}",
            f"stillwatch lift {caller.id} --who NAME --why REASON",
        ],
    }


def campaign_finding(
    campaign: Campaign,
    activity: Activity,
    policy: Policy | None = None,
    *,
    action: Action = Action.ALLOW,
    rules: Sequence[str] = (),
    enforced: bool = False,
) -> Record:
    """The finding about a campaign; the same change told by two replicas has one id."""
    level = _level(campaign.risk, policy)
    return {
        **_opening(f"{campaign.id}.{int(campaign.at * 1000):x}", campaign.at, activity, "campaign", campaign.id),
        "caller": None,
        "anonymous": None,
        "org": None,
        "tier": None,
        "campaign": campaign.id,
        "members": campaign.members[:MEMBERS],
        "callers": campaign.callers,
        "orgs": campaign.orgs,
        "exchanges": round(campaign.exchanges, 3),
        "dialect": None,
        "level": level,
        "before": None,
        "risk": round(campaign.risk, 6),
        "thresholds": _thresholds(policy),
        "since": stamp(campaign.since),
        "held_s": round(max(campaign.at - campaign.since, 0.0), 3),
        **_evidence(campaign.evidence, _strongest(campaign.evidence)),
        **_done(action, rules, policy, enforced=enforced, version=policy.version if policy else None),
        "next": [
            "stillwatch campaigns",
            *[f"stillwatch explain {member}" for member in campaign.members[:3]],
            f"stillwatch lift {campaign.id} --who NAME --why REASON",
        ],
    }


def title(record: Record) -> str:
    """One sentence for a list of findings."""
    whom = f"campaign {record['campaign']}" if record["about"] == "campaign" else f"caller {record['caller']}"
    if record["activity"] == "close":
        return f"Model extraction no longer suspected of {whom}"
    members = f" of {record['callers']} callers of {record['orgs']} orgs" if record["about"] == "campaign" else ""
    return f"Possible model extraction by {whom}{members}: {record['level']}, risk {record['risk']:.2f}"


def _opening(id: str, at: float, activity: Activity, about: str, whom: str) -> Record:  # noqa: A002
    return {
        "schema": SCHEMA,
        "event": "finding",
        "id": id,
        "ts": stamp(at),
        "epoch": round(at, 6),
        "uid": f"{about}:{whom}",
        "activity": activity,
        "about": about,
    }


def _evidence(signals: Iterable[Signal], witnesses: Mapping[str, float]) -> Record:
    signals = tuple(signals)
    return {
        "volume": {each.name: round(each.value, 3) for each in signals if each.family is Family.VOLUME},
        "distribution": {each.name: round(each.value, 6) for each in signals if each.family in _SPREAD},
        "evidence": [
            _family(name, share, signals) for name, share in sorted(witnesses.items(), key=lambda each: -each[1])
        ],
    }


def _family(name: str, share: float, signals: tuple[Signal, ...]) -> Record:
    """One kind of evidence: what it contributes, from where on it counts, and what it consists of."""
    own = [each for each in signals if each.score > 0.0 and _witness(each.family) == name]
    return {
        "family": name,
        "contribution": round(share, 6),
        "threshold": WHISPER,
        "counts": share >= WHISPER,
        "signals": [
            {**signal_record(each), "contribution": round(contribution(each, signals), 6)}
            for each in sorted(own, key=lambda each: -each.score)
        ],
    }


def _witness(family: Family) -> str:
    return "shape" if family in SHAPE else family.value


def _strongest(signals: Iterable[Signal]) -> dict[str, float]:
    found: dict[str, float] = {}
    for each in signals:
        if each.score > 0.0:
            found[_witness(each.family)] = max(each.score, found.get(_witness(each.family), 0.0))
    return found


def _thresholds(policy: Policy | None) -> dict[str, float] | None:
    return None if policy is None else dict(zip(_LEVELS, policy.risk.levels, strict=True))


def _level(risk: float, policy: Policy | None) -> Level:
    levels = _DEFAULTS if policy is None else policy.risk.levels
    return tuple(Level)[sum(risk >= threshold for threshold in levels)]


def _done(
    action: Action, spoken: Sequence[str], policy: Policy | None, *, enforced: bool, version: str | None
) -> Record:
    """What was done, by which rules of which policy, and what ATLAS calls it."""
    rules = [_rule(name, policy) for name in spoken]
    named: dict[str, Any] = dict.fromkeys(rule["atlas"] for rule in rules if rule["atlas"])
    return {
        "action": action.word,
        "enforced": enforced,
        "rules": rules,
        "techniques": list(named) or [atlas.EXTRACTION],
        "mitigations": atlas.mitigations([action.word] if enforced else ()),
        "policy": version,
        "policy_name": policy.name if policy else None,
    }


def _rule(name: str, policy: Policy | None) -> Record:
    rule = policy.rule(name) if policy else None
    return {
        "rule": name,
        "why": rule.why if rule else None,
        "condition": str(rule.spoken) if rule else None,
        "lasts_s": rule.lasts if rule else None,
        "atlas": rule.atlas if rule else "",
    }
