"""Evidence of a pool: what convicts together with what, and what never does."""

from __future__ import annotations

from typing import Any

import pytest

from proxy.campaigns.conduct import Untaken
from proxy.campaigns.evidence import WEIGHTS, Ties, case_of, ramp
from proxy.campaigns.pool import Pool
from tests.campaigns.scenes import crowd, fleet, pool, sharer

FOUND = 0.6


NEVER = Untaken(40.0, 0, 1.0)
"""Forty answers would have been taken up; none was."""


def risk(found: Pool, **ties: Any) -> float:
    """The risk of a pool."""
    return case_of(found, Ties(**ties)).risk


@pytest.mark.parametrize(
    ("name", "honest"),
    [
        ("a popular tool", risk(pool(crowd(60)))),
        ("one that asks for steps, in its first week", risk(pool(crowd(60, weak=5)), wave=1.0)),
        ("an integration that runs by the clock", risk(pool(fleet(60)))),
        ("a classroom in one building that signed up together", risk(pool(crowd(60)), wave=1.0)),
        ("a tool on shared exits of its own", risk(pool(crowd(60)), mesh=0.2)),
        ("a tool beside a chat under the same key", risk(pool(crowd(60)), untaken=NEVER)),
        ("a class that asks for steps, every hour anew", risk(pool(crowd(60, weak=5)), step=1.0)),
        ("a release for several programs", risk(pool(crowd(60, weak=5)), moved=1.0)),
        ("several frameworks", risk(pool(crowd(60, weak=5)), disguised=1.0)),
        ("a text that is often quoted", risk(pool(crowd(60)), echoing=1.0)),
    ],
)
def test_one_kind_beside_the_text_does_not_convict(name: str, honest: float) -> None:
    """What honest tools show is watched at most."""
    assert honest < FOUND, name


@pytest.mark.parametrize(
    "hostile",
    [
        risk(pool(crowd(60, strong=5))),
        risk(pool(fleet(60, weak=5))),
        risk(pool(fleet(60)), mesh=0.5),
        risk(pool(fleet(60)), wave=0.6),
        risk(pool(crowd(60)), mesh=0.5),
        risk(pool(crowd(60, weak=5)), untaken=NEVER),
        risk(pool(crowd(60)), step=0.8, moved=0.5),
        risk(pool(crowd(60)), disguised=0.6, echoing=0.3),
        risk(pool(fleet(60)), step=0.8),
    ],
)
def test_two_kinds_convict(hostile: float) -> None:
    """Text, and a kind that says what it is for or that one hand does it."""
    assert hostile >= FOUND


def test_evidence_must_hold_of_nearly_all() -> None:
    """A wide pool is not convicted by a narrower one inside of it."""
    mixed = [*crowd(30), *crowd(25, start=100, strong=5)]
    assert risk(pool(mixed)) == pytest.approx(0.3)


def test_framing_dilutes_what_is_not_text() -> None:
    """A hundred people who take up a fleet's template have sessions, so its cadence speaks no more."""
    framed = [*fleet(60), *crowd(100, start=100)]
    assert risk(pool(framed)) < risk(pool(fleet(60)))


def test_few_gaps_say_nothing() -> None:
    """Callers seen once have no cadence."""
    assert risk(pool(fleet(8, gaps=0))) == risk(pool(crowd(8)))


def test_strong_wordings_count_once() -> None:
    """A pool that is worded both ways is not held twice for it."""
    assert risk(pool(crowd(20, strong=5, weak=5))) == risk(pool(crowd(20, strong=5)))


def test_every_signal_is_weighed_and_told() -> None:
    """Each signal has a weight and a sentence with its figures."""
    case = case_of(pool([sharer(1), sharer(2)]), Ties(0.5, 0.25))
    assert {signal.name for signal in case.signals} == set(WEIGHTS)
    assert all("{" not in signal.why for signal in case.signals)


def test_unread_answers_are_known_of_most() -> None:
    """A few who converse do not speak for a pool of those who never do; nor do a few answers."""
    plain = risk(pool(crowd(60)))
    assert risk(pool(crowd(60)), untaken=Untaken(40.0, 0, 0.4)) == plain
    assert risk(pool(crowd(60)), untaken=Untaken(5.0, 0, 1.0)) == plain
    assert risk(pool(crowd(60)), untaken=Untaken(40.0, 20, 1.0)) == plain


def test_ramps() -> None:
    """Nothing below, everything above, straight between."""
    assert [ramp(value, 1.0, 3.0) for value in (0.0, 1.0, 2.0, 3.0, 9.0)] == [0.0, 0.0, 0.5, 1.0, 1.0]
