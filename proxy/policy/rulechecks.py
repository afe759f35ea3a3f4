"""What is wrong with risk, rules and exceptions when their words are seen together, and what is doubtful about them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from itertools import combinations, pairwise
from typing import NamedTuple

from proxy.core.effect import Degrade, Effect, Throttle
from proxy.core.signal import Family
from proxy.policy.abilities import unable
from proxy.policy.conditions import comparisons
from proxy.policy.globs import exactly
from proxy.policy.model import PolicyWords
from proxy.policy.positions import Loc
from proxy.policy.reach import always, implies, never
from proxy.policy.remedies import composed, effects_of
from proxy.policy.rulewords import EffectWords, ExceptionWords, RuleWords
from proxy.policy.units import clip, spell_number

Finding = tuple[Loc, str]

# Whoever asks for longer wants a rule that leaves them out, not an exception.
LONGEST_EXCEPTION = 2 * 366 * 86400.0

_BESIDES = ("bind_reasoning",)
"""What exceptions may lift that is no rule."""

TAKEN_HEADERS = ("x-api-key", "x-forwarded-", "x-real-ip", "x-stainless-", "x-request-id", "x-goog-", "x-amz-", "x-ms-")
"""Beginnings of headers that carry credentials, addresses and what SDKs and providers tell each other."""

LISTED = ("tier", "caller.age", "caller.verified")
"""Facts that only a key directory knows."""


def rule_faults(policy: PolicyWords) -> Iterator[Finding]:
    """Contradictions: with one of them the rules cannot mean what they say."""
    for (low, below), (high, above) in pairwise(policy.risk.levels):
        if above <= below:
            yield (
                ("risk", "levels", high),
                f"{high} ({spell_number(above)}) must be above {low} ({spell_number(below)})",
            )
    budgets = {budget.name for budget in policy.budgets}
    for index, rule in enumerate(policy.rules):
        if rule.name in budgets:
            yield ("rules", index, "name"), f"the name {clip(rule.name)} is taken by one of the budgets"
        yield from ((("rules", index, *loc), message) for loc, message in _wrong(rule, policy))
    for index, exception in enumerate(policy.exceptions):
        if not exception.callers and not exception.orgs:
            yield ("exceptions", index), "give callers or orgs; an exception for everybody is a rule too many"


def _wrong(rule: RuleWords, policy: PolicyWords) -> Iterator[Finding]:
    unseen = [each.fact.name for each in comparisons(rule.when) if _of_detection(each.fact.name)]
    if unseen and policy.detection == "none":
        yield ("when",), f"nobody finds out {unseen[0]} under `detection: none`"
    elif never(rule.when):
        yield ("when",), "this can never hold, so the rule can never fire"
    for entry, effect in enumerate(rule.then):
        for loc, message in (*_idle(effect), *_taken(effect)):
            yield ("then", entry, *loc), message


def _of_detection(fact: str) -> bool:
    """Whether a fact is found by detectors, and not told by the request or the key directory."""
    return fact.partition(".")[0] in ("risk", "campaign", *Family)


def _taken(effect: EffectWords) -> Iterator[Finding]:
    """Headers that mean something else already: whatever comes under a tag's name is taken out of every request."""
    if effect.tag is not None and effect.tag.header.startswith(TAKEN_HEADERS):
        yield (
            ("tag", "header"),
            f"{effect.tag.header} means something to clients and servers; name a header of your own",
        )


def _idle(effect: EffectWords) -> Iterator[Finding]:
    """Effects that would do nothing."""
    if not effect.model_fields_set:
        yield (), "nothing is done here; name an effect: tag, degrade, canary, throttle or block"
    done = {type(each): each for each in effects_of(effect)}
    throttle, degrade = done.get(Throttle), done.get(Degrade)
    if isinstance(throttle, Throttle):
        yield from ((("throttle", *loc), message) for loc, message in _idle_throttle(throttle))
    if isinstance(degrade, Degrade) and replace(degrade, tags=Degrade().tags) == Degrade():
        yield ("degrade",), "nothing is degraded here; name what is stripped, capped or rounded"
    if effect.canary and not effect.canary.share:
        yield ("canary", "share"), "0 marks no answer; leave the canary out"
    if effect.canary and "decoys" in effect.canary.model_fields_set and "decoy" not in effect.canary.kinds:
        yield ("canary", "decoys"), "says what becomes of calls of a decoy, and kinds names none"


