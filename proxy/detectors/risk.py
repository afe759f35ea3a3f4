"""Risk: signals of a caller put together so that no kind of evidence convicts alone.

Families fall into two groups. *Shape* (volume, structure, coverage, cadence) says how requests come; published batch
traces look exactly like extraction in all of it, so the whole group together counts as one witness. *Intent*
(elicitation, precision, coordination, infrastructure, provenance) says what is wanted; each family is a witness.

    witness   = CAP x the strongest score of the family        (shape: CAP x noisy-or over its families, weighted)
    risk      = 1 - product of (1 - witness)                   (noisy-or: independent evidence adds up)

With CAP below `suspect` (0.6) one witness reaches `watch` and never more; two full ones reach 0.80, three 0.91.
Whatever a policy's thresholds, a level above `watch` also needs `corroboration` witnesses above a whisper.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from proxy.core.decision import Level
from proxy.core.signal import Family, Signal

CAP = 0.55
# A witness below this says nothing: weak wordings (0.11) do not corroborate.
WHISPER = 0.12
# How much of the shape group a family can fill alone: rhythm and volume are shared by every honest batch job.
SHAPE = {Family.STRUCTURE: 1.0, Family.COVERAGE: 1.0, Family.CADENCE: 0.4, Family.VOLUME: 0.4}
LEVELS = (Level.CLEAR, Level.WATCH, Level.SUSPECT, Level.HOSTILE)


class Risk(NamedTuple):
    """What the evidence amounts to. `witnesses` are contributions by family, `shape` standing for its whole group."""

    score: float
    witnesses: dict[str, float]

    @property
    def corroborated(self) -> int:
        """Independent witnesses that say something."""
        return sum(witness >= WHISPER for witness in self.witnesses.values())


def assess(signals: Iterable[Signal], ignored: frozenset[str] = frozenset()) -> Risk:
    """Put signals together; those of `ignored` families do not count."""
    strongest: dict[Family, float] = {}
    for signal in signals:
        score = signal.score
        if score > 0.0 and score > strongest.get(signal.family, 0.0):  # most signals are silent
            strongest[signal.family] = score
    for family in [each for each in strongest if each in ignored]:
        del strongest[family]
    quiet = 1.0
    witnesses: dict[str, float] = {}
    for family, score in strongest.items():
        if family in SHAPE:
            quiet *= 1.0 - SHAPE[family] * score
        else:
            witnesses[family.value] = CAP * score
    if quiet < 1.0:
        witnesses["shape"] = CAP * (1.0 - quiet)
    innocent = 1.0
    for witness in witnesses.values():
        innocent *= 1.0 - witness
    return Risk(1.0 - innocent, witnesses)


def contribution(signal: Signal, signals: Iterable[Signal]) -> float:
    """How much lower the risk would be without this signal; 0 where a stronger one of its family says the same."""
    everything = tuple(signals)
    if signal.score <= 0.0:
        return 0.0
    others = [each for each in everything if each is not signal]
    return assess(everything).score - assess(others).score


def tempered(risk: Risk, levels: tuple[float, float, float], corroboration: int) -> float:
    """The score as levels see it: just below `suspect` where too few witnesses speak."""
    suspect = levels[1]
    if risk.score >= suspect and risk.corroborated < corroboration:
        return suspect - 1e-9
    return risk.score


def level_of(rank: int) -> Level:
    """The level by the number of thresholds held."""
    return LEVELS[rank]
