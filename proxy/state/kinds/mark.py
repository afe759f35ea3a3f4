"""`Mark`: how long a score has been at or above each of some thresholds.

A threshold is entered at once, by the first score at or above it. It is left when the last such score is `patience`
seconds old, whether lower scores came since or none at all. Scores count from the time they are settled. Thresholds
are told apart by their place: a changed one goes on with what was counted for its place.

A score below zero (`LIFTED`) leaves all thresholds at once. For a second after it others are passed over: requests that
were judged before the lift are written after it, and must not undo it.

Size
    Dead after, time of the last score, the score (8 bytes each); entry and last time (8 bytes each) per threshold:
    88 bytes for four.
"""

from __future__ import annotations

import struct
from collections.abc import Callable
from functools import cache
from typing import Any, TypeAlias

from proxy.core.tally import Held as HeldReading
from proxy.core.tally import Mark, Settlement
from proxy.state.kinds.sketch import Sketch, tame
from proxy.state.rolling import SKEW

# Settlements of a request reach the store within milliseconds, or within the quarter second of `state.guarded`.
GRACE = 1.0

Held: TypeAlias = "tuple[float, ...]"
"""Dead after, time of the last score, the score; then per threshold: since when, and when last at or above it."""


def _counts(held: Held, patience: float, now: float) -> bool:
    """As `sketch.alive`, from the time of the last score: the life of a mark is the patience of an editable policy."""
    return now < held[0] and held[1] <= now + max(patience, SKEW)


def scored(held: Held | None, tally: Mark, score: float, now: float) -> Held:
    """What is held after a score."""
    if held is not None and not _counts(held, tally.patience, now):
        held = None
    if held is not None and held[2] < 0.0 <= score and now < held[1] + GRACE:
        return held
    now = max(now, held[1]) if held is not None else now
    times: list[float] = []
    for place, threshold in enumerate(tally.thresholds):
        since, last = held[3 + 2 * place : 5 + 2 * place] if held and len(held) > 3 + 2 * place else (0.0, 0.0)
        if score < 0.0 or now - last >= tally.patience:
            since = last = 0.0
        if score >= threshold:
            since, last = since or now, now
        times += (since, last)
    return (now + tally.patience, now, score, *times)


def read(held: Held | None, tally: Mark, now: float) -> HeldReading:
    """How long each threshold has been held, and how many are, from the lowest."""
    size = len(tally.thresholds)
    if held is None or not _counts(held, tally.patience, now):
        return _never(size)
    if not any(held[3::2]):  # none was entered, as with nearly every caller
        return HeldReading((0.0,) * size, 0, held[2])
    now = max(now, held[1])
    seconds, level = [], 0
    for place in range(size):
        since, last = held[3 + 2 * place : 5 + 2 * place] if len(held) > 3 + 2 * place else (0.0, 0.0)
        holds = since != 0.0 and now - last < tally.patience
        seconds.append(now - since if holds else 0.0)
        level += holds and level == place
    return HeldReading(tuple(seconds), level, held[2])


@cache
def _never(size: int) -> HeldReading:
    """The reading where no score is known: the same for all, and every rule asks for it with every request."""
    return HeldReading((0.0,) * size, 0, 0.0)


@cache
def _doubles(size: int) -> Callable[[bytes], tuple[Any, ...]]:
    return struct.Struct(f"<{size}d").unpack


@cache
def _settling(size: int) -> Callable[..., bytes]:
    return struct.Struct(f"<Bdd{size}d").pack


class Marking(Sketch[Mark, Held]):
    """`Mark` as `mark.lua` keeps it."""

    op = 4
    script = "kinds/mark.lua"

    def step(self, held: Held | None, tally: Mark, now: float) -> tuple[None, HeldReading]:
        """A take only reads."""
        return None, read(held, tally, now)

    def settle(self, held: Held | None, settlement: Settlement, now: float) -> Held:
        """Write the score."""
        return scored(held, settlement.spend, tame((settlement.actual,))[0], now)

    def pack(self, tally: Mark) -> bytes:
        """Op, patience."""
        return _settling(0)(4, tally.patience, 0.0)

    def pack_settlement(self, settlement: Settlement) -> bytes:
        """Op, patience, score, thresholds."""
        tally: Mark = settlement.spend
        score = tame((settlement.actual,))[0]
        return _settling(len(tally.thresholds))(4, tally.patience, score, *tally.thresholds)

    def unpack(self, answer: bytes, tally: Mark, now: float) -> HeldReading:
        """From the whole of what is kept."""
        return read(_doubles(len(answer) // 8)(answer) if answer else None, tally, now)
