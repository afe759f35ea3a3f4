"""Words under `then` become effects, and many effects become few without losing any strictness."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from proxy.core.decision import Action
from proxy.core.effect import Block, Canary, Degrade, Effect, Tag, Throttle
from proxy.policy.remedies import composed, effects_of, strictest
from proxy.policy.rulewords import EffectWords


def made(words: dict[str, Any]) -> tuple[Effect, ...]:
    """The effects of one entry."""
    return effects_of(EffectWords.model_validate(words))


@pytest.mark.parametrize(
    ("words", "effect"),
    [
        ({"block": {}}, Block()),
        ({"tag": {}}, Tag()),
        ({"tag": {"header": "x-risk"}}, Tag("x-risk")),
        ({"canary": {"share": "10%"}}, Canary(0.1)),
        ({"canary": {"share": 0.5, "kinds": "marker"}}, Canary(0.5, frozenset({"marker"}))),
        ({"throttle": {"rate": "2/m"}}, Throttle(2 / 60, 60.0)),
        ({"throttle": {"rate": "100/30s", "concurrency": 4}}, Throttle(100 / 30, 30.0, 4)),
        ({"throttle": {"delay": "2s", "jitter": 0.5}}, Throttle(delay=2.0, jitter=0.5)),
        (
            {"throttle": {"rate": "1/m", "tarpit": "20s", "per": "campaign"}},
            Throttle(1 / 60, tarpit=20.0, per="campaign"),
        ),
        ({"degrade": {"bias_with_logprobs": "refuse"}}, Degrade(bias_with_logprobs="refuse")),
        ({"degrade": {"strip": ("reasoning", "seed")}}, Degrade(frozenset({"reasoning", "seed"}))),
        ({"degrade": {"strip": "reasoning", "tags": "analysis"}}, Degrade(frozenset({"reasoning"}), ("analysis",))),
        (
            {"degrade": {"round_logprobs": 1, "max_top_logprobs": 0, "max_output_tokens": "1k", "max_choices": 1}},
            Degrade(round_logprobs=1, max_top_logprobs=0, max_output_tokens=1000, max_choices=1),
        ),
        ({"degrade": {"models": {"gpt-4o": "gpt-4o-mini"}}}, Degrade(models=(("gpt-4o", "gpt-4o-mini"),))),
        (
            {"degrade": {"embeddings": {"quantise": 256, "noise": 0.05, "rotate": True}}},
            Degrade(quantise_embeddings=256, embedding_noise=0.05, rotate_embeddings=True),
        ),
        (
            {"degrade": {"classifier": {"top_label_only": True, "round_scores": 2}}},
            Degrade(top_label_only=True, round_scores=2),
        ),
    ],
)
def test_words_become_effects(words: dict[str, Any], effect: Effect) -> None:
    """Every word of every effect has its place in the value."""
    assert made(words) == (effect,)


def test_every_field_of_a_degrade_has_a_word() -> None:
    """Nothing that the edge can do is out of an operator's reach."""
    words = {"strip": "seed", "tags": "a", "round_logprobs": 1, "max_top_logprobs": 1, "max_output_tokens": 1,
             "max_choices": 1, "models": {"a": "b"}, "embeddings": {"quantise": 2, "noise": 0.1, "rotate": True},
             "classifier": {"top_label_only": True, "round_scores": 1}, "bias_with_logprobs": "drop"}  # fmt: skip
    (found,), plain = made({"degrade": words}), Degrade()
    assert [name for name in Degrade.__slots__ if getattr(found, name) == getattr(plain, name)] == []


def test_effects_stand_in_the_documented_order() -> None:
    """Tag, degrade, canary, throttle, block, whatever the order of the rules."""
    effects = (Block(), Throttle(1.0), Canary(0.1), Degrade(max_choices=1), Tag())
    assert composed(effects) == effects[::-1]
    assert composed(()) == ()


