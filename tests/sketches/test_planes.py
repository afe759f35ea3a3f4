"""Topics in 64 bits, held to the stated error."""

from __future__ import annotations

from math import acos, pi, sqrt

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from proxy.sketches.planes import BITS, angle, cell, distance, sketch

HASHES = st.lists(st.integers(0, (1 << 64) - 1), min_size=1, max_size=40)


def plain(features: list[int]) -> int:
    """The definition, bit by bit."""
    return sum(1 << bit for bit in range(BITS) if sum(hash_ >> bit & 1 for hash_ in features) * 2 > len(features))


@settings(deadline=None)
@given(HASHES)
def test_definition(features: list[int]) -> None:
    """A bit is set where more than half of the features set it."""
    assert sketch(np.array(features, dtype=np.uint64)) == plain(features)


@pytest.mark.parametrize("count", [1, 255, 256, 511, 2000])
def test_definition_of_many(count: int) -> None:
    """That holds for any number of features, also where the counters must be emptied in between."""
    features = np.random.default_rng(count).integers(0, 1 << 64, count, dtype=np.uint64, endpoint=False)
    assert sketch(features) == plain(features.tolist())
    assert sketch(np.full(count, (1 << 64) - 1, dtype=np.uint64)) == (1 << 64) - 1


def test_nothing() -> None:
    """No features give 0."""
    assert sketch(np.array([], dtype=np.uint64)) == 0


@pytest.mark.parametrize("shared", [0.0, 0.3, 0.6, 0.9])
def test_error(shared: float) -> None:
    """Sets that share words at a known angle are estimated within the stated error."""
    draw = np.random.default_rng(3)
    size = 100
    common = round(shared * size)
    found = []
    for _ in range(400):
        words = draw.integers(0, 1 << 64, 2 * size - common, dtype=np.uint64, endpoint=False)
        found.append(angle(sketch(words[:size]), sketch(np.concatenate([words[:common], words[size:]]))))
    truth = acos(shared)
    share = truth / pi
    bound = pi * sqrt(share * (1 - share) / BITS)
    assert abs(np.mean(found) - truth) <= 4 * bound / sqrt(400) + 0.05 * pi * share
    assert np.std(found) <= 1.15 * bound


@settings(deadline=None)
@given(st.integers(0, (1 << 64) - 1), st.integers(0, (1 << 64) - 1))
def test_distance(one: int, other: int) -> None:
    """Distance is a metric between 0 and 64."""
    assert distance(one, one) == 0
    assert 0 <= distance(one, other) == distance(other, one) <= BITS


def test_cells() -> None:
    """Cells are the leading bits."""
    assert cell((1 << 64) - 1, 8) == 255
    assert cell(1 << 63, 1) == 1
    assert cell((1 << 56) - 1, 8) == 0
