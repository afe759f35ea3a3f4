"""From evidence to what is done: which rules fire, which still run, and what their remedies come to.

A rule fires where its condition certainly holds; its remedy then runs for as long as the rule says (`for`) after it
last fired. That is kept as one `Mark` a rule in the caller's group: read with everything else, written off the path.

Somebody may lift what runs: the mark then holds a score below zero, and for as long as the remedy would have lasted the
rule neither runs nor fires for that caller, whatever the evidence.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any, NamedTuple

from proxy.actions import block
from proxy.core.campaign import Membership
from proxy.core.decision import Action, Decision, Level, Refusal
from proxy.core.effect import Block, Effect, Throttle
from proxy.core.exchange import Call, Caller
from proxy.core.features import Features
from proxy.core.tally import LIFTED, Held, Mark, Settlement, Tally
from proxy.detectors.evidence import Evidence, facts_of
from proxy.policy.evaluate import Policy, Rule, compose, strictest

RANKS: Mapping[Level, int] = {level: rank for rank, level in enumerate(Level)}
_DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")


# A rule for single requests has no time of its own; somebody who lifts it has looked into the matter for a week.
SPARED = 7 * 86400.0


class Course(NamedTuple):
    """What is to be done about one request, apart from budgets."""

    rules: tuple[str, ...] = ()
    """Names of the rules whose remedies run, observed ones included, in policy order."""
    action: Action = Action.ALLOW
    enforced: bool = True
    effects: tuple[Effect, ...] = ()
    """Composed; performed only if `enforced`, and reckoned with all the same: observing counts as enforcing would."""
    refusal: Refusal | None = None
    fired: tuple[Rule, ...] = ()
    """Rules whose condition holds now: their remedies run on from here."""
    banned: bool = False
    """Whether it is a ban that refuses: a block that runs on, and not only one of this very request."""


NOTHING = Course()


def latches(policy: Policy, caller: Caller) -> tuple[Mark, ...]:
    """What is asked of the store: for every rule, whether its remedy still runs for this caller."""
    return tuple([_latch(caller, rule) for rule in policy.rules])


def _latch(caller: Caller, rule: Rule) -> Mark:
    return Mark("c:" + caller.id, "r:" + rule.name, (1.0,), spares(rule))


def spares(rule: Rule) -> float:
    """Seconds for which a rule leaves a caller alone once it has been lifted."""
    return rule.lasts or SPARED


def prescribe(
    policy: Policy,
    caller: Caller,
    known: Mapping[str, Any],
    held: Sequence[Held],
    now: float,
    *,
    knocking: bool = False,
) -> Course:
    """What the rules come to for this request. Excepted callers are never acted on, however long a remedy runs.

    While a banned caller is `knocking` no rule fires whose remedy would run on: a ban ends when it is over, not when
    its caller gives up. Rules about the very request fire all the same.
    """
    if not policy.rules:
        return NOTHING
    fired = policy.fired(known, caller, now)
    if knocking:
        fired = tuple([rule for rule in fired if not rule.lasts])
    running = tuple(_running(policy, caller, fired, held, now))
    if not running:
        return NOTHING
    forced = tuple([rule for rule in running if rule.acts_on(caller)])
    effects = compose(forced or running)
    refused = _blocking(effects)
    return Course(
        tuple([rule.name for rule in running]),
        strictest(effects),
        bool(forced),
        effects,
        block.REFUSAL if refused else None,
        tuple([rule for rule in fired if rule in running]),
        refused and any(rule.lasts and _blocking(rule.remedy.effects) for rule in running),
    )


def _running(policy: Policy, caller: Caller, fired: Sequence[Rule], held: Sequence[Held], now: float) -> Iterator[Rule]:
    """The rules that fire now or whose remedy still runs; never one that somebody lifted."""
    for rule, latch in zip(policy.rules, held, strict=True):
        if latch.score < 0.0:
            continue
        if rule in fired or (rule.lasts and latch.level and not policy.excepted(caller, rule.name, now)):
            yield rule


def _blocking(effects: Iterable[Effect]) -> bool:
    return any(isinstance(effect, Block) for effect in effects)


def facts(
    caller: Caller,
    call: Call,
    path: str,
    features: Features | None,
    evidence: Evidence | None,
    now: float,
    membership: Membership | None = None,
) -> Mapping[str, Any]:
    """Everything known of a request, by the words of the vocabulary; what is not known is left out."""
    known: dict[str, Any] = {
        "caller.id": caller.id,
        "caller.verified": caller.verified,
        "caller.anonymous": caller.anonymous,
        "caller.address": caller.address,
        "tier": caller.tier,
        "org": caller.org,
        "model": call.model,
        "dialect": call.dialect,
        "operation": call.operation,
        "path": path,
        "stream": call.stream,
        "tools": call.tools,
        "time.hour": now // 3600 % 24,
        "time.weekday": _DAYS[(int(now // 86400) + 3) % 7],  # the first of January 1970 was a Thursday
    }
    if caller.created_at is not None:
        known["caller.age"] = max(0.0, now - caller.created_at)
    if evidence is not None and features is not None:
        known |= facts_of(evidence, features)
        known["risk.level"] = RANKS[evidence.level]
    if membership is not None:
        known |= _of_campaign(membership, now)
    return known


def _of_campaign(membership: Membership, now: float) -> dict[str, Any]:
    return {
        "campaign.callers": membership.callers,
        "campaign.orgs": membership.orgs,
        "campaign.risk": membership.risk,
        "campaign.exchanges": membership.exchanges,
        "campaign.age": max(0.0, now - membership.since),
        "campaign.matches": membership.matches,
        "campaign.tied": membership.tied,
    }


def running_on(policy: Policy, caller: Caller, course: Course, now: float) -> tuple[Settlement, ...]:
    """What is written once the request is judged: the remedies of rules that fired run on from now."""
    by_name: dict[str, Tally] = {latch.name: latch for latch in latches(policy, caller)} if course.fired else {}
    return tuple([Settlement(by_name["r:" + rule.name], now, 1.0) for rule in course.fired if rule.lasts])


def lifts(policy: Policy, caller: Caller, now: float) -> tuple[Settlement, ...]:
    """What ends every remedy that runs for this caller, and keeps each rule off it for as long as it would have run."""
    return tuple([Settlement(latch, now, LIFTED) for latch in latches(policy, caller)])


def ban_latches(policy: Policy, caller: Caller) -> tuple[Mark, ...]:
    """What is asked of the store about a caller who is being answered: whether a ban runs that acts on it."""
    return tuple([_latch(caller, rule) for rule in policy.bans if rule.acts_on(caller)])


def bans(policy: Policy, caller: Caller, held: Sequence[Held], now: float) -> bool:
    """Whether any of these bans runs. Excepted callers are never acted on."""
    acting = [rule for rule in policy.bans if rule.acts_on(caller)]
    return any(
        latch.level and latch.score >= 0.0 and not policy.excepted(caller, rule.name, now)
        for rule, latch in zip(acting, held, strict=True)
    )


def throttles_of(decision: Decision) -> tuple[Throttle, ...]:
    """How the caller is slowed down, if it is: its own throttle, then its campaign's. What is refused is not slowed."""
    if decision.refusal is not None and decision.refusal.kind != "rate":
        return ()
    return tuple([effect for effect in decision.effects if isinstance(effect, Throttle)])


