"""Campaigns as a document: how replicas hand them to each other. Pure.

JSON with a version in front; digests and numbers only. A replica that finds a version that it does not know goes on
with what it knows: during an upgrade both are there.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any, TypeVar

import orjson

from proxy.campaigns.record import Record
from proxy.core.campaign import Bucket, Campaign
from proxy.core.sighting import Kind
from proxy.core.signal import Family, Signal

VERSION = 1
T = TypeVar("T")


class Unreadable(ValueError):
    """A document of another version, or none of ours. Shows nothing of it."""


def written(records: Iterable[Record]) -> bytes:
    """A document of these records."""
    return orjson.dumps({"version": VERSION, "records": [_told(record) for record in records]})


def read(content: bytes | None) -> tuple[Record, ...]:
    """The records of a document; none of none. Raises `Unreadable`."""
    return _read(content, (), lambda told: tuple([_record(each) for each in told["records"]]))


def written_ends(ends: Mapping[str, float]) -> bytes:
    """A document of times by name."""
    return orjson.dumps({"version": VERSION, "ends": dict(ends)})


def read_ends(content: bytes | None) -> dict[str, float]:
    """The times of a document; none of none. Raises `Unreadable`."""
    return _read(content, {}, lambda told: {str(name): float(end) for name, end in told["ends"].items()})


def _read(content: bytes | None, nothing: T, take: Callable[[Any], T]) -> T:
    if not content:
        return nothing
    try:
        told = orjson.loads(content)
        version = told["version"]
        found = take(told) if version == VERSION else None
    except (KeyError, TypeError, ValueError, AttributeError):
        raise Unreadable("not a document of campaigns") from None
    if found is None:
        raise Unreadable("written by another version")
    return found


def _told(record: Record) -> dict[str, Any]:
    campaign = record.campaign
    return {
        "id": campaign.id,
        "since": campaign.since,
        "at": campaign.at,
        "members": campaign.members,
        "orgs": campaign.orgs,
        "exchanges": campaign.exchanges,
        "risk": campaign.risk,
        "evidence": [tuple(signal) for signal in campaign.evidence],
        "buckets": [tuple(bucket) for bucket in campaign.buckets],
        "size": campaign.size,
        "marks": sorted([kind.value, digest] for kind, digest in record.marks),
        "tied": sorted(record.tied),
    }


def _record(told: Mapping[str, Any]) -> Record:
    campaign = Campaign(
        id=told["id"],
        since=float(told["since"]),
        at=float(told["at"]),
        members=tuple(told["members"]),
        orgs=int(told["orgs"]),
        exchanges=float(told["exchanges"]),
        risk=float(told["risk"]),
        evidence=tuple([_signal(*each) for each in told["evidence"]]),
        buckets=tuple([Bucket(*each) for each in told["buckets"]]),
        size=int(told.get("size", 0)),  # replicas of the version before do not write it
    )
    marks = frozenset([(Kind(kind), int(digest)) for kind, digest in told["marks"]])
    return Record(campaign, marks, frozenset(told["tied"]))


def _signal(name: str, family: str, value: float, score: float, sentence: str, details: Iterable[float]) -> Signal:
    return Signal(name, Family(family), float(value), float(score), sentence, tuple(details))
