"""More of the output distribution than an answer needs."""

from __future__ import annotations

import pytest

from proxy.core.tally import Spread
from proxy.detectors.harvest import WEAK, harvest
from proxy.detectors.profile import Profile
from tests.detectors.scenes import ask, asks, named, past

WALKING = asks(logprobs=1.0, walk=1.0)


def score(name: str, seen: Profile) -> float:
    return named(harvest(ask(), seen), f"precision.{name}").score


def sets(distinct: float) -> Spread:
    """So many different sets of biases."""
    return Spread(200, distinct, fresh=True)


@pytest.mark.parametrize(("different", "expected"), [(1, 0.0), (8, 0.0), (10, 0.375), (24, 1.0), (200, 1.0)])
def test_a_walk_over_biases(different: float, expected: float) -> None:
    """Log-probabilities with ever new biases read out the last layer; with the biases of a task they label."""
    assert score("bias_walk", past(asks=WALKING, biases=sets(different))) == pytest.approx(expected)


def test_a_hidden_walk() -> None:
    """A walk in a quarter of the requests is a whole walk; in one of twenty it is none yet."""
    assert score("bias_walk", past(asks=asks(walk=0.25), biases=sets(50))) == 1.0
    assert score("bias_walk", past(asks=asks(walk=0.05), biases=sets(50))) == 0.0


def test_without_biases() -> None:
    """A request without biases shows no walk."""
    assert score("bias_walk", past(asks=WALKING)) == 0.0


def test_log_probabilities_alone_are_weak() -> None:
    """Evaluations and classifiers ask for log-probabilities in every request."""
    assert score("logprobs_share", past(asks=asks(logprobs=1.0))) == pytest.approx(WEAK)


@pytest.mark.parametrize(("choices", "expected"), [(1, 0.0), (2, 0.0), (5, 0.1), (8, 0.2), (64, 0.2)])
def test_many_choices_are_weak(choices: float, expected: float) -> None:
    """Asking for many answers at once is what the parameter is there for."""
    assert score("choices", past(asks=asks(choices=choices))) == pytest.approx(expected)


def test_few_requests_say_nothing() -> None:
    """Seven requests of any kind are an anecdote."""
    few = past(asks=asks(count=7, logprobs=1.0, walk=1.0, choices=64), biases=sets(50))
    assert [signal.score for signal in harvest(ask(), few)] == [0.0, 0.0, 0.0]
