"""All that the detectors say about one request's caller, weighed: signals, risk, level."""

from __future__ import annotations

from typing import NamedTuple

from proxy.core.decision import Level
from proxy.core.features import Features
from proxy.core.signal import Signal
from proxy.detectors.profile import Profile
from proxy.detectors.risk import Risk, assess, level_of, tempered


class Evidence(NamedTuple):
    """What is known against a caller, and for how long."""

    signals: tuple[Signal, ...]
    risk: Risk
    score: float
    """The risk as levels see it: without corroboration it stays below `suspect`."""
    level: Level
    held_for: float
    """Seconds since the level, or a higher one, was reached; 0 where it is reached now."""


def weigh(
    signals: tuple[Signal, ...],
    seen: Profile,
    thresholds: tuple[float, float, float],
    corroboration: int,
    ignored: frozenset[str] = frozenset(),
) -> Evidence:
    """Put signals and the caller's past levels together. A level once reached is held until it has been left."""
    risk = assess(signals, ignored)
    score = tempered(risk, thresholds, corroboration)
    watch, suspect, hostile = thresholds
    rank = max((score >= watch) + (score >= suspect) + (score >= hostile), seen.level.level)
    held = seen.level.seconds[rank - 1] if 0 < rank <= len(seen.level.seconds) else 0.0
    return Evidence(signals, risk, score, level_of(rank), held)


def facts_of(evidence: Evidence, features: Features) -> dict[str, float | str | bool]:
    """The evidence as facts that rules speak of (`core.vocabulary`)."""
    facts: dict[str, float | str | bool] = {signal.name: signal.value for signal in evidence.signals}
    facts["risk"] = evidence.score
    facts["risk.held_for"] = evidence.held_for
    age = features.age
    if age is not None:
        facts["caller.age"] = age
    return facts
