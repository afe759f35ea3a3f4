"""Similarity from 64 numbers, held to its stated error."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from proxy.sketches.keyed import Key, Words32
from proxy.sketches.minhash import BINS, POOL, TEMPLATE, MinHash, deviation, similarity

MINHASH = MinHash(Key(b"secret"))


def sets(jaccard: float, size: int, seed: int) -> tuple[Words32, Words32]:
    """Two sets of hashes, `size` in their union, with this Jaccard index."""
    union = np.random.default_rng(seed).integers(0, 1 << 32, size, dtype=np.uint32)
    shared = round(jaccard * size)
    half = shared + (size - shared) // 2
    return union[:half], np.concatenate([union[:shared], union[half:]])


@pytest.mark.parametrize("size", [30, 100, 400, 4000])
@pytest.mark.parametrize("jaccard", [0.0, 0.2, 0.5, 0.8, 1.0])
def test_error(jaccard: float, size: int) -> None:
    """Over many pairs the estimate has no bias and no more than the stated deviation, also for short texts."""
    pairs = [sets(jaccard, size, seed) for seed in range(400)]
    found = np.array([similarity(MINHASH.sketch(one), MINHASH.sketch(other)) for one, other in pairs])
    # Bins filled by the union of `size` values: what the docstring calls m.
    filled = BINS * (1 - (1 - 1 / BINS) ** size)
    bound = deviation(jaccard, round(min(filled, size)))
    assert abs(found.mean() - jaccard) <= 4 * bound / np.sqrt(len(pairs)) + 1e-9
    assert found.std() <= 1.15 * bound + 1e-9


@settings(deadline=None)
@given(st.lists(st.integers(0, (1 << 32) - 1), min_size=1, max_size=200))
def test_sets(values: list[int]) -> None:
    """Order and repetition do not matter, and a set is wholly similar to itself."""
    grams = np.array(values, dtype=np.uint32)
    sketch = MINHASH.sketch(grams)
    assert len(sketch) == 4 * BINS
    assert MINHASH.sketch(np.concatenate([grams[::-1], grams])) == sketch
    assert similarity(sketch, sketch) == 1.0


def test_single_value_fills_every_bin() -> None:
    """A text of one n-gram is wholly similar to itself and not at all to another."""
    one, other = (MINHASH.sketch(np.array([value], dtype=np.uint32)) for value in (5, 1 << 31))
    assert similarity(one, other) == 0.0
    assert len(set(np.frombuffer(one, dtype="<u4").tolist())) == 1


@pytest.mark.parametrize(
    ("layout", "rows", "expected"),
    [
        (POOL, 4, {0.3: 0.12, 0.5: 0.64, 0.7: 0.99}),
        (TEMPLATE, 8, {0.5: 0.06, 0.8: 0.95}),
    ],
)
def test_bands(layout: np.ndarray, rows: int, expected: dict[float, float]) -> None:
    """The chance that some band is equal is what the module states."""
    for jaccard, chance in expected.items():
        hits = 0
        for seed in range(600):
            one, other = sets(jaccard, 2000, seed)
            shared = set(MINHASH.bands(MINHASH.sketch(one), layout)) & set(MINHASH.bands(MINHASH.sketch(other), layout))
            hits += bool(shared)
        assert chance == pytest.approx(1 - (1 - jaccard**rows) ** 16, abs=0.02)
        # The stated 0.05, and four standard deviations of a share of 600.
        assert abs(hits / 600 - chance) <= 0.05 + 4 * np.sqrt(chance * (1 - chance) / 600) * 0.5


def test_layouts() -> None:
    """Both layouts use every value, and two bands of a layout share one value at most."""
    for layout in (POOL, TEMPLATE):
        assert set(layout.ravel().tolist()) == set(range(BINS))
        rows = [set(row) for row in layout.tolist()]
        assert all(len(one & other) <= 1 for at, one in enumerate(rows) for other in rows[:at])


def test_bands_are_bound_to_their_place() -> None:
    """Equal values in two bands of one sketch give two digests."""
    bands = MINHASH.bands(MINHASH.sketch(np.array([7], dtype=np.uint32)))
    assert len(set(bands)) == len(bands) == 16


def test_keyed() -> None:
    """Another secret bands the same values differently."""
    sketch = MINHASH.sketch(np.arange(1, 10_000_000, 7919, dtype=np.uint32))
    assert not set(MINHASH.bands(sketch)) & set(MinHash(Key(b"other")).bands(sketch))
