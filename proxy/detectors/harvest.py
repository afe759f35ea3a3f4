"""Precision: more of the output distribution than an answer needs.

Log-probabilities together with ever new token biases read out the last layer (Carlini et al., arXiv 2403.06634: a
projection matrix for less than $20). Log-probabilities alone are what evaluations and classifiers use, biases alone
what constrained labelling uses: only the walk over biases is strong.
"""

from __future__ import annotations

from proxy.core.features import Features
from proxy.core.signal import Family, Signal
from proxy.detectors.base import ramp, trust
from proxy.detectors.profile import Profile

# A walk that hides in one request of ten still pays; constrained labelling never changes its biases.
HIDDEN, OPEN = 0.05, 0.25
# Sets of biases seen: a labelling job has one per task, a walk a new one for every request.
TASKS, WALK = 8, 24
# As weak wordings do: an evaluation with log-probabilities must stay below `suspect`.
WEAK = 0.2


def harvest(features: Features, seen: Profile) -> tuple[Signal, ...]:
    """Shares of requests with log-probabilities, and with ever new biases beside them; mean number of choices."""
    del features
    quick, slow = seen.quick, seen.slow
    logprobs = max(quick.logprobs, slow.logprobs)
    sets = seen.biases.distinct if seen.biases is not None else 0.0
    walk = max(quick.walk, slow.walk) * ramp(sets, TASKS, WALK)
    choices = slow.choices
    worth = trust(seen.asks.count)
    return (
        Signal(
            "precision.logprobs_share", Family.PRECISION, logprobs, worth * WEAK * ramp(logprobs, 0.2, 0.5),
            "{:.0%} of recent requests ask for log-probabilities", (logprobs,),
        ),
        Signal(
            "precision.bias_walk", Family.PRECISION, walk, worth * ramp(walk, HIDDEN, OPEN),
            "{:.0%} of recent requests combine log-probabilities with one of {:.0f} sets of biases", (walk, sets),
        ),
        Signal(
            "precision.choices", Family.PRECISION, choices, worth * WEAK * ramp(choices, 2, 8),
            "{:.1f} answers are asked for at once", (choices,),
        ),
    )  # fmt: skip
