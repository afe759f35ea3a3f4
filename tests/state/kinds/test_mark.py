"""How long a score has been high."""

from __future__ import annotations

import math

import pytest

from proxy.core.tally import LIFTED, Mark, Settlement
from proxy.core.tally import Held as Reading
from proxy.state.kinds.mark import Held, Marking

NOW = 1_790_000_000.0
KIND = Marking()
LEVELS = (0.3, 0.6, 0.85)


def mark(thresholds: tuple[float, ...] = LEVELS, patience: float = 100.0) -> Mark:
    """A mark with defaults."""
    return Mark("k", "risk", thresholds, patience)


def after(*scores: tuple[float, float], held: Held | None = None) -> Held | None:
    """What is held after scores at seconds."""
    for second, score in scores:
        held = KIND.settle(held, Settlement(mark(), NOW, score), NOW + second)
    return held


def read(held: Held | None, second: float, tally: Mark | None = None) -> Reading:
    """The reading at a second."""
    return KIND.step(held, tally or mark(), NOW + second)[1]


def test_a_threshold_is_entered_at_once() -> None:
    """One score at or above a threshold enters it and all below; its age is counted from there."""
    held = after((0, 0.6))
    assert read(held, 0) == Reading((0.0, 0.0, 0.0), 2, 0.6)
    assert read(held, 40) == Reading((40.0, 40.0, 0.0), 2, 0.6)


def test_a_threshold_is_left_after_patience_below_it() -> None:
    """Lower scores do not end it until the last high one is `patience` old; then it has to be entered anew."""
    held = after((0, 0.9), (50, 0.9), (60, 0.4), (149, 0.4))
    assert read(held, 149) == Reading((149.0, 149.0, 149.0), 3, 0.4)
    assert read(held, 150) == Reading((150.0, 0.0, 0.0), 1, 0.4)
    held = after((160, 0.7), held=held)
    assert read(held, 165) == Reading((165.0, 5.0, 0.0), 2, 0.7)


def test_a_high_score_within_patience_goes_on() -> None:
    """A short dip does not begin the time anew."""
    assert read(after((0, 0.7), (90, 0.1), (99, 0.7)), 120).seconds == (120.0, 120.0, 0.0)


def test_silence_is_forgotten_after_patience() -> None:
    """Without any score a level ends like with low ones, and so does the score."""
    held = after((0, 0.9))
    assert read(held, 99.9).level == 3
    assert read(held, 100) == Reading((0.0, 0.0, 0.0), 0, 0.0)
    assert read(None, 0) == Reading((0.0, 0.0, 0.0), 0, 0.0)


def test_low_scores_hold_nothing() -> None:
    """Below the lowest threshold there is a score and no level."""
    assert read(after((0, 0.1)), 1) == Reading((0.0, 0.0, 0.0), 0, 0.1)


def test_changed_thresholds_reset_nothing() -> None:
    """A threshold that an operator moves keeps its time; one that is added starts with the next score."""
    held = after((0, 0.9))
    moved = mark((0.2, 0.5, 0.8, 0.95))
    assert read(held, 10, moved) == Reading((10.0, 10.0, 10.0, 0.0), 3, 0.9)
    held = KIND.settle(held, Settlement(moved, NOW, 0.97), NOW + 20)
    assert read(held, 30, moved) == Reading((30.0, 30.0, 30.0, 10.0), 4, 0.97)
    assert read(held, 30, mark((0.5,))) == Reading((30.0,), 1, 0.97)


def test_a_changed_patience_resets_nothing() -> None:
    """A shorter patience ends what is too old for it, and nothing else."""
    held = after((0, 0.9), (80, 0.4))
    assert read(held, 90, mark(patience=20.0)).seconds == (90.0, 0.0, 0.0)


def test_a_clock_behind_counts_as_the_latest() -> None:
    """Neither a score nor a reading from a replica that is behind turns time back."""
    held = after((0, 0.9), (50, 0.9), (20, 0.9))
    assert held is not None
    assert held[:2] == (NOW + 150, NOW + 50)
    assert read(held, 10).seconds == (50.0, 50.0, 50.0)


def test_a_clock_set_back_begins_anew() -> None:
    """What a clock a day ahead has written does not hold a caller for a day."""
    assert read(after((86400, 0.9)), 0).level == 0


@pytest.mark.parametrize(("score", "read_as", "level"), [(math.nan, 0.0, 0), (math.inf, 1e30, 3)])
def test_a_score_that_is_none(score: float, read_as: float, level: int) -> None:
    """What is no number is no suspicion; what is infinite is above everything."""
    reading = read(after((0, score)), 0)
    assert (reading.score, reading.level) == (read_as, level)


def test_a_take_writes_nothing() -> None:
    """Only settlements write; four thresholds are 88 bytes."""
    held = after((0, 0.9))
    assert KIND.step(held, mark(), NOW)[0] is None
    assert KIND.unpack(bytes(88), mark((0.1, 0.2, 0.3, 0.4)), 0.0) == Reading((0.0,) * 4, 0, 0.0)


def test_a_lift_leaves_every_threshold_at_once() -> None:
    """A score below zero ends all levels, stands until another score comes, and is forgotten after `patience`."""
    held = after((0, 0.9), (50, LIFTED))
    assert read(held, 50) == Reading((0.0, 0.0, 0.0), 0, LIFTED)
    assert read(held, 149).score == LIFTED
    assert read(held, 150) == Reading((0.0, 0.0, 0.0), 0, 0.0)
    assert read(after((60, 0.4), held=held), 70) == Reading((10.0, 0.0, 0.0), 1, 0.4)


def test_what_was_judged_before_a_lift_does_not_undo_it() -> None:
    """Scores within the second after a lift are passed over, another lift is not."""
    held = after((50, LIFTED), (50.9, 0.9))
    assert read(held, 60) == Reading((0.0, 0.0, 0.0), 0, LIFTED)
    assert read(after((50.5, LIFTED), (51.4, 0.9), held=held), 60).score == LIFTED
