"""The campaigns that hold, as a request is looked up in them: one immutable value, exchanged as a whole. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import NamedTuple

from proxy.campaigns.record import Mark, Record
from proxy.core.campaign import Membership
from proxy.core.features import Features
from proxy.core.sighting import Kind
from proxy.detectors.sightings import marks


class Roster(NamedTuple):
    """Campaigns by the texts of their requests, and by their tied callers."""

    by_mark: Mapping[Mark, Record]
    by_caller: Mapping[str, Record]

    def membership(self, features: Features) -> Membership | None:
        """What this request's caller is to a campaign: by the text of the request, else by ties of the caller's own."""
        if not self.by_mark:
            return None
        matched = [self.by_mark[mark] for mark in marks(features) if mark in self.by_mark]
        own = self.by_caller.get(features.caller)
        # Only imported campaigns have places for marks: to come over one is not to send what the campaign sends.
        client = features.client
        place = self.by_mark.get((Kind.EXIT, client.address)) or self.by_mark.get((Kind.NETWORK, client.network))
        record = max(matched, key=lambda each: each.campaign.risk, default=own or place)
        if record is None:
            return None
        campaign = record.campaign
        return Membership(
            campaign.id, campaign.since, campaign.callers, campaign.orgs, campaign.exchanges, campaign.risk,
            tied=own is not None and own.campaign.id == campaign.id, matches=bool(matched),
        )  # fmt: skip


NOBODY = Roster({}, {})


def roster_of(records: Iterable[Record]) -> Roster:
    """The roster of these campaigns; where two claim the same the riskier one has it."""
    by_mark: dict[Mark, Record] = {}
    by_caller: dict[str, Record] = {}
    for record in sorted(records, key=lambda each: each.campaign.risk):
        by_mark |= dict.fromkeys(record.marks, record)
        by_caller |= {f"k_{caller:016x}": record for caller in record.tied}
    return Roster(by_mark, by_caller)
