"""Honest callers that look like a pool of keys that draws answers, and that pool beside them, in virtual time."""

from __future__ import annotations

import pytest

from proxy.core.decision import Level
from proxy.detectors.evidence import Evidence
from tests.detectors.days import KEYS, Day
from tests.detectors.test_scenarios import TASK, WEAK, worst

NIGHT = 86_400.0


@pytest.fixture
def day() -> Day:
    """A deployment without a past."""
    return Day()


@pytest.mark.parametrize(("answers", "share"), [(4, 0.7), (8, 0.9), (16, 0.9)])
async def test_the_key_that_does_most_of_the_work(day: Day, answers: int, share: float) -> None:
    """Most of the samples go through one key of a pool: it is as suspect as those that do the rest."""
    heavy: list[Evidence] = []
    for _ in range(30):
        prompt = TASK.format(day.words(15))
        for _ in range(answers):
            key = KEYS[0] if day.chance.random() < share else day.chance.choice(KEYS[1:])
            found = await day.say(prompt, key=key, gap=15.0, temperature=1.0)
            heavy += [found] if key == KEYS[0] else []
    assert heavy[-1].level is Level.SUSPECT


async def test_one_regression_test_in_three_environments(day: Day) -> None:
    """Three keys of an org send the same new prompts at once, each of them once, night after night: never suspect."""
    prompts = [WEAK.format(day.words(15)) for _ in range(60)]
    found = []
    for _ in range(3):
        for prompt in prompts:
            found += [await day.say(prompt, key=key, gap=4.0, temperature=0.7) for key in KEYS]
        day.now += NIGHT
    assert worst(found) in (Level.CLEAR, Level.WATCH)


async def test_pass_at_eight(day: Day) -> None:
    """An evaluation that draws eight answers under its own key, twice a week: never suspect."""
    prompts = [WEAK.format(day.words(15)) for _ in range(40)]
    found = []
    for _ in range(2):
        found += [await day.say(prompt, gap=2.0, temperature=0.8) for prompt in prompts for _ in range(8)]
        day.now += 3 * NIGHT
    assert worst(found) in (Level.CLEAR, Level.WATCH)


async def test_another_key_after_a_failure(day: Day) -> None:
    """A client that asks again, and then under its second key, because the upstream failed: never suspect."""
    found = []
    for _ in range(100):
        prompt = TASK.format(day.words(15))
        keys = (KEYS[0], KEYS[0], KEYS[1])[: day.chance.choice((1, 1, 2, 3))]
        found += [await day.say(prompt, key=key, gap=5.0) for key in keys]
    assert worst(found) in (Level.CLEAR, Level.WATCH)
