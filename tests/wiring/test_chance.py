"""The clocks and the randomness that everybody else gets as arguments."""

from __future__ import annotations

import re

from proxy.wiring import chance


def test_clocks_go_forward() -> None:
    """The time of day is an epoch's, ticks never go back."""
    assert chance.time_of_day() > 1_700_000_000
    first = chance.ticks()
    assert chance.ticks() >= first


def test_jitter_is_between_nothing_and_one() -> None:
    """Jitter spreads over 0..1."""
    found = {chance.jitter() for _ in range(100)}
    assert all(0 <= each < 1 for each in found)
    assert len(found) > 90


def test_a_seed_gives_the_same_chance() -> None:
    """Traffic that is made up is the same in every run."""
    assert chance.seeded("a").random() == chance.seeded("a").random() != chance.seeded("b").random()


def test_series_are_unique_and_short() -> None:
    """No two lives of a worker share their word; it is ten hex digits, fit for an id."""
    found = {chance.series() for _ in range(1000)}
    assert len(found) == 1000
    assert all(re.fullmatch("[0-9a-f]{10}", each) for each in found)