def test_degrades_become_the_strictest() -> None:
    """Union of what is stripped, least of what is capped, most of what is blurred; the first rule names the model."""
    one = Degrade(frozenset({"seed"}), ("a",), 3, None, 500, 2, (("m", "x"),), 64, 0.1, False, True, None)
    other = Degrade(
        frozenset({"logprobs"}), ("b", "a"), 1, 5, None, 4, (("m", "y"), ("n", "z")), 16, 0.3, True, False, 2
    )
    assert composed((one, other)) == (
        Degrade(
            frozenset({"seed", "logprobs"}), ("a", "b"), 1, 5, 500, 2, (("m", "x"), ("n", "z")), 16, 0.3, True, True, 2
        ),
    )


def test_to_refuse_is_stricter_than_to_drop() -> None:
    """Of rules that refuse and rules that drop biases with log-probabilities those that refuse count."""
    drop, refuse = Degrade(bias_with_logprobs="drop"), Degrade(bias_with_logprobs="refuse")
    assert composed((drop, refuse)) == composed((refuse, drop, Degrade())) == (refuse,)
    assert composed((drop, Degrade())) == (drop,)


def test_caller_and_campaign_are_throttled_each() -> None:
    """A throttle of the caller and one of its campaign stand side by side, each the slowest of its kind."""
    own, shared = Throttle(2.0, tarpit=1.0), Throttle(1.0, tarpit=3.0, per="campaign")
    assert composed((shared, own, Throttle(4.0), Throttle(9.0, tarpit=5.0, per="campaign"))) == (
        own,
        Throttle(1.0, tarpit=5.0, per="campaign"),
    )


def test_throttles_become_the_slowest() -> None:
    """The slower rate with its own window, the lower concurrency, the longer delay with its own jitter."""
    one, other = Throttle(1.0, 1.0, None, 0.5, 0.9), Throttle(10 / 60, 60.0, 3, 2.0, 0.1)
    assert composed((one, other)) == composed((other, one)) == (other,)
    assert composed((Throttle(concurrency=2), Throttle(0.5, 10.0))) == (Throttle(0.5, 10.0, 2),)
    assert composed((Throttle(1 / 60, 3600.0), Throttle(1 / 60, 60.0))) == (Throttle(1 / 60, 60.0),)


def test_canaries_and_tags_add_up() -> None:
    """The larger share of all kinds; one tag for each header; one block."""
    canaries = (Canary(0.1, frozenset({"cue"})), Canary(0.3, frozenset({"choice"})))
    assert composed(canaries) == (Canary(0.3, frozenset({"cue", "choice"})),)
    assert composed((Tag(), Tag("x-a"), Tag(), Block(), Block())) == (Tag(), Tag("x-a"), Block())


@pytest.mark.parametrize(
    ("effects", "action"),
    [
        ((), Action.ALLOW),
        ((Tag(),), Action.ALLOW),
        ((Tag(), Degrade()), Action.DEGRADE),
        ((Degrade(), Throttle()), Action.THROTTLE),
        ((Canary(0.1), Throttle()), Action.CANARY),
        ((Block(), Tag()), Action.BLOCK),
    ],
)
def test_the_strictest_effect_is_the_action(effects: tuple[Effect, ...], action: Action) -> None:
    """A tag alone leaves the answer as it is; of the others the strictest counts."""
    assert strictest(effects) is action


CAPS = st.none() | st.integers(1, 5)
DEGRADES = st.builds(
    Degrade, strip=st.frozensets(st.sampled_from(["seed", "logprobs"])), max_choices=CAPS, round_scores=CAPS
)
THROTTLES = st.builds(Throttle, rate=st.none() | st.sampled_from([0.1, 1.0]), concurrency=CAPS)
EFFECTS = st.lists(DEGRADES | THROTTLES | st.builds(Canary, st.sampled_from([0.1, 0.5])) | st.just(Block()), max_size=6)


@given(EFFECTS)
def test_composing_is_final(effects: list[Effect]) -> None:
    """Composing what is composed changes nothing, at most one of each kind is left, and no action gets milder."""
    found = composed(effects)
    assert composed(found) == found
    assert len({type(effect) for effect in found}) == len(found)
    assert strictest(found) is strictest(effects)


@given(EFFECTS, st.randoms())
def test_the_order_of_rules_does_not_matter(effects: list[Effect], chance: Any) -> None:
    """The same effects in any order come to the same."""
    other = list(effects)
    chance.shuffle(other)
    assert composed(other) == composed(effects)
