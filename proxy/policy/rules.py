"""Rules, exceptions and the risk in force: compiled once, asked on every request."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from hashlib import blake2b

from proxy.core.effect import Effect, Remedy
from proxy.core.exchange import Caller
from proxy.policy.answers import Answer, answer
from proxy.policy.closures import Facts, When, compiled
from proxy.policy.conditions import Condition
from proxy.policy.globs import Matcher, any_of, exactly
from proxy.policy.remedies import composed, effects_of
from proxy.policy.riskwords import RiskWords
from proxy.policy.rulewords import ExceptionWords, RuleWords


@dataclass(frozen=True, slots=True)
class RiskPolicy:
    """How evidence becomes a level."""

    levels: tuple[float, float, float]
    """The risk from which a caller is watched, suspect, hostile; ascending."""
    leave_after: float
    """Seconds below a level after which it is left."""
    corroboration: int
    """Independent families that a level above `watch` needs."""
    ignore: frozenset[str] = frozenset()
    """Families that do not count."""
    ignored_of_campaigns: frozenset[str] = frozenset()
    """Names of a campaign's signals that do not count."""


@dataclass(frozen=True, slots=True, eq=False)
class Exemption:
    """An exception in force: whom it is about, which rules it lifts, and when it ends."""

    name: str
    until: float
    """Seconds since the epoch; from then on it does not hold."""
    owner: str
    reason: str
    is_caller: Matcher
    is_org: Matcher
    is_rule: Matcher

    def covers(self, caller: Caller, now: float) -> bool:
        """Whether this caller is excepted now."""
        return now < self.until and (
            self.is_caller(caller.id)
            or self.is_org(caller.org)
            or bool(caller.successor and self.is_caller(caller.successor))
        )


@dataclass(frozen=True, slots=True, eq=False)
class Rule:
    """A rule in force. It fires where its condition certainly holds and no exception covers the caller."""

    name: str
    why: str
    atlas: str
    """A technique of MITRE ATLAS, or empty."""
    lasts: float
    """Seconds that the remedy goes on after the rule last fired."""
    enforces: bool
    """Whether it is acted on, by its own mode or the policy's. The kill switch stops these too."""
    remedy: Remedy
    when: When
    spoken: Condition
    """The condition as a tree, for people."""
    exemptions: tuple[Exemption, ...] = ()
    stage: float = 1.0
    """The share of callers on whom it acts, where it acts at all."""

    def acts_on(self, caller: Caller) -> bool:
        """Whether the rule is acted on for this caller: for the share of its stage, always the same callers."""
        return self.enforces and (self.stage >= 1.0 or _lot(self.name, caller.id) < self.stage)

    def spares(self, caller: Caller, now: float) -> bool:
        """Whether an exception keeps this rule from the caller."""
        return any(exemption.covers(caller, now) for exemption in self.exemptions)


# Callers under a rule send one request after the other.
@lru_cache(maxsize=16_384)
def _lot(rule: str, caller: str) -> float:
    """A number from 0 to 1 for each caller, of its own for every rule, so that no caller is the first to try them all.

    Caller ids are digests keyed with the deployment's secret: nobody can tell from outside who is in a stage.
    """
    return int.from_bytes(blake2b(f"{rule} {caller}".encode(), digest_size=8).digest()) / 2**64


def fired(rules: Sequence[Rule], facts: Facts, caller: Caller, now: float) -> tuple[Rule, ...]:
    """The rules that fire, in policy order."""
    found = [rule for rule in rules if rule.when(facts)]
    # Exceptions are asked of the few that fire, not of all.
    return tuple([rule for rule in found if not rule.spares(caller, now)]) if found else ()


def compose(rules: Iterable[Rule]) -> tuple[Effect, ...]:
    """What these rules ask for together, each kind of effect at its strictest, in the order in which it is done."""
    return composed(effect for rule in rules for effect in rule.remedy.effects)


def why(rule: Rule, facts: Facts) -> Answer:
    """Which parts of the rule's condition hold, which do not, which are unknown, and the values that were there."""
    return answer(rule.spoken, facts)


def compile_risk(words: RiskWords) -> RiskPolicy:
    """The risk that these words describe."""
    levels = words.levels
    thresholds = (levels.watch, levels.suspect, levels.hostile)
    ties = frozenset([f"campaign.{each}" for each in words.ignore_in_campaigns])
    return RiskPolicy(thresholds, words.leave_after, words.corroboration, frozenset(words.ignore), ties)


def compile_exceptions(words: Iterable[ExceptionWords]) -> tuple[Exemption, ...]:
    """The exceptions that these words describe."""
    return tuple(
        Exemption(
            each.name, each.until, each.owner, each.reason, any_of(each.callers), any_of(each.orgs), exactly(each.rules)
        )
        for each in words
    )


def compile_rule(words: RuleWords, enforces: bool, exemptions: Iterable[Exemption] = ()) -> Rule:
    """The rule that these words describe; `enforces` is the policy's own mode."""
    effects = composed(effect for entry in words.then for effect in effects_of(entry))
    return Rule(
        name=words.name,
        why=words.why,
        atlas=words.atlas,
        lasts=words.lasts,
        enforces=enforces if words.mode is None else words.mode == "enforce",
        remedy=Remedy(words.name, effects, words.lasts),
        when=compiled(words.when),
        spoken=words.when,
        exemptions=tuple(each for each in exemptions if each.is_rule(words.name)),
        stage=words.stage,
    )
