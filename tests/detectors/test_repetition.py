"""Several samples of each prompt."""

from __future__ import annotations

import pytest

from proxy.core.signal import Signal
from proxy.core.tally import Means
from proxy.detectors.profile import Repeated
from proxy.detectors.repetition import WEAK, repetition
from tests.detectors.scenes import ask, past


def said(again: float, by_others: float, count: float = 100.0) -> Signal:
    """The signal of an org of whose prompts such a share came again, and came again under other keys."""
    mean = Repeated(again, by_others)
    (found,) = repetition(ask(), past(repeats=Means(count, mean, mean)))
    return found


@pytest.mark.parametrize(("others", "expected"), [(0.0, 0.0), (0.15, 0.0), (0.25, 0.5), (0.35, 1.0), (1.0, 1.0)])
def test_other_keys_are_strong(others: float, expected: float) -> None:
    """A third of all prompts sent again under another key of the org is no chance."""
    assert said(others, others).score == pytest.approx(max(expected, WEAK * expected))


def test_one_key_is_weak() -> None:
    """The same key may repeat everything: a script without a cache."""
    assert said(1.0, 0.0).score == pytest.approx(WEAK)


@pytest.mark.parametrize(("count", "worth"), [(0, 0.0), (15, 0.0), (21, 0.4), (30, 1.0)])
def test_a_few_prompts_are_chance(count: float, worth: float) -> None:
    """Up to fifteen prompts of an org say nothing."""
    assert said(1.0, 1.0, count).score == pytest.approx(worth)


def test_an_org_without_a_past() -> None:
    """Nothing remembered, nothing said."""
    (found,) = repetition(ask(), past(repeats=Means(0.0, (), ())))
    assert (found.value, found.score) == (0.0, 0.0)


def test_both_shares_are_told() -> None:
    """The sentence tells how much came again, and how much of it under another key."""
    why = said(0.8, 0.4).why
    assert "80%" in why
    assert "40% under another key" in why
