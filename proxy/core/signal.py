"""One detector's finding about a caller."""

from __future__ import annotations

from collections.abc import Callable
from enum import StrEnum
from typing import Any, NamedTuple


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


class Signal(NamedTuple):
    """A finding: what was measured (`value`), how suspicious that is (`score`, 0..1) and why, in a sentence.

    The sentence is put together only when somebody reads it: a request has some twenty signals, and few are read.
    """

    name: str
    family: Family
    value: float
    score: float
    sentence: str
    """With a place in braces for each of `details`."""
    details: tuple[float, ...] = ()

    @property
    def why(self) -> str:
        """The sentence, for an operator."""
        return self.sentence.format(*self.details)


_new: Callable[[type[Signal], tuple[Any, ...]], Signal] = tuple.__new__


def signal(
    name: str, family: Family, value: float, score: float, sentence: str, details: tuple[float, ...] = ()
) -> Signal:
    """A `Signal` at half the price: a request makes twenty, and the class's own maker calls one of its own."""
    return _new(Signal, (name, family, value, score, sentence, details))
