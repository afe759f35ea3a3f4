"""`Count`: sums over a rolling window in twelve steps.

Time is cut into steps of window / 12. The sums cover the running step and the eleven before it, so between 11/12 of
the window and all of it, never more. Only the time at which the last step is dead is kept; it tells the step, too.

Size
    Dead after (8 bytes), steps known (1), a four-byte float per step and value: 153 bytes for three values. A float
    counts to 16.7 million in ones exactly, per step; larger sums lose what is below 6e-8 of them at every request.
"""

from __future__ import annotations

import struct
from collections.abc import Callable
from functools import cache
from math import floor
from operator import add
from typing import TypeAlias

from proxy.core.tally import Count, Sums
from proxy.state.kinds.sketch import Sketch, alive, four_bytes, tame

# A window of 12 steps is at most 8 % too short, for a fifth of what the log of a budget costs.
STEPS = 12


Held: TypeAlias = tuple[float, int, tuple[float, ...], tuple[float, ...], tuple[float, ...]]
"""Dead after; steps before the running one since the first, at most 11; the values of the 11 steps before, oldest
first; their sums, so that they are added up once a step and not at every request; the values of the running step."""


def added_up(past: tuple[float, ...], size: int) -> tuple[float, ...]:
    """The sums over all steps."""
    return tuple([sum(past[place::size]) for place in range(size)])


def advanced(held: Held, width: float, now: float) -> tuple[int, Held]:
    """The running step, and what is held as it is seen from there; a clock behind counts as the latest."""
    dead, known, before, _, running = held
    last = floor(dead / width + 0.5) - STEPS
    step = floor(now / width)
    if step <= last:
        return last, held
    size, gone = len(running), step - last
    nothing = (0.0,) * size
    past = (before + running + nothing * (gone - 1))[-size * (STEPS - 1) :]
    return step, ((step + STEPS) * width, min(known + gone, STEPS - 1), past, added_up(past, size), nothing)


def summed(held: Held, width: float, step: int, now: float) -> Sums:
    """The sums of all steps, and the age of the first that is known."""
    since = max(now, step * width) - (step - held[1]) * width
    return Sums(tuple(map(add, held[3], held[4])), since)


@cache
def _asking(size: int) -> Callable[..., bytes]:
    return struct.Struct(f"<Bd{size}d").pack


@cache
def _kept(size: int) -> Callable[[bytes], tuple[float, ...]]:
    return struct.Struct(f"<dB{size}f").unpack


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
            return None, _read(held, width, now)
        values = tame(tally.values)
        size = len(values)
        if held is not None and len(held[4]) == size:
            step, (dead, known, past, older, running) = advanced(held, width, now)
        else:
            step = floor(now / width)
            older = running = (0.0,) * size
            dead, known, past = (step + STEPS) * width, 0, older * (STEPS - 1)
        held = dead, known, past, older, four_bytes(size)(map(add, running, values))
        return held, summed(held, width, step, now)

    def pack(self, tally: Count) -> bytes:
        """Op, window, values."""
        return _asking(len(tally.values))(3, tally.window, *tame(tally.values))

    def unpack(self, answer: bytes, tally: Count, now: float) -> Sums:
        """From the whole of what is kept."""
        if not answer:
            return Sums((), 0.0)
        size = (len(answer) - 9) // (4 * STEPS)
        kept = _kept(STEPS * size)(answer)
        past = kept[2:-size]
        held = kept[0], int(kept[1]), past, added_up(past, size), kept[-size:]
        return _read(held, tally.window / STEPS, now)


def _read(held: Held | None, width: float, now: float) -> Sums:
    if held is None:
        return Sums((), 0.0)
    step, held = advanced(held, width, now)
    return summed(held, width, step, now)
