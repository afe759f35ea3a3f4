"""OCSF Detection Finding (2004): one per caller or campaign, all its life under one `finding_info.uid`."""

from __future__ import annotations

from typing import Any

import orjson

from proxy.audit import atlas
from proxy.audit.findings import title
from proxy.audit.ocsf_words import PRODUCT, RISKS, SEVERITIES, attack, did, metadata
from proxy.audit.record import Record

CATEGORY, CLASS = 2, 2004
_ACTIVITIES = {"create": (1, "Create"), "update": (2, "Update"), "close": (3, "Close")}
# New, In Progress, Resolved.
_STATUSES = {"create": (1, "New"), "update": (2, "In Progress"), "close": (4, "Resolved")}
_USER_UID, _ORG_UID = 31, 33
_BEHAVIOURAL = 2


def finding(record: Record) -> Record:
    """A `finding` record as an OCSF event."""
    activity, status = _ACTIVITIES[record["activity"]], _STATUSES[record["activity"]]
    severity, risk = SEVERITIES[record["level"]], RISKS[record["level"]]
    at = int(record["epoch"] * 1000)
    found: Record = {
        "activity_id": activity[0],
        "activity_name": activity[1],
        "category_uid": CATEGORY,
        "category_name": "Findings",
        "class_uid": CLASS,
        "class_name": "Detection Finding",
        "type_uid": CLASS * 100 + activity[0],
        "time": at,
        "start_time": at - int(record["held_s"] * 1000),
        "severity_id": severity[0],
        "severity": severity[1],
        "status_id": status[0],
        "status": status[1],
        "message": title(record),
        "metadata": metadata(record, ["security_control"], f"{record['id']}:finding:{record['activity']}"),
        "finding_info": _info(record, at),
        "is_alert": record["level"] in ("suspect", "hostile"),
        "confidence_score": round(record["risk"] * 100),
        "risk_score": round(record["risk"] * 100),
        "risk_level_id": risk[0],
        "risk_level": risk[1],
        "evidences": [_witness(each) for each in record["evidence"]],
        "attacks": [attack(each) for each in record["techniques"]],
        "observables": _observables(record),
        "remediation": {
            "desc": "Look, then decide; each command is to be run as it stands: " + "; ".join(record["next"])
        },
        "unmapped": _unmapped(record),
        **did(record["action"], enforced=record["enforced"], refused=record["action"] == "throttle"),
    }
    return _ruled(found, record)


def _info(record: Record, at: int) -> Record:
    return {
        "uid": record["uid"],
        "title": title(record),
        "types": ["model extraction"],
        "analytic": {
            "type_id": _BEHAVIOURAL,
            "type": "Behavioral",
            "name": "stillwatch risk",
            "uid": record["policy"] or "none",
            "version": PRODUCT["version"],
        },
        "first_seen_time": at - int(record["held_s"] * 1000),
        "last_seen_time": at,
        "modified_time": at,
        "product": PRODUCT,
    }


def _witness(family: Record) -> Record:
    """A kind of evidence; its numbers are `data`, which OCSF takes as it is."""
    return {"name": family["family"], "data": family}


def _observables(record: Record) -> list[Record]:
    found: list[Record] = []
    if record["caller"]:
        found.append({"name": "caller", "type_id": _USER_UID, "type": "User Object: uid", "value": record["caller"]})
    if record["org"]:
        found.append({"name": "org", "type_id": _ORG_UID, "type": "Group Object: uid", "value": record["org"]})
    members = record["members"] or ()
    return found + [
        {"name": "member", "type_id": _USER_UID, "type": "User Object: uid", "value": member} for member in members
    ]


def _unmapped(record: Record) -> dict[str, Any]:
    names = ("about", "campaign", "callers", "orgs", "exchanges", "tier", "level", "before", "thresholds", "volume",
             "distribution", "rules", "mitigations", "next")  # fmt: skip
    return {
        **{name: record[name] for name in names},
        "mitigation_names": [atlas.MITIGATIONS[each] for each in record["mitigations"]],
    }


def _ruled(found: Record, record: Record) -> Record:
    """The policy and its rules, where any spoke."""
    version = record["policy"] or "none"
    found["policy"] = {"uid": version, "version": version, "name": record["policy_name"] or "policy"}
    rules = record["rules"]
    if rules:
        first = rules[0]
        found["firewall_rule"] = {
            "name": first["rule"],
            "desc": first["why"] or "a budget",
            "match_details": [orjson.dumps(rule).decode() for rule in rules],
        }
        if first["condition"]:
            found["firewall_rule"]["condition"] = first["condition"]
    return found
