"""One request's judgement, in pure steps around one question to the state.

    begin      (policy, caller, call)            -> Opening: what is to be remembered and reserved
    conclude   (opening, readings)               -> Ruling: what is done and why
    remember   (opening, ruling)                 -> Settlements: what the caller's record gains by it
    witness    (opening, ruling)                 -> Sightings: what it may share with other callers
    settle     (opening, ruling, usage)          -> Settlements: reservations corrected to what was really used

Nothing here reads a clock, a random source or a socket: the same arguments give the same decision, in the
proxy, in `replay` and in a test.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from proxy.actions import block, bonds
from proxy.core.bond import UNBOUND, Bonds
from proxy.core.campaign import Membership
from proxy.core.decision import Action, Decision, Level, Refusal
from proxy.core.exchange import Call, Caller, Usage
from proxy.core.features import Features
from proxy.core.sealed import sealed
from proxy.core.sighting import Sighting
from proxy.core.tally import Mark, Reading, Readings, Settlement, Tally
from proxy.detectors import judge
from proxy.detectors.belonging import belonging
from proxy.detectors.evidence import Evidence, weigh
from proxy.detectors.marked import marked, origins
from proxy.detectors.profile import Profile, afterwards, answered, brought, owners, profile, tallies
from proxy.detectors.risk import Risk
from proxy.detectors.sightings import sightings
from proxy.detectors.windows import shares, windowed
from proxy.policy.evaluate import Claim, Policy, settlements
from proxy.remedies import NOTHING, Course, facts, latches, prescribe, running_on

STATE_REFUSAL = Refusal(
    503, "state", "The gateway cannot check its budgets at the moment and its policy is to wait until it can.", 5.0
)
CREDENTIAL_REFUSAL = Refusal(
    401, "credential", "This request carries no API key, and this gateway does not serve callers without one."
)
OVERSIZE_REFUSAL = Refusal(413, "oversize", "This request body is larger than the gateway inspects.")


BAN = "operator-ban"
"""What decisions name in place of a rule where an operator has banned the caller."""


def unreadable_refusal(reason: str) -> Refusal:
    """The answer to a body that cannot be read; `reason` is one of `UnreadableBody`'s fixed words."""
    return Refusal(400, "unreadable", f"The gateway could not read this request body ({reason.replace('_', ' ')}).")


@sealed
@dataclass(frozen=True, slots=True)
class Opening:
    """A request as the judgement sees it before the state is asked.

    `early` is a refusal that needs no state (no credential, unreadable body); nothing is then asked.
    """

    policy: Policy
    caller: Caller
    call: Call
    at: float
    claims: tuple[Claim, ...] = ()
    features: Features | None = None
    """None where there is nothing to read: a request that streams through says only that it came."""
    asked: dict[str, Tally] = field(default_factory=dict)
    """What the detectors ask for, by the name in their profile."""
    latches: tuple[Mark, ...] = ()
    """One per rule: is its remedy still running?"""
    early: Refusal | None = None
    path: str = ""
    knocking: bool = False
    membership: Membership | None = None
    """What is known of the campaign that the caller belongs to."""
    windows: dict[str, Tally] = field(default_factory=dict)
    """Shares within an hour or a day, where a rule asks for them."""
    bonds: Bonds = UNBOUND
    """Whom the reasoning was given to that the request brings back, where the policy binds it."""

    @property
    def tallies(self) -> list[Tally]:
        """Everything that the store is asked for, in one take: budgets, detectors, latches, windows, bonds."""
        return [
            *[claim.spend for claim in self.claims], *self.asked.values(), *self.latches, *self.windows.values(),
            *self.bonds.marks,
        ]  # fmt: skip


@sealed
@dataclass(frozen=True, slots=True)
class Ruling:
    """A decision, and what it was made of."""

    decision: Decision
    evidence: Evidence | None = None
    seen: Profile | None = None
    course: Course = NOTHING
    strangers: tuple[int, ...] = ()
    """For each bond that was asked about whose it is, where that is a stranger (`core.bond`)."""

    @property
    def unkept(self) -> bool:
        """Whether a budget had no room: nothing of the request was then kept."""
        return self.decision.refusal is not None and self.decision.refusal.kind == "budget"


