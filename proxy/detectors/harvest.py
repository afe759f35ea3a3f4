"""Precision: more of the output distribution than an answer needs.

Log-probabilities together with ever new token biases read out the last layer (Carlini et al., arXiv 2403.06634: a
projection matrix for less than $20). Log-probabilities alone are what evaluations and classifiers use, biases alone
what constrained labelling uses: only the walk over biases is strong.
"""

from __future__ import annotations

from proxy.core.features import Features
from proxy.core.signal import Family, Signal, signal
from proxy.detectors.base import ramp, trust
from proxy.detectors.profile import Profile

_FAMILY = Family.PRECISION

# A walk that hides in one request of ten still pays; constrained labelling never changes its biases.
HIDDEN, OPEN = 0.05, 0.25
# Sets of biases seen: a labelling job has one per task, a walk a new one for every request.
TASKS, WALK = 8, 24
# As weak wordings do: an evaluation with log-probabilities must stay below `suspect`.
WEAK = 0.2

_LOGPROBS, _WALK, _CHOICES = (
    "{:.0%} of recent requests ask for log-probabilities",
    "{:.0%} of recent requests combine log-probabilities with one of {:.0f} sets of biases",
    "{:.1f} answers are asked for at once",
)


def harvest(features: Features, seen: Profile) -> tuple[Signal, ...]:
    """Shares of requests with log-probabilities, and with ever new biases beside them; mean number of choices."""
    del features
    quick, slow = seen.quick, seen.slow
    logprobs, choices = max(quick.logprobs, slow.logprobs), slow.choices
    if logprobs == 0.0 and choices == 1.0 and seen.biases is None and quick.walk == slow.walk == 0.0:
        return _SILENT
    sets = seen.biases.distinct if seen.biases is not None else 0.0
    return _signals(logprobs, max(quick.walk, slow.walk) * ramp(sets, TASKS, WALK), sets, choices, seen.asks.count)


def _signals(logprobs: float, walk: float, sets: float, choices: float, count: float) -> tuple[Signal, ...]:
    worth = trust(count)
    weakly, openly = worth * WEAK * ramp(logprobs, 0.2, 0.5), worth * ramp(walk, HIDDEN, OPEN)
    return (
        signal("precision.logprobs_share", _FAMILY, logprobs, weakly, _LOGPROBS, (logprobs,)),
        signal("precision.bias_walk", _FAMILY, walk, openly, _WALK, (walk, sets)),
        signal("precision.choices", _FAMILY, choices, worth * WEAK * ramp(choices, 2, 8), _CHOICES, (choices,)),
    )


# Nearly all requests ask for one answer and nothing else.
_SILENT = _signals(0.0, 0.0, 0.0, 1.0, 0.0)
