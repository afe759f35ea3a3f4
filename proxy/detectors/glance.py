"""A look at what is remembered of a caller without a request of it: for those who ask why.

The features here are those of a retry, which `profile.tallies` only reads for: the same tallies, the same detectors,
and nothing is added. How many orgs word their requests so depends on the wording: whoever knows the caller's last one
gives it; without it the most usual of all wordings stands for it, so that nothing is held against anybody that the
whole deployment says.
"""

from __future__ import annotations

from collections.abc import Sequence

from proxy.core.exchange import Caller
from proxy.core.features import Client, Elicitation, Features, Parameters, TextSketch
from proxy.core.tally import Distinct, Reading, Tally
from proxy.detectors.profile import LIFE, Profile, profile, tallies
from proxy.detectors.series import spells

# Digests of zero are read by nobody; the MinHash has the length of a real one.
_NO_DIGESTS = (0, 0, 0, 0, 0, 0, bytes(256), 0, (), 0.0)
# Biases are asked for only beside log-probabilities.
_EVERYTHING = Parameters(logprobs=True, logit_bias=1)
_A_RETRY = Client(retries=1)
# Every combination of strong wordings, which are counted apart: 31, and only who asks why asks for them.
_STRONG = int(Elicitation.STRONG)
WORDINGS = tuple(wording for wording in range(1, _STRONG + 1) if wording & _STRONG == wording)


def onlooker(caller: Caller, now: float, wording: Elicitation = Elicitation.NONE) -> Features:
    """The features of a request that says nothing and is only read for."""
    text = TextSketch(*_NO_DIGESTS, asks=wording)
    return Features(
        caller.id, caller.org_key or caller.org, caller.tier, caller.created_at, caller.verified, caller.anonymous, now,
        "", "", "chat", False, text, text, 1, 1, 0.0, 0, False, 0, _EVERYTHING, _A_RETRY,
    )  # fmt: skip


def glance(looker: Features, thresholds: tuple[float, float, float], patience: float) -> dict[str, Tally]:
    """What to ask the state for, by name; nothing of it adds to anything."""
    asked = tallies(looker, thresholds, patience) | {"spells": spells(looker.caller, (), LIFE)}
    if "users" not in asked:
        asked |= {f"users {wording}": Distinct(f"e:{wording}", "orgs", None, LIFE) for wording in WORDINGS}
    return asked


def looked(asked: dict[str, Tally], readings: Sequence[Reading]) -> Profile:
    """The readings of `glance`, in the same order."""
    seen = profile(asked, readings)
    if seen.users is not None:
        return seen
    found = [reading for name, reading in zip(asked, readings, strict=True) if name.startswith("users ")]
    return seen._replace(users=max(found, key=lambda reading: float(reading.distinct)))


def known(seen: Profile) -> bool:
    """Whether anything at all is remembered of the caller."""
    counts = (seen.asks.count, seen.agents.count, seen.pace.count, *seen.week.values[:1])
    return any(counts) or seen.level.score != 0.0
