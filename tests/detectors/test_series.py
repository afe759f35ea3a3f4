"""How questions for steps are worked through."""

from __future__ import annotations

from dataclasses import replace
from math import log
from typing import Any

import pytest

from proxy.core.features import Elicitation
from proxy.core.tally import Mean, Recent, Repeats
from proxy.detectors.series import SHARE, SPELL, USUAL, Spell, series, spell, spells
from tests.detectors.scenes import NOW, ask, text

LIFE = 1000.0
STEPS = ask(asks=Elicitation.STEPS)
FULL = Repeats(0, 0, 1, USUAL)
BESIDE = Repeats(9, SHARE, 2)


def test_what_is_asked() -> None:
    """The caller's last questions for steps, the org's, and the caller's means, which are only read."""
    wanted = series(STEPS, LIFE)
    assert wanted["spells"] == spells(STEPS.caller, (), LIFE)
    steps, beside = wanted["pace_of_steps"], wanted["beside"]
    assert isinstance(steps, Recent)
    assert isinstance(beside, Recent)
    assert (steps.group, steps.slots) == ("c:" + STEPS.caller, SPELL + 1)
    assert (beside.group, beside.sender) == ("o:o_1", 0xA1)


def test_keys_of_an_org_meet_whatever_they_ask() -> None:
    """Other questions of other keys stand under the same digest: what is shared is that steps are asked for."""
    other = replace(STEPS, caller="k_00000000000000b2", user=text(content=99, asks=Elicitation.STEPS))
    first, second = (series(each, LIFE)["beside"] for each in (STEPS, other))
    assert isinstance(first, Recent)
    assert isinstance(second, Recent)
    assert first.digest == second.digest
    assert first.sender != second.sender


@pytest.mark.parametrize("asks", [Elicitation.NONE, Elicitation.JUDGE, Elicitation.SYNTHESIS | Elicitation.JUDGE])
def test_only_questions_for_steps(asks: Elicitation) -> None:
    """Grades are no training material, and what is strongly worded needs no second look."""
    assert series(ask(asks=asks), LIFE) == {}


def test_steps_may_be_asked_for_by_the_system_prompt() -> None:
    """A tutor's system prompt counts as the question's own words do."""
    assert series(ask(system=text(asks=Elicitation.STEPS)), LIFE)
    assert series(replace(STEPS, user=None), LIFE) == {}


@pytest.mark.parametrize(("others", "beside"), [(0, 0.0), (SHARE - 1, 0.0), (SHARE, 1.0), (15, 1.0)])
def test_a_spell(others: int, beside: float) -> None:
    """Each reply adds how long sixteen requests took, how long it took itself, and whether others were at it."""
    (note,) = spell(STEPS, replace(FULL, span=2 * USUAL), Repeats(0, others, 2), 3.0, LIFE)
    assert note.at == NOW
    assert isinstance(note.spend, Mean)
    assert Spell(*note.spend.values) == pytest.approx(Spell(log(2.0), log(2.0) ** 2, 3.0, beside))


@pytest.mark.parametrize(
    "unknown",
    [{"steps": None}, {"beside": None}, {"steps": Repeats(0, 0, 1)}, {"took": 0.0}],
    ids=["no question for steps", "not asked", "fewer than sixteen", "a trace without latencies"],
)
def test_nothing_is_added_where_something_is_unknown(unknown: dict[str, Any]) -> None:
    """Whoever looks idle because nobody measured is not idle."""
    known: dict[str, Any] = {"steps": FULL, "beside": BESIDE, "took": 3.0}
    assert spell(STEPS, life=LIFE, **known)
    assert spell(STEPS, life=LIFE, **{**known, **unknown}) == ()
