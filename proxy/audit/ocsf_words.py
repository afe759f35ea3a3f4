"""The words of OCSF 1.8 that its classes share: what was done, who, where, how bad, and ATLAS.

https://schema.ocsf.io/1.8.0
"""

from __future__ import annotations

from typing import Any

from proxy import __version__
from proxy.audit import atlas
from proxy.audit.record import Record

VERSION = "1.8.0"
PRODUCT = {"name": "Stillwatch", "vendor_name": "Stillwatch", "version": __version__}

# action_id / disposition_id and their captions, by our action; a delay without a refusal is 4/14.
_REFUSED = (2, "Denied", 25, "Rejected")
_DELAYED = (4, "Modified", 14, "Delayed")
_DONE = {
    "allow": (1, "Allowed", 1, "Allowed"),
    "degrade": (4, "Modified", 99, "Degraded"),
    "canary": (4, "Modified", 18, "Tagged"),
    "block": (2, "Denied", 2, "Blocked"),
}
_OBSERVED = (3, "Observed", 17, "Logged")

RISKS = {"clear": (0, "Info"), "watch": (1, "Low"), "suspect": (3, "High"), "hostile": (4, "Critical")}
# Informational, low, high, critical: watched callers are nobody's alarm yet, and nothing lies between.
SEVERITIES = {"clear": (1, "Informational"), "watch": (2, "Low"), "suspect": (4, "High"), "hostile": (5, "Critical")}


def did(action: str, *, enforced: bool, refused: bool) -> Record:
    """What was done, in the words of the security_control profile."""
    if action == "allow":
        found = _DONE["allow"]
    elif not enforced:
        found = _OBSERVED
    else:
        found = _DONE.get(action) or (_REFUSED if refused else _DELAYED)
    return {
        "action_id": found[0],
        "action": found[1],
        "disposition_id": found[2],
        "disposition": found[3],
    }


def endpoint(address: str | None) -> Record:
    """A client: by its address where that is plain, by the digest otherwise."""
    if not address:
        return {"uid": "unknown"}
    return {"uid": address} if address.startswith("a_") else {"ip": address}


def actor(record: Record) -> Record:
    """The caller: our id stands for the credential, which is nobody's to see."""
    caller = record["caller"]
    if caller is None:
        return {"app_name": "unknown"}
    user: Record = {"uid": caller, "type_id": 99 if record["anonymous"] else 4, "credential_uid": caller}
    if record["org"]:
        user["org"] = {"uid": record["org"]}
    return {"user": user}


def metadata(record: Record, profiles: list[str], uid: str) -> Record:
    """`uid` is for dropping duplicates: the same event sent twice has it twice."""
    return {
        "version": VERSION,
        "product": PRODUCT,
        "profiles": profiles,
        "uid": uid,
        "log_name": record["event"],
        "log_version": record["schema"],
        "original_time": record["ts"],
    }


def attack(id: str) -> dict[str, Any]:  # noqa: A002 - what ATLAS calls it
    """A technique of ATLAS as OCSF's attack object."""
    found = atlas.technique(id)
    told: Record = {"version": atlas.VERSION, "technique": {"uid": found.parent, "name": found.parent_name}}
    if found.id != found.parent:
        told["sub_technique"] = {"uid": found.id, "name": found.name, "src_url": found.link}
    if found.tactic:
        told["tactic"] = {"uid": found.tactic, "name": found.tactic_name}
    return told
