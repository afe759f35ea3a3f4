"""The words of rules and exceptions; `model` has the rest of the language."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, Field, PlainValidator, ValidationInfo, WithJsonSchema

from proxy.policy.canarywords import CanaryWords
from proxy.policy.comparisons import Names
from proxy.policy.conditions import Condition, read_condition
from proxy.policy.fields import KIND, Name, OneOrMany, Pattern, YesNo, said
from proxy.policy.rulefields import (
    Atlas,
    Count,
    Decimals,
    Delay,
    HeaderName,
    Item,
    Lasts,
    Levels,
    Rate,
    Reason,
    Running,
    Share,
    Stage,
    TopLogprobs,
    Until,
    Worded,
)
from proxy.policy.words import Patterns, Several, Words

# Four times as many as are measured to cost next to nothing; every pair of them is compared while a policy is read.
MOST_RULES = 200

Strip = Literal["reasoning", "logprobs", "logit_bias", "seed", "system_fingerprint"]
Mode = Annotated[
    Literal["observe", "enforce"] | None,
    BeforeValidator(said),
    WithJsonSchema({"type": "string", "enum": ["observe", "enforce"]}),
]
Drop = Annotated[
    Literal["drop", "refuse"] | None,
    BeforeValidator(said),
    WithJsonSchema({"type": "string", "enum": ["drop", "refuse"]}),
]
Items = Annotated[tuple[Item, ...], Field(min_length=1)]


def names_in(document: Mapping[str, Any]) -> Names:
    """The lists and constants of a document, before anything in it is known to be right."""
    lists, constants = document.get("lists"), document.get("constants")
    found = (
        {name: items for name, items in lists.items() if isinstance(items, tuple)} if isinstance(lists, dict) else {}
    )
    return Names(found, constants if isinstance(constants, dict) else {})


def _condition(value: object, asked: ValidationInfo) -> Condition:
    names = asked.context
    return read_condition(value, names if isinstance(names, Names) else Names())


CONDITION_KIND = "[conditions](#conditions)"

When = Annotated[Condition, PlainValidator(_condition), WithJsonSchema({KIND: CONDITION_KIND})]


class BindWords(Words):
    """Reasoning that providers seal and clients return (signatures, encrypted content, reasoning ids), bound.

    Nothing of it is changed on its way out; what is kept for a time is whom it was given to.
    """

    foreign: Literal["note", "strip", "refuse"] = Field(
        "note",
        description="What becomes of reasoning that was given to somebody else. note: evidence only "
        "(provenance.foreign_reasoning). strip: it is taken out of the request. refuse: 400.",
    )
    to: Literal["caller", "org", "conversation"] = Field(
        "org",
        description="Whom it is bound to. org: keys of one org in the key directory may share it; without a directory "
        "every caller is by itself. conversation: also not in another conversation of the same caller, which clients "
        "that shorten or fork theirs will meet.",
    )
    lasts: Lasts = Field(
        86400.0,
        alias="for",
        json_schema_extra={"default": "24h"},
        description="How long it is known whom it was given to, from 1s to 30d; about 200 bytes of state for each.",
    )


class ThrottleWords(Words):
    """Fewer and slower requests. Give a rate, a concurrency or a delay; what is beyond gets 429 with Retry-After."""

    rate: Rate = Field(None, description="The most requests in any such time: 2/m allows two within any minute.")
    concurrency: Count = Field(None, description="The most requests at once, over all workers and replicas.")
    per: Literal["caller", "campaign"] = Field(
        "caller",
        description="Who shares the rate and the concurrency: caller, or campaign, all of whose members then have them "
        "together. A caller in no campaign is by itself.",
    )
    delay: Delay = Field(
        0.0,
        json_schema_extra={"default": "0s"},
        description="How long each request waits before it goes on, at most 60s.",
    )
    jitter: Share = Field(
        0.0,
        description="The share of the delay that varies from request to request: 0.5 is half of it to all of it.",
    )
    tarpit: Delay = Field(
        0.0,
        json_schema_extra={"default": "0s"},
        description="How long a request beyond the rate or the concurrency is kept before it is refused, at most 60s.",
    )


class EmbeddingsWords(Words):
    """Embeddings that serve a search and make a poor training set."""

    quantise: Levels = Field(None, description="Levels that are left in each dimension, 2 to 65,536.")
    noise: Share = Field(
        0.0,
        description="Standard deviation of noise in the vector's own, at full coverage: a caller whose texts keep to "
        "one topic gets next to none. Asking again brings the same noise.",
    )
    rotate: YesNo = Field(
        None,
        description="true: a rotation of the caller's own. Its vectors search among themselves as ever and fit nobody "
        "else's, so what it stored before it was rotated has to be embedded again.",
    )


class ClassifierWords(Words):
    """Answers of classifiers with less to learn from."""

    top_label_only: YesNo = Field(None, description="true: the first label without the others.")
    round_scores: Decimals = Field(None, description="Decimals that are left of scores, 0 to 10.")


class DegradeWords(Words):
    """A less useful answer to whoever trains on it. Caps are lowered to what stands here and never raised."""

    strip: Several[Strip] = Field(
        (), min_length=1, description="What is taken out: reasoning from answers, logprobs from both, the others from "
        "requests.",
    )  # fmt: skip
    tags: Several[Name] = Field(
        (), min_length=1, description="Inline tags whose content is stripped as reasoning; without it think, thinking "
        "and reasoning.",
    )  # fmt: skip
    round_logprobs: Decimals = Field(None, description="Decimals that are left of log-probabilities, 0 to 10.")
    max_top_logprobs: TopLogprobs = Field(None, description="The most alternatives a token comes with, 0 to 20.")
    max_output_tokens: Count = Field(None, description="The longest answer, in tokens.")
    max_choices: Count = Field(None, description="The most choices (n, best_of) of one request.")
    bias_with_logprobs: Drop = Field(
        None,
        description="A request with both token biases and log-probabilities, which read a model's output layer "
        "together. drop: without the biases. refuse: 400.",
    )
    models: dict[Pattern, Pattern] = Field({}, description="Models that answer instead: {gpt-4o: gpt-4o-mini}.")
    embeddings: EmbeddingsWords = Field(EmbeddingsWords(), description="What becomes of embeddings.")
    classifier: ClassifierWords = Field(ClassifierWords(), description="What becomes of classifiers' answers.")


class BlockWords(Words):
    """No answer: 403 in the provider's shape, which official SDKs do not try again. It has no words of its own."""


