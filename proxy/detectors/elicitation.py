"""Elicitation: prompts worded as training material is collected.

Wordings are kinds that a lexicon in eight languages tells apart (features.lexicon). Strong ones are seldom said for
another purpose; weak ones ("step by step", grading, exercises) are what evaluations and teachers say every day, so they
only ever lead to a closer look. Counted in single questions without tools, because coding tools and agents say all of
it.

A wording that a large part of the deployment's orgs uses says nothing: a model served for an instruction template
sees it from everybody (background).
"""

from __future__ import annotations

from proxy.core.features import Features
from proxy.core.signal import Family, Signal, signal
from proxy.detectors.base import ramp, trust
from proxy.detectors.profile import Profile

_FAMILY = Family.ELICITATION

# Among people one request in hundreds is worded so by chance; a fifth is a habit, half is a purpose.
HABIT, PURPOSE = 0.2, 0.5
# Weak wordings count a fifth: with all that shape can say they stay below `suspect`, as an evaluation must.
WEAK = 0.2
# A wording shared by a third of all orgs is the deployment's own; up to a seventh it may be one large fleet.
FLEET, COMMON = 1 / 7, 1 / 3
# Shares of fewer orgs say nothing about a deployment: among fifty a third is known to a fifteenth.
ENOUGH_ORGS = 50

_STRONG, _WEAK = (
    "{:.0%} of recent requests are worded as training material is collected",
    "{:.0%} of recent requests ask for steps, grades or exercises",
)


def _shares(strong: float, strongly: float, weak: float, weakly: float) -> tuple[Signal, ...]:
    return (
        signal("elicitation.strong_share", _FAMILY, strong, strongly, _STRONG, (strong,)),
        signal("elicitation.weak_share", _FAMILY, weak, weakly, _WEAK, (weak,)),
    )


_SILENT = _shares(0.0, 0.0, 0.0, 0.0)


def elicitation(features: Features, seen: Profile) -> tuple[Signal, ...]:
    """Shares of strong and weak wordings among the caller's single questions."""
    del features
    quick, slow = seen.quick, seen.slow
    strong, weak = max(quick.strong, slow.strong), max(quick.weak, slow.weak)
    if strong == weak == 0.0:
        return _SILENT
    worth = trust(seen.asks.count)
    # How usual a wording is is only known where it is used; a level that was reached there is held over the others.
    rare = 0.0 if seen.users is None else 1.0 - ramp(background(seen), FLEET, COMMON)
    strongly, weakly = worth * rare * ramp(strong, HABIT, PURPOSE), worth * WEAK * ramp(weak, HABIT, PURPOSE)
    return _shares(strong, strongly, weak, weakly)


def background(seen: Profile) -> float:
    """Share of the deployment's orgs that word requests as this one does; 0 while too few orgs are known."""
    if seen.users is None or seen.orgs is None or seen.orgs.distinct < ENOUGH_ORGS:
        return 0.0
    return min(1.0, seen.users.distinct / seen.orgs.distinct)
