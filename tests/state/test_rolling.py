"""The arithmetic of rolling budgets, held against a perfect log of every single amount."""

from __future__ import annotations

import math
import random
from dataclasses import dataclass, field

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from proxy.state.rolling import CROWD, PARTS, SKEW, Log, View, on_grid

WINDOW = 60.0


@dataclass
class PerfectLog:
    """Every amount with its own time and nothing merged: what a window really holds."""

    entries: list[tuple[float, float]] = field(default_factory=list)

    def used(self, now: float, window: float) -> float:
        """The exact sum of what is in the window that ends now; what has expired is forgotten, time goes forward."""
        self.entries = [entry for entry in self.entries if entry[0] > now - window]
        return math.fsum(amount for _, amount in self.entries)

    def add(self, now: float, amount: float) -> None:
        """Remember one amount."""
        self.entries.append((now, amount))

    def settle(self, at: float, reserved: float, actual: float, now: float) -> None:
        """Change one reservation; a surplus counts from now."""
        if (at, reserved) in self.entries and at > now - WINDOW:
            self.entries[self.entries.index((at, reserved))] = (at, min(reserved, actual))
        if actual > reserved:
            self.add(now, actual - reserved)


amounts = st.one_of(st.integers(1, 50), st.integers(1, 3000), st.floats(0.001, 400.0)).map(on_grid)
pauses = st.one_of(st.just(0.0), st.floats(0.0, 0.5), st.floats(0.0, 5.0), st.floats(0.0, 90.0))
few = st.lists(st.tuples(pauses, amounts), min_size=1, max_size=100)


def _crowd(seed: int) -> list[tuple[float, float]]:
    """Hundreds of small amounts in bursts and lulls, so many that the window is full again and again."""
    chance = random.Random(seed)  # noqa: S311 - made-up traffic needs no secrecy
    size, pace = chance.choice([1.0, 5.0, 30.0]), chance.choice([0.02, 0.1, 0.5])
    arrivals = []
    for _ in range(chance.randrange(500, 1500)):
        pause = chance.expovariate(1 / pace) if chance.random() < 0.99 else chance.uniform(0, 1.2 * WINDOW)
        arrivals.append((pause, on_grid(chance.choice([size, chance.uniform(0.01, 2 * size)]))))
    return arrivals


many = st.integers(0, 2**32).map(_crowd)


@settings(max_examples=100, deadline=None)
@given(st.sampled_from([1.0, 10.0, 64.0, 500.0, 5000.0]), few | many, st.sampled_from([1.0, WINDOW]))
def test_never_more_than_the_limit_never_refused_below_98_percent(
    limit: float, arrivals: list[tuple[float, float]], window: float
) -> None:
    """Whatever comes whenever: no window holds more than the limit, and no refusal leaves 2 % of it unused."""
    log, perfect, now = Log(), PerfectLog(), 1e9
    for pause, amount in arrivals:
        now += pause
        view = View(log, now, limit, window)
        really = perfect.used(now, window)
        if view.fits(amount):
            view.add(amount)
            perfect.add(now, amount)
            assert really + amount <= limit
        else:
            assert really + amount > 0.98 * limit
        assert len(log.times) <= 2 * PARTS + 1


@settings(max_examples=60, deadline=None)
@given(st.sampled_from([100.0, 640.0, 5000.0]), few | many, st.integers(0, 2**32))
def test_settling_keeps_the_promise(limit: float, arrivals: list[tuple[float, float]], seed: int) -> None:
    """The same holds with reservations settled later to less or to more: a surplus counts from its settling."""
    chance = random.Random(seed)  # noqa: S311 - made-up usage needs no secrecy
    log, perfect, now = Log(), PerfectLog(), 1e9
    waiting: list[tuple[float, float, float]] = []
    for pause, amount in arrivals:
        now += pause
        view = View(log, now, limit, WINDOW)
        really = perfect.used(now, WINDOW)
        assert view.total >= really - 1e-6
        if view.fits(amount):
            view.add(amount)
            perfect.add(now, amount)
            waiting.append((now, amount, on_grid(amount * chance.choice([0.0, 0.1, 0.9, 1.0, 1.4]))))
        else:
            assert really + amount > 0.98 * limit
        while waiting and chance.random() < 0.5:
            settled = waiting.pop(chance.randrange(len(waiting)))
            _settle(log, limit, settled, now)
            perfect.settle(*settled, now)


def _settle(log: Log, limit: float, reservation: tuple[float, float, float], now: float) -> None:
    at, reserved, actual = reservation
    view = View(log, now, limit, WINDOW)
    if actual > reserved:
        view.add(actual - reserved)
    elif actual < reserved:
        view.give_back(reserved - actual, at)


