"""OCSF 1.8: API Activity (6003) for requests, Detection Finding (2004) for callers and campaigns.

https://schema.ocsf.io/1.8.0. Profiles: security_control on both, ai_operation on API Activity (the finding's class does
not have it). A client's address stands in `src_endpoint.ip` only where plain addresses were asked for, otherwise its
digest is the endpoint's `uid`. What OCSF has no place for is in `unmapped`, under our own names.
"""

from __future__ import annotations

from functools import lru_cache

from proxy.audit import atlas
from proxy.audit.ocsf_finding import finding
from proxy.audit.ocsf_words import RISKS, SEVERITIES, actor, attack, did, endpoint, metadata
from proxy.audit.record import Record, dumped

CATEGORY, CLASS = 6, 6003
PROFILES = ["security_control", "ai_operation"]

_CREATE, _READ, _UPDATE = (1, "Create"), (2, "Read"), (3, "Update")
_JUDGED = ("tier", "level", "held_s", "campaign", "retry_after", "unknown", "budgets", "witnesses")
_ENDED = ("tier", "stream", "upstream_ms", "first_byte_ms", "own_ms", "bytes_in", "usage_estimated")
_READING = frozenset({"GET", "HEAD", "OPTIONS"})


def line(record: Record) -> bytes:
    """A record as one line of OCSF."""
    return dumped(document(record))


def document(record: Record) -> Record:
    """A record as an OCSF event."""
    if record["event"] == "finding":
        return finding(record)
    return _change(record) if record["event"] == "audit" else _request(record)


@lru_cache(maxsize=512)  # words of ours: a few dozen combinations
def _frame(event: str, method: str, level: str, action: str, enforced: bool, refused: bool) -> Record:
    """The fields that are the same for all requests treated alike; to be copied, never changed."""
    activity = _READ if method in _READING else _CREATE
    severity = SEVERITIES[level] if action != "allow" else SEVERITIES["clear"]
    return {
        "activity_id": activity[0],
        "activity_name": activity[1],
        "category_uid": CATEGORY,
        "category_name": "Application Activity",
        "class_uid": CLASS,
        "class_name": "API Activity",
        "type_uid": CLASS * 100 + activity[0],
        "severity_id": severity[0],
        "severity": severity[1],
        "is_alert": False,
        "risk_level_id": RISKS[level][0],
        "risk_level": RISKS[level][1],
        **did(action, enforced=enforced, refused=refused),
        **({"attacks": [attack(atlas.EXTRACTION)]} if event == "decision" and action != "allow" != level else {}),
    }


def _request(record: Record) -> Record:
    level, model, dialect, event = record["level"] or "clear", record["model"], record["dialect"], record["event"]
    policy, rules, at = record["policy"] or "none", record["rules"], record["id"]
    found: Record = {
        **_frame(event, record["method"], level, record["action"], record["enforced"], _refused(record)),
        "time": int(record["epoch"] * 1000),
        "metadata": metadata(record, PROFILES, f"{at}:{event}"),
        "actor": actor(record),
        "src_endpoint": endpoint(record["address"]),
        "http_request": {"http_method": record["method"], "url": {"path": record["path"]}},
        "api": {"operation": record["operation"] or "opaque", "request": {"uid": at}},
        "policy": {"uid": policy, "version": policy},
    }
    if record["risk"] is not None:
        found["risk_score"] = int(record["risk"] * 100 + 0.5)
    if dialect:
        found["api"]["service"] = {"name": dialect}
    if model:
        found["ai_model"] = {"ai_provider": dialect or "unknown", "name": model}
    if rules:
        found["firewall_rule"] = {"name": rules[0], "match_details": rules}
    return (_ended if event == "access" else _judged)(found, record)


def _refused(record: Record) -> bool:
    if record["event"] == "access":
        return bool(record["outcome"] == "refused")
    return record["refusal"] is not None


def _ended(found: Record, record: Record) -> Record:
    """How the exchange went."""
    status, usage = record["status"], record["input_tokens"] is not None
    well = 200 <= status < 400 and record["outcome"] == "completed"
    found |= {
        "status_id": 1 if well else 2,
        "status": "Success" if well else "Failure",
        "status_code": str(status),
        "status_detail": record["outcome"],
        "http_response": {"code": status, "body_length": record["bytes_out"]},
        "duration": int(record["total_ms"] or 0),
        "unmapped": {name: record[name] for name in _ENDED},
    }
    if usage:
        read, written = record["input_tokens"], record["output_tokens"]
        found["message_context"] = {
            "prompt_tokens": read, "completion_tokens": written, "total_tokens": read + written,
            "service": {"name": record["dialect"] or "unknown"},
        }  # fmt: skip
    return found


def _judged(found: Record, record: Record) -> Record:
    """Why it was judged so; the signals by name and score, for the finding has their words."""
    refusal = record["refusal"]
    found["status_id"] = 2 if refusal and record["enforced"] else 1
    found["status_detail"] = refusal or record["unreadable"] or record["action"]
    found["unmapped"] = {name: record[name] for name in _JUDGED}
    found["unmapped"]["signals"] = record["signals"].scores
    return found


def _change(record: Record) -> Record:
    """What an operator did: an update by way of the admin API."""
    done = {name: record[name] for name in ("caller", "campaign", "mode", "rules", "until", "why") if record.get(name)}
    return {
        "activity_id": _UPDATE[0],
        "activity_name": _UPDATE[1],
        "category_uid": CATEGORY,
        "category_name": "Application Activity",
        "class_uid": CLASS,
        "class_name": "API Activity",
        "type_uid": CLASS * 100 + _UPDATE[0],
        "time": int(record["epoch"] * 1000),
        "severity_id": 1,
        "severity": "Informational",
        "metadata": metadata(record, [], f"{record['id']}:audit"),
        "actor": {"user": {"name": record["who"], "type_id": 2}},
        "src_endpoint": {"svc_name": "stillwatch admin"},
        "api": {"operation": record["what"], "request": {"uid": record["id"]}, "service": {"name": "stillwatch admin"}},
        "status_id": 1 if record["worked"] else 2,
        "status": "Success" if record["worked"] else "Failure",
        "message": record["why"],
        "unmapped": done,
    }
