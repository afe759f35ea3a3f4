"""Markers of others: a prompt repeats a token that was put into an answer to somebody else.

Nobody but the deployment can make one, and it has no use outside of the answer, so that answer was passed on: to a pool
that grades and rewrites what its other keys harvested, or to a colleague, or to the public. One origin may be any of
these; several are a collection.
"""

from __future__ import annotations

from proxy.core.signal import Family, Signal
from proxy.core.tally import Distinct
from proxy.detectors.base import ramp
from proxy.detectors.profile import LIFE, Profile, spread

# One is a forwarded answer; four different ones are nobody's reading.
FORWARDED, COLLECTED = 0.5, 4.0
# More than any pool that there is; a broken reading may say anything.
MOST = 1e6


def origins(caller: str, origin: int | None = None) -> Distinct:
    """Others whose markers stood in this caller's prompts; asked where a rule puts markers into answers."""
    return Distinct("c:" + caller, "origins", None if origin is None else spread(b"%d" % origin), LIFE)


def marked(seen: Profile) -> tuple[Signal, ...]:
    """From how many others answers were passed on; nothing where nobody looks for markers."""
    if seen.origins is None:
        return ()
    others = float(round(min(seen.origins.distinct, MOST)))
    return (
        Signal(
            "provenance.markers", Family.PROVENANCE, others, ramp(others, FORWARDED, COLLECTED),
            "prompts repeat markers that were put into answers to {:.0f} others", (others,),
        ),
    )  # fmt: skip
