"""Several samples of each prompt."""

from __future__ import annotations

import pytest

from proxy.core.signal import Signal
from proxy.core.tally import Means
from proxy.detectors.draws import Repeated
from proxy.detectors.repetition import WEAK, drawing, repetition
from tests.detectors.scenes import ask, past


def said(again: float, drawn: float, count: float = 100.0) -> Signal:
    """The signal of an org of whose prompts such a share came again, and was drawn over several keys."""
    mean = Repeated(again, again, drawn)
    (found,) = repetition(ask(), past(repeats=Means(count, mean, mean)))
    return found


@pytest.mark.parametrize(("drawn", "expected"), [(0.0, 0.0), (0.1, 0.0), (0.175, 0.5), (0.25, 1.0), (0.9, 1.0)])
def test_drawing_over_keys_is_strong(drawn: float, expected: float) -> None:
    """Four answers to every prompt, dealt over several keys of the org, are no chance."""
    assert said(drawn, drawn).score == pytest.approx(max(expected, WEAK * expected))


@pytest.mark.parametrize(("again", "expected"), [(0.92, 1.0), (0.94, 0.5), (0.97, 0.0), (1.0, 0.0)])
def test_a_handful_of_prompts_is_a_probe(again: float, expected: float) -> None:
    """Of a hundred requests four were for something new: an endpoint is watched from several places."""
    assert said(again, again).score == pytest.approx(max(expected, WEAK))


@pytest.mark.parametrize("again", [0.5, 2 / 3])
def test_once_under_each_key_is_weak(again: float) -> None:
    """Two or three keys that each ask everything once are environments of one test, or two people at one task."""
    assert said(again, 0.0).score == pytest.approx(WEAK)


def test_one_key_is_weak() -> None:
    """The same key may repeat everything: a script without a cache."""
    assert said(1.0, 0.0).score == pytest.approx(WEAK)


@pytest.mark.parametrize(("count", "worth"), [(0, 0.0), (15, 0.0), (21, 0.4), (30, 1.0)])
def test_a_few_prompts_are_chance(count: float, worth: float) -> None:
    """Up to fifteen prompts of an org say nothing."""
    assert said(0.6, 0.6, count).score == pytest.approx(worth)


def test_an_org_without_a_past() -> None:
    """Nothing remembered, nothing said."""
    (found,) = repetition(ask(), past(repeats=Means(0.0, (), ())))
    assert (found.value, found.score) == (0.0, 0.0)


def test_both_shares_are_told() -> None:
    """The sentence tells how much came again, and how much of it under another key."""
    why = said(0.8, 0.4).why
    assert "80% under another key" in why
    assert "40% where a key had asked before" in why


def test_what_an_older_version_remembered() -> None:
    """Means without the last place are read as those of an org that draws nothing."""
    old = Means(100.0, (0.9, 0.9), (0.9, 0.9))
    (found,) = repetition(ask(), past(repeats=old))
    assert found.score == pytest.approx(WEAK)
    assert drawing(past(repeats=old)) == 0.0
