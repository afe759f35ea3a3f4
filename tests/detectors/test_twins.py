"""Honest callers that look like a pool of keys that draws answers, and that pool beside them, in virtual time."""

from __future__ import annotations

from math import inf

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


async def test_probes_from_three_places(day: Day) -> None:
    """Three prompts every minute under the keys of three regions, to see whether the model answers: never suspect."""
    prompts = [TASK.format(day.words(15)) for _ in range(3)]
    found = [
        await day.say(prompt, key=key, gap=20.0 / len(KEYS)) for _ in range(120) for prompt in prompts for key in KEYS
    ]
    assert worst(found) in (Level.CLEAR, Level.WATCH)


async def test_another_key_after_a_failure(day: Day) -> None:
    """A client that asks again, then under its second key, where the upstream fails one time in five: never suspect."""
    found = []
    for _ in range(100):
        prompt = TASK.format(day.words(15))
        keys = (KEYS[0], KEYS[0], KEYS[1])[: day.chance.choices((1, 2, 3), (8, 1, 1))[0]]
        found += [await day.say(prompt, key=key, gap=5.0) for key in keys]
    assert worst(found) in (Level.CLEAR, Level.WATCH)


async def side_by_side(day: Day, keys: list[str], gap: float, took: float, scatter: float) -> list[Evidence]:
    """Series of these keys of one org at once: ever new questions, so many seconds apart as a loop has them.

    `scatter` is that of the logarithm of gaps; an infinite one stands for events, each of which comes when it will.
    """
    chance, found = day.chance, []
    waits = {key: chance.random() * gap for key in keys}
    for _ in range(300 * len(keys)):
        key = min(waits, key=lambda each: waits[each])
        elapsed = waits[key]
        waits = {each: wait - elapsed for each, wait in waits.items()}
        waits[key] = chance.expovariate(1 / gap) if scatter == inf else gap * chance.lognormvariate(0.0, scatter)
        found.append(await day.say(WEAK.format(day.words(15)), key=key, gap=elapsed, took=took, temperature=0.0))
    return found


@pytest.mark.parametrize("scatter", [0.0, 0.1, 0.35])
async def test_a_collection_dealt_over_idle_keys(day: Day, scatter: float) -> None:
    """Two loops that pause for a minute and never come back to a question: suspect, and never more than that."""
    found = await side_by_side(day, KEYS[:2], 60.0, 5.0, scatter)
    assert worst(found) is Level.SUSPECT
    assert {found[-1].level, found[-2].level} == {Level.SUSPECT}
    assert found[-1].risk.corroborated >= 2


@pytest.mark.parametrize(
    ("keys", "gap", "took", "scatter"),
    [(1, 60.0, 5.0, 0.1), (3, 1.5, 6.0, 0.5), (2, 55.0, 50.0, 0.35), (2, 20.0, 4.0, 0.1), (2, 60.0, 5.0, inf)],
    ids=[
        "one key", "full speed, several workers", "a slow model, one at a time", "a free tier's limit", "events",
    ],
)  # fmt: skip
async def test_what_the_collection_looks_like(day: Day, keys: int, gap: float, took: float, scatter: float) -> None:
    """Evaluations by several people, a slow model, a limited tier, an application in two regions: never suspect."""
    assert worst(await side_by_side(day, KEYS[:keys], gap, took, scatter)) is Level.WATCH
