"""A campaign as operators see it, as values for JSON: who, since when, by what evidence. Pure."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from proxy.audit.signals import signal_record
from proxy.campaigns.edition import Edition
from proxy.campaigns.record import Record
from proxy.campaigns.sharing import WORDS
from proxy.core.sighting import Kind

Told = dict[str, Any]


def in_list(record: Record, edition: Edition, level: Callable[[float], str], now: float) -> Told:
    """One campaign in a list."""
    campaign = record.campaign
    lifted = edition.lifted.get(campaign.id, 0.0)
    return {
        "campaign": campaign.id,
        "imported": record in edition.imported,
        "since": round(campaign.since, 3),
        "at": round(campaign.at, 3),
        "callers": campaign.callers,
        "orgs": campaign.orgs,
        "exchanges": round(campaign.exchanges, 1),
        "risk": round(campaign.risk, 6),
        "level": level(campaign.risk),
        "lifted_until": round(lifted, 3) if lifted > now else None,
        "evidence": [signal_record(each) for each in campaign.evidence if each.score > 0.0],
        "buckets": [
            {"kind": WORDS[Kind(each.kind)], "digest": f"{each.digest:016x}", "callers": each.callers}
            for each in campaign.buckets
        ],
    }


def whole(told: Told, record: Record, offset: int, limit: int) -> Told:
    """One campaign with a page of its members; `told` is what a list says of it."""
    members = record.campaign.members
    tied = {f"k_{caller:016x}" for caller in record.tied}
    return told | {
        "members": [{"caller": each, "tied": each in tied} for each in members[offset : offset + limit]],
        "offset": offset,
        "more": offset + limit < len(members),
        "texts": len(record.marks),
    }