def begin(
    policy: Policy,
    caller: Caller,
    call: Call,
    now: float,
    early: Refusal | None = None,
    *,
    features: Features | None = None,
    path: str = "",
    knocking: bool = False,
    membership: Membership | None = None,
    bonds: Bonds = UNBOUND,
    markers: Sequence[int] | None = None,
) -> Opening:
    """Say what the store is to be asked for this request. In observe mode an `early` refusal is only noted.

    `knocking`: the caller's last request was refused by a ban, so this one is only looked at. `markers` are
    others whose markers the prompt repeats; None where nobody looks for them.
    """
    if early is not None and policy.enforces:
        return Opening(policy, caller, call, now, early=early, membership=membership)
    asked, windows = {}, {}
    if features is not None:
        if policy.windows:
            windows = windowed(features, policy.windows, counts=not knocking)
        claimed = claims_text(policy, membership)
        asked = tallies(features, policy.risk.levels, policy.risk.leave_after, counts=not knocking, claimed=claimed)
        if bonds.number:
            asked["owners"] = owners(features.caller)
        if markers is not None:
            asked["origins"] = origins(features.caller, markers[0] if markers and not knocking else None)
    return Opening(
        policy, caller, call, now, policy.claims(caller, call, membership), features, asked, latches(policy, caller),
        early, path, knocking, membership, windows, bonds,
    )  # fmt: skip


def claims_text(policy: Policy, membership: Membership | None) -> bool:
    """Whether a request's text speaks against a campaign instead of its caller: of a campaign that is acted on."""
    if membership is None or membership.tied or not membership.matches:
        return False
    return membership.risk >= policy.risk.levels[1]


def conclude(opening: Opening, readings: Readings, id: str, *, unknown: bool = False) -> Ruling:  # noqa: A002
    """Judge a request by what the store answered; None means that it could not answer.

    `unknown` says that it could not and that `readings` come from this process's own counters.
    """
    policy = opening.policy
    if opening.early is not None and policy.enforces:
        return Ruling(_ruled(opening, id, (), NOTHING, None, unknown=unknown))
    if readings is None:
        return Ruling(_unanswered(opening, id))
    budgets, first = len(opening.claims), len(opening.claims) + len(opening.asked)
    last = first + len(opening.latches)
    seen = profile(opening.asked, readings[budgets:first]) if opening.asked else None
    strangers: tuple[int, ...] = ()
    if opening.bonds.marks:
        strangers = opening.bonds.strangers(readings[last + len(opening.windows) :])
        seen = None if seen is None else brought(seen, strangers)
    evidence = None
    if opening.features is not None and seen is not None:
        risk, signals = policy.risk, judge(opening.features, seen)
        if opening.membership is not None:
            signals += belonging(opening.membership)
        if seen.origins is not None:
            signals += marked(seen)
        if opening.windows:
            signals += shares(dict(zip(opening.windows, readings[last:], strict=False)))
        evidence = weigh(signals, seen, risk.levels, risk.corroboration, risk.ignore)
    held = readings[first:last]
    known = facts(
        opening.caller, opening.call, opening.path, opening.features, evidence, opening.at, opening.membership
    )
    course = prescribe(policy, opening.caller, known, held, opening.at, knocking=opening.knocking)
    decision = _ruled(opening, id, readings[:budgets], course, evidence, unknown=unknown)
    if policy.bind is not None and any(strangers) and not policy.excepted(opening.caller, bonds.RULE, opening.at):
        decision = bonds.answered(decision, policy.bind, enforces=policy.enforces)
    return Ruling(decision, evidence, seen, course, strangers)


