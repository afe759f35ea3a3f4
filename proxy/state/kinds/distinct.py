"""`Distinct`: how many different digests, in two HyperLogLogs that take turns.

Estimator: HIP (Cohen, "All-Distances Sketches, Revisited", IEEE TKDE 2015; Ting, "Streamed approximate counting of
distinct elements", KDD 2014): whenever a digest changes a register, the count grows by 1/p, where p is the probability
that a new digest changes one. No pass over the registers, and a standard deviation of 0.833 / sqrt(128) = 7.4 % instead
of 1.04 / sqrt(128) = 9.2 %; ten digests are ten, give or take one.

Window: time is cut into turns of two thirds of a window. A sketch lives for two turns and takes every digest from its
first on; the elder of the two is read. What is read so covers between 2/3 and 4/3 of the window.

Size
    Dead after (8 bytes); count (4), estimate and p (8 each) and 128 registers of a byte for each sketch: 304 bytes.
"""

from __future__ import annotations

import struct
from math import floor, ldexp
from typing import TypeAlias

from proxy.core.tally import Distinct, Spread
from proxy.sketches.distinct import place
from proxy.state.kinds.sketch import Sketch, alive

PRECISION = 7
_SIZE = 1 << PRECISION

Log: TypeAlias = tuple[int, float, float]
"""Digests taken, how many different ones, and p: the probability that a new one changes a register."""
Held: TypeAlias = tuple[float, Log, Log, bytes, bytes]
"""Dead after, the elder sketch and the younger one, their registers."""

_EMPTY: Log = (0, 0.0, 1.0)
_NOTHING = bytes(_SIZE)


def taken(log: Log, registers: bytes, register: int, rank: int) -> tuple[Log, bytes]:
    """A sketch after one more digest of a rank above that of its register: one that is certainly new."""
    count, estimate, p = log
    before = registers[register]
    p, estimate = p - (ldexp(1.0, -before) - ldexp(1.0, -rank)) / _SIZE, estimate + 1.0 / p
    return (count + 1, estimate, p), registers[:register] + bytes((rank,)) + registers[register + 1 :]


def turn_at(held: Held, width: float, now: float) -> tuple[int, int]:
    """The running turn, and how many have passed since the last digest; a clock behind counts as the latest."""
    last = floor(held[0] / width + 0.5) - 2
    turn = floor(now / width)
    return (turn, turn - last) if turn > last else (last, 0)


_pack_ask = struct.Struct("<BdBB").pack
_pack_peek = struct.Struct("<Bd").pack
_unpack_kept = struct.Struct("<dIddIdd").unpack_from


class Distinguishing(Sketch[Distinct, Held]):
    """`Distinct` as `distinct.lua` keeps it."""

    op = 5
    script = "kinds/distinct.lua"

    def step(self, held: Held | None, tally: Distinct, now: float) -> tuple[Held | None, Spread]:
        """Count a digest in both sketches, after a change of turns if there was one."""
        width = tally.window * 2 / 3
        if held is not None and not alive(held[0], 2 * width, now):
            held = None
        if tally.digest is None:
            return None, self._read(held, width, now)
        if held is None:
            turn, elder, younger, old, young = floor(now / width), _EMPTY, _EMPTY, _NOTHING, _NOTHING
        else:
            turn, passed = turn_at(held, width, now)
            _, elder, younger, old, young = held
            if passed:
                elder, younger, old, young = younger, _EMPTY, young, _NOTHING
        register, rank = place(tally.digest, PRECISION)
        fresh = rank > old[register]
        if fresh:
            elder, old = taken(elder, old, register, rank)
        else:
            elder = elder[0] + 1, elder[1], elder[2]
        if rank > young[register]:
            younger, young = taken(younger, young, register, rank)
        else:
            younger = younger[0] + 1, younger[1], younger[2]
        return ((turn + 2) * width, elder, younger, old, young), Spread(float(elder[0]), elder[1], fresh)

    def pack(self, tally: Distinct) -> bytes:
        """Op, length of a turn, register and rank of the digest."""
        width = tally.window * 2 / 3
        if tally.digest is None:
            return _pack_peek(5, width)
        return _pack_ask(5, width, *place(tally.digest, PRECISION))

    def unpack(self, answer: bytes, tally: Distinct, now: float) -> Spread:
        """From what is kept, without the registers, and a byte that says whether the digest was new."""
        if not answer:
            return Spread(0.0, 0.0, fresh=False)
        dead, *logs = _unpack_kept(answer)
        held = dead, (logs[0], logs[1], logs[2]), (logs[3], logs[4], logs[5]), b"", b""
        return self._read(held, tally.window * 2 / 3, now, fresh=answer[-1] == 1)

    def _read(self, held: Held | None, width: float, now: float, *, fresh: bool = False) -> Spread:
        if held is None:
            return Spread(0.0, 0.0, fresh=False)
        count, estimate, _ = held[2] if turn_at(held, width, now)[1] else held[1]
        return Spread(float(count), estimate, fresh)
