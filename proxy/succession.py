"""Two secrets for a while: what is remembered under the one in force is remembered under its successor, too.

While a secret is being replaced the former one stays in force: it names callers and judges, and nobody notices
anything. Beside it everything that a request leaves behind is also kept under the names that the new secret gives:
budgets, evidence, levels, remedies, what callers share. So when the former secret is taken away the new names know what
the old ones knew, as far back as both were there. Both travel in one take, so a budget has room where it has room under
both names: it is one limit also while some replicas know one secret and some the other.

What ran already when the second secret came (bans, levels) is handed over with the caller's first request.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, NamedTuple, cast

from proxy.core.exchange import Caller, Usage
from proxy.core.features import Features
from proxy.core.sighting import Sighting
from proxy.core.tally import LIFTED, Held, Mark, Reading, Room, Settlement, Tally
from proxy.detectors.profile import afterwards, answered, tallies
from proxy.detectors.sightings import sightings
from proxy.detectors.windows import windowed
from proxy.policy.evaluate import Claim, settlements
from proxy.remedies import running_on
from proxy.screening import Opening, Ruling, claims_text

Word = Callable[[str], str]
"""A keyed digest of a word."""


class Names(NamedTuple):
    """What the new secret makes of words: an org's name for detectors, and any word for budgets."""

    org: Word
    word: Word

    def caller(self, caller: Caller) -> Caller:
        """The caller as the new secret names it. Without an entry in the directory it is its own org there, too."""
        alone, org = caller.org == "o_" + caller.id[2:], caller.org
        return replace(
            caller,
            id=caller.successor,
            successor="",
            org="o_" + caller.successor[2:] if alone else org,
            org_key=self.org(org) if caller.org_key else "",
        )


@dataclass(slots=True)
class Heir:
    """One request under the new secret's names."""

    opening: Opening
    """The request under the secret in force."""
    caller: Caller
    features: Features | None
    claims: tuple[tuple[int, Claim], ...] = ()
    """Budgets that go by another name here, each with its place among the opening's."""
    asked: Mapping[str, Tally] = field(default_factory=dict)
    latches: tuple[Mark, ...] = ()
    windows: tuple[Tally, ...] = ()
    owed: tuple[Settlement, ...] = ()
    """What ran before there were two secrets, to be handed over."""

    @property
    def tallies(self) -> list[Tally]:
        """What is asked besides, in the same take."""
        claimed = [claim.spend for _, claim in self.claims]
        return [*claimed, *self.latches, *self.asked.values(), *self.windows]

    def reconciled(self, readings: Sequence[Reading]) -> tuple[Reading, ...]:
        """The readings of the opening's own tallies, out of those of both; notes what is to be handed over.

        A budget's room is that of the name under which less is left.
        """
        opening = self.opening
        size = len(opening.tallies)
        own, others = list(readings[:size]), iter(readings[size:])
        for place, _ in self.claims:
            own[place] = _narrower(own[place], next(others))
        first = len(opening.claims) + len(opening.asked)
        owed = [_handed(mark, own[first + n], next(others), opening.at) for n, mark in enumerate(self.latches)]
        if self.asked:
            found = dict(zip(self.asked, others, strict=False))
            at = len(opening.claims) + list(opening.asked).index("level")
            owed.append(_level(self.asked["level"], own[at], found["level"], opening.at))
        self.owed = tuple([each for each in owed if each is not None])
        return tuple(own)

    def remembered(self, ruling: Ruling) -> tuple[Settlement, ...]:
        """What is written once the request is judged, as `screening.remember`, and what is handed over."""
        opening, notes = self.opening, self.owed
        if ruling.unkept or ruling.decision.unknown or opening.knocking:
            return notes
        if ruling.seen is not None and ruling.evidence is not None and self.features is not None and self.asked:
            notes += afterwards(self.features, ruling.seen, dict(self.asked), ruling.evidence.score)
        return notes + running_on(opening.policy, self.caller, ruling.course, opening.at)

    def settled(self, ruling: Ruling, usage: Usage, took: float = 0.0) -> tuple[Settlement, ...]:
        """Corrections to what was really used, and what a reply after so many seconds adds, as `screening.settle`."""
        if ruling.unkept or len(ruling.decision.standings) < len(self.opening.claims):
            return ()
        notes = settlements([claim for _, claim in self.claims], usage, self.opening.at)
        if self.features is None or ruling.seen is None or not self.asked or self.opening.knocking:
            return notes
        return notes + answered(self.features, ruling.seen, took)

    def witnessed(self, ruling: Ruling) -> tuple[Sighting, ...]:
        """Where the caller was seen. Texts that are keyed alike under both are told once: they are the same buckets."""
        features, own = self.features, self.opening.features
        if ruling.unkept or ruling.decision.unknown or self.opening.knocking or ruling.seen is None:
            return ()
        if features is None or own is None or features.era == own.era:
            return ()
        return sightings(features, ruling.seen)


