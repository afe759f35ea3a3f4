"""What is worth telling of campaigns: found, changed, gone. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from enum import StrEnum
from typing import NamedTuple

from proxy.core.campaign import Campaign

# An analyst wants to hear of a campaign that grows by a fourth, and not of each newcomer.
GROWTH, FEW = 1.25, 5
# From one level to the next it is a tenth or more; less is the evidence of a day.
RISK = 0.1


class Turn(StrEnum):
    """What happened to a campaign."""

    FOUND = "found"
    CHANGED = "changed"
    GONE = "gone"


class News(NamedTuple):
    """One thing to tell."""

    turn: Turn
    campaign: Campaign


def news(told: Mapping[str, Campaign], now: Iterable[Campaign]) -> list[News]:
    """What to tell, after `told` was: new ones first, those that are gone as they were told last."""
    holding = {campaign.id: campaign for campaign in now}
    found = [News(Turn.FOUND, each) for each in holding.values() if each.id not in told]
    changed = [
        News(Turn.CHANGED, each) for each in holding.values() if each.id in told and _differs(told[each.id], each)
    ]
    return [*found, *changed, *[News(Turn.GONE, each) for each in told.values() if each.id not in holding]]


def _differs(before: Campaign, after: Campaign) -> bool:
    grown = after.callers >= before.callers * GROWTH and after.callers >= before.callers + FEW
    kinds = {signal.name for signal in before.evidence if signal.score > 0}
    return (
        grown
        or abs(after.risk - before.risk) >= RISK
        or any(signal.score > 0 and signal.name not in kinds for signal in after.evidence)
    )
