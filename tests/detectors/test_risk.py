"""Signals put together so that no kind of evidence convicts alone."""

from __future__ import annotations

from math import prod
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from proxy.core.decision import Level
from proxy.core.signal import Family, Signal
from proxy.detectors.risk import CAP, SHAPE, WHISPER, Risk, assess, level_of, tempered
from tests.detectors.scenes import THRESHOLDS, signal

INTENT = [family for family in Family if family not in SHAPE]
SCORES = st.floats(0.0, 1.0)
ANY = st.lists(st.builds(signal, st.sampled_from(Family), SCORES), max_size=30)
LEVELS = st.lists(st.floats(0.01, 0.99), min_size=3, max_size=3, unique=True).map(sorted)


def reached(score: float, levels: tuple[float, float, float] = THRESHOLDS) -> Level:
    return level_of(sum(score >= threshold for threshold in levels))


def full(*families: Family) -> list[Signal]:
    """Findings of these families that could not be stronger."""
    return [signal(family, 1.0) for family in families]


@given(st.sampled_from(Family), st.lists(SCORES, max_size=20))
def test_one_family_never_leads_above_watch(family: Family, scores: list[float]) -> None:
    """Whatever one family finds, however often and however strong: a closer look and no more."""
    risk = assess([signal(family, score) for score in scores])
    assert reached(risk.score) in (Level.CLEAR, Level.WATCH)
    assert risk.corroborated <= 1


@given(st.lists(st.builds(signal, st.sampled_from(sorted(SHAPE)), SCORES), max_size=20))
def test_shape_is_one_witness(signals: list[Signal]) -> None:
    """All that shape can say, in four families, is one witness and stays within its cap."""
    risk = assess(signals)
    assert set(risk.witnesses) <= {"shape"}
    assert risk.score <= CAP + 1e-12


@given(ANY, LEVELS, st.integers(2, 5))
def test_corroboration_caps(signals: list[Signal], levels: list[float], corroboration: int) -> None:
    """No level above watch on fewer witnesses than the policy wants, whatever its thresholds are."""
    thresholds = (levels[0], levels[1], levels[2])
    risk = assess(signals)
    score = tempered(risk, thresholds, corroboration)
    assert score <= risk.score
    if risk.corroborated < corroboration:
        assert reached(score, thresholds) in (Level.CLEAR, Level.WATCH)
    else:
        assert score == risk.score


@given(ANY)
def test_risk_can_be_taken_apart(signals: list[Signal]) -> None:
    """The witnesses multiply up to the score: nothing else is in it."""
    risk = assess(signals)
    assert risk.score == pytest.approx(1.0 - prod(1.0 - witness for witness in risk.witnesses.values()), abs=1e-12)
    assert all(0.0 < witness <= CAP for witness in risk.witnesses.values())


@given(ANY, st.randoms(use_true_random=False), st.builds(signal, st.sampled_from(Family), SCORES))
def test_more_evidence_never_acquits(signals: list[Signal], chance: Random, more: Signal) -> None:
    """Order does not matter, and one more finding never lowers the risk."""
    before = assess(signals).score
    chance.shuffle(signals)
    assert assess(signals).score == pytest.approx(before, abs=1e-12)
    assert assess([*signals, more]).score >= before - 1e-12


def test_two_intents_and_shape_are_hostile() -> None:
    """What is wanted, shown twice over, in the shape of a collection: hostile; with one intent, suspect."""
    shape = full(*SHAPE)
    both = assess([*shape, *full(Family.ELICITATION, Family.PRECISION)])
    one = assess([*shape, *full(Family.ELICITATION)])
    assert reached(tempered(both, THRESHOLDS, 2)) is Level.HOSTILE
    assert reached(tempered(one, THRESHOLDS, 2)) is Level.SUSPECT


@pytest.mark.parametrize("family", INTENT)
def test_weak_findings_in_full_shape_stay_below_suspect(family: Family) -> None:
    """A fifth of a family, which is what weak wordings amount to, does not make a suspect of any batch job."""
    risk = assess([*full(*SHAPE), signal(family, 0.2)])
    assert reached(risk.score) is Level.WATCH


def test_whispers_do_not_corroborate() -> None:
    """Several weak findings beside one strong one add to the risk, but are no second witness."""
    whispers = [signal(family, 0.2) for family in INTENT]
    risk = assess([*full(*SHAPE), *whispers])
    assert risk.score > THRESHOLDS[1]
    assert risk.corroborated == 1
    assert reached(tempered(risk, THRESHOLDS, 2)) is Level.WATCH
    assert CAP * 0.2 < WHISPER


def test_only_the_strongest_of_a_family_counts() -> None:
    """Two findings of one family are one opinion."""
    assert assess([signal(Family.PRECISION, 0.9), signal(Family.PRECISION, 0.8)]) == assess(
        [signal(Family.PRECISION, 0.9)]
    )


def test_rhythm_and_volume_fill_shape_only_partly() -> None:
    """A busy, regular caller without a template is less shaped like a sweep than a sweep is."""
    job = assess(full(Family.CADENCE, Family.VOLUME)).witnesses["shape"]
    assert job == pytest.approx(CAP * (1 - 0.6 * 0.6))
    assert job < assess(full(Family.STRUCTURE)).witnesses["shape"]


def test_no_evidence() -> None:
    """Nothing found is no risk and no witness."""
    quiet = [signal(family, 0.0) for family in Family]
    assert assess(quiet) == assess([]) == Risk(0.0, {})


def test_levels_in_order() -> None:
    """As many thresholds held, so high the level."""
    assert [level_of(rank) for rank in range(4)] == [Level.CLEAR, Level.WATCH, Level.SUSPECT, Level.HOSTILE]


def test_ignored_families_do_not_count() -> None:
    """What an operator takes out of the risk neither adds to it nor corroborates."""
    found = [signal(Family.ELICITATION, 1.0), signal(Family.STRUCTURE, 1.0)]
    assert assess(found, frozenset({"elicitation"})) == assess(found[1:])
    assert assess(found, frozenset({"elicitation", "structure", "volume"})).score == 0.0
