"""One worker's numbers."""

from __future__ import annotations

import dataclasses

import pytest
from hypothesis import given
from hypothesis import strategies as st

from proxy.audit import families
from proxy.audit.families import Family
from proxy.audit.metrics import SERIES, Labels, Metrics
from proxy.core.decision import Refusal
from tests.audit.exchanges import ALLOWED, ASKED, PASSED, REFUSED


def numbers(metrics: Metrics, family: Family) -> dict[Labels, float]:
    """Values of a counter or gauge; for a histogram the number of observations."""
    histogram = family.kind == "histogram"
    return {labels: sum(cell[:-1]) if histogram else cell[0] for labels, cell in metrics.snapshot()[family.name]}


def test_an_exchange_is_counted() -> None:
    """One exchange moves requests, outcomes, tokens and every time that was measured, by one."""
    metrics = Metrics()
    metrics.entered()
    assert numbers(metrics, families.ACTIVE) == {(): 1}
    metrics.passed(ASKED, ALLOWED, PASSED)
    assert numbers(metrics, families.ACTIVE) == {(): 0}
    assert numbers(metrics, families.REQUESTS) == {("openai", "chat", "2xx", "allow"): 1}
    assert numbers(metrics, families.OUTCOMES) == {("completed",): 1}
    assert numbers(metrics, families.TOKENS) == {("openai", "input"): 812, ("openai", "output"): 311}
    assert numbers(metrics, families.OWN) == {(): 1}
    assert numbers(metrics, families.FIRST_BYTE) == numbers(metrics, families.UPSTREAM) == {("true",): 1}


def test_what_was_not_measured_is_not_counted() -> None:
    """A request that never went upstream leaves the times of upstreams alone."""
    metrics = Metrics()
    passed = dataclasses.replace(PASSED, status=429, upstream=None, first_byte=None, own=None, usage=None)
    metrics.passed(dataclasses.replace(ASKED, dialect="", operation=""), None, passed)
    assert numbers(metrics, families.REQUESTS) == {("none", "none", "4xx", "allow"): 1}
    assert numbers(metrics, families.UPSTREAM) == numbers(metrics, families.OWN) == {}


def test_a_refusal_is_counted_by_budget() -> None:
    """A refusal moves decisions, refusals and the budgets that spoke."""
    metrics = Metrics()
    metrics.decided(ASKED, REFUSED)
    metrics.decided(ASKED, dataclasses.replace(REFUSED, refusal=Refusal(403, "banned", "no"), rules=("ban",)))
    assert numbers(metrics, families.DECISIONS) == {("throttle", "true"): 2}
    assert numbers(metrics, families.REFUSALS) == {("budget",): 1, ("banned",): 1}
    assert numbers(metrics, families.BUDGETS) == {("requests-per-minute",): 1}


def test_unknown_and_unreadable_are_counted() -> None:
    """Decisions without the store and bodies that could not be read have their own numbers."""
    metrics = Metrics()
    metrics.decided(dataclasses.replace(ASKED, unreadable="not_json"), dataclasses.replace(ALLOWED, unknown=True))
    assert numbers(metrics, families.UNKNOWN) == {(): 1}
    assert numbers(metrics, families.UNREADABLE) == {("not_json",): 1}


def test_only_one_policy_is_in_force() -> None:
    """After a reload the old version is gone from the numbers."""
    metrics = Metrics()
    metrics.policy("default", "aaa", "observe")
    metrics.policy("default", "bbb", "enforce")
    assert numbers(metrics, families.POLICY) == {("default", "bbb", "enforce"): 1}


def test_watched_numbers_are_read_late() -> None:
    """Numbers that somebody else keeps are as they are when the snapshot is taken."""
    metrics, queued = Metrics(), [0]
    metrics.watch(families.QUEUED, lambda: queued[0])
    queued[0] = 7
    assert numbers(metrics, families.QUEUED) == {(): 7}


def test_reloads_and_state() -> None:
    """Reloads are counted by result, round trips to the store by result and time."""
    metrics = Metrics()
    metrics.reloaded("policy", worked=False)
    metrics.asked_state(0.0004, "ok")
    assert numbers(metrics, families.RELOADS) == {("policy", "failed"): 1}
    assert numbers(metrics, families.STATE) == {("ok",): 1}


def test_series_are_bounded() -> None:
    """Label values beyond any expectation end in one series, and none is lost."""
    metrics = Metrics()
    for number in range(SERIES + 100):
        metrics.count(families.BUDGETS, (f"budget-{number}",))
    counted = numbers(metrics, families.BUDGETS)
    assert len(counted) == SERIES + 1
    assert counted["other",] == 100


@given(st.lists(st.floats(0, 1000), max_size=50))
def test_buckets_hold_every_observation(values: list[float]) -> None:
    """Each observation lies in the first bucket whose bound is not below it."""
    metrics = Metrics()
    for value in values:
        metrics.observe(families.UPSTREAM, ("true",), value)
    bounds = (*families.UPSTREAM.bounds, float("inf"))
    expected = [0.0] * len(bounds)
    for value in values:
        expected[next(place for place, bound in enumerate(bounds) if value <= bound)] += 1
    cells = dict(metrics.snapshot()[families.UPSTREAM.name])
    if values:
        assert cells["true",][:-1] == expected
        assert cells["true",][-1] == pytest.approx(sum(values))
    else:
        assert cells == {}


@pytest.mark.parametrize(
    ("status", "word"), [(0, "0xx"), (101, "1xx"), (200, "2xx"), (599, "5xx"), (999, "other"), (-1, "other")]
)
def test_status_is_a_class(status: int, word: str) -> None:
    """An upstream that invents status codes makes no new series."""
    metrics = Metrics()
    metrics.passed(ASKED, ALLOWED, dataclasses.replace(PASSED, status=status))
    assert [labels[2] for labels in numbers(metrics, families.REQUESTS)] == [word]


def test_rules_and_findings_are_counted() -> None:
    """By what they are about, what happened and the level."""
    metrics = Metrics()
    metrics.decided(ASKED, REFUSED)
    assert numbers(metrics, families.RULES) == {("requests-per-minute", "throttle", "true"): 1}
    for activity in ("create", "update", "create", "close"):
        metrics.found("campaign", activity, "hostile")
    metrics.found("caller", "create", "watch")
    assert numbers(metrics, families.FINDINGS)["campaign", "create", "hostile"] == 2
