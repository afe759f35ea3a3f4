"""Precision: several samples of each prompt, drawn by asking again (best of n, rejection sampling).

Who needs n answers to a prompt asks for n choices. Who asks again under other keys of the same org within the hour
hides that, or spreads one job over keys. Evaluations repeat their prompts night after night and under one key; agents
repeat trials with tools; SDK retries say that they are retries; a test that runs in several environments asks once in
each, under a key of its own. So only *drawing* is strong: several keys, of which one asks not for the first time.
"""

from __future__ import annotations

from proxy.core.features import Features
from proxy.core.signal import Family, Signal, signal
from proxy.detectors.base import ramp
from proxy.detectors.draws import NEVER
from proxy.detectors.profile import Profile

_FAMILY = Family.PRECISION

# Of four answers dealt over three keys two in five come so, of eight of which the org's keys draw a quarter one in
# five. A tenth may be an afternoon on which the upstream fails and clients ask again, then under their second key.
AFTERNOON, DESIGN = 0.1, 0.25
# Repetition in less than every seventh prompt is chance: people of one org send each other's texts.
CHANCE, HABIT = 0.15, 0.35
# Of the org's single, sampled prompts.
FEW, MANY = 15, 30
# Different prompts among them: probes that watch an endpoint from several places have a handful, and no new ones.
HANDFUL, LIST = 4, 8
# Under one key, or once under each, repetition may be an impatient person or a script without a cache.
WEAK = 0.2

_SENTENCE = (
    "{:.0%} of the org's prompts came again within the hour, {:.0%} under another key, {:.0%} where a "
    "key had asked before"
)
_SILENT = (signal("precision.repeats_share", _FAMILY, 0.0, 0.0, _SENTENCE, (0.0, 0.0, 0.0)),)


def repetition(features: Features, seen: Profile) -> tuple[Signal, ...]:
    """Share of the org's prompts that came again within the hour, and that were drawn again and again over its keys."""
    del features
    again = seen.repeated
    if again == NEVER:
        return _SILENT
    worth = ramp(seen.repeats.count, FEW, MANY)
    score = max(drawing(seen), worth * WEAK * ramp(again.again, CHANCE, HABIT))
    return (signal("precision.repeats_share", _FAMILY, again.again, score, _SENTENCE, tuple(again)),)


def drawing(seen: Profile) -> float:
    """How far the org's keys draw several answers to each prompt together, 0..1."""
    again, count = seen.repeated, seen.repeats.count
    if not again.drawn > AFTERNOON:
        return 0.0
    different = ramp(count * (1.0 - again.again), HANDFUL, LIST)
    return ramp(count, FEW, MANY) * ramp(again.drawn, AFTERNOON, DESIGN) * different
