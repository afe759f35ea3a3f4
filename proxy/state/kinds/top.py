"""`Top`: heavy hitters with fading counts, in a few slots.

Space-Saving (Metwally, Agrawal, El Abbadi, ICDT 2005): a digest without a slot takes the one with the least count and
inherits that count as its possible error. Shares are told from below, count minus error: what is told has happened,
and a stream of ever new digests has no top. The truth is above that by at most 1 / slots.

Fading costs nothing per slot: instead of every count shrinking by 1 - 1/h with each request, what a request adds grows
by h / (h - 1) (forward decay: Cormode, Shkapenyuk, Srivastava, Xu, ICDE 2009); now and then all are scaled down.

Size
    Dead after, step, total (8 bytes each); 4 bytes of the digest, count and error (4 bytes each) a slot: 120 bytes for
    eight. Two of a million digests share their four bytes with a probability of 1e-4: never among eight slots.
"""

from __future__ import annotations

import struct
from collections.abc import Callable, Sequence
from functools import cache
from operator import sub
from typing import Any, TypeAlias

from proxy.core.tally import Shares, Top
from proxy.state.kinds.sketch import Sketch, alive, four_bytes

# Steps stay between 1 and this: with counts of at most `horizon` steps far from the end of a four-byte float.
LARGEST_STEP = 2.0**32

Held: TypeAlias = tuple[float, float, float, Sequence[int], Sequence[float], Sequence[float]]
"""Dead after; what the last request added; the sum of all that; digests, counts and errors by slot."""

_float = struct.Struct("f")
_pack_float, _unpack_float = _float.pack, _float.unpack


def counted(held: Held, part: int, slots: int, growth: float) -> Held:
    """What is held after one more digest."""
    dead, step = held[0], held[1] * growth
    total = held[2] + step
    # What is held is never changed: a digest that has a slot needs new counts, one that has none a new everything.
    digests, counts, errors = held[3], list(held[4]), held[5]
    if part in digests:
        place = digests.index(part)
    else:
        digests, errors, place = _seated(digests, counts, errors, part, slots)
    (counts[place],) = _unpack_float(_pack_float(counts[place] + step))
    if step > LARGEST_STEP:
        counts, errors = scaled(counts), scaled(errors)
        step, total = step / LARGEST_STEP, total / LARGEST_STEP
    return dead, step, total, digests, counts, errors


def _seated(
    digests: Sequence[int], counts: list[float], errors: Sequence[float], part: int, slots: int
) -> tuple[list[int], list[float], int]:
    """Digests and errors once this one has a slot, and which; a free one is added to the counts, too."""
    named, wrong = list(digests), list(errors)
    if len(named) < slots:
        named.append(part)
        counts.append(0.0)
        wrong.append(0.0)
        return named, wrong, len(named) - 1
    least = min(counts)
    place = counts.index(least)
    named[place], wrong[place] = part, least
    return named, wrong, place


def scaled(numbers: Sequence[float]) -> list[float]:
    """All of them in the unit of later steps."""
    return list(four_bytes(len(numbers))([number / LARGEST_STEP for number in numbers]))


def shares(held: Held, part: int | None) -> Shares:
    """The shares that the most frequent digest and `part` have for certain."""
    _, step, total, digests, counts, errors = held
    this = 0.0
    if part in digests:
        place = digests.index(part)
        this = (counts[place] - errors[place]) / total
    # Counts are rounded to four bytes, the total is not: one digest alone may seem to have a little more than all.
    return Shares(total / step, min(1.0, max(map(sub, counts, errors)) / total), min(1.0, this))


_pack_ask = struct.Struct("<BddIB").pack
_pack_peek = struct.Struct("<Bdd").pack


@cache
def _kept(slots: int) -> Callable[[bytes], tuple[Any, ...]]:
    return struct.Struct("<ddd" + "Iff" * slots).unpack


class Topping(Sketch[Top, Held]):
    """`Top` as `top.lua` keeps it."""

    op = 6
    script = "kinds/top.lua"

    def step(self, held: Held | None, tally: Top, now: float) -> tuple[Held | None, Shares]:
        """Count a digest."""
        if held is not None and not alive(held[0], tally.life, now):
            held = None
        if tally.digest is None:
            return None, shares(held, None) if held else Shares(0.0, 0.0, 0.0)
        part, dead = tally.digest & 0xFFFFFFFF, now + tally.life
        if held is None:
            held = dead, 1.0, 0.0, (), (), ()
        elif dead > held[0]:
            held = dead, held[1], held[2], held[3], held[4], held[5]
        held = counted(held, part, tally.slots, tally.horizon / (tally.horizon - 1.0))
        return held, shares(held, part)

    def pack(self, tally: Top) -> bytes:
        """Op, growth of the step, life, four bytes of the digest, slots."""
        growth = tally.horizon / (tally.horizon - 1.0)
        if tally.digest is None:
            return _pack_peek(6, growth, tally.life)
        return _pack_ask(6, growth, tally.life, tally.digest & 0xFFFFFFFF, tally.slots)

    def unpack(self, answer: bytes, tally: Top, _now: float) -> Shares:
        """From the whole of what is kept."""
        if not answer:
            return Shares(0.0, 0.0, 0.0)
        kept = _kept((len(answer) - 24) // 12)(answer)
        held: Held = kept[0], kept[1], kept[2], kept[3::3], kept[4::3], kept[5::3]
        return shares(held, None if tally.digest is None else tally.digest & 0xFFFFFFFF)