class TagWords(Words):
    """Tells the upstream what we think of the caller, in a signed header."""

    header: HeaderName = Field("x-stillwatch-risk", description="The header's name.")


_EFFECT = Worded(
    ("tag", "block"),
    {"degrade": "strip: [reasoning]", "canary": "share: 0.1", "throttle": "rate: 2/m"},
    "[then](#then)",
)


class EffectWords(Words):
    """What is done: one effect in each entry; `block` and `tag` may stand alone, as words.

    Those of all rules that fire are put together, each kind at its strictest: tag, degrade, canary, throttle, block.
    """

    tag: TagWords | None = Field(
        None, description="Tell the upstream what is known of the caller, in a header that nobody else can write."
    )
    degrade: DegradeWords | None = Field(None, description="Give less away in each answer.")
    canary: CanaryWords | None = Field(
        None, description="Mark some answers, so that a model trained on them can be recognised."
    )
    throttle: ThrottleWords | None = Field(None, description="Give fewer answers.")
    block: BlockWords | None = Field(None, description="Give none.")


Effect = Annotated[EffectWords, BeforeValidator(_EFFECT.read), _EFFECT]
Effects = Annotated[tuple[Effect, ...], Field(min_length=1), OneOrMany()]


class RuleWords(Words):
    """When what is done, for how long, and why."""

    name: Name = Field(description="What events, metrics and `explain` call it.")
    why: Reason = Field(description="A sentence for whoever asks why a caller was treated so.")
    when: When = Field(description="What must hold. A list means all of it.")
    then: Effects = Field(description="What is done while it holds, and for a time after it last did.")
    lasts: Running = Field(
        3600.0,
        alias="for",
        json_schema_extra={"default": "1h"},
        description="How long the effects go on after the condition last held, from 1s to 30d; `request`: not at all, "
        "they fall on requests of which it holds and on no others.",
    )
    atlas: Atlas = Field("", description="The technique of MITRE ATLAS that it answers, for your SIEM.")
    mode: Mode = Field(
        None,
        description="observe: decide and log only. enforce: act, even where the policy only observes. Without it, as "
        "the policy.",
    )
    stage: Stage = Field(
        1.0,
        json_schema_extra={"default": "100%"},
        description="The share of callers on whom the rule acts, to begin with a few: always the same ones, and others "
        "join as it grows. For the rest it observes.",
    )


class ExceptionWords(Words):
    """Whom rules never act on, not even as a member of a campaign. Budgets go on counting."""

    name: Name = Field(description="What events and `explain` call it.")
    callers: Several[Pattern] = Field((), min_length=1, description="Callers by their id (k_…); `*` for anything.")
    orgs: Several[Pattern] = Field((), min_length=1, description="Orgs of the key directory; `*` for anything.")
    rules: Patterns = Field(description="The rules that it lifts, by name; `*` for all.")
    until: Until = Field(description="The last day on which it holds (UTC). Every exception ends.")
    owner: Reason = Field(description="Who answers for it.")
    reason: Reason = Field(description="Why it is there.")
