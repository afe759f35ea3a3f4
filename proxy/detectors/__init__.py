"""What is suspicious: one suspicion per file, each a pure function (features, profile) -> signals.

profile   what is remembered of a caller, how a request adds to it, and its readings by name
asks      what requests are like, as a vector
draws     how an org's prompts come again
series    how questions for steps are worked through
windows   shares within an hour or a day, for rules that ask for them
base      the contract, and the one curve
risk      signals -> risk: two groups of evidence, none of which convicts alone
"""

from __future__ import annotations

from proxy.core.features import Features
from proxy.core.signal import Signal
from proxy.detectors.base import Detector
from proxy.detectors.cadence import cadence
from proxy.detectors.coverage import coverage
from proxy.detectors.dealt import dealt
from proxy.detectors.elicitation import elicitation
from proxy.detectors.harvest import harvest
from proxy.detectors.infrastructure import infrastructure
from proxy.detectors.profile import Profile
from proxy.detectors.repetition import repetition
from proxy.detectors.sealed import sealed
from proxy.detectors.sweep import sweep
from proxy.detectors.volume import volume

DETECTORS: tuple[Detector, ...] = (
    volume, sweep, coverage, elicitation, harvest, repetition, cadence, infrastructure, sealed, dealt,
)  # fmt: skip


def judge(features: Features, seen: Profile, armed: tuple[Detector, ...] = DETECTORS) -> tuple[Signal, ...]:
    """The signals of all armed detectors, in their order."""
    seen = seen.named()
    return tuple([signal for detector in armed for signal in detector(features, seen)])
