"""Precision: several samples of each prompt, drawn by asking again (best of n, rejection sampling).

Who needs n answers to a prompt asks for n choices. Who asks again under another key of the same org within the hour
hides that, or spreads one job over keys. Evaluations repeat their prompts night after night and under one key; agents
repeat trials with tools; SDK retries say that they are retries. So only repetition *by other keys* is strong.
"""

from __future__ import annotations

from proxy.core.features import Features
from proxy.core.signal import Family, Signal
from proxy.detectors.base import ramp
from proxy.detectors.profile import Profile, Repeated

# Two people of one org who send the same forwarded text within the hour are chance; a third of all prompts are not.
CHANCE, DESIGN = 0.15, 0.35
# Of the org's single, sampled prompts.
FEW, MANY = 15, 30
# Under one key repetition may be an impatient person or a script without a cache.
WEAK = 0.2
_NEVER = Repeated(0.0, 0.0)


def repetition(features: Features, seen: Profile) -> tuple[Signal, ...]:
    """Share of the org's prompts that came again within the hour, by the same key and by others."""
    del features
    again = Repeated(*seen.repeats.slow) if seen.repeats.slow else _NEVER
    worth = ramp(seen.repeats.count, FEW, MANY)
    score = worth * max(ramp(again.by_others, CHANCE, DESIGN), WEAK * ramp(again.again, CHANCE, DESIGN))
    return (
        Signal(
            "precision.repeats_share", Family.PRECISION, again.again, score,
            "{:.0%} of the org's prompts came again within the hour, {:.0%} under another key",
            (again.again, again.by_others),
        ),
    )  # fmt: skip
