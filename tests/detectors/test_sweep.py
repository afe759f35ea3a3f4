"""One template, filled with ever new content."""

from __future__ import annotations

import pytest

from proxy.core.tally import Means, Shares, Spread
from proxy.detectors.draws import Repeated
from proxy.detectors.profile import Profile
from proxy.detectors.sweep import stand_alone, sweep, unrepeated
from tests.detectors.scenes import ask, asks, named, past, sweeping


def score(seen: Profile) -> float:
    return named(sweep(ask(), seen), "structure.sweep").score


def test_a_sweep() -> None:
    """One opening over hundreds of new single questions is a sweep."""
    assert score(sweeping()) == 1.0


@pytest.mark.parametrize("place", ["openings", "endings", "systems", "bands"])
def test_any_place_shows_a_template(place: str) -> None:
    """A template shows at the beginning, at the end, in the system prompt, or in the text as a whole."""
    template = Shares(200, 0.9, 0.9)
    seen = sweeping(**{"openings": None, place: template})
    assert score(seen) == 1.0
    assert named(sweep(ask(), seen), "structure.template_share").value == 0.9


def test_a_weak_wording_in_every_prompt_is_a_template() -> None:
    """A wording may be shorter than the ending that is compared, so that no two endings are the same."""
    assert score(sweeping(openings=Shares(200, 0.01, 0.01), asks=asks(single=1.0, weak=1.0))) == 1.0


@pytest.mark.parametrize(
    "honest",
    [
        {"asks": asks(single=0.7)},
        {"contents": Spread(200, 50, fresh=False)},
        {"openings": Shares(200, 0.5, 0.5)},
        {"asks": asks(count=15, single=1.0)},
        {"openings": None},
    ],
    ids=["conversations", "the same items again", "many openings", "one long session", "no prompt in this request"],
)
def test_what_is_no_sweep(honest: dict[str, object]) -> None:
    """Without any one of single questions, new content, a template, or a series, there is no sweep."""
    assert score(sweeping(**honest)) == 0.0


def test_answers_drawn_one_after_the_other_are_one_question() -> None:
    """Six of eight answers to every prompt come through one key: its share of new prompts is that of its questions."""
    shared = Means(200.0, (), Repeated(0.8, 0.6, 0.5))
    heavy = sweeping(contents=Spread(200, 46, fresh=False), repeats=shared)
    assert unrepeated(heavy) == 1.0
    assert score(heavy) == 1.0
    again_another_night = sweeping(contents=Spread(200, 8, fresh=False), repeats=shared)
    assert score(again_another_night) == 0.0


def test_one_key_that_repeats_itself_is_not_new() -> None:
    """Where an org's keys draw nothing together, what one of them sends again is old."""
    alone = sweeping(contents=Spread(200, 25, fresh=False), repeats=Means(200.0, (), Repeated(0.9, 0.5, 0.0)))
    assert unrepeated(alone) == 0.125
    assert score(alone) == 0.0


def test_a_template_alone_is_no_evidence() -> None:
    """The share of a template is told to operators and scores nothing."""
    assert named(sweep(ask(), sweeping()), "structure.template_share").score == 0.0


def test_unknown_novelty_stands_for_nothing() -> None:
    """A request without a prompt does not make anybody a sweeper."""
    assert stand_alone(sweeping(contents=None)) == 0.0
    assert stand_alone(past(asks=asks(single=1.0), contents=Spread(0, 0, fresh=False))) == 0.0
