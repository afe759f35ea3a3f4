"""Rules fire where their condition certainly holds and no exception covers the caller."""

from __future__ import annotations

from typing import Any

import pytest

from proxy.core.effect import Block, Degrade, Remedy, Tag, Throttle
from proxy.core.exchange import Caller
from proxy.policy.riskwords import RiskWords
from proxy.policy.rules import (
    RiskPolicy,
    Rule,
    compile_exceptions,
    compile_risk,
    compile_rule,
    compose,
    fired,
    why,
)
from proxy.policy.rulewords import ExceptionWords, RuleWords

CALLER = Caller("k_1", org="Acme")
NOW = 1_790_000_000.0  # 2026-09-21
PLAIN = {"name": "r", "why": "because", "when": "risk >= 0.6", "then": ("block",)}


def rule(*exceptions: dict[str, Any], enforces: bool = False, **words: Any) -> Rule:
    """A rule, changed as given."""
    lifted = compile_exceptions(exception(**each) for each in exceptions)
    return compile_rule(RuleWords.model_validate(PLAIN | words), enforces, lifted)


def exception(**words: Any) -> ExceptionWords:
    """An exception for nobody, changed as given."""
    plain = {"name": "e", "rules": "*", "until": "2026-12-31", "owner": "me", "reason": "contract"}
    return ExceptionWords.model_validate(plain | words)


def names(*rules: Rule, caller: Caller = CALLER, now: float = NOW, risk: float = 0.9) -> list[str]:
    """Which rules fire."""
    return [each.name for each in fired(rules, {"risk": risk}, caller, now)]


def test_a_rule_knows_what_it_is() -> None:
    """Everything a decision has to say about the rule is there."""
    words: dict[str, Any] = {"for": "6h", "atlas": "AML.T0024.002", "why": "a  long\n reason", "then": ("tag", "block")}
    found = rule(**words)
    assert (found.name, found.why, found.atlas, found.lasts) == ("r", "a long reason", "AML.T0024.002", 21600)
    assert found.remedy == Remedy("r", (Tag(), Block()), 21600)
    assert str(found.spoken) == "risk >= 0.6"
    assert rule().lasts == 3600


@pytest.mark.parametrize(
    ("mode", "enforces", "expected"),
    [(None, False, False), (None, True, True), ("enforce", False, True), ("observe", True, False)],
)
def test_its_own_mode_comes_first(mode: str | None, enforces: bool, expected: bool) -> None:
    """Without one the policy's counts."""
    words = {} if mode is None else {"mode": mode}
    assert rule(enforces=enforces, **words).enforces is expected


def test_rules_fire_in_policy_order() -> None:
    """All whose condition holds, and no other."""
    rules = rule(name="a"), rule(name="b", when="risk > 0.95"), rule(name="c")
    assert names(*rules) == ["a", "c"]
    assert names(*rules, risk=0.1) == []
    assert fired(rules, {}, CALLER, NOW) == ()


@pytest.mark.parametrize(
    ("words", "spared"),
    [
        ({"callers": "k_1"}, True),
        ({"callers": ("k_2", "k_1*")}, True),
        ({"callers": "k_2"}, False),
        ({"orgs": "acme"}, True),
        ({"orgs": "other"}, False),
        ({"callers": "k_2", "orgs": "a*"}, True),
        ({"callers": "k_1", "rules": "other"}, False),
        ({"callers": "k_1", "rules": ("other", "r")}, True),
        ({"callers": "k_1", "rules": "R"}, False),
        ({"callers": "k_1", "until": "2026-09-20"}, False),
    ],
)
def test_exceptions(words: dict[str, Any], spared: bool) -> None:
    """By caller or by org, for the rules named, until the date."""
    assert (names(rule(words)) == []) is spared


def test_an_exception_holds_to_the_end_of_its_day() -> None:
    """The date is the last day, in UTC."""
    found = rule({"callers": "k_1", "until": "2026-09-21"})
    assert names(found, now=1_790_035_199.9) == []
    assert names(found, now=1_790_035_200.0) == ["r"]


def test_an_exception_for_nobody_spares_nobody() -> None:
    """Not even a caller without an org."""
    assert names(rule({}), caller=Caller("", org="")) == ["r"]


def test_rules_compose() -> None:
    """What several rules ask for is put together."""
    one = rule(then=({"degrade": {"max_choices": 1}}, {"throttle": {"rate": "2/m"}}))
    other = rule(then=("block", {"degrade": {"max_output_tokens": 9}}))
    assert compose((one, other)) == (Degrade(max_choices=1, max_output_tokens=9), Throttle(2 / 60), Block())


def test_why() -> None:
    """A rule tells which of its conditions held."""
    found = why(rule(when=("risk >= 0.6", "tier == free")), {"risk": 0.7})
    assert [(part.condition, part.held, part.value) for part in found.parts] == [
        ("risk >= 0.6", True, 0.7),
        ("tier == free", None, None),
    ]


def test_risk() -> None:
    """The levels ascending, times in seconds; without a word the documented priors."""
    assert compile_risk(RiskWords()) == RiskPolicy((0.3, 0.6, 0.85), 7200.0, 2)
    words = {"levels": {"watch": "10%"}, "leave_after": "30m", "corroboration": 1}
    assert compile_risk(RiskWords.model_validate(words)) == RiskPolicy((0.1, 0.6, 0.85), 1800.0, 1)


CALLERS = [Caller(f"k_{number:016x}") for number in range(4000)]


def staged(stage: str, **words: Any) -> set[str]:
    """The callers on whom a rule of this stage acts."""
    found = rule(**{"mode": "enforce", "stage": stage} | words)
    return {caller.id for caller in CALLERS if found.acts_on(caller)}


def test_a_stage_is_a_share_of_callers() -> None:
    """A tenth is about a tenth, always the same one, and a larger stage keeps those who were in the smaller."""
    tenth, half = staged("10%"), staged("50%")
    assert 320 < len(tenth) < 480  # four standard deviations of 19
    assert staged("0.1") == tenth
    assert tenth < half < staged("100%")
    assert len(staged("100%")) == len(CALLERS)


def test_every_rule_begins_with_others() -> None:
    """The callers in one rule's stage are in another's no more often than by chance."""
    assert 15 < len(staged("10%") & staged("10%", name="other")) < 70


def test_what_observes_acts_on_nobody() -> None:
    """A stage never makes a rule act that only observes."""
    assert staged("50%", mode="observe") == set()
