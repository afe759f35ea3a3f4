"""What can be done to which API: so that `check` tells of an effect that would find nothing to do.

A rule is about the requests that can make it fire. Where none of their APIs has what an effect takes away, the effect
does nothing for them. A test holds the table to the places that the dialects tell.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from proxy.core.effect import Canary, Degrade
from proxy.policy.closures import OPPOSITES, compiled
from proxy.policy.comparisons import Comparison
from proxy.policy.conditions import Condition, Not
from proxy.policy.model import PolicyWords
from proxy.policy.positions import Loc
from proxy.policy.remedies import effects_of
from proxy.policy.rulewords import EffectWords, RuleWords

Api = tuple[str, str]
"""A dialect and an operation."""

_LOGPROBS = frozenset({"strip logprobs", "round_logprobs", "max_top_logprobs"})
_TEXT = frozenset({"strip reasoning", "tags", "max_output_tokens", "models", "canary"})
_EVERYTHING = _TEXT | _LOGPROBS | {
    "strip logit_bias", "strip seed", "strip system_fingerprint", "max_choices", "bias_with_logprobs",
}  # fmt: skip
_VECTORS = frozenset({"embeddings", "models"})
_OWN = frozenset({"strip reasoning", "tags", "max_output_tokens", "models", "classifier"})

ABLE: Mapping[Api, frozenset[str]] = {
    ("openai", "chat"): _EVERYTHING,
    ("openai", "completion"): _EVERYTHING,
    ("openai", "stored"): (_EVERYTHING - {"strip logit_bias", "max_choices", "bias_with_logprobs"}) - _TEXT
    | {"strip reasoning", "tags"},
    ("openai-responses", "chat"): _TEXT | _LOGPROBS,
    ("openai-responses", "stored"): _LOGPROBS | {"strip reasoning", "tags"},
    ("openai-embeddings", "embedding"): _VECTORS,
    ("anthropic", "chat"): _TEXT,
    ("anthropic", "count"): frozenset({"models"}),
    ("ollama", "chat"): _TEXT | _LOGPROBS | {"strip seed"},
    ("ollama", "completion"): _TEXT | _LOGPROBS | {"strip seed"},
    ("ollama", "embedding"): _VECTORS,
    ("tgi", "completion"): _TEXT - {"models"} | _LOGPROBS | {"strip seed", "max_choices"},
    ("plain", "opaque"): frozenset(),
}
"""What each API has that effects take away or add, in the words of the policy. Nothing but a block or a throttle can be
done to what passes unread."""


def unable(rule: RuleWords, policy: PolicyWords) -> Iterator[tuple[Loc, str]]:
    """Effects of a rule that none of the APIs can do for which the rule can fire."""
    apis = {**ABLE, **{(dialect.name, "generic"): _OWN for dialect in policy.dialects}}
    about = [api for api in apis if _may_hold(rule.when, {"dialect": api[0], "operation": api[1]})]
    able = frozenset().union(*(apis[api] for api in about))
    if not about or len(about) == len(apis):
        return
    told = ", ".join(sorted({f"{dialect} ({operation})" for dialect, operation in about}))
    for entry, effect in enumerate(rule.then):
        for loc, word in _words(effect):
            if word not in able:
                yield ("then", entry, *loc), f"{word}: nothing of it in what makes this rule fire, which is {told}"


def _may_hold(condition: Condition, facts: Mapping[str, str], *, holds: bool = True) -> bool:
    """Whether a condition may hold for these facts, whatever the others are."""
    if isinstance(condition, Not):
        return _may_hold(condition.part, facts, holds=not holds)
    if isinstance(condition, Comparison):
        return condition.key not in facts or compiled(condition, holds=holds)(facts)
    word = condition.word if holds else OPPOSITES[condition.word]
    parts = (_may_hold(part, facts, holds=holds) for part in condition.parts)
    return all(parts) if word == "all" else any(parts)


def _words(effect: EffectWords) -> Iterator[tuple[Loc, str]]:
    """What an entry under `then` asks for, word by word, each with its way."""
    done = {type(each) for each in effects_of(effect)}
    if Canary in done:
        yield ("canary",), "canary"
    degrade = effect.degrade
    if degrade is None or Degrade not in done:
        return
    for index, what in enumerate(degrade.strip):
        yield ("degrade", "strip", index), f"strip {what}"
    for word in sorted(degrade.model_fields_set - {"strip"}):
        yield ("degrade", word), word
