"""What callers of a text do alike: what is chance, what a vendor brings about, what neither explains."""

from __future__ import annotations

from typing import Any

import pytest

from proxy.campaigns.background import UNKNOWN, Background
from proxy.campaigns.conduct import (
    EACH,
    disguised,
    echoing,
    effective,
    in_step,
    moved,
    poisson_at_most,
    several,
    untaken,
)
from proxy.core.sighting import Kind, Sharer
from tests.campaigns.scenes import DAY, NOW, crowd, pool, sharer

QUIET = Background(1000.0, (), tuple(crowd(100, start=5000)))
"""Hundred callers who did nothing of it."""


def mixed(size: int, start: int = 1, **changes: Any) -> list[Sharer]:
    """So many callers, with five programs between them."""
    return [sharer(start + place, client=place % 5, **changes) for place in range(size)]


def switched(size: int, start: int = 1, at: float = NOW, **changes: Any) -> list[Sharer]:
    """Callers who went over to another model once, within a day."""
    return [
        each._replace(switched=at + place * 3600.0 % DAY, switches=1, model=9)
        for place, each in enumerate(mixed(size, start, **changes))
    ]


@pytest.mark.parametrize(("together", "apart", "least"), [(0, 0, 0.0), (90, 10, 0.8), (330, 660, 0.3)])
def test_company_must_be_more_than_luck(together: int, apart: int, least: float) -> None:
    """What is said of pairs holds at least, with 95 %: a few pairs say little."""
    found = in_step(pool(crowd(9), together=together, apart=apart))
    assert in_step(pool(crowd(9), together=18, apart=0)) == 0.0
    assert least <= found <= together / max(1, together + apart)


def test_a_pool_that_moves_to_a_new_model_together() -> None:
    """Half of a pool goes over within a day while others stay: that is said of the pool."""
    assert moved(pool([*switched(15), *mixed(15, start=100)]), QUIET) == pytest.approx(0.5)


def test_a_move_that_everybody_makes_says_nothing() -> None:
    """On the day on which a model is switched off everybody moves, so nobody is held for it."""
    everybody = Background(1000.0, (), (*switched(50, start=5000), *crowd(50, start=6000)))
    assert moved(pool([*switched(15), *mixed(15, start=100)]), everybody) == 0.0


def test_moves_of_one_program_are_its_release() -> None:
    """All users of one tool move when it is released; that is its maker's hand."""
    assert moved(pool([each._replace(client=7) for each in switched(30)]), QUIET) == 0.0


def test_moves_on_different_days_or_to_different_models_are_no_move() -> None:
    """Who goes over when it suits, or back and forth, or was seen once, is in no company."""
    slow = [each._replace(switched=NOW + place * DAY) for place, each in enumerate(switched(20))]
    sundry = [each._replace(model=place) for place, each in enumerate(switched(20))]
    restless = [each._replace(switches=4) for each in switched(20)]
    once = [each._replace(requests=1) for each in switched(20)]
    for people in (slow, sundry, restless, once):
        assert moved(pool(people), QUIET) <= 0.05


def test_disguises_of_several_programs() -> None:
    """Contradictory headers of many programs are told; those of one framework, or of everybody, are not."""
    people = mixed(30, disguised=True)
    assert disguised(pool(people), QUIET) == 1.0
    assert disguised(pool([each._replace(client=1) for each in people]), QUIET) == 0.0
    usual = Background(1000.0, (), tuple(crowd(100, start=5000, disguised=True)))
    assert disguised(pool(people), usual) == 0.0
    assert disguised(pool(mixed(30)), QUIET) == 0.0


def test_echoes_of_several_orgs() -> None:
    """A fifth of a pool brings back what others were told; two orgs that do are no collection."""
    assert echoing(pool([*mixed(6, echoes=True), *mixed(24, start=100)]), QUIET) == pytest.approx(0.2)
    assert echoing(pool([*mixed(2, echoes=True), *mixed(24, start=100)]), QUIET) == 0.0


def test_what_is_usual_is_a_tenth_until_it_is_known() -> None:
    """Where too few callers are known, what a tenth does counts as usual, with its doubt."""
    assert disguised(pool(mixed(100, disguised=True)), UNKNOWN) == pytest.approx(0.85, abs=0.01)


def test_answers_that_nobody_takes_up() -> None:
    """Callers who go on from every third answer, and never from those: that is counted, and bounded from above."""
    found = untaken(pool(mixed(30, talks=0.5, requests=4)))
    assert found.due == pytest.approx(60.0)
    assert (found.taken, found.talkers) == (0, 1.0)
    assert found.share == pytest.approx(3.0 / 60.0, abs=0.001)
    assert untaken(pool(mixed(30, talks=0.5, requests=4, taken=2))).share == 1.0


def test_one_busy_caller_does_not_speak_for_all() -> None:
    """However many answers one caller leaves alone, or takes up, that is said of one; a full counter is no proof."""
    people = mixed(30, talks=0.5, requests=4, taken=2)
    busy = untaken(pool([*people, *mixed(1, start=99, talks=0.5, requests=60_000)]))
    assert busy.due == pytest.approx(60.0 + EACH)
    assert untaken(pool([*people, *mixed(1, start=99, talks=0.5, requests=60_000, taken=255)])).share == 1.0


def test_what_one_program_asks_beside_the_conversation() -> None:
    """The titles that a chat asks for, for each conversation of all of its users, are taken up by nobody."""
    assert untaken(pool(crowd(30, talks=0.5, requests=6))).due == 0.0


def test_system_prompts_stand_over_whole_conversations() -> None:
    """That nobody goes on from a system prompt says nothing: every turn is seen with it."""
    people = mixed(30, talks=0.5, requests=4)
    assert untaken(pool(people, kind=Kind.SYSTEM)).due == untaken(pool(people, kind=Kind.HEADING)).due == 0.0
    assert untaken(pool(people, kind=Kind.CLAUSE)).due == 0.0
    assert untaken(pool(people, kind=Kind.ENDING)).due == untaken(pool(people, kind=Kind.PASSAGE)).due > 0.0


def test_who_never_converses_would_not_take_up_these() -> None:
    """A tool's users, and programs, do not converse: nothing is due, so nothing is said."""
    assert untaken(pool(mixed(30, talks=0.04))).due == 0.0
    assert untaken(pool(mixed(30))).share == 1.0
    assert untaken(pool([*mixed(10, talks=0.5), *mixed(30, start=50)])).talkers == 0.25


def test_programs_are_counted_by_weight() -> None:
    """One that nearly all have and three that hardly anybody has are hardly more than one."""
    assert several(mixed(30)) == pytest.approx(5.0)
    assert effective([97, 1, 1, 1]) == pytest.approx(1.06, abs=0.01)
    assert effective([]) == 0.0


@pytest.mark.parametrize(("seen", "most"), [(0, 2.96), (1, 4.74), (10, 16.96), (100, 118.1)])
def test_the_bound_is_poissons(seen: int, most: float) -> None:
    """The 95 % bounds of the tables, to a hundredth or so."""
    assert poisson_at_most(seen) == pytest.approx(most, rel=0.01)