def slowed(decision: Decision, refusals: Iterable[Refusal | None]) -> Decision:
    """The decision once it is known what a throttle refuses: the longest wait is told, the others will be over then.

    A throttle that has room and delays nothing is none: the caller gets the model's answer, undelayed.
    """
    found = [refusal for refusal in refusals if refusal is not None]
    if found:
        return replace(decision, refusal=max(found, key=lambda each: each.retry_after or math.inf))
    left = tuple([each for each in decision.effects if not isinstance(each, Throttle) or each.delay > 0.0])
    return replace(decision, effects=left, action=strictest(left)) if left != decision.effects else decision


class Banned:
    """Callers whose last request a ban refused, as far as this process knows; what they send then only knocks."""

    # A million banned callers would be a misconfiguration; forgetting one costs one counted request.
    MOST = 65_536

    def __init__(self) -> None:
        self._callers: set[str] = set()

    def __contains__(self, caller: str) -> bool:
        return caller in self._callers

    def note(self, decision: Decision, *, banned: bool = True) -> None:
        """Remember how this request ended; `banned` as its course says."""
        refusal = decision.refusal
        if banned and decision.enforced and refusal is not None and refusal.kind == block.REFUSAL.kind:
            if len(self._callers) >= self.MOST:
                self._callers.clear()
            self._callers.add(decision.caller.id)
        else:
            self._callers.discard(decision.caller.id)
