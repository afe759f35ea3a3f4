"""The background: what is usual."""

from __future__ import annotations

from proxy.campaigns.background import PRIOR_WAVE, UNKNOWN, WAVE, Background, born_within


def test_a_wave_that_everybody_was_in_is_usual() -> None:
    """The share of all accounts made in a window is what a pool's share is held against."""
    births = tuple(sorted([float(day * 86400) for day in range(90)] + [50 * 86400.0 + second for second in range(10)]))
    known = Background(100.0, births)
    assert known.wave(50 * 86400.0) == 13 / 100
    assert known.wave(500 * 86400.0) == 0.0


def test_priors_stand_for_what_nobody_knows() -> None:
    """A handful of accounts tells nothing of what is usual."""
    assert UNKNOWN.wave(0.0) == Background(9.0, (1.0,) * 9).wave(0.0) == PRIOR_WAVE


def test_windows_are_half_open() -> None:
    """A birth at the very end of a window belongs to the next."""
    assert born_within((0.0, 1.0, WAVE), 0.0) == 2
