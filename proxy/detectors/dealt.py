"""Coordination: one series of questions dealt over keys of an org of which none is in a hurry.

Whoever has a list of questions sends them as fast as answers come: evaluations and back-fills wait for answers and for
nothing else. Where questions come from people or events a caller is idle, but then they come when they will, and the
time that sixteen of them take scatters by a quarter (gamma distribution of order 16) or, with days and nights, by more.
A loop that is idle *and* even waits on purpose, slower than any published limit makes it. Alone that may be a timer, or
politeness. But load is spread over several keys where one key cannot bear it; who spreads it while every key idles
wants each of them to be inconspicuous ("load balancing" over accounts: threat report of Anthropic, February 2026).

Only of questions that ask for steps, none of which was asked before. It supports what shape says, and is never more
than half a witness: two such jobs in one org, each on a timer of its own, look the same.
"""

from __future__ import annotations

from math import exp, sqrt

from proxy.core.features import Features
from proxy.core.signal import Family, Signal, signal
from proxy.detectors.base import ramp
from proxy.detectors.profile import Profile
from proxy.detectors.series import SPELL, USUAL, Spell

_FAMILY = Family.COORDINATION

# A loop without pauses is busy all the time, with several workers more than that; one that waits as long as it works
# may have a slow disk.
IDLE, BUSY = 0.25, 0.5
# Scatter of spells: loops of a few workers whose answers vary by half stay below a tenth, events reach a quarter. The
# upper end is three standard errors below that.
LOOP, EVENTS = 0.10, 0.16
# Requests a minute: the smallest limit that providers publish for their free tiers is three.
SLOW, LIMITED = 2.0, 3.0
# Sixteen spells that do not overlap; half of them say little about their scatter.
FEW, MANY = 128, 256
# Who works at the same time by chance does not do so all the time.
CHANCE, ALWAYS = 0.5, 0.9
# Whoever has come back to its list once has half of it new.
LIST, NEW = 0.5, 0.8
# With weak wordings and all of shape this is `suspect`, and nothing that is as weak makes it `hostile`.
HALF = 0.5
# e^20 twenty minutes are older than any trace; a broken reading may say anything.
MOST = 20.0


def dealt(features: Features, seen: Profile) -> tuple[Signal, ...]:
    """How far a series is dealt over idle keys; nothing where no spell of it is known."""
    del features
    if seen.spells is None or not seen.spells.slow:
        return ()
    found, count = Spell(*seen.spells.slow), seen.spells.count
    gap = USUAL * exp(max(-MOST, min(found.span, MOST))) / SPELL
    busy, scatter = found.took / gap, sqrt(max(0.0, found.square - found.span * found.span))
    paused = (1.0 - ramp(busy, IDLE, BUSY)) * (1.0 - ramp(60.0 / gap, SLOW, LIMITED))
    even = (1.0 - ramp(scatter, LOOP, EVENTS)) * ramp(count, FEW, MANY)
    together = ramp(found.beside, CHANCE, ALWAYS) * ramp(seen.novelty, LIST, NEW)
    return (
        signal(
            "coordination.dealt", _FAMILY, min(1.0, found.beside), HALF * paused * even * together,
            "{:.0%} of questions for steps came while other keys of the org asked such, one every {:.0f} s, even to "
            "{:.0%}, waiting for answers {:.0%} of the time",
            (found.beside, gap, scatter, busy),
        ),
    )  # fmt: skip
