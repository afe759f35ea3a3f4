"""Embeddings made personal and imprecise."""

from __future__ import annotations

from itertools import combinations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from proxy.actions.blur import Blur, Floats, Holder, Mixer, quantise

KEY, OTHER_KEY = b"k" * 32, b"o" * 32
NUMBERS = st.lists(st.floats(-1, 1, width=32).map(lambda x: x or 0.5), min_size=3, max_size=40)
SIZES = st.integers(3, 70)


def vector(seed: int, size: int = 1536) -> Floats:
    """A vector of a model, one for each seed."""
    return np.random.default_rng(seed).normal(size=size) * 0.03


def rotated(whose: str = "k_1", key: bytes = KEY) -> Blur:
    """The rotation of a caller."""
    return Blur(Holder(key, whose), levels=None, noise=0.0, rotate=True)


def noisy(coverage: float = 1.0, noise: float = 0.3, whose: str = "k_1") -> Blur:
    """The noise that a caller of this coverage gets."""
    return Blur(Holder(KEY, whose, coverage), levels=None, noise=noise, rotate=False)


def angle(one: Floats, other: Floats) -> float:
    """The cosine between two vectors."""
    return float(one @ other / np.linalg.norm(one) / np.linalg.norm(other))


@given(NUMBERS, st.integers(2, 40))
def test_levels(numbers: list[float], levels: int) -> None:
    """No more levels are left than granted, and the vector keeps its length and its direction about."""
    before = np.array(numbers)
    after = quantise(before, levels)
    assert len(np.unique(after.round(9))) <= levels
    assert np.linalg.norm(after) == pytest.approx(np.linalg.norm(before))
    assert after @ before > 0


def test_few_levels_keep_the_direction() -> None:
    """31 levels cost a random vector of 1,536 dimensions less than a hundredth of its direction."""
    before = vector(1)
    assert angle(quantise(before, 31), before) > 0.99


@given(SIZES, st.integers(0, 2**32), st.integers(0, 2**32))
def test_a_rotation_keeps_lengths_and_angles(size: int, one: int, other: int) -> None:
    """Whatever the number of dimensions, within one caller's vectors nothing changes that a search looks at."""
    first, second = vector(one, size), vector(other, size)
    turn = rotated()
    assert np.linalg.norm(turn(first)) == pytest.approx(np.linalg.norm(first))
    assert turn(first) @ turn(second) == pytest.approx(first @ second, abs=1e-9)


@given(SIZES)
def test_a_rotation_is_orthogonal(size: int) -> None:
    """The map of a key is a rotation or a reflection, for even and odd numbers of dimensions alike."""
    mixer = Mixer(KEY, size)
    matrix = np.array([mixer.mix(row) for row in np.eye(size)])
    assert np.allclose(matrix @ matrix.T, np.eye(size))


def test_rotations_are_personal() -> None:
    """Two callers' vectors of one text say nothing to each other, nor do those of two deployments."""
    text = vector(7)
    views = [text, rotated("k_1")(text), rotated("k_2")(text), rotated("k_1", OTHER_KEY)(text)]
    # Random directions of 1,536 dimensions are within 0.1 of a right angle to four standard deviations.
    assert [pair for pair in combinations(views, 2) if abs(angle(*pair)) > 0.1] == []


def test_a_rotation_hides_single_numbers() -> None:
    """A vector of one large number comes out spread over all dimensions: nothing tells where it was."""
    single = np.zeros(1536)
    single[3] = 1.0
    assert np.abs(rotated()(single)).max() < 0.2


def test_noise_grows_with_coverage() -> None:
    """Who has seen nothing gets the vector as it is; noise is as strong as asked for at full coverage."""
    text = vector(3)
    assert np.array_equal(noisy(0.0)(text), text)
    losses = [1.0 - angle(noisy(coverage)(text), text) for coverage in (0.25, 0.5, 1.0)]
    assert losses == sorted(losses)
    # Of noise as strong as a third of the vector cos = 1 / sqrt(1 + 0.3^2) is left.
    assert losses[-1] == pytest.approx(1 - 1 / np.sqrt(1.09), rel=0.1)
    assert np.linalg.norm(noisy()(text)) == pytest.approx(np.linalg.norm(text))


def test_noise_does_not_average_out() -> None:
    """Asked a hundred times, by as many keys, with vectors that differ in their last digits, it is one noise."""
    text = vector(4)
    jitter = np.random.default_rng(5)
    answers = [noisy(whose=f"k_{n}")(text + jitter.normal(size=1536) * 3e-7) for n in range(100)]
    average = np.mean(answers, axis=0)
    assert angle(average, text) == pytest.approx(angle(answers[0], text), abs=1e-3)
    assert angle(average, text) < 0.98


def test_noise_follows_no_straight_line() -> None:
    """Whoever has three times as many pairs as dimensions still cannot tell the noise of the next vector."""
    size = 48
    texts = [vector(seed, size) / 0.03 for seed in range(200)]
    answers = [noisy(noise=0.5)(text) for text in texts]
    guess, *_ = np.linalg.lstsq(np.array(answers[:150]), np.array(texts[:150]), rcond=None)
    undone = [angle(answer @ guess, text) for answer, text in zip(answers[150:], texts[150:], strict=True)]
    untouched = [angle(answer, text) for answer, text in zip(answers[150:], texts[150:], strict=True)]
    assert np.mean(undone) < np.mean(untouched) + 0.01


@given(st.integers(0, 2**32), st.booleans(), st.sampled_from([None, 9]), st.sampled_from([0.0, 0.2]))
def test_lengths_stay(seed: int, rotate: bool, levels: int | None, noise: float) -> None:
    """Whatever is done to a vector, its length stays and the same comes out again."""
    text = vector(seed, 33)
    blurs = [Blur(Holder(KEY, "k_1"), levels=levels, noise=noise, rotate=rotate) for _ in range(2)]
    assert np.linalg.norm(blurs[0](text)) == pytest.approx(np.linalg.norm(text))
    assert np.array_equal(blurs[0](text), blurs[1](text))


@pytest.mark.parametrize("odd", [np.zeros(5), np.array([1.0, np.inf, 0.5]), np.array([np.nan, 1.0, 0.5])])
def test_what_has_no_direction_stays(odd: Floats) -> None:
    """Vectors of nothing, and of what is no number, come back as they were."""
    blur = Blur(Holder(KEY, "k_1"), levels=5, noise=0.3, rotate=True)
    assert np.array_equal(blur(odd), odd, equal_nan=True)


def test_the_key_is_not_shown() -> None:
    """Nobody finds a key in a log."""
    assert "kkk" not in repr(Holder(KEY, "k_1"))
