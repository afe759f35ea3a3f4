"""`Recent`: the last digests of a group, with sender and time, to see what comes again and from whom.

A ring of the last `slots` entries within the window, the newest last; the window ends to the second. Redis keeps the
ring, whoever asks searches it: that costs Redis the same however often a digest repeats.

Size
    Dead after (8 bytes); 4 bytes of the digest, 2 of the sender and 4 of the time an entry: 648 bytes for 64. That four
    bytes appear by chance, in step with the entries or across them, has a probability of 640 / 2^32: one
    request in seven million is told of a repetition that was none.
"""

from __future__ import annotations

import struct
from math import floor
from typing import TypeAlias

from proxy.core.tally import Recent, Repeats
from proxy.state.kinds.sketch import Sketch, alive

ENTRY = 10
_LATEST = 0xFFFFFFFF

Held: TypeAlias = tuple[float, bytes]
"""Dead after, entries."""

_pack_entry = struct.Struct("<IHI").pack
_time_at = struct.Struct("<I").unpack_from
_pack_ask = struct.Struct("<BdHIH").pack


def appended(ring: bytes, tally: Recent, now: float) -> bytes:
    """The ring after one more entry, without those that have expired or have no room any more."""
    size, head = len(ring), 0
    if size:
        now = max(now, _time_at(ring, size - 4)[0])
        cut = now - tally.window
        while head < size and _time_at(ring, head + 6)[0] <= cut:
            head += ENTRY
    second = min(max(floor(now), 0), _LATEST)
    entry = _pack_entry(tally.digest & 0xFFFFFFFF, tally.sender & 0xFFFF, second)
    return ring[max(head, size - ENTRY * (tally.slots - 1)) :] + entry


def repeats(ring: bytes, slots: int) -> Repeats:
    """Earlier appearances of the digest of the last entry, and the time that a full ring covers."""
    digest, mine, size = ring[-ENTRY:-6], ring[-6:-4], len(ring)
    span = float(_time_at(ring, size - 4)[0] - _time_at(ring, 6)[0]) if size == ENTRY * slots else 0.0
    parts = ring[:-ENTRY].split(digest)
    if len(parts) == 1:
        return Repeats(0, 0, 1, span)
    senders = [part[:2] for part in parts[1:]]
    own = senders.count(mine)
    return Repeats(own, len(senders) - own, len({mine, *senders}), span)


class Recalling(Sketch[Recent, Held]):
    """`Recent` as `recent.lua` keeps it."""

    op = 7
    script = "kinds/recent.lua"

    def step(self, held: Held | None, tally: Recent, now: float) -> tuple[Held, Repeats]:
        """One more entry."""
        dead = now + tally.window
        if held is not None and alive(held[0], tally.window, now):
            dead, ring = max(dead, held[0]), held[1]
        else:
            ring = b""
        ring = appended(ring, tally, now)
        return (dead, ring), repeats(ring, tally.slots)

    def pack(self, tally: Recent) -> bytes:
        """Op, window, slots, four bytes of the digest, two of the sender."""
        return _pack_ask(7, tally.window, tally.slots, tally.digest & 0xFFFFFFFF, tally.sender & 0xFFFF)

    def unpack(self, answer: bytes, tally: Recent, _now: float) -> Repeats:
        """From the ring."""
        return repeats(answer, tally.slots)
