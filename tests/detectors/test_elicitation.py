"""Wordings of training material."""

from __future__ import annotations

import pytest

from proxy.core.tally import Means, Spread
from proxy.detectors.asks import Asks
from proxy.detectors.elicitation import WEAK, background, elicitation
from proxy.detectors.profile import Profile
from tests.detectors.scenes import ask, asks, named, past


def score(name: str, seen: Profile) -> float:
    return named(elicitation(ask(), seen), f"elicitation.{name}_share").score


def orgs(users: float, known: float) -> Profile:
    """A caller whose every request is worded strongly, in a deployment of `known` orgs of which `users` do so, too."""
    return past(
        asks=asks(strong=1.0), users=Spread(500, users, fresh=False), orgs=Spread(5000, known, fresh=False)
    )  # fmt: skip


@pytest.mark.parametrize(("share", "expected"), [(0.0, 0.0), (0.2, 0.0), (0.35, 0.5), (0.5, 1.0), (1.0, 1.0)])
def test_strong_wordings(share: float, expected: float) -> None:
    """A fifth of requests is a habit, half of them a purpose."""
    assert score("strong", past(asks=asks(strong=share))) == pytest.approx(expected)


def test_weak_wordings_count_a_fifth() -> None:
    """Steps and grades in every request say a fifth of what strong wordings would."""
    seen = past(asks=asks(weak=1.0))
    assert score("weak", seen) == pytest.approx(WEAK)
    assert score("strong", seen) == 0.0


def test_few_requests_say_nothing() -> None:
    """Seven requests in these words are an anecdote."""
    assert score("strong", past(asks=asks(count=7, strong=1.0))) == 0.0


def test_the_worse_of_now_and_the_past_counts() -> None:
    """A campaign that has just begun shows in the last few requests, one that hides among others in the long past."""
    loud, calm = (Asks(strong, 0.0, 1.0, 0.0, 0.0, 1.0, 0.0) for strong in (0.6, 0.0))
    assert score("strong", past(asks=Means(200, loud, calm))) == 1.0
    assert score("strong", past(asks=Means(200, calm, loud))) == 1.0


def test_what_everybody_says_fades() -> None:
    """A wording that a third of at least fifty orgs uses is the deployment's own and no evidence."""
    assert score("strong", orgs(users=20, known=60)) == pytest.approx(0.0)
    assert 0.0 < score("strong", orgs(users=50, known=200)) < 1.0
    assert score("strong", orgs(users=20, known=200)) == 1.0


def test_few_orgs_are_no_background() -> None:
    """Forty-nine orgs are too few to say what is usual, and so is not knowing."""
    assert score("strong", orgs(users=49, known=49)) == 1.0
    assert background(past()) == 0.0


def test_background_is_a_share() -> None:
    """Two estimates may contradict each other; more than all orgs is all orgs."""
    assert background(orgs(users=80, known=60)) == 1.0


def test_elsewhere_nothing_is_said() -> None:
    """On a request that is worded otherwise nobody knows how usual the strong wording is, so it does not count."""
    assert score("strong", past(asks=asks(strong=1.0), users=None)) == 0.0
