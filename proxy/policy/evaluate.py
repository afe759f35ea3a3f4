"""The policy in force: what a request asks of the budgets, what is refused and why, what is corrected afterwards.

Pure and compiled once. The same arguments give the same answer; nothing here reads a clock, a file or a store.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from proxy.core.bond import Binding
from proxy.core.campaign import Membership
from proxy.core.decision import Refusal, Standing
from proxy.core.effect import Block, Tag, spellings
from proxy.core.exchange import Call, Caller, Usage
from proxy.core.tally import Room, Settlement
from proxy.core.vocabulary import ON_DEMAND
from proxy.errors import Problem
from proxy.policy.budgets import Budget, Claim, compile_budget
from proxy.policy.catalogue import Catalogue, Digest
from proxy.policy.closures import Facts
from proxy.policy.conditions import comparisons
from proxy.policy.globs import Matcher, any_of, below, exactly
from proxy.policy.meters import Price
from proxy.policy.model import DialectWords, PolicyWords, UpstreamWords
from proxy.policy.remedies import composed, strictest
from proxy.policy.rules import (
    Exemption,
    RiskPolicy,
    Rule,
    compile_exceptions,
    compile_risk,
    compile_rule,
    compose,
    fired,
    why,
)

__all__ = [
    "Budget",
    "Claim",
    "Facts",
    "Policy",
    "RiskPolicy",
    "Rule",
    "Upstream",
    "compile_policy",
    "compose",
    "composed",
    "releases",
    "settlements",
    "strictest",
    "why",
]

# Beyond two minutes the openai SDK fails at once and the anthropic SDK sleeps it out; neither serves anybody.
LONGEST_RETRY = 120.0


@dataclass(frozen=True, slots=True)
class Upstream:
    """Another model server, and the requests it is for."""

    name: str
    url: str
    paths: tuple[str, ...]
    models: tuple[str, ...]
    """Both as globs; empty where the policy says nothing, which fits everything."""
    on_path: Matcher
    for_model: Matcher

    def takes(self, path: str, model: str) -> bool:
        """Whether a request on this path for this model goes there."""
        return self.on_path(path) and self.for_model(model)


@dataclass(frozen=True, slots=True, eq=False)
class Policy:
    """A compiled policy. Made by `compile_policy`, replaced as a whole, never changed."""

    name: str
    version: str
    """The first 12 hex digits of the content's SHA-256."""
    mode: str
    credential: tuple[str, ...]
    anonymous: str
    trust_forwarded_for: tuple[str, ...]
    directory: str
    """Path of the key directory, empty where there is none."""
    detects: bool
    """False where nothing but budgets and plain facts is looked at."""
    on_state_failure: str
    unreadable: str
    oversize: str
    inspect_limit: int
    reserve_output: float
    max_waiting: int
    """Requests that may be kept waiting at once, in this process."""
    bind: Binding | None
    """How sealed reasoning is bound; None where it is not."""
    budgets: tuple[Budget, ...]
    upstreams: tuple[Upstream, ...]
    dialects: tuple[DialectWords, ...]
    catalogue: Catalogue
    risk: RiskPolicy
    rules: tuple[Rule, ...]
    tags: frozenset[bytes]
    """Names of headers that tell the upstream of callers, in lower case and every spelling: nobody else's pass."""
    bans: tuple[Rule, ...]
    """Those of the rules that block."""
    exceptions: tuple[Exemption, ...]
    speaks_of: frozenset[str]
    """Keys of all facts that any rule asks for; no other is worth finding out."""
    windows: tuple[str, ...]
    """Windows for which shares are counted, because a rule asks for one."""
    warnings: tuple[Problem, ...] = ()
    files: tuple[str, ...] = ()
    """Files that were included."""

    @property
    def enforces(self) -> bool:
        """True where decisions are acted on."""
        return self.mode == "enforce"

    def claims(self, caller: Caller, call: Call, membership: Membership | None = None) -> tuple[Claim, ...]:
        """What this request asks of the budgets that are about it, in policy order."""
        entry = self.catalogue.model(call.model)
        found = []
        for budget in self.budgets:
            claim = budget.claim(caller, call, entry, membership)
            if claim is not None:
                found.append(claim)
        return tuple(found)

    def fired(self, facts: Facts, caller: Caller, now: float) -> tuple[Rule, ...]:
        """The rules that fire for a request of this caller, in policy order, exceptions taken out."""
        return fired(self.rules, facts, caller, now)

    def excepted(self, caller: Caller, rule: str, now: float) -> bool:
        """Whether an exception keeps this rule from the caller, whatever leads to it (a campaign, an old remedy)."""
        return any(each.is_rule(rule) and each.covers(caller, now) for each in self.exceptions)

    def rule(self, name: str) -> Rule | None:
        """The rule of that name, None where an edit took it away."""
        return next((rule for rule in self.rules if rule.name == name), None)

    def standings(self, claims: Sequence[Claim], readings: Sequence[Room]) -> tuple[Standing, ...]:
        """Where the caller stands in each claimed budget."""
        # A list within: a generator would cost half a microsecond more on every request.
        return tuple([claim.budget.standing(room) for claim, room in zip(claims, readings, strict=True)])

    def refusal(self, claims: Sequence[Claim], readings: Sequence[Room]) -> tuple[tuple[str, ...], Refusal] | None:
        """The names of the budgets without room and the answer to give, None where all have room."""
        # The common case first: nearly every request has room everywhere.
        for room in readings:
            if not room.granted:
                return _refused(claims, readings)
        return None


