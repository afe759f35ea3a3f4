r"""CEF, ArcSight's Common Event Format, version 0: one header in pipes, then `key=value` pairs.

Escaping (CEF Implementation Standard, "Character Encoding"): in the header `\` and `|`, in values `\`, `=` and line
ends as `\n`. Keys are those of the standard's dictionary; what it has no key for goes into custom strings and numbers
with their labels.
"""

from __future__ import annotations

import re
from operator import attrgetter
from typing import Any

import orjson

from proxy import __version__
from proxy.audit.findings import title
from proxy.audit.record import Record

_SEVERITY = {"clear": 2, "watch": 4, "suspect": 8, "hostile": 10}
_HEADER = str.maketrans({"\\": "\\\\", "|": "\\|", "\n": " ", "\r": " "})
_VALUE = str.maketrans({"\\": "\\\\", "=": "\\=", "\n": "\\n", "\r": "\\r"})
# What needs no escape is left alone by one look at it.
_ODD = re.compile(r"[\\=\n\r]")
_ODD_HEADER = re.compile(r"[\\|\n\r]")
_NOTHING = (None, "")
_SCORE = attrgetter("score")
_START = f"CEF:0|Stillwatch|Stillwatch|{__version__}|"
# Readers cut a message at 1023 characters (the dictionary's length of `msg`).
_MESSAGE = 1023


def line(record: Record) -> bytes:
    """A record as one line of CEF."""
    event = record["event"]
    if event == "finding":
        kind, name, pairs = f"finding:{record['activity']}", title(record), _finding(record)
    elif event == "audit":
        kind, name, pairs = f"audit:{record['what']}", f"operator: {record['what']}", _change(record)
    elif event == "decision":
        kind, name, pairs = f"decision:{record['action']}", f"request: {record['action']}", _decision(record)
    else:
        kind, name, pairs = f"access:{record['outcome']}", f"request {record['outcome']}", _access(record)
    severity = _SEVERITY[record.get("level") or "clear"] if event != "access" else 1
    return f"{_START}{_escaped(kind)}|{_escaped(name)}|{severity}|{_extension(pairs)}\n".encode()


def _extension(pairs: list[tuple[str, Any]]) -> str:
    told = [pair for pair in pairs if pair[1] not in _NOTHING]
    # One look at all values together: nearly never is there anything to escape.
    if _ODD.search(" ".join([value for _, value in told if isinstance(value, str)])):
        told = [(key, value.translate(_VALUE) if isinstance(value, str) else value) for key, value in told]
    return " ".join([f"{key}={value}" for key, value in told])


def _escaped(text: str) -> str:
    return text.translate(_HEADER) if _ODD_HEADER.search(text) else text


def _request(record: Record) -> list[tuple[str, Any]]:
    address = record["address"] or ""
    return [
        ("rt", int(record["epoch"] * 1000)),
        ("externalId", f"{record['id']}:{record['event']}"),
        ("suid", record["caller"]),
        ("src" if address and not address.startswith("a_") else "shost", address),
        ("requestMethod", record["method"]),
        ("request", record["path"]),
        ("app", record["dialect"]),
        ("act", record["action"] if record["enforced"] else f"{record['action']} (observed)"),
        ("cs1Label=rules cs1", ",".join(record["rules"]) or "none"),
        ("cs2Label=policy cs2", record["policy"] or "none"),
        ("cs3Label=org cs3", record["org"] or "none"),
        ("cs4Label=model cs4", record["model"] or "none"),
        ("cs5Label=level cs5", record["level"] or "clear"),
        ("cfp1Label=risk cfp1", record["risk"] or 0),
    ]  # fmt: skip


def _decision(record: Record) -> list[tuple[str, Any]]:
    strongest = max(record["signals"].raw, key=_SCORE, default=None)
    return [
        *_request(record),
        ("reason", record["refusal"] or record["unreadable"]),
        ("cs6Label=campaign cs6", record["campaign"] or "none"),
        ("msg", strongest.why[:_MESSAGE] if strongest is not None and strongest.score > 0.0 else None),
    ]  # fmt: skip


def _access(record: Record) -> list[tuple[str, Any]]:
    return [
        *_request(record),
        ("outcome", record["outcome"]),
        ("in", record["bytes_in"]),
        ("out", record["bytes_out"]),
        ("cn1Label=status cn1", record["status"]),
        ("cn2Label=input tokens cn2", record["input_tokens"] or 0),
        ("cn3Label=output tokens cn3", record["output_tokens"] or 0),
    ]  # fmt: skip


def _finding(record: Record) -> list[tuple[str, Any]]:
    told = {name: record[name] for name in ("volume", "distribution", "thresholds", "evidence", "rules", "members")}
    return [
        ("rt", int(record["epoch"] * 1000)),
        ("externalId", record["uid"]),
        ("deviceExternalId", f"{record['id']}:finding:{record['activity']}"),
        ("suid", record["caller"] or record["campaign"]),
        ("act", record["action"] if record["enforced"] else f"{record['action']} (observed)"),
        ("cat", ",".join(record["techniques"])),
        ("cs1Label=rules cs1", ",".join(each["rule"] for each in record["rules"]) or "none"),
        ("cs2Label=policy cs2", record["policy"] or "none"),
        ("cs3Label=org cs3", record["org"] or "none"),
        ("cs4Label=next cs4", "; ".join(record["next"])),
        ("cs5Label=level cs5", record["level"]),
        ("cs6Label=campaign cs6", record["campaign"] or "none"),
        ("cn1Label=callers cn1", record["callers"]),
        ("cfp1Label=risk cfp1", record["risk"]),
        ("flexString1Label=evidence flexString1", orjson.dumps(told).decode()),
        ("msg", title(record)),
    ]  # fmt: skip


def _change(record: Record) -> list[tuple[str, Any]]:
    return [
        ("rt", int(record["epoch"] * 1000)),
        ("externalId", f"{record['id']}:audit"),
        ("suser", record["who"]),
        ("act", record["what"]),
        ("outcome", "success" if record["worked"] else "failure"),
        ("duid", record["caller"] or record["campaign"]),
        ("reason", record["why"]),
        ("cs1Label=rules cs1", ",".join(record["rules"]) or "none"),
        ("cs2Label=mode cs2", record["mode"] or "unchanged"),
        ("cs3Label=until cs3", record["until"]),
    ]  # fmt: skip
