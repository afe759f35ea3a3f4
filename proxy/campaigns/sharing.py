"""Campaigns for other deployments, and theirs for us: marks as keyed digests, never texts. Pure.

A mark matches elsewhere only where both deployments key their digests of texts with the same sharing key. The key's
*fingerprint* goes along, so that whoever imports is told, instead of waiting for matches that cannot come.

What is imported holds for a while as a campaign of its own, without members and with a risk that is `watch` and no
more: somebody else's word is a reason to look, not to act. Nobody can be framed by it beyond that.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from hashlib import blake2b
from typing import Any, NamedTuple

from proxy.campaigns.record import Mark, Record
from proxy.core.campaign import Campaign
from proxy.core.sighting import TEXTS, Kind
from proxy.core.signal import Family, Signal
from proxy.features.places import parts

# The `watch` of the default policy, halfway to its `suspect`: imported evidence is looked at and never acted on.
WATCHED = 0.45
# As long as a campaign of ours is remembered; indicators that name an earlier end hold until then.
HOLDS = 14 * 86400.0
# A shared list of everything would be worth nothing, and documents are read whole.
MOST_MARKS, MOST_PLACES, MOST_IMPORTED = 200, 2000, 2000

WORDS: Mapping[Kind, str] = {
    Kind.SYSTEM: "system",
    Kind.HEADING: "heading",
    Kind.OPENING: "opening",
    Kind.ENDING: "ending",
    Kind.CLAUSE: "clause",
    Kind.PASSAGE: "passage",
    Kind.EXIT: "network-address",
    Kind.NETWORK: "network",
}
"""What kinds of buckets are called outside."""
KINDS = {word: kind for kind, word in WORDS.items()}


class Indicator(NamedTuple):
    """One campaign, as deployments tell each other."""

    id: str
    since: float
    at: float
    """When it was last found to hold."""
    until: float
    risk: float
    callers: int
    marks: tuple[Mark, ...]
    networks: tuple[str, ...] = ()
    """Addresses in the clear, where somebody asked for them; of others also networks in CIDR notation."""
    evidence: tuple[str, ...] = ()
    """Kinds of evidence that it was found by, the strongest first: what an analyst elsewhere may look for."""


def fingerprint(key: bytes) -> str:
    """What tells one sharing key from another, and nothing else of it: 16 hex digits."""
    return blake2b(key, digest_size=8, person=b"stillwatch.share").hexdigest()


def indicator_of(record: Record, networks: Iterable[str]) -> Indicator:
    """What is told of a campaign: its marks by digest; never members, whose ids mean nothing elsewhere."""
    campaign, marks = record.campaign, sorted(record.marks)[:MOST_MARKS]
    return Indicator(
        campaign.id,
        campaign.since,
        campaign.at,
        campaign.at + HOLDS,
        campaign.risk,
        campaign.callers,
        tuple(marks),
        tuple(networks),
        tuple([signal.name.partition(".")[2] for signal in campaign.evidence if signal.score > 0.0]),
    )


def imported(
    told: Iterable[Indicator], before: Iterable[Record], places: Callable[[str], Iterable[Mark]], now: float
) -> tuple[Record, ...]:
    """What is kept after these were imported: newer ones in place of older ones of the same id, and none that is over.

    `places` makes of an address or a network what requests are looked up by. Where there are too many the oldest go.
    """
    held = {record.campaign.id: record for record in before}
    for each in told:
        held[_elsewhere(each.id)] = _record(each, places, now)
    living = [record for record in held.values() if record.campaign.at > now]
    return tuple(sorted(living, key=lambda record: -record.campaign.at)[:MOST_IMPORTED])


def told_of(indicator: Indicator) -> dict[str, Any]:
    """An indicator as a value for JSON."""
    marks = [f"{WORDS[kind]}:{digest:016x}" for kind, digest in indicator.marks]
    return {**indicator._asdict(), "marks": marks}


def read_indicator(told: Any) -> Indicator:
    """The indicator of a value. Raises ValueError, which says what is wrong and shows nothing of it."""
    try:
        pairs = [mark.split(":") for mark in told["marks"]]
        marks = tuple([(KINDS[word], int(digest, 16)) for word, digest in pairs])
        found = Indicator(
            str(told["id"])[:64], float(told["since"]), float(told["at"]), float(told["until"]), float(told["risk"]),
            int(told["callers"]), marks, tuple([str(each)[:64] for each in told.get("networks", ())]),
        )  # fmt: skip
    except (AttributeError, KeyError, TypeError, ValueError):
        raise ValueError("an indicator needs id, since, until, risk, callers and marks of the kinds we know") from None
    if any(kind not in TEXTS or not 0 <= digest < 2**64 for kind, digest in marks):
        raise ValueError("a mark is a kind of text, a colon and 16 hex digits")
    if len(marks) + len(found.networks) > 2 * MOST_MARKS:
        raise ValueError(f"an indicator has {MOST_MARKS} marks at most")
    if sum(len(parts(each)) for each in found.networks) > MOST_PLACES:
        raise ValueError(f"the networks of an indicator have {MOST_PLACES} addresses, or /24s and /48s, at most")
    return found


def _record(told: Indicator, places: Callable[[str], Iterable[Mark]], now: float) -> Record:
    evidence = Signal(
        "campaign.imported", Family.COORDINATION, told.risk, 1.0,
        "another deployment knows its texts as a campaign of {:.0f} callers, whose risk was {:.2f} there",
        (float(told.callers), told.risk),
    )  # fmt: skip
    networks = [mark for text in told.networks for mark in places(text)]
    until = min(told.until, now + HOLDS)
    campaign = Campaign(_elsewhere(told.id), told.since, until, (), 0, 0.0, WATCHED, (evidence,), ())
    return Record(campaign, frozenset([*told.marks, *networks]), frozenset())


def _elsewhere(id: str) -> str:  # noqa: A002 - that is what it is called everywhere
    """An id that none of ours has, the same for every import of that campaign."""
    return "c_" + blake2b(id.encode(), digest_size=6, person=b"stillwatch.other").hexdigest()
