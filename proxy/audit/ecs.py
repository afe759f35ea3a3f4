"""Elastic Common Schema 8: dotted names under their parents, as Elasticsearch and most pipelines read them.

https://www.elastic.co/docs/reference/ecs. What ECS has no field for stands under `stillwatch.*`, which no other
product uses; `gen_ai.*` are OpenTelemetry's semantic conventions, which ECS adopts under the same names.
"""

from __future__ import annotations

from typing import Any

from proxy import __version__
from proxy.audit import atlas
from proxy.audit.findings import title
from proxy.audit.record import Record, dumped

VERSION = "8.17.0"
OBSERVER = {
    "name": "stillwatch",
    "product": "Stillwatch",
    "vendor": "Stillwatch",
    "type": "proxy",
    "version": __version__,
}
ECS = {"version": VERSION}

# ECS leaves the scale to the source; ours is the one of Elastic's own rules: low 21, medium 47, high 73, critical 99.
_SEVERITY = {"clear": 0, "watch": 21, "suspect": 73, "hostile": 99}

_API, _DENIED, _ALLOWED = ["api"], ["access", "denied"], ["access", "allowed"]
_OF_EVERY = ("enforced", "level", "tier", "dialect", "stream")
_OF_ACCESS = (*_OF_EVERY, "upstream_ms", "first_byte_ms", "own_ms")
_OF_DECISION = (
    *_OF_EVERY, "refusal", "retry_after", "unknown", "unreadable", "budgets", "held_s", "campaign", "witnesses"
)  # fmt: skip


def line(record: Record) -> bytes:
    """A record as one line of ECS."""
    return dumped(document(record))


def document(record: Record) -> Record:
    """A record as an ECS document."""
    event = record["event"]
    found: Record = {"@timestamp": record["ts"], "ecs": ECS, "observer": OBSERVER}
    if event == "audit":
        return found | _change(record)
    return found | (_finding(record) if event == "finding" else _request(record))


def _request(record: Record) -> Record:
    kind, at, rules, risk = record["event"], record["id"], record["rules"], record["risk"]
    event: Record = {
        "kind": "event",
        "id": f"{at}:{kind}",
        "category": _API,
        "type": _DENIED if _denied(record) else _ALLOWED,
        "action": record["action"],
        "dataset": "stillwatch.access" if kind == "access" else "stillwatch.decision",
        "module": "stillwatch",
    }
    if risk is not None:
        event["risk_score"] = int(risk * 1e4 + 0.5) / 100
    rule = {"ruleset": record["policy"] or "none"}
    own = {name: record[name] for name in (_OF_ACCESS if kind == "access" else _OF_DECISION)}
    if rules:
        rule["name"] = rules[0]
        own["rules"] = rules
    model: Record = {"operation": {"name": record["operation"] or "opaque"}}
    if record["model"]:
        model["request"] = {"model": record["model"]}
    found: Record = {
        "event": event,
        "http": {"request": {"id": at, "method": record["method"]}},
        "url": {"path": record["path"]},
        "stillwatch": own,
        "rule": rule,
        "gen_ai": model,
        **_who(record),
    }
    (_ended if kind == "access" else _judged)(found, record)
    return found


def _denied(record: Record) -> bool:
    if record["event"] == "access":
        return bool(record["outcome"] == "refused")
    return bool(record["refusal"]) and bool(record["enforced"])


def _ended(found: Record, record: Record) -> None:
    event = found["event"]
    event["outcome"] = "success" if record["outcome"] == "completed" and record["status"] < 400 else "failure"
    event["duration"] = int((record["total_ms"] or 0) * 1_000_000)
    event["reason"] = record["outcome"]
    found["http"]["response"] = {"status_code": record["status"], "body": {"bytes": record["bytes_out"]}}
    found["http"]["request"]["body"] = {"bytes": record["bytes_in"]}
    if record["input_tokens"] is not None:
        found["gen_ai"]["usage"] = {"input_tokens": record["input_tokens"], "output_tokens": record["output_tokens"]}


def _judged(found: Record, record: Record) -> None:
    found["stillwatch"]["signals"] = record["signals"].scores
    if record["action"] != "allow" and record["level"] != "clear":
        found["threat"] = _EXTRACTION


def _finding(record: Record) -> Record:
    names = ("uid", "activity", "about", "campaign", "members", "callers", "orgs", "exchanges", "tier", "level",
             "before", "thresholds", "since", "held_s", "volume", "distribution", "evidence", "enforced", "rules",
             "mitigations", "next")  # fmt: skip
    rules = record["rules"]
    rule: Record = {"ruleset": record["policy"] or "none"}
    if rules:
        rule |= {"name": rules[0]["rule"]} | ({"description": rules[0]["why"]} if rules[0]["why"] else {})
    return {
        "event": {
            "kind": "alert",
            "id": f"{record['id']}:finding:{record['activity']}",
            "category": ["intrusion_detection"],
            "type": ["info"],
            "action": record["action"],
            "severity": _SEVERITY[record["level"]],
            "risk_score": round(record["risk"] * 100, 2),
            "dataset": "stillwatch.finding",
            "module": "stillwatch",
        },
        "message": title(record),
        "rule": rule,
        "threat": threat(record["techniques"]),
        "stillwatch": {name: record[name] for name in names},
        **_who(record),
    }


def _change(record: Record) -> Record:
    return {
        "event": {
            "kind": "event",
            "id": f"{record['id']}:audit",
            "category": ["configuration"],
            "type": ["change"],
            "action": record["what"],
            "outcome": "success" if record["worked"] else "failure",
            "reason": record["why"],
            "dataset": "stillwatch.audit",
            "module": "stillwatch",
        },
        "user": {"name": record["who"]},
        "stillwatch": {name: record.get(name) for name in ("caller", "campaign", "mode", "rules", "until")},
    }


def _who(record: Record) -> Record:
    found: Record = {}
    if record["caller"]:
        found["user"] = {"id": record["caller"]}
    if record["org"]:
        found["organization"] = {"id": record["org"]}
    address = record.get("address")
    if address:
        # `source.ip` is mapped as an address; a digest goes where any text may stand.
        found["source"] = {"address": address} if address.startswith("a_") else {"address": address, "ip": address}
    return found


def threat(ids: list[str]) -> dict[str, Any]:
    """Techniques of ATLAS in ECS's words."""
    found = [atlas.technique(each) for each in ids]
    technique: Record = {"id": [each.parent for each in found], "name": [each.parent_name for each in found]}
    below = [each for each in found if each.id != each.parent]
    if below:
        technique["subtechnique"] = {"id": [each.id for each in below], "name": [each.name for each in below]}
    tactics = [each for each in found if each.tactic]
    return {
        "framework": "MITRE ATLAS",
        "technique": technique,
        "tactic": {"id": [each.tactic for each in tactics], "name": [each.tactic_name for each in tactics]},
    }


_EXTRACTION = threat([atlas.EXTRACTION])
