"""What requests are like, as a vector of which the state keeps two means for each caller (`profile`)."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import NamedTuple

from proxy.core.features import Elicitation, Features

# As plain numbers: flags take a microsecond to be told apart, and every request is asked.
_STRONG, _WEAK = int(Elicitation.STRONG), int(Elicitation.WEAK)


class Asks(NamedTuple):
    """The places of the `asks` vector; every one is a share or a mean over requests."""

    strong: float
    weak: float
    single: float
    logprobs: float
    walk: float
    choices: float
    contradictory: float
    further: float = 0.0  # second questions: the answer to the first was taken up


_NOTHING = Asks(0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0)
# Without the class's own maker, which would take the places apart first.
_made: Callable[[type[Asks], Iterable[float]], Asks] = tuple.__new__


def asks_of(means: tuple[float, ...]) -> Asks:
    """The places of a mean by name; all zero before the first request."""
    if len(means) == len(_NOTHING):
        return _made(Asks, means)
    return Asks(*means) if means else _NOTHING


def asks_in(features: Features, single: bool, worded: bool) -> Asks:
    """What one request adds to the means. `single`: it is a question without history and tools; `worded`: its wording
    speaks for or against its caller.
    """
    parameters, logprobs = features.parameters, features.parameters.logprobs
    asked = int(features.elicitation) if worded else 0
    places = (
        1.0 if asked & _STRONG else 0.0,
        1.0 if asked & _WEAK else 0.0,
        1.0 if single else 0.0,
        1.0 if logprobs else 0.0,
        1.0 if logprobs and parameters.logit_bias > 0 else 0.0,
        float(min(parameters.choices, 64)),
        1.0 if features.client.contradictions else 0.0,
        1.0 if features.user_turns == 2 and not features.has_tools else 0.0,
    )
    return _made(Asks, places)