def turned_away(opening: Opening, id: str) -> Ruling:  # noqa: A002
    """The ruling on a caller whom an operator has banned by name: acted on whatever the policy's mode."""
    return Ruling(
        Decision(
            id, opening.at, opening.caller, Action.BLOCK, True, opening.policy.version, (BAN,), refusal=block.REFUSAL
        )
    )


def _unanswered(opening: Opening, id: str) -> Decision:  # noqa: A002
    """A decision without the state: nothing is known, and the policy says whether that is a reason to refuse."""
    policy = opening.policy
    refusal = opening.early or (STATE_REFUSAL if policy.on_state_failure == "closed" else None)
    return Decision(
        id, opening.at, opening.caller, _action(refusal), policy.enforces, policy.version, refusal=refusal, unknown=True
    )


_INNOCENT = Evidence((), Risk(0.0, {}), 0.0, Level.CLEAR, 0.0)
"""Of whom there is no evidence."""


def _ruled(
    opening: Opening,
    id: str,  # noqa: A002
    rooms: Sequence[Reading],
    course: Course,
    evidence: Evidence | None,
    *,
    unknown: bool,
) -> Decision:
    """Budgets speak before rules: what has no room is not served, however harmless. The strictest action counts."""
    policy = opening.policy
    spoken = None if opening.early else policy.refusal(opening.claims, rooms)
    names, refusal = spoken or ((), opening.early)
    ours = refusal is None and course.rules
    signals, risk, score, level, held_for = evidence or _INNOCENT
    # By place, in the order of the fields: so many names would cost more than the value itself.
    return Decision(
        id, opening.at, opening.caller, max(_action(refusal), course.action),
        course.enforced if ours else policy.enforces, policy.version, (*names, *course.rules), score, level, signals,
        opening.membership.id if opening.membership else None, course.effects, refusal or course.refusal,
        policy.standings(opening.claims, rooms), unknown, risk.witnesses if evidence else None, held_for,
    )  # fmt: skip


def remember(opening: Opening, ruling: Ruling) -> tuple[Settlement, ...]:
    """What is written as soon as a request is judged: its caller's risk, and remedies that run on from here.

    What a budget refused, or the state never heard of, is no evidence: our own refusals never feed the score.
    """
    if ruling.unkept or ruling.decision.unknown or opening.knocking:
        return ()
    notes: tuple[Settlement, ...] = ()
    if ruling.seen is not None and ruling.evidence is not None and opening.features is not None:
        notes = afterwards(opening.features, ruling.seen, opening.asked, ruling.evidence.score)
    for owner in {each for each in ruling.strangers if each > 0}:
        notes += (Settlement(owners(opening.caller.id, owner), opening.at),)
    return notes + running_on(opening.policy, opening.caller, ruling.course, opening.at)


def witness(opening: Opening, ruling: Ruling) -> tuple[Sighting, ...]:
    """Where the caller was seen, for the correlator. Our own refusals are no evidence here, either."""
    if ruling.unkept or ruling.decision.unknown or opening.knocking:
        return ()
    if ruling.seen is None or opening.features is None:
        return ()
    return sightings(opening.features, ruling.seen)


def settle(opening: Opening, ruling: Ruling, usage: Usage, took: float = 0.0) -> tuple[Settlement, ...]:
    """Correct what was reserved to what was used; nothing was reserved for a refused or an unknown request.

    `took`: seconds from the request to the end of its reply; 0 where that is unknown.

    A refusal in observe mode reserved nothing either, so the virtual counters stand where `enforce` would have them.
    """
    if ruling.unkept or len(ruling.decision.standings) < len(opening.claims):
        return ()
    notes = settlements(opening.claims, usage, opening.at)
    if opening.features is None or ruling.seen is None or opening.knocking:
        return notes
    return notes + answered(opening.features, ruling.seen, took)


def _action(refusal: Refusal | None) -> Action:
    if refusal is None:
        return Action.ALLOW
    return Action.THROTTLE if refusal.kind in ("budget", "state") else Action.BLOCK