@given(st.lists(st.tuples(st.floats(0.0, 1.0), amounts), max_size=100), st.sampled_from([300.0, 5000.0]))
def test_after_the_wait_it_fits(arrivals: list[tuple[float, float]], limit: float) -> None:
    """`wait` is long enough, and `reset` long enough for everything."""
    log, now = Log(), 0.0
    for pause, amount in arrivals:
        now += pause
        view = View(log, now, limit, WINDOW)
        if view.fits(amount):
            view.add(amount)
        elif amount <= limit:
            assert View(log, now + view.wait(amount) + 1e-6, limit, WINDOW).fits(amount)
    later = now + View(log, now, limit, WINDOW).reset() + 1e-6
    assert View(log, later, limit, WINDOW).total == 0.0


@given(st.lists(amounts, min_size=1, max_size=100))
def test_giving_everything_back_leaves_nothing(reserved: list[float]) -> None:
    """The total does not drift: after all reservations are given back it is exactly zero, and so is the log."""
    log = Log()
    for second, amount in enumerate(reserved):
        View(log, second * 0.1, 1e6, WINDOW).add(amount)
    for second, amount in enumerate(reserved):
        assert View(log, 11.0, 1e6, WINDOW).give_back(amount, second * 0.1)
    assert (log.total, log.times) == (0.0, [])


def test_small_amounts_share_entries() -> None:
    """Ten thousand small amounts in a window are about a hundred entries, not ten thousand."""
    log = Log()
    for i in range(10_000):
        View(log, i * 0.005, 10_000.0, WINDOW).add(1.0)
    assert 64 <= len(log.times) <= 2 * PARTS + 1


def test_settling_to_small_merges_again() -> None:
    """A log of large reservations that turn out small does not stay long."""
    log = Log()
    for i in range(60):
        View(log, i * 0.1, 6400.0, WINDOW).add(101.0)
    for i in range(60):
        View(log, 7.0, 6400.0, WINDOW).give_back(100.0, i * 0.1)
    assert log.total == 60.0
    assert len(log.times) == 1


def test_looking_changes_nothing() -> None:
    """A refused or merely asked amount leaves the log as it was, expired entries included."""
    log = Log([0.0, 50.0], [1.0, 2.0], 3.0)
    view = View(log, 70.0, 10.0, WINDOW)
    assert (view.total, view.head) == (2.0, 1)
    assert log == Log([0.0, 50.0], [1.0, 2.0], 3.0)


def test_a_log_stays_bounded_whatever_is_settled() -> None:
    """Surpluses may exceed any limit; their number in the log does not grow with them."""
    log = Log()
    for i in range(20 * CROWD):
        View(log, i * 1e-3, 1.0, WINDOW).add(5.0)
    assert log.total == 100.0 * CROWD
    assert len(log.times) < 2 * CROWD


def test_what_one_entry_cannot_give_the_next_does() -> None:
    """With skewed clocks a reservation stands later than it was made; all of it is given back all the same."""
    log = Log()
    View(log, 100.0, 100.0, WINDOW).add(5.0)
    View(log, 103.0, 100.0, WINDOW).add(30.0)
    View(log, 99.0, 100.0, WINDOW).add(40.0)  # recorded at 103, by a clock four seconds behind
    assert View(log, 104.0, 100.0, WINDOW).give_back(40.0, 99.0)
    assert log.total == 35.0


@pytest.mark.parametrize(("ahead", "reset"), [(SKEW, WINDOW), (SKEW + 1.0, WINDOW)])
def test_a_clock_ahead_never_holds_longer_than_a_window(ahead: float, reset: float) -> None:
    """Up to the allowed skew a log ahead is believed; beyond it counts as spent just now."""
    log = Log([1000.0 + ahead], [7.0], 7.0)
    view = View(log, 1000.0, 10.0, WINDOW)
    assert (view.total, view.reset()) == (7.0, reset)
    assert view.now == (1000.0 + ahead if ahead <= SKEW else 1000.0)


@pytest.mark.parametrize(
    ("amount", "counted"),
    [(3, 3.0), (0.5, 0.5), (0, 0.0), (-1, 0.0), (math.nan, 0.0), (math.inf, 2.0**53), (2.0**60, 2.0**53), (3e6, 3e6)],
)
def test_amounts_are_put_on_the_grid(amount: float, counted: float) -> None:
    """Whole and binary amounts stay as they are; what is no amount is none."""
    assert on_grid(amount) == counted


@given(st.floats(0.0, 2.0**21))
def test_the_grid_never_counts_more(amount: float) -> None:
    """An amount loses less than a quarter of a billionth on the grid and never gains."""
    assert 0.0 <= amount - on_grid(amount) < 2.0**-32
