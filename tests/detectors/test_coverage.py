"""Questions about everything."""

from __future__ import annotations

from random import Random

import pytest

from proxy.core.tally import Distinct, Spread
from proxy.detectors.coverage import breadth, coverage
from proxy.detectors.profile import cell
from proxy.state.memory import MemoryStore
from tests.detectors.scenes import NOW, ask, asks, named, past, sweeping


async def touched(planes: list[int]) -> Spread:
    """What the store answers once texts of these topics have come."""
    store, answer = MemoryStore(), Spread(0, 0, fresh=False)
    for plane in planes:
        (answer,) = await store.take([Distinct("c:k", "cells", cell(plane), 1e6)], NOW)
    return answer


@pytest.mark.parametrize("texts", [30, 100, 400, 1500])
async def test_random_topics_are_broad(texts: int) -> None:
    """Texts about anything touch about as many cells as chance would, however many there are."""
    chance = Random(texts)  # noqa: S311 - the same in every run
    cells = await touched([chance.getrandbits(64) for _ in range(texts)])
    assert 0.8 < breadth(past(cells=cells)) <= 1.0


@pytest.mark.parametrize("topics", [64, 128])
async def test_part_of_the_space(topics: int) -> None:
    """Texts that keep to part of the cells are as broad as that part."""
    chance = Random(topics)  # noqa: S311 - the same in every run
    cells = await touched([chance.randrange(topics) << 56 for _ in range(2000)])
    assert breadth(past(cells=cells)) == pytest.approx(topics / 256, rel=0.25)


async def test_one_topic_is_narrow() -> None:
    """Texts that share one cell cover nothing, however they differ below it."""
    cells = await touched([(7 << 56) | place for place in range(200)])
    assert breadth(past(cells=cells)) < 0.02


def test_no_text_covers_nothing() -> None:
    """Without a prompt there is no breadth."""
    assert breadth(past(cells=None)) == 0.0
    assert breadth(past(cells=Spread(0, 0, fresh=False))) == 0.0


def test_a_collection() -> None:
    """A hundred single, new questions over half of the topics are a collection."""
    assert named(coverage(ask(), sweeping()), "coverage.breadth").score == 1.0


@pytest.mark.parametrize(
    "honest",
    [
        {"asks": asks(single=0.6)},
        {"contents": Spread(200, 40, fresh=False)},
        {"cells": Spread(200, 20, fresh=False)},
        {"asks": asks(count=30, single=1.0)},
    ],
    ids=["conversations", "old questions", "one task", "a curious day"],
)
def test_what_is_no_collection(honest: dict[str, object]) -> None:
    """Conversations, repeated questions, one task, and a curious day are no collection."""
    assert named(coverage(ask(), sweeping(**honest)), "coverage.breadth").score == 0.0


def test_parts_are_told_without_a_score() -> None:
    """Novelty and single questions are told to operators; only all of it together scores."""
    signals = coverage(ask(), sweeping(contents=Spread(200, 150, fresh=True)))
    assert named(signals, "coverage.novelty")[2:4] == (0.75, 0.0)
    assert named(signals, "coverage.single_turn")[2:4] == (1.0, 0.0)
