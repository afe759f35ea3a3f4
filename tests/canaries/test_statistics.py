"""P-values: exact, one-sided, corrected."""

from __future__ import annotations

from fractions import Fraction
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from proxy.canaries.statistics import corrected, tail


@pytest.mark.parametrize(("hits", "trials", "of"), [(0, 5, 2), (3, 5, 2), (5, 5, 2), (2, 4, 4), (1, 3, 16)])
def test_tails_are_counted_out(hits: int, trials: int, of: int) -> None:
    """Equal to the share of all outcomes that have so many hits."""
    outcomes = list(product(range(of), repeat=trials))
    enough = sum(sum(one == 0 for one in outcome) >= hits for outcome in outcomes)
    assert tail(hits, trials, of) == float(Fraction(enough, len(outcomes)))


def test_known_figures() -> None:
    """The figures of the threat model: 52 of 64 and 135 of 200 are below 5e-7; one less is not."""
    assert tail(52, 64, 2) < 5e-7 < tail(51, 64, 2)
    assert tail(135, 200, 2) < 5e-7 < tail(134, 200, 2)


def test_no_trials_say_nothing() -> None:
    """Without a trial, and without a hit, the p-value is one."""
    assert tail(0, 0, 16) == tail(0, 64, 16) == 1.0


@given(st.integers(0, 300), st.sampled_from([2, 16, 2**28]), st.data())
def test_more_hits_are_less_likely(trials: int, of: int, data: st.DataObject) -> None:
    """A tail falls with each hit, between 1 and a number above 0 that is exact down to the smallest."""
    hits = data.draw(st.integers(0, trials))
    p = tail(hits, trials, of)
    assert 0.0 <= p <= 1.0
    assert hits == 0 or p <= tail(hits - 1, trials, of)


def test_many_tests_are_corrected() -> None:
    """Bonferroni: times the number of tests, and never above one."""
    assert corrected(1e-8, 25_000) == pytest.approx(2.5e-4)
    assert corrected(0.5, 3) == 1.0
    assert corrected(0.5, 0) == 0.5


@pytest.mark.parametrize(("hits", "trials", "of"), [(-1, 3, 2), (4, 3, 2), (1, 3, 0)])
def test_impossible_counts_are_refused(hits: int, trials: int, of: int) -> None:
    """More hits than trials is a mistake somewhere else."""
    with pytest.raises(ValueError, match="between 0 and trials"):
        tail(hits, trials, of)
