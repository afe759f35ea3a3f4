"""Whether the callers of a bucket come in step: pairs of them in one slot of time, and in two that follow. Pure.

Who acts as one hand comes together (SynchroTrap: Cao et al., "Uncovering large groups of active malicious accounts",
CCS 2014). So do a class, a working day, a time zone, and those rise and fall over hours: what matters is more company
within five minutes than with the five minutes before. Of independent callers a third of both kinds of pairs falls into
one slot, however their day goes; this is the jitter test that neurophysiology uses for spikes (Date, Bienenstock,
Geman, 1998).

What is scheduled comes in step, too, and a crowd that is called once: so a slot counts for three pairs at most, and
each of the twelve slots of the hour for one slot with company in it, until all twelve had one. Whatever runs every ten
minutes or less often, at whatever minute half of the world has copied, never gets that far.

Ten bytes: the last slot (u16), callers in it and in the one before (u8 each), pairs together and apart (u16 each), and
which slots of the hour have had company, with a bit that says whether this one counts (u16).
"""

from __future__ import annotations

import struct
from math import floor
from typing import NamedTuple

SLOT = 300.0
"""Orders go out in batches of minutes; fewer would ask clients and networks to be punctual."""
SLOTS = 1 << 16
HOUR = 12
"""Slots of an hour."""
SIZE = 10
MOST = 60_000
"""Pairs of either kind beyond which both are halved: their proportion is what counts."""
TOGETHER, APART = 3, 6
"""Pairs in one slot, and with the one before, that count: of chance alone the second are twice as many."""
BY_SCHEDULE = 6 * TOGETHER
"""Pairs together that one schedule can bring about."""

_PULSE = struct.Struct("<HBBHHH")
_ALL, _COUNTS = (1 << HOUR) - 1, 1 << HOUR


class Beats(NamedTuple):
    """Pairs of callers."""

    together: int
    apart: int


def beaten(pulse: bytes, last: float | None, now: float) -> bytes:
    """A pulse (empty: a new one) after a caller was seen, who was last seen in the bucket then."""
    here = floor(now / SLOT)
    if not pulse:
        return _PULSE.pack(here % SLOTS, 1, 0, 0, 0, _COUNTS)
    slot, many, before, together, apart, done = _PULSE.unpack(pulse)
    step, mine = (here - slot) % SLOTS, None if last is None else here - floor(last / SLOT)
    if step > SLOTS // 2 or mine == 0:  # a clock that is behind; or the caller was counted
        return pulse
    if step:
        before, many, done = many if step == 1 else 0, 0, 0 if done & _ALL == _ALL else done & _ALL
        done |= 0 if done >> here % HOUR & 1 else _COUNTS
    if done & _COUNTS:
        pairs = many * before
        together += many if many < TOGETHER else 0
        apart += min(APART, pairs + before - (mine == 1 and before > 0)) - min(APART, pairs)
        done |= 1 << here % HOUR if many else 0
    if max(together, apart) > MOST:
        together, apart = together // 2, apart // 2
    return _PULSE.pack(here % SLOTS, min(many + 1, 255), before, together, apart, done)


def beats(pulse: bytes) -> Beats:
    """The pairs that a pulse has counted."""
    return Beats(*_PULSE.unpack(pulse)[3:5]) if pulse else Beats(0, 0)