def _refused(claims: Sequence[Claim], readings: Sequence[Room]) -> tuple[tuple[str, ...], Refusal]:
    """The budget that takes longest to have room again is the one to tell of: the others will have room by then."""
    full = [(claim, room.wait) for claim, room in zip(claims, readings, strict=True) if not room.granted]
    names = tuple(claim.budget.name for claim, _ in full)
    claim, wait = max(full, key=lambda pair: pair[1])
    budget = claim.budget
    if math.isinf(wait):
        return names, Refusal(429, "budget", budget.never(claim.spend.amount))
    message = f"{budget.sentence}, and too little of it is left for this request. Try again later."
    return names, Refusal(429, "budget", message, min(wait, LONGEST_RETRY))


def settlements(claims: Sequence[Claim], usage: Usage, at: float) -> tuple[Settlement, ...]:
    """Corrections from what was reserved `at` to what was really used; requests stay counted."""
    found = []
    for budget, spend, price in claims:
        if budget.actual is not None:
            actual = budget.actual(usage, price)
            if actual != spend.amount:
                found.append(Settlement(spend, at, actual))
    return tuple(found)


def releases(claims: Sequence[Claim], at: float) -> tuple[Settlement, ...]:
    """Give back all that was reserved `at`, requests included: the call never reached a model."""
    return tuple([Settlement(claim.spend, at, 0.0) for claim in claims])


def compile_policy(
    words: PolicyWords, version: str, digest: Digest, directory: str = "", warnings: tuple[Problem, ...] = ()
) -> Policy:
    """The policy that these words describe; `digest` keys every client's word that goes into the state."""
    prices = {glob: Price(price.input, price.output) for glob, price in words.prices.items()}
    catalogue = Catalogue(prices, digest)
    exceptions = compile_exceptions(words.exceptions)
    bind = words.bind_reasoning
    rules = tuple(compile_rule(rule, words.mode == "enforce", exceptions) for rule in words.rules)
    spoken = [each for rule in rules for each in comparisons(rule.spoken)]
    return Policy(
        name=words.policy,
        version=version,
        mode=words.mode,
        credential=words.callers.credential,
        anonymous=words.callers.anonymous,
        trust_forwarded_for=words.callers.trust_forwarded_for,
        directory=directory,
        detects=words.detection == "full",
        on_state_failure=words.on_state_failure,
        unreadable=words.unreadable,
        oversize=words.oversize,
        inspect_limit=words.inspect_limit,
        reserve_output=words.reserve_output,
        max_waiting=words.max_waiting,
        bind=None if bind is None else Binding(bind.foreign, bind.to, bind.lasts),
        budgets=tuple(compile_budget(budget, catalogue, words.reserve_output) for budget in words.budgets),
        upstreams=tuple(_upstream(upstream) for upstream in words.upstreams),
        dialects=words.dialects,
        catalogue=catalogue,
        risk=compile_risk(words.risk),
        rules=rules,
        tags=_tags(rules),
        bans=tuple([rule for rule in rules if any(isinstance(each, Block) for each in rule.remedy.effects)]),
        exceptions=exceptions,
        speaks_of=frozenset(each.key for each in spoken),
        windows=tuple(sorted({each.window for each in spoken if each.fact.name in ON_DEMAND and each.window})),
        warnings=warnings,
    )


def _tags(rules: Iterable[Rule]) -> frozenset[bytes]:
    """Every spelling of a header that some rule adds: no client may send it for itself."""
    headers = [each.header for rule in rules for each in rule.remedy.effects if isinstance(each, Tag)]
    return frozenset([name for header in headers for name in spellings(header)])


def _upstream(words: UpstreamWords) -> Upstream:
    paths = below(words.paths)
    return Upstream(words.name, words.url, paths, words.models, exactly(paths or "*"), any_of(words.models or "*"))
