"""From the words under `then` to effects, and many effects to the few that are carried out."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from functools import lru_cache, reduce
from typing import Any, TypeVar

from proxy.core.decision import Action
from proxy.core.effect import Block, Canary, Degrade, Effect, Tag, Throttle
from proxy.policy.canarywords import CanaryWords
from proxy.policy.rulewords import DegradeWords, EffectWords, ThrottleWords

T = TypeVar("T")

ACTIONS: Mapping[type[Effect], Action] = {
    Tag: Action.ALLOW,
    Degrade: Action.DEGRADE,
    Throttle: Action.THROTTLE,
    Canary: Action.CANARY,
    Block: Action.BLOCK,
}
"""What an effect makes of a request. A tag leaves the caller the very answer it would have had."""


def effects_of(words: EffectWords) -> tuple[Effect, ...]:
    """The effects of one entry under `then`, in the order in which they compose."""
    found: list[Effect | None] = [
        Tag(words.tag.header) if words.tag else None,
        _degrade(words.degrade) if words.degrade else None,
        _canary(words.canary) if words.canary else None,
        _throttle(words.throttle) if words.throttle else None,
        Block() if words.block else None,
    ]
    return tuple(effect for effect in found if effect is not None)


def strictest(effects: Iterable[Effect]) -> Action:
    """The action of the strictest effect; without any, `allow`."""
    return max((ACTIONS[type(effect)] for effect in effects), default=Action.ALLOW)


def composed(effects: Iterable[Effect]) -> tuple[Effect, ...]:
    """All effects as at most one of a kind (one tag for each header, one throttle for each `per`), in order.

    The order: tag, degrade, canary, throttle (of the caller, then of its campaign), block.
    """
    return _composed(tuple(effects))


# The combinations of rules that fire together are few, and putting one together costs 10 µs and more.
@lru_cache(maxsize=1024)
def _composed(effects: tuple[Effect, ...]) -> tuple[Effect, ...]:
    kinds: dict[type[Effect], list[Any]] = {kind: [] for kind in (Tag, Degrade, Canary, Throttle, Block)}
    for effect in effects:
        kinds[type(effect)].append(effect)
    merged: list[Effect] = list(dict.fromkeys(kinds[Tag]))
    for kind, merge in ((Degrade, _stricter_degrade), (Canary, _stricter_canary)):
        if kinds[kind]:
            merged.append(reduce(merge, kinds[kind]))
    for per in ("caller", "campaign"):
        throttles = [each for each in kinds[Throttle] if each.per == per]
        if throttles:
            merged.append(reduce(_slower, throttles))
    return (*merged, *kinds[Block][:1])


def _degrade(words: DegradeWords) -> Degrade:
    given: dict[str, Any] = {"tags": words.tags} if words.tags else {}
    return Degrade(
        strip=frozenset(words.strip),
        round_logprobs=words.round_logprobs,
        max_top_logprobs=words.max_top_logprobs,
        max_output_tokens=words.max_output_tokens,
        max_choices=words.max_choices,
        bias_with_logprobs=words.bias_with_logprobs,
        models=tuple(words.models.items()),
        quantise_embeddings=words.embeddings.quantise,
        embedding_noise=words.embeddings.noise,
        rotate_embeddings=bool(words.embeddings.rotate),
        top_label_only=bool(words.classifier.top_label_only),
        round_scores=words.classifier.round_scores,
        **given,
    )


def _canary(words: CanaryWords) -> Canary:
    return Canary(words.share, frozenset(words.kinds), words.place, words.guard, words.decoys)


def _throttle(words: ThrottleWords) -> Throttle:
    spread = Throttle(
        concurrency=words.concurrency, delay=words.delay, jitter=words.jitter, tarpit=words.tarpit, per=words.per
    )
    if words.rate is None:
        return spread
    count, window = words.rate
    return replace(spread, rate=count / window, window=window)


def _stricter_degrade(one: Degrade, other: Degrade) -> Degrade:
    return Degrade(
        strip=one.strip | other.strip,
        tags=tuple(dict.fromkeys((*one.tags, *other.tags))),
        round_logprobs=_least(one.round_logprobs, other.round_logprobs),
        max_top_logprobs=_least(one.max_top_logprobs, other.max_top_logprobs),
        max_output_tokens=_least(one.max_output_tokens, other.max_output_tokens),
        max_choices=_least(one.max_choices, other.max_choices),
        # `refuse` is stricter than `drop`, and stands behind it in the alphabet as well.
        bias_with_logprobs=max(one.bias_with_logprobs or "", other.bias_with_logprobs or "") or None,
        # The rule that stands first in the policy says which model answers.
        models=tuple({**dict(one.models), **dict(other.models), **dict(one.models)}.items()),
        quantise_embeddings=_least(one.quantise_embeddings, other.quantise_embeddings),
        embedding_noise=max(one.embedding_noise, other.embedding_noise),
        rotate_embeddings=one.rotate_embeddings or other.rotate_embeddings,
        top_label_only=one.top_label_only or other.top_label_only,
        round_scores=_least(one.round_scores, other.round_scores),
    )


def _stricter_canary(one: Canary, other: Canary) -> Canary:
    guard = tuple(dict.fromkeys((*one.guard, *other.guard)))
    # `visible` is stricter than `hidden`, and stands behind it in the alphabet as well.
    seen = max(one.decoys if "decoy" in one.kinds else "", other.decoys if "decoy" in other.kinds else "") or "hidden"
    return Canary(max(one.share, other.share), one.kinds | other.kinds, one.place, guard, seen)


def _slower(one: Throttle, other: Throttle) -> Throttle:
    """The slower rate with its own window; 60/h and 1/m are equal, and the one counted over less time is stricter."""
    rated = [each for each in (one, other) if each.rate is not None]
    rate = min(rated, key=lambda each: (each.rate, each.window), default=one)
    delay = max((one, other), key=lambda each: each.delay)
    concurrency = _least(one.concurrency, other.concurrency)
    tarpit = max(one.tarpit, other.tarpit)
    return Throttle(rate.rate, rate.window, concurrency, delay.delay, delay.jitter, tarpit, one.per)


def _least(one: int | None, other: int | None) -> int | None:
    return min((each for each in (one, other) if each is not None), default=None)