def _idle_throttle(throttle: Throttle) -> Iterator[Finding]:
    """Words of a throttle that lack the one they go with."""
    refuses = throttle.rate is not None or throttle.concurrency is not None
    if not refuses and not throttle.delay:
        yield (), "give a rate, a concurrency or a delay; without one nothing is throttled"
        return
    if throttle.jitter and not throttle.delay:
        yield ("jitter",), "varies the delay, and there is none"
    if throttle.tarpit and not refuses:
        yield ("tarpit",), "keeps what is refused, and nothing is; give a rate or a concurrency"
    if throttle.per == "campaign" and not refuses:
        yield ("per",), "says who shares a rate or a concurrency, and there is none"


def rule_doubts(policy: PolicyWords, now: float | None) -> Iterator[Finding]:
    """What is allowed but probably not meant; without a time nothing is known to be over."""
    for index, rule in enumerate(policy.rules):
        yield from ((("rules", index, *loc), message) for loc, message in _doubtful(rule, policy))
    yield from _shadowed(policy)
    for index, exception in enumerate(policy.exceptions):
        yield from ((("exceptions", index, *loc), message) for loc, message in _stale(exception, policy, now))
    yield from _unused(policy)


def _doubtful(rule: RuleWords, policy: PolicyWords) -> Iterator[Finding]:
    if always(rule.when):
        yield ("when",), "this holds for every request for which its facts are known"
    yield from unable(rule, policy)
    if rule.mode == "enforce" and policy.mode == "observe":
        yield ("mode",), "this rule acts although the policy only observes"
    if rule.stage < 1.0 and (rule.mode or policy.mode) == "observe":
        yield ("stage",), "this rule acts on nobody, because it only observes; the stage counts once it enforces"
    if not policy.callers.directory:
        for each in comparisons(rule.when):
            if each.fact.name in LISTED:
                told = f"nobody has a {each.fact.name} without a key directory (callers: directory), so this is unknown"
                yield ("when", *each.way), told


class _Weighed(NamedTuple):
    """A rule and what is compared of it with every other."""

    rule: RuleWords
    keys: frozenset[str]
    effects: tuple[Effect, ...]
    enforces: bool

    def covers(self, other: _Weighed) -> bool:
        """Whether this one does all that the other does, whenever that one fires, and for as long."""
        return (
            self.keys <= other.keys
            and self.rule.lasts >= other.rule.lasts
            and self.enforces >= other.enforces
            # Rules are staged on callers of their own each.
            and (self.rule.stage >= 1.0 or not other.enforces)
            and composed((*self.effects, *other.effects)) == self.effects
            and implies(other.rule.when, self.rule.when)
        )


def _shadowed(policy: PolicyWords) -> Iterator[Finding]:
    """Rules that add nothing to another; of two equal ones the later."""
    told: set[int] = set()
    # One that never fires adds nothing to any, which is told already.
    weighed = [(i, _weighed(rule, policy.mode)) for i, rule in enumerate(policy.rules) if not never(rule.when)]
    for (first, one), (second, other) in combinations(weighed, 2):
        for index, shadow, light in ((second, other, one), (first, one, other)):
            if not {first, second} & told and light.covers(shadow):
                told.add(index)
                message = f"adds nothing to {clip(light.rule.name)}, which does as much whenever this rule fires"
                yield ("rules", index, "name"), message


def _weighed(rule: RuleWords, mode: str) -> _Weighed:
    keys = frozenset(each.key for each in comparisons(rule.when))
    effects = composed(effect for entry in rule.then for effect in effects_of(entry))
    return _Weighed(rule, keys, effects, (rule.mode or mode) == "enforce")


def _stale(exception: ExceptionWords, policy: PolicyWords, now: float | None) -> Iterator[Finding]:
    names = [rule.name for rule in policy.rules]
    for index, pattern in enumerate(exception.rules):
        if pattern != "*" and not any(map(exactly([pattern]), (*names, *_BESIDES))):
            yield ("rules", index), f"no rule is called {clip(pattern)}"
    if now is not None and exception.until <= now:
        yield ("until",), "this exception is over and holds no longer; take it out or renew it"
    elif now is not None and exception.until > now + LONGEST_EXCEPTION:
        yield ("until",), "more than two years away; exceptions are to be looked at again"


def _unused(policy: PolicyWords) -> Iterator[Finding]:
    """Names that no condition uses."""
    used = {name for rule in policy.rules for each in comparisons(rule.when) for name in each.names}
    sections: tuple[tuple[str, str, Iterable[str]], ...] = (
        ("lists", "@", policy.lists),
        ("constants", "$", policy.constants),
    )
    for section, mark, names in sections:
        for name in names:
            if mark + name not in used:
                yield (section, name), f"no condition uses {mark}{name}"
