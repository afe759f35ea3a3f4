"""What another policy would have done about the same request: two policies side by side, one of them in force.

The other one looks on. It is judged with the same features and with what the store answered about the caller anyway;
its budgets, remedies and levels are its own, kept under names of their own (`s.…`) beside the others, so that neither
policy counts for the other. Everything that it asks travels in the same write to the store.

Both are compared before a throttle's rate is asked, so that the same rule in both policies is never a disagreement.
Where the policy in force refuses without the store (no credential, an unreadable body), nobody is asked.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from functools import lru_cache
from typing import cast

from proxy.core.decision import Aside, Decision, Refusal
from proxy.core.exchange import Usage
from proxy.core.features import Features
from proxy.core.tally import Mark, Readings, Settlement, Spend, Tally
from proxy.policy.evaluate import Policy
from proxy.screening import (
    CREDENTIAL_REFUSAL,
    OVERSIZE_REFUSAL,
    Opening,
    Ruling,
    begin,
    conclude,
    remember,
    settle,
    unreadable_refusal,
)

OURS = "s."
"""Begins the names of everything that is counted for the shadow."""


LATCH = "r:"
"""Begins the names of remedies (`remedies.latches`)."""


@dataclass(frozen=True, slots=True)
class Onlooker:
    """A request as the shadow sees it. `shared` is the opening of the policy in force."""

    opening: Opening
    shared: Opening
    own: dict[str, Tally] = field(default_factory=dict)
    """What it has to ask for itself about the caller, by name."""

    @property
    def tallies(self) -> list[Tally]:
        """What it asks of the store."""
        opening = self.opening
        windows = [tally for name, tally in opening.windows.items() if name not in self.shared.windows]
        return [*[claim.spend for claim in opening.claims], *self.own.values(), *opening.latches, *windows]


def look_on(policy: Policy, shared: Opening, features: Features | None, problem: str, *, knocking: bool) -> Onlooker:
    """Say what the shadow wants to know. `problem` is why a body was not read, `knocking` as in `begin`."""
    early = _early(policy, shared, problem)
    found = begin(
        _quiet(policy), shared.caller, shared.call, shared.at, early, features=features if policy.detects else None,
        path=shared.path, knocking=knocking, membership=shared.membership, bonds=shared.bonds,
    )  # fmt: skip
    asked: dict[str, Tally] = {**found.asked, **shared.asked} if found.asked else {}
    if asked:
        asked["level"] = _mark(found.asked["level"])
    opening = replace(
        found,
        policy=policy,
        claims=tuple([claim._replace(spend=_named(claim.spend)) for claim in found.claims]),
        latches=tuple([_mark(latch) for latch in found.latches]),
        asked=asked,
    )
    own = {name: tally for name, tally in asked.items() if name == "level" or name not in shared.asked}
    return Onlooker(opening, shared, own)


# One or two policies look on between two reloads.
@lru_cache(maxsize=4)
def _quiet(policy: Policy) -> Policy:
    """The policy as one that observes: an early refusal is one decision among others here, not the end of it."""
    return replace(policy, mode="observe")


def _early(policy: Policy, shared: Opening, problem: str) -> Refusal | None:
    if shared.caller.anonymous and policy.anonymous == "refuse":
        return CREDENTIAL_REFUSAL
    if problem == "oversize":
        return OVERSIZE_REFUSAL if policy.oversize == "refuse" else None
    return unreadable_refusal(problem) if problem and policy.unreadable == "refuse" else None


def conclude_aside(onlooker: Onlooker, readings: Readings, shared: Readings, ruling: Ruling) -> Ruling | None:
    """The shadow's ruling on what both have asked; None where the store could not answer one of them."""
    if readings is None or shared is None:
        return None
    opening, other = onlooker.opening, onlooker.shared
    answers = iter(readings)
    rooms = [next(answers) for _ in opening.claims]
    first = len(other.claims)
    known = dict(zip(other.asked, shared[first : first + len(other.asked)], strict=True))
    known |= {name: next(answers) for name in onlooker.own}
    latches = [next(answers) for _ in opening.latches]
    last = first + len(other.asked) + len(other.latches)
    bonds = last + len(other.windows)
    counted = dict(zip(other.windows, shared[last:bonds], strict=True))
    windows = [counted[name] if name in counted else next(answers) for name in opening.windows]
    every = (*rooms, *[known[name] for name in opening.asked], *latches, *windows, *shared[bonds:])
    judged = conclude(replace(opening, policy=_quiet(opening.policy)), every, ruling.decision.id)
    return replace(judged, decision=replace(judged.decision, enforced=opening.policy.enforces))


def remember_aside(onlooker: Onlooker, ruling: Ruling) -> tuple[Settlement, ...]:
    """What is written for the shadow: levels and remedies. Of what both have asked the policy in force writes."""
    notes = remember(onlooker.opening, replace(ruling, strangers=()))
    if "asks" not in onlooker.own:
        notes = tuple([note for note in notes if isinstance(note.spend, Mark)])
    # Remedies are written under the names of their rules, whoever asks.
    return tuple([replace(note, spend=_mark(note.spend)) if _is_latch(note) else note for note in notes])


def _is_latch(note: Settlement) -> bool:
    return isinstance(note.spend, Mark) and note.spend.name.startswith(LATCH)


def settle_aside(onlooker: Onlooker, ruling: Ruling, usage: Usage, took: float = 0.0) -> tuple[Settlement, ...]:
    """What the request really used of the shadow's budgets. Who asked for the tallies tells how long it took."""
    return settle(onlooker.opening, ruling, usage, took if "asks" in onlooker.own else 0.0)


def aside(decision: Decision, other: Decision) -> Aside | None:
    """What is told of the shadow's decision: nothing where it is the same."""
    if decision.action is other.action and set(decision.rules) == set(other.rules):
        return None
    return Aside(other.policy, other.action, other.rules, other.level)


def _named(spend: Spend) -> Spend:
    return replace(spend, name=OURS + spend.name)


def _mark(tally: Tally) -> Mark:
    mark = cast("Mark", tally)  # levels and latches are marks
    return replace(mark, name=OURS + mark.name)
