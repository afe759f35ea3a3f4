"""Infrastructure: many clients from many places under one key, and clients that contradict themselves.

A key that is shared by a pool shows several user agents and many networks at once (AA26-251A). Mobile people have many
networks and one client; an office has one network and many clients; frameworks contradict their SDK honestly. So the
two are multiplied, and nothing here is strong by itself.
"""

from __future__ import annotations

from proxy.core.features import Features
from proxy.core.signal import Family, Signal, signal
from proxy.detectors.base import ramp, trust
from proxy.detectors.profile import Profile

_FAMILY = Family.INFRASTRUCTURE

# A developer has a script, a notebook and a tool; a pool has whatever its operators use.
TOOLS, POOL = 3, 8
# A phone, a home, an office and a train in a week.
PLACES, EXITS = 5, 20
# Half of what a strong family says: never more than a second opinion.
WEAK = 0.5


def infrastructure(features: Features, seen: Profile) -> tuple[Signal, ...]:
    """User agents, networks, contradictions."""
    del features
    agents, networks = seen.agents.distinct, seen.networks.distinct
    shared = WEAK * ramp(agents, TOOLS, POOL) * ramp(networks, PLACES, EXITS)
    contradictory = max(seen.quick.contradictory, seen.slow.contradictory)
    score = WEAK * trust(seen.asks.count) * ramp(contradictory, 0.5, 0.9)
    return (
        signal("infrastructure.agents", _FAMILY, agents, shared, "{:.0f} user agents", (agents,)),
        signal("infrastructure.networks", _FAMILY, networks, shared, "{:.0f} networks", (networks,)),
        _CONSISTENT if contradictory == 0.0 else _contradictory(contradictory, score),
    )


def _contradictory(share: float, score: float) -> Signal:
    sentence = "headers of {:.0%} of recent requests contradict each other"
    return signal("infrastructure.contradictions", _FAMILY, share, score, sentence, (share,))


_CONSISTENT = _contradictory(0.0, 0.0)
