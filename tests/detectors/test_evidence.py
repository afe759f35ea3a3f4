"""Signals, risk and the past weighed into a level."""

from __future__ import annotations

import pytest

from proxy.core.decision import Level
from proxy.core.signal import Family, Signal
from proxy.core.tally import Held, Mark, Settlement
from proxy.core.vocabulary import FACTS
from proxy.detectors import judge
from proxy.detectors.evidence import Evidence, facts_of, weigh
from proxy.state.memory import MemoryStore
from tests.detectors.scenes import NOW, PATIENCE, THRESHOLDS, ask, asks, past, signal, sweeping

STRONG = (signal(Family.ELICITATION, 1.0), signal(Family.STRUCTURE, 1.0))


def weighed(*signals: Signal, held: Held | None = None, corroboration: int = 2) -> Evidence:
    seen = past(level=held) if held else past()
    return weigh(signals, seen, THRESHOLDS, corroboration)


def test_reached_now() -> None:
    """A level is reached by the first request whose evidence suffices, and has been held for no time yet."""
    evidence = weighed(*STRONG)
    assert (evidence.level, evidence.held_for) == (Level.SUSPECT, 0.0)
    assert evidence.score == evidence.risk.score


def test_held_levels_are_not_left_early() -> None:
    """A quiet request within the patience changes nothing: the level stays, and its time goes on."""
    held = Held((900.0, 600.0, 0.0), 2, 0.8)
    evidence = weighed(held=held)
    assert (evidence.level, evidence.held_for, evidence.score) == (Level.SUSPECT, 600.0, 0.0)


def test_a_held_level_is_passed() -> None:
    """More evidence than what is held rises to the higher level at once."""
    evidence = weighed(*STRONG, signal(Family.PRECISION, 1.0), held=Held((900.0, 600.0, 0.0), 2, 0.8))
    assert (evidence.level, evidence.held_for) == (Level.HOSTILE, 0.0)


def test_a_lower_score_keeps_the_time_of_the_level() -> None:
    """Of two levels held the higher one is told, with its own time."""
    evidence = weighed(signal(Family.PRECISION, 0.6), held=Held((900.0, 600.0, 0.0), 2, 0.8))
    assert (evidence.level, evidence.held_for) == (Level.SUSPECT, 600.0)


async def test_left_after_the_patience() -> None:
    """With a real mark: held until the patience after the last such score is over, then left."""
    store, mark = MemoryStore(), Mark("c:k", "level", THRESHOLDS, PATIENCE)
    await store.settle([Settlement(mark, NOW, 0.7)], NOW)
    levels = []
    for later in (60.0, PATIENCE - 1.0, PATIENCE + 1.0):
        (held,) = await store.take([mark], NOW + later)
        levels.append(weighed(held=held).level)
    assert levels == [Level.SUSPECT, Level.SUSPECT, Level.CLEAR]


def test_without_corroboration() -> None:
    """Where the policy wants more witnesses levels see a score below suspect; the risk is told as it is."""
    evidence = weighed(*STRONG, corroboration=3)
    assert evidence.level is Level.WATCH
    assert evidence.score < THRESHOLDS[1] < evidence.risk.score


def test_facts() -> None:
    """Every signal is a fact under its name, beside risk, its time, and the account's age where that is known."""
    features = ask(created_at=NOW - 60.0)
    evidence = weigh(judge(features, sweeping(asks=asks(single=1.0, strong=1.0))), sweeping(), THRESHOLDS, 2)
    facts = facts_of(evidence, features)
    assert facts["elicitation.strong_share"] == 1.0
    assert facts["risk"] == evidence.score > THRESHOLDS[1]
    assert (facts["risk.held_for"], facts["caller.age"]) == (0.0, 60.0)
    assert {name.partition("[")[0] for name in facts} <= {fact.name for fact in FACTS}


def test_unknown_age_is_no_fact() -> None:
    """An account of which nothing is known has no age, not even zero."""
    assert "caller.age" not in facts_of(weighed(), ask())


@pytest.mark.parametrize("level", range(4))
def test_any_held_level(level: int) -> None:
    """Whatever the past, there is a level and a time for it."""
    seconds = tuple([100.0 if place < level else 0.0 for place in range(3)])
    evidence = weighed(held=Held(seconds, level, 0.5))
    assert evidence.held_for == (100.0 if level else 0.0)
    assert list(Level).index(evidence.level) == level
