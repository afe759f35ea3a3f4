"""A campaign as the correlator keeps it: what everybody may know of it, and by what its requests are recognised."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from typing import NamedTuple

from proxy.core.campaign import Campaign
from proxy.core.sighting import Kind

Mark = tuple[Kind, int]
"""A text by which a request is known to be a campaign's."""


class Record(NamedTuple):
    """One campaign."""

    campaign: Campaign
    marks: frozenset[Mark]
    tied: frozenset[int]
    """Callers that share more than text, by the 64 bits of their ids."""


def kept(found: Iterable[Record], before: Iterable[Record]) -> tuple[Record, ...]:
    """What was found, and all that was known before: what was not looked at has not ended."""
    records = {record.campaign.id: record for record in before}
    for record in found:
        former = records.get(record.campaign.id)
        records[record.campaign.id] = record if former is None else _both(record, former)
    return tuple(records.values())


def _both(now: Record, before: Record) -> Record:
    riskier = max(now, before, key=lambda each: each.campaign.risk).campaign
    members = tuple(sorted({*now.campaign.members, *before.campaign.members}))
    campaign = replace(
        riskier, at=now.campaign.at, members=members, orgs=max(now.campaign.orgs, before.campaign.orgs),
        exchanges=max(now.campaign.exchanges, before.campaign.exchanges),
        size=max(now.campaign.size, before.campaign.size),
    )  # fmt: skip
    return Record(campaign, now.marks | before.marks, now.tied | before.tied)
