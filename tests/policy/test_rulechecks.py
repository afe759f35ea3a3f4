"""Rules, exceptions and risk are checked against each other: faults refuse, doubts tell."""

from __future__ import annotations

from typing import Any

import pytest

from proxy.policy.crosscheck import doubts, faults
from proxy.policy.model import PolicyWords
from proxy.policy.positions import Loc
from proxy.policy.rulewords import names_in

NOW = 1_790_000_000.0  # 2026-09-21
SLOW, BLOCK = {"throttle": {"rate": "2/m"}}, "block"
EXCEPTION = {"name": "e", "callers": "k_1", "rules": "r0", "until": "2026-12-31", "owner": "me", "reason": "x"}


def words(*rules: dict[str, Any], **others: Any) -> PolicyWords:
    """A policy with these rules (a minimal one each, changed as given)."""
    plain = {"why": "x", "when": "risk > 0.5", "then": BLOCK}
    named = tuple({"name": f"r{i}", **plain, **each} for i, each in enumerate(rules))
    document = {"policy": "p", "rules": named, "callers": {"directory": "k"}, **others}
    return PolicyWords.model_validate(document, context=names_in(document))


NOBODY = {word: value for word, value in EXCEPTION.items() if word != "callers"}
THEN = ("rules", 0, "then", 0)
BUDGET = {"name": "r0", "per": "caller", "meter": "requests", "limit": 600, "window": "1m"}


@pytest.mark.parametrize(
    ("policy", "where", "told"),
    [
        (words({}, {"name": "r0", "when": "tools == 0"}), ("rules", 1, "name"), "taken"),
        (words({}, budgets=(BUDGET,)), ("rules", 0, "name"), "one of the budgets"),
        (words({"when": ("risk > 0.9", "risk < 0.5")}), ("rules", 0, "when"), "can never fire"),
        (words({"when": "structure.sweep > 1"}), ("rules", 0, "when"), "can never fire"),
        (words(risk={"levels": {"watch": 0.7}}), ("risk", "levels", "suspect"), "above watch"),
        (words(risk={"levels": {"hostile": 0.6}}), ("risk", "levels", "hostile"), "above suspect"),
        (words({"then": ({"throttle": {"jitter": 0.1}},)}), (*THEN, "throttle"), "give a rate"),
        (words({"then": {"throttle": {"rate": "1/m", "jitter": 0.1}}}), (*THEN, "throttle", "jitter"), "there is none"),
        (words({"then": (BLOCK, {"degrade": {}})}), ("rules", 0, "then", 1, "degrade"), "nothing is degraded"),
        (words({"then": {"degrade": {"embeddings": {"rotate": False}}}}), (*THEN, "degrade"), "nothing"),
        (words({"then": ({"canary": {"share": 0}},)}), (*THEN, "canary", "share"), "no answer"),
        (words({"then": ({},)}), THEN, "nothing is done"),
        (words({}, exceptions=({**EXCEPTION, "callers": "a"}, {**EXCEPTION, "orgs": "b"})), ("exceptions", 1, "name"),
         "taken"),
        (words({}, exceptions=(NOBODY,)), ("exceptions", 0), "callers or orgs"),
    ],
)  # fmt: skip
def test_faults(policy: PolicyWords, where: Loc, told: str) -> None:
    """Each contradiction is found once, where it can be mended."""
    ((loc, message),) = faults(policy)
    assert (loc, told in message) == (where, True), message


@pytest.mark.parametrize(
    ("policy", "where", "told"),
    [
        (words({"when": "risk >= 0"}), ("rules", 0, "when"), "holds for every request"),
        (words({"mode": "enforce"}), ("rules", 0, "mode"), "only observes"),
        (words({"stage": "10%"}), ("rules", 0, "stage"), "acts on nobody"),
        (words({"mode": "observe", "stage": 0.1}, mode="enforce"), ("rules", 0, "stage"), "acts on nobody"),
        (words({}, {}), ("rules", 1, "name"), "adds nothing to 'r0'"),
        (words({"when": "risk > 0.9"}, {}), ("rules", 0, "name"), "adds nothing to 'r1'"),
        (words({"then": SLOW}, {"then": ({"throttle": {"rate": "1/m"}}, BLOCK)}), ("rules", 0, "name"), "'r1'"),
        (words({}, exceptions=({**EXCEPTION, "rules": ("r0", "r1")},)), ("exceptions", 0, "rules", 1), "called 'r1'"),
        (words({}, exceptions=({**EXCEPTION, "until": "2026-09-20"},)), ("exceptions", 0, "until"), "over"),
        (words({}, exceptions=({**EXCEPTION, "until": "2099-01-01"},)), ("exceptions", 0, "until"), "two years"),
        (words(lists={"a": ("b",)}), ("lists", "a"), "@a"),
        (words(constants={"a": 5}), ("constants", "a"), "$a"),
    ],
)  # fmt: skip
def test_doubts(policy: PolicyWords, where: Loc, told: str) -> None:
    """What is probably not meant is told once, and refuses nothing."""
    assert list(faults(policy)) == []
    ((loc, message),) = doubts(policy, NOW)
    assert (loc, told in message) == (where, True), message


@pytest.mark.parametrize(
    "policy",
    [
        words({"then": SLOW}, {"when": "risk > 0.9"}),
        words({"when": "risk > 0.9"}, {"when": "tools > 5"}),
        words({"then": BLOCK, "for": "1h"}, {"when": "risk > 0.9", "for": "2h"}),
        words({"mode": "observe"}, {"when": "risk > 0.9"}, mode="enforce"),
        words({"mode": "observe"}),
        words({"stage": "10%"}, {"when": "risk > 0.9"}, mode="enforce"),
        words({}, exceptions=(EXCEPTION, {**EXCEPTION, "name": "f", "rules": "*"})),
        words({"when": "tier in @a"}, {"when": "risk > $b"}, lists={"a": ("x",)}, constants={"b": 0.7}),
    ],
)
def test_what_is_meant(policy: PolicyWords) -> None:
    """Rules that differ in when, what, how long or how earnest stand side by side."""
    assert [*faults(policy), *doubts(policy, NOW)] == []


def test_without_a_time_nothing_is_over() -> None:
    """A policy that is loaded to be in force does not judge dates; exceptions end by themselves."""
    policy = words({}, exceptions=({**EXCEPTION, "until": "2001-01-01"},))
    assert list(doubts(policy)) == []


def test_facts_of_the_directory_need_one() -> None:
    """Without a key directory tiers are unknown, and so is what is said of them; each is told at its place."""
    policy = words({"when": ("risk > 0.5", {"any": ("tier == free", {"not": {"caller.verified": True}})})}, callers={})
    assert [loc[:4] for loc, _ in doubts(policy)] == [("rules", 0, "when", 1)] * 2
