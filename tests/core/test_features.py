"""The frozen values that features are."""

from __future__ import annotations

from dataclasses import FrozenInstanceError, replace

import pytest

from proxy.core.features import Client, Elicitation, Features, Noise, Parameters, TextSketch

TEXT = TextSketch(
    characters=5, words=1, skeleton=1, opening=2, ending=3, content=4, minhash=bytes(256), plane=5,
    scripts=(("han", 0.6), ("latin", 0.4)), masked=0.0, asks=Elicitation.STEPS, noise=Noise.BIDI,
)  # fmt: skip
PLAIN = Features(
    caller="k_1", org="o_1", tier="", created_at=None, verified=False, anonymous=False, at=1_790_000_000.0,
    dialect="openai", model="m", operation="chat", stream=False, system=None, user=TEXT, turns=1, user_turns=1,
    assistant_share=0.0, tools=0, tool_results=False, input_tokens=3, parameters=Parameters(), client=Client(),
)  # fmt: skip


def test_frozen() -> None:
    """Features cannot be changed once they are read."""
    with pytest.raises(FrozenInstanceError):
        PLAIN.caller = "k_2"  # type: ignore[misc]
    assert hash(PLAIN) == hash(replace(PLAIN))


def test_elicitation_and_noise_of_both_texts() -> None:
    """What either text asks for, or is spoilt by, counts."""
    both = replace(PLAIN, system=replace(TEXT, asks=Elicitation.TAGS, noise=Noise.BASE64))
    assert both.elicitation == Elicitation.STEPS | Elicitation.TAGS
    assert both.noise == Noise.BIDI | Noise.BASE64
    assert replace(PLAIN, user=None).elicitation == Elicitation.NONE
    assert replace(PLAIN, user=None).noise == Noise.NONE


def test_what_is_graded_is_not_asked_for() -> None:
    """A grader's system prompt makes the turn the thing graded: what that says of data sets is nobody's wish."""
    grader, wish = replace(TEXT, asks=Elicitation.JUDGE), Elicitation.SYNTHESIS | Elicitation.DISCLOSURE
    graded = replace(PLAIN, system=grader, user=replace(TEXT, asks=wish))
    assert graded.elicitation == Elicitation.JUDGE | Elicitation.DISCLOSURE
    assert replace(graded, system=replace(TEXT, asks=Elicitation.STEPS)).elicitation == Elicitation.STEPS | wish
    assert replace(graded, system=None, user=replace(TEXT, asks=Elicitation.JUDGE | wish)).elicitation & wish == wish


@pytest.mark.parametrize(("at", "hour"), [(0.0, 0), (3599.9, 0), (3600.0, 1), (86_399.0, 23), (86_400.0, 0)])
def test_hour(at: float, hour: int) -> None:
    """The hour is the hour of the day in UTC."""
    assert replace(PLAIN, at=at).hour == hour


@pytest.mark.parametrize(("created", "age"), [(None, None), (1_789_999_940.0, 60.0), (1_790_000_100.0, 0.0)])
def test_age(created: float | None, age: float | None) -> None:
    """The account's age is known where its birthday is, and never negative."""
    assert replace(PLAIN, created_at=created).age == age


@pytest.mark.parametrize(
    ("turns", "users", "results", "single"),
    [(1, 1, False, True), (3, 2, False, False), (2, 1, True, False), (2, 1, False, False)],
)
def test_single_turn(turns: int, users: int, results: bool, single: bool) -> None:
    """A conversation of one question and nothing else is single-turn."""
    assert replace(PLAIN, turns=turns, user_turns=users, tool_results=results).single_turn is single


def test_script() -> None:
    """The first script is the dominant one."""
    assert TEXT.script == "han"
    assert replace(TEXT, scripts=()).script == ""


def test_tools() -> None:
    """Tools offered are tools had."""
    assert not PLAIN.has_tools
    assert replace(PLAIN, tools=2).has_tools


def test_repr_without_sketch() -> None:
    """The MinHash, 256 bytes, stays out of what is printed."""
    assert "minhash" not in repr(PLAIN)
