"""Whether callers come in step: what counts, what is chance, what is a schedule."""

from __future__ import annotations

import struct
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from proxy.state.pulse import BY_SCHEDULE, HOUR, MOST, SIZE, SLOT, beaten, beats

DAY = 86400.0
NOW = 1_790_000_000.0 // DAY * DAY


def lived(life: list[tuple[float, int]]) -> tuple[int, int]:
    """The pairs after these callers came at these times."""
    pulse, last = b"", dict[int, float]()
    for at, caller in sorted(life):
        pulse, last[caller] = beaten(pulse, last.get(caller), NOW + at), NOW + at
    together, apart = beats(pulse)
    return together, apart


def share(life: list[tuple[float, int]]) -> float:
    """Share of close pairs that are in step."""
    together, apart = lived(life)
    return together / (together + apart)


def test_independent_callers_are_in_step_by_a_third() -> None:
    """Of callers who come when they like, a third of the close pairs is in one slot; also where all work by day."""
    chance = Random(1)  # noqa: S311 - made-up traffic needs no secrecy
    steady = [(chance.uniform(0, 7 * DAY), chance.randrange(40)) for _ in range(20_000)]
    working = [(at // DAY * DAY + 9 * 3600 + at % DAY / 3, caller) for at, caller in steady]
    for life in (steady, working):
        assert share(life) == pytest.approx(1 / 3, abs=0.04)


@pytest.mark.parametrize("requests", [300, 1000, 3000, 10_000, 40_000, 200_000])
def test_chance_is_a_third_at_most_however_busy_it_is(requests: int) -> None:
    """From a few callers a day to all of them in every slot: chance alone never looks like step."""
    chance = Random(4)  # noqa: S311
    life = [(chance.uniform(0, 7 * DAY), chance.randrange(40)) for _ in range(requests)]
    together, apart = lived(life)
    assert together <= 0.4 * (together + apart) + 9


def test_sessions_of_single_callers_change_nothing() -> None:
    """Who sends ten requests in a row is one caller in each slot, so bursts of single callers are no company."""
    chance = Random(2)  # noqa: S311
    starts = [(chance.uniform(0, 7 * DAY), chance.randrange(40)) for _ in range(2000)]
    assert share([(at + 40 * turn, who) for at, who in starts for turn in range(20)]) == pytest.approx(1 / 3, abs=0.03)


def test_orders_that_go_out_to_all_at_once_are_in_step() -> None:
    """A batch dealt to ten keys within a minute, at any time, shows: most close pairs are in one slot."""
    chance = Random(3)  # noqa: S311
    orders = [chance.uniform(0, 7 * DAY) for _ in range(300)]
    life = [(at + chance.uniform(0, 60), caller) for at in orders for caller in chance.sample(range(40), 10)]
    assert share(life) > 0.6


@pytest.mark.parametrize("every", [3600.0, 1800.0, 900.0, 600.0, DAY])
@pytest.mark.parametrize("minute", [0, 5, 17])
def test_schedules_are_nobodys_orders(every: float, minute: int) -> None:
    """What runs every so often, on the hour or at a minute that was copied with the rest, counts once and no more."""
    turns = range(int(7 * DAY / every))
    together, _ = lived([(turn * every + minute * 60 + caller, caller) for turn in turns for caller in range(20)])
    assert together <= BY_SCHEDULE


@given(st.lists(st.tuples(st.floats(0, 30 * DAY), st.integers(0, 5)), max_size=60), st.randoms())
def test_it_is_bounded_and_never_fails(life: list[tuple[float, int]], chance: Random) -> None:
    """Whatever comes in whatever order, a pulse has ten bytes, and one caller alone has no company."""
    chance.shuffle(life)
    pulse = b""
    for at, _ in life:
        pulse = beaten(pulse, None, NOW + at)
        assert len(pulse) == SIZE
    assert lived([(at, 1) for at, _ in life]) == (0, 0)


def test_counts_stay_in_proportion() -> None:
    """Pairs beyond the bound are halved on both sides."""
    held = struct.pack("<HBBHHH", int(NOW / SLOT) % 65536, 2, 2, MOST - 1, MOST // 2, 1 << HOUR)
    assert beats(beaten(held, None, NOW)) == ((MOST + 1) // 2, (MOST // 2 + 2) // 2)


def test_a_clock_that_is_behind_changes_nothing() -> None:
    """Who was seen in an earlier slot than the last is company of nobody."""
    pulse = beaten(beaten(b"", None, NOW), None, NOW + SLOT)
    assert beaten(pulse, None, NOW) == pulse
