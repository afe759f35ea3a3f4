"""`Mean`: exponential means of a vector, started as plain means.

The weight of a request is max(w, 1/n) for the n-th: until 1/w requests have come the mean is the plain mean of all of
them, from then on the exponential one; so the first request is never over-represented (an exponential mean that
starts with the first value gives it a share of (1 - w)^n for long).

Size
    Dead after (8 bytes), count (4), two four-byte floats a value: 108 bytes for twelve values. A four-byte float
    carries 24 bits: rounding the mean at every request leaves an error below 2^-24 / w of the largest value, 4e-6 at
    w = 1/64.
"""

from __future__ import annotations

import struct
from collections.abc import Callable
from functools import cache
from typing import TypeAlias

from proxy.core.tally import Mean, Means
from proxy.state.kinds.sketch import Sketch, alive, four_bytes, tame

Held: TypeAlias = tuple[float, float, tuple[float, ...], tuple[float, ...]]
"""Dead after, count, quick means, slow means."""


def moved(means: tuple[float, ...], values: tuple[float, ...], weight: float) -> list[float]:
    """The means after one more vector of the same length."""
    # Without `strict`: that keyword alone takes a third of the time, on every request of a replay.
    return [mean + weight * (value - mean) for mean, value in zip(means, values)]  # noqa: B905


@cache
def _asking(size: int) -> Callable[..., bytes]:
    return struct.Struct(f"<Bddd{size}d").pack


@cache
def _answered(size: int) -> Callable[[bytes], tuple[float, ...]]:
    return struct.Struct(f"<dI{size}f").unpack


class Averaging(Sketch[Mean, Held]):
    """`Mean` as `mean.lua` keeps it."""

    op = 2
    script = "kinds/mean.lua"

    def step(self, held: Held | None, tally: Mean, now: float) -> tuple[Held | None, Means]:
        """One more request; a vector of another length begins anew."""
        if held is not None and not alive(held[0], tally.life, now):
            held = None
        if not tally.values:
            return None, Means(*held[1:]) if held else Means(0.0, (), ())
        values = tame(tally.values)
        size = len(values)
        if held is not None and len(held[2]) == size:
            dead, count, quick, slow = held
            dead = max(dead, now + tally.life)
        else:
            dead, count = now + tally.life, 0.0
            quick = slow = (0.0,) * size
        count += 1.0
        alike = 1.0 / count
        fast, long = moved(quick, values, max(tally.quick, alike)), moved(slow, values, max(tally.slow, alike))
        kept = four_bytes(2 * size)(fast + long)
        quick, slow = kept[:size], kept[size:]
        return (dead, count, quick, slow), Means(count, quick, slow)

    def pack(self, tally: Mean) -> bytes:
        """Op, weights, life, values."""
        return _asking(len(tally.values))(2, tally.quick, tally.slow, tally.life, *tame(tally.values))

    def unpack(self, answer: bytes, _tally: Mean, _now: float) -> Means:
        """From the whole of what is kept; nothing if nothing is."""
        if not answer:
            return Means(0.0, (), ())
        size = (len(answer) - 12) // 8
        kept = _answered(2 * size)(answer)
        return Means(float(kept[1]), kept[2 : 2 + size], kept[2 + size :])
