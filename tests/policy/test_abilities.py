"""`check` tells of effects that find nothing to do in the requests that a rule is about."""

from __future__ import annotations

from typing import Any

import pytest

from proxy.actions.degrade import touches_replies
from proxy.core.effect import Degrade
from proxy.core.places import Places, RequestPlaces, Shape
from proxy.dialects import DIALECTS, PLAIN
from proxy.policy.abilities import ABLE, unable
from proxy.policy.model import PolicyWords
from proxy.policy.positions import Loc
from proxy.policy.rulewords import DegradeWords, names_in

REPLIES = {
    "strip reasoning": Degrade(strip=frozenset({"reasoning"})),
    "strip logprobs": Degrade(strip=frozenset({"logprobs"})),
    "round_logprobs": Degrade(round_logprobs=1),
    "embeddings": Degrade(quantise_embeddings=8),
    "classifier": Degrade(top_label_only=True),
}
REQUESTS = {"max_output_tokens": "caps", "models": "model", "strip logit_bias": "bias", "bias_with_logprobs": "bias"}


def words(*then: Any, when: Any = "risk > 0.5", **others: Any) -> PolicyWords:
    """A policy with one rule."""
    rule = {"name": "r", "why": "x", "when": when, "then": then}
    document = {"policy": "p", "rules": (rule,), **others}
    return PolicyWords.model_validate(document, context=names_in(document))


def told(policy: PolicyWords) -> dict[Loc, str]:
    """What is said of its rule."""
    return dict(unable(policy.rules[0], policy))


def test_the_table_names_all_apis() -> None:
    """Every operation of every dialect that says where it keeps things is in the table, and no other."""
    found = {(dialect.name, operation) for dialect in DIALECTS for operation in dialect.places}
    assert found == set(ABLE) - {(PLAIN.name, "opaque")}


PLACES: list[tuple[str, str, Places]] = [
    (dialect.name, operation, places) for dialect in DIALECTS for operation, places in dialect.places.items()
]


@pytest.mark.parametrize(("dialect", "operation", "places"), PLACES, ids=str)
def test_the_table_is_what_the_dialects_say(dialect: str, operation: str, places: Places) -> None:
    """What the table allows has a place in the request or the reply; what has none is not in it."""
    able, request = ABLE[dialect, operation], places.request
    for word, effect in REPLIES.items():
        shape = places.reply.shape if places.reply else None
        assert (word in able) == (shape is not None and touches_replies(effect, shape)), word
    for word, place in REQUESTS.items():
        assert (word in able) == bool(getattr(request, place)), word
    assert ("max_choices" in able) == bool(request.choices)
    assert ("strip seed" in able) == (bool(request.seed) or "strip system_fingerprint" in able)


def test_every_word_is_somewhere() -> None:
    """Each word of degrade can be done to some API, so that a new one is not forgotten here."""
    named = {word.removeprefix("strip ") for able in ABLE.values() for word in able} | {"classifier", "strip"}
    assert set(DegradeWords.model_fields) <= named
    assert RequestPlaces() == Places().request
    assert Shape.VALUES not in {places.reply.shape for _, _, places in PLACES if places.reply}


DEGRADE = {"degrade": {"strip": ("reasoning", "logprobs"), "max_choices": 1}}


@pytest.mark.parametrize(
    ("policy", "found"),
    [
        (words(DEGRADE), set()),
        (words(DEGRADE, when="dialect == anthropic"), {("strip", 1), ("max_choices",)}),
        (words(DEGRADE, when={"not": "dialect != anthropic"}), {("strip", 1), ("max_choices",)}),
        (words(DEGRADE, when="dialect in [anthropic, openai]"), set()),
        (words(DEGRADE, when=("dialect == openai*", "operation == embedding")), {("strip", 0), ("strip", 1),
                                                                               ("max_choices",)}),
        (words(DEGRADE, when={"any": ("operation == embedding", "risk > 0.9")}), set()),
        (words({"degrade": {"embeddings": {"quantise": 8}}}, when="operation == embedding"), set()),
        (words({"degrade": {"embeddings": {"quantise": 8}}}, when="operation == chat"), {("embeddings",)}),
        (words(DEGRADE, when="dialect == nobody"), set()),
        (words({"throttle": {"rate": "1/m"}}, "block", when="dialect == plain"), set()),
    ],
)  # fmt: skip
def test_what_cannot_be_done_is_told(policy: PolicyWords, found: set[Loc]) -> None:
    """Only where no request that can make the rule fire has it, and at the word."""
    assert set(told(policy)) == {("then", 0, "degrade", *loc) for loc in found}


def test_the_sentence_names_the_apis() -> None:
    """Whoever wrote it reads what the rule is about."""
    (message,) = told(words({"canary": {"share": 0.1}}, when="operation == embedding")).values()
    assert message == (
        "canary: nothing of it in what makes this rule fire, which is ollama (embedding), openai-embeddings (embedding)"
    )


def test_dialects_of_the_policy_count() -> None:
    """A classifier of one's own can be degraded as such."""
    own = {"name": "mine", "path": "/classify"}
    found = words({"degrade": {"classifier": {"top_label_only": True}}}, when="dialect == mine", dialects=(own,))
    assert told(found) == {}
    found = words({"degrade": {"max_choices": 1}}, when="dialect == mine", dialects=(own,))
    assert list(told(found)) == [("then", 0, "degrade", "max_choices")]
