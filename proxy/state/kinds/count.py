"""`Count`: sums over a rolling window in twelve steps.

Time is cut into steps of window / 12. The sums cover the running step and the eleven before it, so between 11/12 of
the window and all of it, never more. Only the time at which the last step is dead is kept; it tells the step, too.

Size
    Dead after (8 bytes), steps known (1), a four-byte float per step and value: 153 bytes for three values. A float
    counts to 16.7 million in ones exactly, per step; larger sums lose what is below 6e-8 of them at every request.
"""

from __future__ import annotations

import struct
from array import array
from collections.abc import Callable
from functools import cache
from math import floor
from typing import TypeAlias

from proxy.core.tally import Count, Sums
from proxy.state.kinds.sketch import Sketch, alive, tame

# A window of 12 steps is at most 8 % too short, for a fifth of what the log of a budget costs.
STEPS = 12

Held: TypeAlias = "tuple[float, int, array[float]]"
"""Dead after, earlier steps known (at most 11), sums by step and value, the oldest step first."""


def advanced(held: Held, width: float, now: float) -> tuple[int, Held]:
    """The running step, and what is held as it is seen from there; a clock behind counts as the latest."""
    dead, known, sums = held
    last = floor(dead / width + 0.5) - STEPS
    step = max(floor(now / width), last)
    gone = step - last
    if gone:
        size = len(sums) // STEPS
        sums = sums[gone * size :]
        sums.frombytes(bytes(4 * size * gone))
    return step, ((step + STEPS) * width, min(known + gone, STEPS - 1), sums)


def summed(held: Held, width: float, step: int, now: float) -> Sums:
    """The sums of all steps, and the age of the first that is known."""
    _, known, sums = held
    size = len(sums) // STEPS
    since = max(now, step * width) - (step - known) * width
    return Sums(tuple([sum(sums[i::size]) for i in range(size)]), since)


@cache
def _asking(size: int) -> Callable[..., bytes]:
    return struct.Struct(f"<Bd{size}d").pack


_unpack_dead = struct.Struct("<d").unpack_from


class Counting(Sketch[Count, Held]):
    """`Count` as `count.lua` keeps it."""

    op = 3
    script = "kinds/count.lua"

    def step(self, held: Held | None, tally: Count, now: float) -> tuple[Held | None, Sums]:
        """Add to the running step; a vector of another length begins anew."""
        width = tally.window / STEPS
        if held is not None and not alive(held[0], tally.window, now):
            held = None
        if not tally.values:
            return None, self._read(held, width, now)
        values = tame(tally.values)
        size = len(values)
        if held is not None and len(held[2]) == STEPS * size:
            step, held = advanced(held, width, now)
        else:
            step = floor(now / width)
            held = (step + STEPS) * width, 0, array("f", bytes(4 * STEPS * size))
        sums = held[2]
        for place, value in enumerate(values, len(sums) - size):
            sums[place] += value
        return held, summed(held, width, step, now)

    def pack(self, tally: Count) -> bytes:
        """Op, window, values."""
        return _asking(len(tally.values))(3, tally.window, *tame(tally.values))

    def unpack(self, answer: bytes, tally: Count, now: float) -> Sums:
        """From the whole of what is kept."""
        held = (_unpack_dead(answer)[0], answer[8], array("f", answer[9:])) if answer else None
        return self._read(held, tally.window / STEPS, now)

    def _read(self, held: Held | None, width: float, now: float) -> Sums:
        if held is None:
            return Sums((), 0.0)
        step, held = advanced(held, width, now)
        return summed(held, width, step, now)
