"""The words of fixtures read what people write, and refuse the rest."""

from __future__ import annotations

from typing import Any

import pytest
from pydantic import ValidationError

from proxy.policy.fixturewords import MOST_REQUESTS, CaseWords, ExpectWords, FixtureWords, TrafficWords

CASE: dict[str, Any] = {"name": "a", "traffic": {"say": "x"}, "expect": "never touched"}


def case(**words: Any) -> CaseWords:
    """A fixture, changed as given."""
    return FixtureWords.model_validate({"tests": (CASE | words,)}).tests[0]


def test_the_short_form() -> None:
    """One caller stands without a list, one expectation too, and two words say that nothing must happen."""
    assert case().expect == (ExpectWords(untouched=True),)
    assert case(expect={"at": 1, "action": "allow"}).expect == (ExpectWords(at=1, action=("allow",)),)
    assert [each.say for each in case().traffic] == [("x",)]
    assert ExpectWords.model_validate({"from": 3, "untouched": True}).since == 3


def test_a_condition_is_asked() -> None:
    """`that` holds where its condition certainly does; without one nothing is asked."""
    expect = ExpectWords.model_validate({"that": "risk <= 0.5"})
    assert expect.holds({"risk": 0.5})
    assert not expect.holds({"risk": 0.6})
    assert not expect.holds({})
    assert ExpectWords(untouched=True).holds({})


@pytest.mark.parametrize(
    ("words", "told"),
    [
        ({"expect": "never touch"}, "'never touch' is no expectation; write `never touched`, or a list"),
        ({"expect": ()}, "at least 1 item"),
        ({"starts": "Monday"}, "'Monday' is not a time such as 2026-09-21T09:00"),
        ({"traffic": {"hours": (18, 9)}}, "the first hour of work"),
        ({"traffic": {"hours": (9, 25)}}, "the first hour of work"),
        ({"traffic": {"hours": 9}}, "the first hour of work"),
        ({"traffic": {"requests": 0}}, f"whole numbers from 1 to {MOST_REQUESTS}"),
        ({"traffic": {"requests": "1M"}}, f"whole numbers from 1 to {MOST_REQUESTS}"),
        ({"traffic": {"every": 20}}, "20 has no unit"),
        ({"expect": {"action": "refuse"}}, "'allow', 'degrade', 'throttle', 'canary' or 'block'"),
        ({"expect": {"level": "bad"}}, "'clear', 'watch', 'suspect' or 'hostile'"),
    ],
)  # fmt: skip
def test_what_is_refused(words: dict[str, Any], told: str) -> None:
    """A value that means nothing is told what it should have been."""
    with pytest.raises(ValidationError) as caught:
        case(**words)
    assert told in str(caught.value)


def test_defaults_are_a_plain_caller() -> None:
    """A caller of whom nothing is said is one key of which the directory knows nothing, in no campaign."""
    plain = TrafficWords()
    assert (plain.org, plain.tier, plain.age, plain.campaign, plain.anonymous) == ("", "", 0.0, None, None)