def heir_of(opening: Opening, names: Names, features: Features | None) -> Heir | None:
    """The request under the new names; None where nothing is asked of the store. `features` are keyed anew."""
    if opening.early is not None and opening.policy.enforces:
        return None
    caller = names.caller(opening.caller)
    called = _called(opening, caller, names)
    asked: dict[str, Tally] = {}
    windows: dict[str, Tally] = {}
    if opening.features is not None and features is not None:
        features = replace(features, caller=caller.id, org=caller.org_key or caller.org)
        counts, risk = not opening.knocking, opening.policy.risk
        claimed = claims_text(opening.policy, opening.membership)
        asked = tallies(features, risk.levels, risk.leave_after, counts=counts, claimed=claimed)
        # Whose reasoning and markers were brought back is counted by numbers that no secret changes here.
        asked |= {name: _renamed(each, called) for name, each in opening.asked.items() if name in ("owners", "origins")}
        windows = windowed(features, opening.policy.windows, counts=counts)
    return Heir(
        opening,
        caller,
        features,
        tuple(_claims(opening, called)),
        # What all callers share goes by one name, and has been counted.
        {name: each for name, each in asked.items() if not each.group.startswith("e:")},
        tuple([cast("Mark", _renamed(latch, called)) for latch in opening.latches]),
        tuple(windows.values()),
    )


def _called(opening: Opening, caller: Caller, names: Names) -> dict[str, str]:
    """Parts of group names under the secret in force, and what they are under the new one."""
    former, catalogue, model = opening.caller, opening.policy.catalogue, opening.call.model
    return {
        "c:" + former.id: "c:" + caller.id,
        "o:" + catalogue.org(former.org or former.id): "o:" + names.word(caller.org or caller.id),
        "m:" + catalogue.model(model).digest: "m:" + names.word(model.lower()),
    }


def _renamed(tally: Any, called: Mapping[str, str]) -> Any:
    """The same tally in the group of the new name."""
    parts = [called.get(part, part) for part in tally.group.split("|")]
    return replace(tally, group="|".join(parts))


def _claims(opening: Opening, called: Mapping[str, str]) -> list[tuple[int, Claim]]:
    twins = [claim._replace(spend=_renamed(claim.spend, called)) for claim in opening.claims]
    pairs = enumerate(zip(twins, opening.claims, strict=True))
    return [(place, twin) for place, (twin, claim) in pairs if twin.spend.group != claim.spend.group]


def _narrower(own: Room, other: Room) -> Room:
    """What holds of a budget that is kept under two names."""
    return Room(
        own.granted and other.granted,
        max(own.used, other.used),
        max(own.wait, other.wait),
        max(own.reset, other.reset),
    )


def _handed(mark: Mark, own: Held, other: Held, at: float) -> Settlement | None:
    """A remedy that runs, or was lifted, and of which the new name does not know.

    It is to end when it would have: so the new mark has patience for what is left of it.
    """
    if own.score < 0.0:
        return None if other.score < 0.0 else Settlement(mark, at, LIFTED)
    left = mark.patience - own.seconds[0]
    if not own.level or other.level or other.score < 0.0 or left <= 0.0:
        return None
    return Settlement(replace(mark, patience=left), at, 1.0)


def _level(tally: Tally, own: Held, other: Held, at: float) -> Settlement | None:
    """The level that a caller holds, or that was lifted; for how long it has been held begins anew."""
    mark = cast("Mark", tally)
    if own.score < 0.0:
        return Settlement(mark, at, LIFTED) if other.level else None
    return Settlement(mark, at, mark.thresholds[own.level - 1]) if own.level > other.level else None
