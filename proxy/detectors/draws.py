"""How an org's prompts come again within the hour: by accident, by habit, or because answers are drawn."""

from __future__ import annotations

from typing import NamedTuple

from proxy.core.tally import Repeats

# From the fourth answer on somebody is choosing among answers: a retry by hand makes two, a test in three environments
# three, and rejection sampling draws from four (STaR, RFT: arXiv 2308.01825) to a hundred.
DRAWN = 4


class Repeated(NamedTuple):
    """The places of the `repeats` vector; every one is a share of the org's single, sampled prompts."""

    again: float
    by_others: float
    drawn: float = 0.0
    """At least for the `DRAWN`th time, by several keys of which one had asked before: keys that do the same each for
    itself ask once each."""


NEVER = Repeated(0.0, 0.0)


def sender(caller: str) -> int:
    """16 bits that tell an org's keys apart."""
    return int(caller[-4:], 16)


def repeated(recent: Repeats) -> Repeated:
    """What one prompt adds to the means."""
    earlier, by_others = recent.own + recent.others, recent.others > 0
    drawn = by_others and earlier + 1 >= max(DRAWN, recent.senders + 1)
    return Repeated(float(earlier > 0), float(by_others), float(drawn))
