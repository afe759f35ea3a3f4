"""Structure: one template, filled with ever new content.

A template shows as one opening, ending, system prompt or MinHash band in most of a caller's prompts; a sweep adds that
hardly a prompt is sent twice and that each stands alone. Batch jobs look like this too (threat model, consequence 3),
so this is shape: it supports a suspicion and never makes one.
"""

from __future__ import annotations

from proxy.core.features import Features
from proxy.core.signal import Family, Signal, signal
from proxy.detectors.base import ramp
from proxy.detectors.profile import Profile
from proxy.detectors.repetition import drawing

_FAMILY = Family.STRUCTURE

# Half of the traffic may be one habit of a person; four fifths is a program.
HALF, PROGRAM = 0.5, 0.8
# Evaluations and judges come back to the same items the next night; a sweep has no reason to.
STALE, NEW = 0.25, 0.5
# Sixteen answers to each question; where more come, nothing is new any more.
FRESH = 1 / 16
# People who open a new chat for every question reach 0.8; programs that sweep reach 1.
PEOPLE, PROGRAMS = 0.7, 0.9
# Fifteen prompts can look alike by chance of one long session; thirty in a template are a series.
SESSION, SERIES = 15, 30


def sweep(features: Features, seen: Profile) -> tuple[Signal, ...]:
    """How much of the traffic shares one template, and whether that is being swept."""
    del features
    places = (seen.openings, seen.endings, seen.systems, seen.bands)
    # A weak wording in every prompt is a template, too, and often shorter than the ending that is compared.
    template = max([place.top for place in places if place is not None], default=0.0)
    template = max(template, seen.slow.weak) if template > 0.0 else 0.0
    shared, long = ramp(template, HALF, PROGRAM), ramp(seen.asks.count, SESSION, SERIES)
    # Most callers have no template.
    score = stand_alone(seen) * shared * long if shared > 0.0 and long > 0.0 else 0.0
    return (
        signal(
            "structure.template_share", _FAMILY, template, 0.0,
            "{:.0%} of recent prompts share an opening, an ending, a system prompt or a weak wording", (template,),
        ),
        signal(
            "structure.sweep", _FAMILY, score, score,
            "a template in {:.0%} of prompts, {:.0%} of them new", (template, seen.novelty,),
        ),
    )  # fmt: skip


def stand_alone(seen: Profile) -> float:
    """How far the caller's prompts are single, new questions, 0..1."""
    single = ramp(seen.slow.single, PEOPLE, PROGRAMS)
    return single * ramp(unrepeated(seen), STALE, NEW) if single > 0.0 else 0.0


def unrepeated(seen: Profile) -> float:
    """Share of new questions where answers that are drawn one after the other count as one question.

    Of eight samples of every prompt one is new, and yet nothing is old: old is what comes back another hour. Which
    share is drawn is known of the org, whose keys share the work; so the key that does most of it looks no more
    innocent than the others.
    """
    drawn = drawing(seen) * seen.repeated.again
    return min(1.0, seen.novelty / max(1.0 - drawn, FRESH))
