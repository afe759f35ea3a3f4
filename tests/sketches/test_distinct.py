"""Counting different things, held to the stated error."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from proxy.sketches.distinct import Distinct, estimate, place

DIGESTS = st.lists(st.integers(0, (1 << 64) - 1), max_size=60)


def drawn(count: int, seed: int) -> list[int]:
    draw = np.random.default_rng(seed)
    return [int(digest) for digest in draw.integers(0, 1 << 64, count, dtype=np.uint64, endpoint=False)]


def counter(digests: list[int], precision: int = 8) -> Distinct:
    made = Distinct(precision)
    for digest in digests:
        made.add(digest)
    return made


@pytest.mark.parametrize("precision", [8, 10, 12])
@pytest.mark.parametrize("count", [1, 10, 100, 1_000, 10_000])
def test_error(precision: int, count: int) -> None:
    """Over many sets the count has next to no bias and no more than the stated deviation."""
    runs = 40
    found = np.array([estimate(counter(drawn(count, seed), precision).registers) for seed in range(runs)]) / count
    bound = Distinct(precision).deviation
    assert abs(found.mean() - 1) <= 4 * bound / np.sqrt(runs) + 0.002
    assert found.std() <= 1.5 * bound


@given(DIGESTS, DIGESTS)
def test_merge_is_union(one: list[int], other: list[int]) -> None:
    """Merged counters are the counter of both sets, whatever the order."""
    left, right = counter(one), counter(other)
    left.merge(counter(other))
    right.merge(counter(one))
    assert left.registers == right.registers == counter(other + one).registers


@given(DIGESTS)
def test_repetition_changes_nothing(digests: list[int]) -> None:
    """A digest counted before changes nothing, and `add` says so."""
    made = counter(digests)
    before = bytes(made.registers)
    assert not any(made.add(digest) for digest in digests)
    assert made.registers == before


@given(DIGESTS)
def test_place_is_all_there_is_to_it(digests: list[int]) -> None:
    """A store that keeps the greatest rank of each register by itself has the same registers."""
    registers = bytearray(256)
    for digest in digests:
        register, rank = place(digest, 8)
        registers[register] = max(registers[register], rank)
    assert Distinct(8, bytes(registers)).registers == counter(digests).registers


@pytest.mark.parametrize(
    ("digest", "expected"),
    [(0, (0, 57)), ((1 << 64) - 1, (255, 1)), (1 << 55, (0, 1)), (1, (0, 56)), (1 << 56, (1, 57))],
)
def test_place(digest: int, expected: tuple[int, int]) -> None:
    """The leading bits name the register, the leading zeros of the rest the rank."""
    assert place(digest, 8) == expected


def test_empty_and_full() -> None:
    """Nothing counted is 0; registers all at their highest are a number, not an error."""
    assert len(Distinct()) == 0
    assert estimate(bytes([57]) * 256) > 1e15


def test_misfits() -> None:
    """A precision out of bounds, registers of another size, and merging two sizes are refused."""
    with pytest.raises(ValueError, match="precision"):
        Distinct(7)
    with pytest.raises(ValueError, match="registers"):
        Distinct(8, bytes(10))
    with pytest.raises(ValueError, match="precisions differ"):
        Distinct(8).merge(Distinct(9))
