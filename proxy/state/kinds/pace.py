"""`Pace`: gaps between requests and the hours in which they come.

Gaps: mean and mean square of their natural logarithm and the share of short ones, started as plain means, from the
64th gap on exponential. The logarithm is computed here and in Lua with the same plain operations, so that every server
answers the same; its error is below 1e-8.

Hours: the count of the running hour, and one byte for each of the 47 before it: 0 for none, else eight steps an octave
(exact below 16, to 6 % above), so that the busiest caller has no full counters that would look like an even day.

Size
    56 bytes of numbers and 47 of hours: 103 bytes.
"""

from __future__ import annotations

import struct
from functools import lru_cache
from math import floor, frexp, ldexp, log, sqrt
from typing import TypeAlias

from proxy.core.tally import Pace, Rhythm
from proxy.state.kinds.sketch import Sketch, alive

HOUR = 3600.0
HOURS = 48
# Below a millisecond gaps tell about networks, not about callers.
LEAST_GAP = 0.001
# A session: people who work with a model come back within a quarter of an hour (detection notes, "no sessions").
SHORT_GAP = 900.0
LEAST_WEIGHT = 1.0 / 64.0

Held: TypeAlias = tuple[float, float, float, float, float, int, int, int, int, bytes]
"""Dead after, time of the last request, means of log gap, of its square and of shortness; requests, running hour,
first hour, requests in the running hour, the hours before it."""

_LN2 = 0.6931471805599453
_ROOT_HALF = 0.7071067811865476


def natural_log(x: float) -> float:
    """The natural logarithm by the series of artanh, in the operations that Lua has: the same to the last bit."""
    fraction, exponent = frexp(x)
    if fraction < _ROOT_HALF:
        fraction, exponent = fraction + fraction, exponent - 1
    s = (fraction - 1.0) / (fraction + 1.0)
    t = s * s
    return exponent * _LN2 + 2.0 * s * (1.0 + t * (1.0 / 3.0 + t * (1.0 / 5.0 + t * (1.0 / 7.0 + t * (1.0 / 9.0)))))


def code(many: int) -> int:
    """An hour's requests in a byte."""
    if many == 0:
        return 0
    fraction, exponent = frexp(min(many, 2**31 - 1))
    return exponent * 8 + floor((fraction - 0.5) * 16.0)


# Requests of an hour, as nearly every caller has them.
_CODES = [bytes((code(many),)) for many in range(1024)]


def _coded(many: int) -> bytes:
    return _CODES[many] if many < len(_CODES) else bytes((code(many),))


def _meant(byte: int) -> float:
    """The middle of what a byte may stand for."""
    exponent, step = divmod(byte, 8)
    low, high = ldexp(0.5 + step / 16.0, exponent), ldexp(0.5 + (step + 1) / 16.0, exponent)
    return low if exponent <= 4 else (low + high - 1.0) / 2.0


_MEANT = [0.0, *[_meant(byte) for byte in range(1, 256)]]
_WEIGHTED = [many * log(many) if many > 0 else 0.0 for many in _MEANT]
_ACTIVE = bytes([0] + [1] * 255)


@lru_cache(maxsize=4096)  # a caller's hours change only now and then: their bytes are logarithms
def day(hours: bytes) -> tuple[int, int, float]:
    """Active hours of the last 24, the longest rest, and evenness over the active ones."""
    rest = max(map(len, hours.translate(_ACTIVE).split(b"\1")))
    last = [hour for hour in hours[-24:] if hour]
    if len(last) < 2:
        return len(last), rest, 0.0
    total = sum([_MEANT[hour] for hour in last])
    entropy = log(total) - sum([_WEIGHTED[hour] for hour in last]) / total
    return len(last), rest, min(1.0, max(0.0, entropy / log(len(last))))


def paced(held: Held | None, life: float, now: float) -> Held:
    """What is held after one more request."""
    if held is None:
        hour = floor(now / HOUR)
        return now + life, now, 0.0, 0.0, 0.0, 1, hour, hour, 1, bytes(HOURS - 1)
    dead, last, mean, square, short, count, hour, first, many, past = held
    now = max(now, last)
    gap = natural_log(max(now - last, LEAST_GAP))
    weight = max(LEAST_WEIGHT, 1.0 / count)
    mean += weight * (gap - mean)
    square += weight * (gap * gap - square)
    short += weight * ((1.0 if now - last < SHORT_GAP else 0.0) - short)
    running = floor(now / HOUR)
    if running > hour:
        past, many = (past + _coded(many) + bytes(min(running - hour, HOURS) - 1))[1 - HOURS :], 0
    return max(dead, now + life), now, mean, square, short, count + 1, running, first, many + 1, past


def rhythm(held: Held | None, now: float) -> Rhythm:
    """The reading as it is at `now`."""
    if held is None:
        return Rhythm(0.0, 0.0, 0.0, 0.0, 0, 0, 0, 0.0)
    _, _, mean, square, short, count, hour, first, many, past = held
    running = max(floor(now / HOUR), hour)
    observed = min(HOURS, running - first + 1)
    hours = past + _coded(many)
    if running > hour:
        hours += bytes(min(running - hour, HOURS))
    active, rest, evenness = day(hours[-observed:])
    spread = sqrt(max(0.0, square - mean * mean))
    return Rhythm(float(count), mean, spread, short, active, rest, observed, evenness)


_pack_ask = struct.Struct("<BdB").pack
_unpack_kept = struct.Struct("<dddddIIII").unpack_from


class Pacing(Sketch[Pace, Held]):
    """`Pace` as `pace.lua` keeps it."""

    op = 8
    script = "kinds/pace.lua"

    def step(self, held: Held | None, tally: Pace, now: float) -> tuple[Held | None, Rhythm]:
        """One more request, unless it does not count."""
        if held is not None and not alive(held[0], tally.life, now):
            held = None
        if not tally.counts:
            return None, rhythm(held, now)
        held = paced(held, tally.life, now)
        return held, rhythm(held, now)

    def pack(self, tally: Pace) -> bytes:
        """Op, life, whether it counts."""
        return _pack_ask(8, tally.life, tally.counts)

    def unpack(self, answer: bytes, _tally: Pace, now: float) -> Rhythm:
        """From the whole of what is kept."""
        return rhythm((*_unpack_kept(answer), answer[56:]) if answer else None, now)
