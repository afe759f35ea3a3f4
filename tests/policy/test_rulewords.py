"""The words of rules: strict, and with names of the policy's own."""

from __future__ import annotations

from typing import Any

import pytest
from pydantic import ValidationError

from proxy.policy.rulewords import MOST_RULES, EffectWords, ExceptionWords, RuleWords, names_in

RULE = {"name": "r", "why": "x", "when": "risk > $high", "then": "block"}
DOCUMENT = {"lists": {"a": ("x", "y")}, "constants": {"high": 0.9}}


def test_names_are_found_before_they_are_checked() -> None:
    """Conditions can use lists and constants wherever these stand in the file; what is wrong there is told there."""
    names = names_in(DOCUMENT)
    assert (names.named("@a"), names.named("$high")) == (("x", "y"), (0.9,))
    assert names_in({"lists": 5, "constants": ("a",)}) == names_in({})
    assert names_in({"lists": {"a": 5}}).lists == {}


def test_conditions_use_the_names() -> None:
    """With the document's names a rule can be read, without them not."""
    assert str(RuleWords.model_validate(RULE, context=names_in(DOCUMENT)).when) == "risk > 0.9"
    with pytest.raises(ValidationError, match="no constant is called 'high'"):
        RuleWords.model_validate(RULE)


def test_for_is_a_word_and_lasts_is_not() -> None:
    """Operators write `for`, which Python cannot call a field."""
    plain = {**RULE, "when": "risk > 0.9"}
    assert RuleWords.model_validate({**plain, "for": "2h"}).lasts == 7200
    with pytest.raises(ValidationError, match="Extra inputs"):
        RuleWords.model_validate({**plain, "lasts": "2h"})


@pytest.mark.parametrize("missing", ["name", "why", "when", "then"])
def test_a_rule_needs(missing: str) -> None:
    """A rule without a name, a reason, a condition or an effect is none."""
    with pytest.raises(ValidationError, match="Field required"):
        RuleWords.model_validate({key: value for key, value in RULE.items() if key != missing} | {"tools": 1})


@pytest.mark.parametrize("missing", ["name", "rules", "until", "owner", "reason"])
def test_an_exception_needs(missing: str) -> None:
    """Exceptions are named, scoped, dated, owned and explained."""
    words = {"name": "e", "callers": "k", "rules": "*", "until": "2026-12-31", "owner": "me", "reason": "x"}
    assert ExceptionWords.model_validate(words)
    with pytest.raises(ValidationError, match="Field required"):
        ExceptionWords.model_validate({key: value for key, value in words.items() if key != missing})


@pytest.mark.parametrize(
    "words",
    [{"degrade": {"strip": ()}}, {"degrade": {"max_choices": None}}, {"degrade": {"embeddings": {"rotate": None}}},
     {"canary": {}}, {"canary": {"share": 0.1, "kinds": ()}}, {"block": {"status": 404}}, {"tag": {"header": None}}],
)  # fmt: skip
def test_effects_are_strict(words: dict[str, Any]) -> None:
    """What is begun and left empty, or has a word too many, is refused."""
    with pytest.raises(ValidationError):
        EffectWords.model_validate(words)


def test_rules_are_bounded() -> None:
    """More rules than this are somebody's program, and would make reading slow."""
    from proxy.policy.model import PolicyWords

    rules = tuple({**RULE, "when": "risk > 0.9", "name": f"r{n}"} for n in range(MOST_RULES + 1))
    assert PolicyWords.model_validate({"policy": "p", "rules": rules[1:]})
    with pytest.raises(ValidationError, match="at most 200"):
        PolicyWords.model_validate({"policy": "p", "rules": rules})
