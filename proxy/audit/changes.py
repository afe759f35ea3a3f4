"""What an operator did, as an event: who lifted, switched or reloaded what, why, and what came of it."""

from __future__ import annotations

from dataclasses import dataclass

from proxy.audit import plain
from proxy.audit.record import SCHEMA, Record, stamp

# A sentence or two; longer stories belong into a ticket, whose number fits.
REASON_LIMIT = 300
NAME_LIMIT = 96


@dataclass(frozen=True, slots=True)
class Change:
    """One thing that an operator asked for. `caller` and `campaign` are empty where it is about all of them."""

    id: str
    at: float
    what: str
    """`lift`, `ban`, `mode`, `reload` or `import`."""
    who: str
    why: str
    caller: str = ""
    campaign: str = ""
    mode: str = ""
    rules: tuple[str, ...] = ()
    """Rules that a lift ended."""
    until: float | None = None
    """When a ban ends, in seconds since the epoch."""
    worked: bool = True


def change_record(change: Change) -> Record:
    """The `audit` event. What people typed is made harmless, as everything from outside is."""
    return {
        "schema": SCHEMA,
        "event": "audit",
        "id": change.id,
        "ts": stamp(change.at),
        "epoch": round(change.at, 6),
        "what": change.what,
        "who": said(change.who, NAME_LIMIT),
        "why": said(change.why, REASON_LIMIT),
        "caller": change.caller or None,
        "campaign": change.campaign or None,
        "mode": change.mode or None,
        "rules": change.rules,
        "until": None if change.until is None else stamp(change.until),
        "worked": change.worked,
    }


def said(text: str, limit: int) -> str:
    """What somebody typed, on one line and without anything shaped like a credential."""
    return plain.plain(plain.redact(text), limit)
