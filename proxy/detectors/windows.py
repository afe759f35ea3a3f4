"""Shares within the last hour or day, for rules that ask for them: `elicitation.reasoning_share[1h] >= 0.3`.

Detectors judge by means over requests, which fit every pace. Operators think in hours and days, so rules may ask for
those too. Remembered only from when a rule of the policy speaks of one, as one `Count` for each window in the caller's
group (about 400 bytes); nothing here adds to the risk.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import NamedTuple

from proxy.core.features import Elicitation, Features
from proxy.core.signal import Family, Signal
from proxy.core.tally import Count, Reading, Tally
from proxy.detectors.profile import DAY, PROMPTED, lone

# The two in which operators think; budgets and `volume` have the same.
WINDOWS: Mapping[str, float] = {"1h": 3600.0, "24h": DAY}

# As plain numbers: flags take a microsecond to be told apart.
_REASONING = int(Elicitation.STEPS | Elicitation.REVERSE | Elicitation.TAGS | Elicitation.DISCLOSURE)
_STRONG, _WEAK = int(Elicitation.STRONG), int(Elicitation.WEAK)


class Places(NamedTuple):
    """The places of the vector that is counted."""

    prompts: float
    reasoning: float
    strong: float
    weak: float
    single: float
    logprobs: float


_SHARES: tuple[tuple[str, Family, str], ...] = (
    ("reasoning", Family.ELICITATION, "elicitation.reasoning_share"),
    ("strong", Family.ELICITATION, "elicitation.strong_share"),
    ("weak", Family.ELICITATION, "elicitation.weak_share"),
    ("single", Family.COVERAGE, "coverage.single_turn"),
    ("logprobs", Family.PRECISION, "precision.logprobs_share"),
)
"""Place in the vector, family and fact."""


def windowed(features: Features, windows: Iterable[str], *, counts: bool = True) -> dict[str, Tally]:
    """What this request asks of the state for these windows, by the window. One that does not count only reads."""
    counts = counts and not features.client.retries and features.operation in PROMPTED
    values = _places(features) if counts else ()
    return {window: Count("c:" + features.caller, f"shares.{window}", values, WINDOWS[window]) for window in windows}


def shares(readings: Mapping[str, Reading]) -> tuple[Signal, ...]:
    """What was counted, as signals that speak against nobody by themselves."""
    found = []
    for window, sums in readings.items():
        seen = Places(*sums.values) if sums.values else Places(0.0, 0.0, 0.0, 0.0, 0.0, 0.0)
        for place, family, name in _SHARES:
            share = getattr(seen, place) / seen.prompts if seen.prompts > 0.0 else 0.0
            sentence = f"{{:.0%}} of {{:.0f}} prompts within {window}"
            found.append(Signal(f"{name}[{window}]", family, min(1.0, share), 0.0, sentence, (share, seen.prompts)))
    return tuple(found)


def _places(features: Features) -> Places:
    single = lone(features)
    asked = int(features.elicitation) if single else 0
    return Places(
        prompts=1.0,
        reasoning=1.0 if asked & _REASONING else 0.0,
        strong=1.0 if asked & _STRONG else 0.0,
        weak=1.0 if asked & _WEAK else 0.0,
        single=1.0 if single else 0.0,
        logprobs=1.0 if features.parameters.logprobs else 0.0,
    )
