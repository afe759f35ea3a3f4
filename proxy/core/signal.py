"""One detector's finding about a caller."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Family(StrEnum):
    """Independent kinds of evidence; no family alone leads above `watch`."""

    VOLUME = "volume"
    STRUCTURE = "structure"
    COVERAGE = "coverage"
    ELICITATION = "elicitation"
    PRECISION = "precision"
    CADENCE = "cadence"
    COORDINATION = "coordination"
    INFRASTRUCTURE = "infrastructure"
    PROVENANCE = "provenance"


@dataclass(frozen=True, slots=True)
class Signal:
    """A finding: what was measured (`value`), how suspicious that is (`score`, 0..1) and why, in a sentence."""

    name: str
    family: Family
    value: float
    score: float
    why: str
