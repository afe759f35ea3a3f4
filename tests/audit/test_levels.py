"""Whose level is news."""

from __future__ import annotations

import dataclasses

import pytest

from proxy.audit.levels import Levels
from proxy.core.decision import Decision, Level
from proxy.core.exchange import Caller
from tests.audit.exchanges import ALLOWED, AT

SUSPECT, WATCH, CLEAR = Level.SUSPECT, Level.WATCH, Level.CLEAR


def judged(level: Level, second: float = 0.0, held: float = 0.0, caller: str = "k_1") -> Decision:
    """A judgement of the caller."""
    return dataclasses.replace(
        ALLOWED, level=level, at=AT + second, held_for=held, witnesses={"shape": 0.4}, caller=Caller(caller)
    )


def test_a_level_is_told_once_when_reached_and_once_when_left() -> None:
    """Between its beginning and its end a watched caller is no news, however many requests it makes."""
    levels = Levels()
    story = [judged(CLEAR), judged(WATCH, 1), *[judged(WATCH, 1 + n, n) for n in range(1, 50)], judged(SUSPECT, 60)]
    story += [judged(SUSPECT, 70, 10), judged(WATCH, 8000, 7990), judged(WATCH, 8001, 8000), judged(CLEAR, 16000)]
    assert [(each.level, each.at - AT) for each in story if levels.news(each)] == [
        (WATCH, 1), (SUSPECT, 60), (WATCH, 8000), (CLEAR, 16000)
    ]  # fmt: skip


def test_what_another_worker_told_is_not_told_again() -> None:
    """A level that has been held for a while is known; its end is told by those who knew it."""
    levels = Levels()
    assert not levels.news(judged(SUSPECT, 0, held=30.0))
    assert levels.news(judged(CLEAR, 9000))


def test_requests_of_one_moment_tell_once() -> None:
    """Several that reach the level side by side, and one that has not heard of it, make one event."""
    levels = Levels()
    assert [bool(levels.news(judged(each, n / 100))) for n, each in enumerate((SUSPECT, SUSPECT, WATCH, SUSPECT))] == [
        True, False, False, False
    ]  # fmt: skip


@pytest.mark.parametrize("change", [{"witnesses": None, "level": CLEAR}, {"unknown": True, "level": CLEAR}])
def test_requests_that_judge_nobody_end_nothing(change: dict[str, object]) -> None:
    """A listing of models, or a decision without the state, says nothing of a level."""
    levels = Levels()
    assert levels.news(judged(SUSPECT))
    assert not levels.news(dataclasses.replace(judged(CLEAR, 100), **change))  # type: ignore[arg-type]
    assert not levels.news(judged(SUSPECT, 200, 200))


def test_only_so_many_are_remembered() -> None:
    """The longest unseen is forgotten; callers that are clear take no room."""
    levels = Levels(2)
    for caller in ("k_1", "k_2", "k_1", "k_3"):
        levels.news(judged(WATCH, caller=caller))
    levels.news(judged(CLEAR, caller="k_4"))
    assert len(levels) == 2
    assert levels.counts == {WATCH: 2, SUSPECT: 0, Level.HOSTILE: 0}
    assert not levels.news(judged(CLEAR, 9, caller="k_2"))
    assert levels.news(judged(CLEAR, 9, caller="k_1"))
