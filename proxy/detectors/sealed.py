"""Sealed reasoning of others: a client brings back what the provider gave to somebody else.

Reasoning is sealed so that nobody but the provider can make it; a seal in another caller's request was therefore passed
on, and the two work together or share what they collect. A key that is replaced brings back its predecessor's
conversations, so one other owner is no suspicion; several are (a pool that spreads one conversation over its keys).
"""

from __future__ import annotations

from proxy.core.features import Features
from proxy.core.signal import Family, Signal, signal
from proxy.detectors.base import ramp
from proxy.detectors.profile import Profile

_FAMILY = Family.PROVENANCE

# More than any pool that there is; a broken reading may say anything.
MOST = 1e6
# One is a new key for an old one, and may be another such within two weeks; four are a pool.
REPLACED, POOL = 1.0, 4.0


def sealed(features: Features, seen: Profile) -> tuple[Signal, ...]:
    """From how many others reasoning was brought back; nothing where the policy does not bind reasoning."""
    del features
    if seen.owners is None:
        return ()
    # The store's estimate of so few is off by less than a half.
    owners = float(round(min(seen.owners.distinct, MOST)))
    return (
        signal(
            "provenance.foreign_reasoning",
            _FAMILY,
            owners,
            ramp(owners, REPLACED, POOL),
            "sealed reasoning of {:.0f} others was brought back",
            (owners,),
        ),
    )
