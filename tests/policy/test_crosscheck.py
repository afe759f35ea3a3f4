"""Words that hold alone are checked against each other."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from proxy.policy.crosscheck import doubts, faults
from proxy.policy.model import PolicyWords


def words(*budgets: dict[str, Any], **others: Any) -> PolicyWords:
    """A policy with these budgets (a minimal one each, changed as given)."""
    plain = {"per": "caller", "meter": "requests", "limit": 600, "window": "1m"}
    named = tuple({"name": f"b{i}", **plain, **budget} for i, budget in enumerate(budgets))
    return PolicyWords.model_validate({"policy": "p", "budgets": named, **others})


HOUR = {"window": "1h"}
PRICES = {"*": {"input": 1, "output": 10}}


@pytest.mark.parametrize(
    ("policy", "where", "told"),
    [
        (words({"name": "a"}, {"name": "a", "per": "org"}), ("budgets", 1, "name"), "taken"),
        (words({"per": ("org", "org")}), ("budgets", 0, "per"), "twice"),
        (words({"per": ("org", "everyone")}), ("budgets", 0, "per"), "everyone"),
        (words({"limit": 1.5}), ("budgets", 0, "limit"), "whole"),
        (words({"meter": "total_tokens", "limit": 100}), ("budgets", 0, "limit"), "reserve_output"),
        (words({"meter": "cost"}), ("budgets", 0, "meter"), "prices"),
        (words({"meter": "cost", "limit": "2G"}, prices=PRICES), ("budgets", 0, "limit"), "millionth"),
        (words({"meter": "cost", "limit": 0.01}, prices=PRICES), ("budgets", 0, "limit"), "never fit"),
        (words({}, {"limit": 9}), ("budgets", 1, "limit"), "same window"),
        (words({}, {**HOUR, "limit": 600}), ("budgets", 1, "limit"), "'b1' allows 600 in 1h, so 'b0'"),
        (words({**HOUR, "limit": 6}, {}), ("budgets", 1, "limit"), "'b0' allows 6 in 1h, so 'b1'"),
        (words({"per": ("org", "model")}, {"per": ("model", "org"), "limit": 5}), ("budgets", 1, "limit"), "same"),
        (words(upstreams=({"name": "u", "url": "http://h"},)), ("upstreams", 0), "paths or models"),
        (words(dialects=({"name": "d", "path": "/a"}, {"name": "e", "path": "/a"})), ("dialects", 1, "path"), "taken"),
    ],
)
def test_contradictions(policy: PolicyWords, where: tuple[str | int, ...], told: str) -> None:
    """Each contradiction is found once, where it can be mended."""
    ((loc, message),) = faults(policy)
    assert (loc, told in message) == (where, True)


@pytest.mark.parametrize(
    "policy",
    [
        words({}, {**HOUR, "limit": 6000}),
        words({}, {"per": "org"}),
        words({}, {"meter": "total_tokens", "limit": "1M"}),
        words({}, {**HOUR, "limit": 10, "applies_to": {"model": "o1"}}),
        words({"meter": "cost", "limit": 5.5}, prices=PRICES),
    ],
)
def test_what_does_not_contradict(policy: PolicyWords) -> None:
    """Budgets of different scope, holder or meter, or that both can be reached, stand side by side."""
    assert list(faults(policy)) == []


@pytest.mark.parametrize(
    ("policy", "where", "told"),
    [
        (words({"applies_to": {"tier": "free"}}), ("budgets", 0, "applies_to", "tier"), "key directory"),
        (words({"applies_to": {"org": "a"}}), ("budgets", 0, "applies_to", "org"), "key directory"),
        (words(callers={"trust_forwarded_for": "::/0"}), ("callers", "trust_forwarded_for", 0), "everybody"),
        (words({}, {**HOUR, "limit": 36_000}), ("budgets", 1, "limit"), "can never refuse"),
        (
            words({"limit": 600}, {"per": "everyone", "limit": 500}),
            ("budgets", 0, "limit"),
            "'b1', which is for everyone",
        ),
        (words({"per": "org", "limit": 500}, {"limit": 500}), ("budgets", 1, "limit"), "can never refuse"),
        (
            words({"per": ("org", "model"), "limit": 900}, {"per": "model", "limit": 900}),
            ("budgets", 0, "limit"),
            "model",
        ),
        (words({"per": "everyone", "limit": 10}, {**HOUR, "limit": 600}), ("budgets", 1, "limit"), "in 1h"),
        (
            words({"meter": "output_tokens", "limit": 5000, "applies_to": {"operation": "embedding"}}),
            ("budgets", 0, "applies_to", "operation"),
            "use no output tokens",
        ),
        (words({"meter": "cost"}, prices={"o1": PRICES["*"]}), ("prices", "o1"), "cost nothing"),
    ],
)
def test_doubts(policy: PolicyWords, where: tuple[str | int, ...], told: str) -> None:
    """What is probably not meant is told, and refuses nothing."""
    assert list(faults(policy)) == []
    ((loc, message),) = doubts(policy)
    assert (loc, told in message) == (where, True)


@pytest.mark.parametrize(
    "policy",
    [
        words({"limit": 600}, {"per": "everyone", "limit": 601}),
        words({"limit": 600}, {"per": "campaign", "limit": 60}),
        words({"per": "campaign", "limit": 600}, {"per": "everyone", "limit": 60}),
        words({"per": ("org", "model"), "limit": 600}, {"per": ("caller",), "limit": 60}),
        words({"limit": 600, "applies_to": {"model": "x"}}, {"per": "everyone", "limit": 60}),
        words({"limit": 600}, {"per": "everyone", "limit": 60, "meter": "input_tokens"}),
        words({"meter": "output_tokens", "limit": 5000, "applies_to": {"operation": ("embedding", "chat")}}),
        words({"meter": "input_tokens", "limit": 5000, "applies_to": {"operation": "embedding"}}),
    ],
)
def test_what_is_no_doubt(policy: PolicyWords) -> None:
    """Budgets that can refuse before the ones that more callers share are left alone."""
    assert [*faults(policy), *doubts(policy)] == []


@given(st.integers(1, 1000), st.integers(1, 1000), st.integers(1, 86400), st.integers(1, 86400))
def test_of_two_budgets_both_matter_or_one_is_told(one: int, other: int, window: int, longer: int) -> None:
    """Unless something is said, a steady caller can run into either budget."""
    policy = words({"limit": one, "window": f"{window}s"}, {"limit": other, "window": f"{longer}s"})
    (short_limit, short), (long_limit, long) = sorted([(one, window), (other, longer)], key=lambda each: each[1])
    fruitful = short < long and short_limit < long_limit < short_limit * -(-long // short)
    assert fruitful is not any([*faults(policy), *doubts(policy)])
