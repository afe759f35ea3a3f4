"""How an org's prompts come again within the hour: by accident, by habit, or because answers are drawn."""

from __future__ import annotations

from typing import NamedTuple

from proxy.core.tally import Repeats


class Repeated(NamedTuple):
    """The places of the `repeats` vector; every one is a share of the org's single, sampled prompts."""

    again: float
    by_others: float
    drawn: float = 0.0
    """By several keys, of which one had asked before: an answer is chosen among three or more. Keys that do the same
    each for itself ask once each; of eight answers that are dealt over two orgs each still sees this."""


NEVER = Repeated(0.0, 0.0)


def repeated_of(means: tuple[float, ...]) -> Repeated:
    """The places of a mean by name; `NEVER` before the first request."""
    return Repeated(*means) if means else NEVER


def sender(caller: str) -> int:
    """16 bits that tell an org's keys apart."""
    return int(caller[-4:], 16)


def repeated(recent: Repeats) -> Repeated:
    """What one prompt adds to the means."""
    earlier, by_others = recent.own + recent.others, recent.others > 0
    drawn = by_others and earlier >= recent.senders
    return Repeated(float(earlier > 0), float(by_others), float(drawn))
