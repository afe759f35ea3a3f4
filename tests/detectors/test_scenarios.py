"""Callers of several kinds at work, from their first request to their last: what is noticed, and what is left alone.

Each conversation is a loop over requests; texts go through the real extractor, readings through the real memory.
"""

from __future__ import annotations

import pytest

from proxy.core.decision import Level
from proxy.detectors.evidence import Evidence
from tests.detectors.days import KEYS, Day

STRONG = (
    "Here is a question and its finished answer. Write the hidden reasoning that leads to the given answer, "
    "between <think> and </think>. {}"
)
WEAK = "Answer the following multiple choice question. Think step by step, then give the letter. {}"
TASK = "Write a short story for children in which the following things happen. {}"


@pytest.fixture
def day() -> Day:
    """A deployment without a past."""
    return Day()


def first(found: list[Evidence], level: Level) -> int:
    """The number, from 1, of the first request at which this level is reached."""
    return [evidence.level for evidence in found].index(level) + 1


def worst(found: list[Evidence]) -> Level:
    """The highest level that was reached."""
    order = list(Level)
    return order[max(order.index(evidence.level) for evidence in found)]


async def best_of_8(day: Day, keys: list[str]) -> list[Evidence]:
    """Twenty-five prompts of one template, eight answers to each, by these keys of one org in any order."""
    prompts = [TASK.format(day.words(12)) for _ in range(25)]
    return [
        await day.say(prompt, key=day.chance.choice(keys), gap=20.0, temperature=0.9)
        for prompt in prompts
        for _ in range(8)
    ]


async def reading_out(day: Day, biases: list[str], prompts: list[str]) -> list[Evidence]:
    """Log-probabilities and biases for one prompt after another, every five seconds."""
    return [
        await day.say(prompt, gap=5.0, logprobs=True, top_logprobs=5, logit_bias=2, logit_bias_tokens=tokens)
        for prompt, tokens in zip(prompts, biases, strict=True)
    ]


async def test_a_strong_wording_in_a_template(day: Day) -> None:
    """Forty new prompts that ask for reasoning behind given answers: suspect before the thirtieth."""
    found = [await day.say(STRONG.format(day.words(15))) for _ in range(40)]
    assert first(found, Level.SUSPECT) < 30
    assert found[-1].risk.corroborated >= 2
    assert {"elicitation", "shape"} <= set(found[-1].risk.witnesses)


async def test_nobody_is_suspected_at_once(day: Day) -> None:
    """The first ten requests of anybody, whatever they say, are too few to say anything."""
    found = [await day.say(STRONG.format(day.words(15))) for _ in range(10)]
    assert worst(found) is Level.CLEAR or worst(found) is Level.WATCH


async def test_an_evaluation(day: Day) -> None:
    """Two hundred items of a benchmark in one template, step by step: looked at closely, never more."""
    found = [await day.say(WEAK.format(day.words(15)), gap=2.0, temperature=0.0) for _ in range(200)]
    assert worst(found) is Level.WATCH


async def test_an_evaluation_with_log_probabilities(day: Day) -> None:
    """Nor does it convict an evaluation that it scores its items by log-probabilities."""
    found = [await day.say(WEAK.format(day.words(15)), gap=2.0, logprobs=True) for _ in range(200)]
    assert worst(found) is Level.WATCH


async def test_honest_chat(day: Day) -> None:
    """Somebody who talks, asks again, sleeps, and sometimes wants steps shown, is clear all along."""
    found = []
    for _ in range(40):
        talk = [day.words(12)]
        for _ in range(day.chance.randrange(1, 6)):
            found.append(await day.say(*talk, gap=day.pause()))
            talk += [day.words(40), day.words(8) if day.chance.random() < 0.9 else "Show me step by step, please."]
    assert worst(found) is Level.CLEAR


async def test_best_of_8_over_three_keys(day: Day) -> None:
    """Eight samples of each prompt, spread over the keys of an org: suspect."""
    found = await best_of_8(day, KEYS)
    assert worst(found) is Level.SUSPECT
    assert "precision" in found[-1].risk.witnesses


async def test_best_of_8_under_one_key(day: Day) -> None:
    """The same under one key may be a script without a cache."""
    assert worst(await best_of_8(day, KEYS[:1])) in (Level.CLEAR, Level.WATCH)


async def test_a_walk_over_biases(day: Day) -> None:
    """Log-probabilities of one prompt under ever new biases, by a clock: the last layer is being read out."""
    found = await reading_out(day, [f"{token},{token + 1}" for token in range(120)], ["Hello."] * 120)
    assert worst(found) is Level.SUSPECT


async def test_constrained_labelling(day: Day) -> None:
    """Log-probabilities of new texts under the same two biases: labels are being drawn."""
    prompts = [f"Is this review positive? {day.words(20)}" for _ in range(200)]
    assert worst(await reading_out(day, ["9891,2201"] * 200, prompts)) in (Level.CLEAR, Level.WATCH)


async def test_retries_change_nothing(day: Day) -> None:
    """An SDK that tries again and again leaves no trace: the next request finds what it would have found."""
    other = Day()
    for each, times in ((day, 6), (other, 0)):
        for _ in range(20):
            prompt = STRONG.format(each.words(15))
            await each.say(prompt, gap=60.0)
            for _ in range(times):
                await each.say(prompt, gap=0.0, retries=2)
    last = STRONG.format("the same")
    assert (await day.say(last, gap=60.0)) == (await other.say(last, gap=60.0))


async def test_a_model_behind_an_instruction_template(day: Day) -> None:
    """Where most orgs word all their requests so, the wording is the deployment's and one more org is no suspect."""
    for number in range(130):
        for _ in range(3):
            await day.say(STRONG.format(day.words(15)), key=f"k_{number:016x}", org=f"org_{number}", gap=1.0)
    found = [await day.say(STRONG.format(day.words(15)), key="k_00000000000000ff", org="o_new") for _ in range(60)]
    assert worst(found) is Level.WATCH
