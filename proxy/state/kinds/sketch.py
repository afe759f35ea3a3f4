"""What all sketches share: how long they live, whose clock is believed, which numbers they take.

A sketch is held as a tuple that begins with the time at which it is dead. Everybody who writes sets that time to the
latest `now` seen plus the sketch's life; so it also tells how far time has come: a `now` before that counts as the
latest (clocks of replicas differ a little). One more than a life and a minute behind belongs to a clock that was
set back: what a clock so far ahead has written is forgotten, or it would stand for as long as that clock was ahead.
"""

from __future__ import annotations

import struct
from abc import ABC, abstractmethod
from collections.abc import Callable, Iterable
from functools import cache
from math import hypot
from typing import Any, Generic, TypeVar

from proxy.core.tally import Reading, Settlement
from proxy.state.rolling import SKEW

T = TypeVar("T")
H = TypeVar("H", bound=tuple[Any, ...])

# Sums of numbers up to this fit into four-byte floats (3.4e38), whatever is counted.
MOST = 1e30


class Sketch(ABC, Generic[T, H]):
    """A kind of tally `T` that is held as a tuple `H`, which is replaced and never changed."""

    op: int
    script: str

    @abstractmethod
    def step(self, held: H | None, tally: T, now: float) -> tuple[H | None, Reading]:
        """What is to be held instead (None: nothing changes), and the reading."""

    @abstractmethod
    def pack(self, tally: T) -> bytes:
        """The tally as the script reads it."""

    @abstractmethod
    def unpack(self, answer: bytes, tally: T, now: float, /) -> Reading:
        """The reading that the script's answer to `tally` stands for."""

    def pack_settlement(self, settlement: Settlement) -> bytes:
        """The settlement as the script reads it: a take that nobody listens to."""
        return self.pack(settlement.spend)

    def settle(self, held: H | None, settlement: Settlement, now: float) -> H | None:
        """What is to be held after the settlement; None where nothing changes."""
        return self.step(held, settlement.spend, now)[0]


@cache
def four_bytes(size: int) -> Callable[[Iterable[float]], tuple[float, ...]]:
    """Rounds `size` floats to four bytes each, as Redis does when it keeps them."""
    layout = struct.Struct(f"{size}f")
    pack, unpack = layout.pack, layout.unpack
    return lambda values: unpack(pack(*values))


def alive(dead: float, life: float, now: float) -> bool:
    """Whether what is dead at `dead` counts now, and was not written by a clock that has been set back since."""
    # Nearly all of them end within a life: only what does not is looked at more closely.
    return now < dead and (dead <= now + life or dead <= now + life + max(SKEW, life))


def tame(values: tuple[float, ...]) -> tuple[float, ...]:
    """The values with infinite and enormous ones cut off and those that are no numbers taken as zero."""
    if hypot(*values) < MOST:
        return values
    return tuple([min(max(value, -MOST), MOST) if value == value else 0.0 for value in values])
