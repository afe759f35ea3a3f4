"""One caller in a bucket, as bytes: packed, and merged with what was known of it. Pure.

39 bytes in buckets of texts, big-endian, in the order of `_CALLER`; the first 18 of them in those of places, where only
matters who came. Hours stand for times that nobody asks for to the second, and a byte counts what is only asked for as
a share, of the first 255 requests.
"""

from __future__ import annotations

import struct
from math import floor

from proxy.core.sighting import PLACES, Kind, Manner, Sharer, Sighting

FULL, BRIEF = 39, 18
HEAVY, WEIGHT = 32, 4
"""A share of a caller's requests is then known to about 15 %: enough to tell a half of them from nearly all."""
FEWER = 255
"""What is asked for as a share is counted over so many requests."""
HOUR, HOURS = 3600.0, 1 << 16

# caller, org, last, requests | created, strong, weak, lone, total, gaps, short, ask, client, model, switched, tags,
# taken, talks. `ask`: 16 bits of what was asked last. `switched`: hours. `tags`: how often the model was another one
# than before (low half), then the two flags.
_CALLER = struct.Struct(">QIIHIBBBHBBHHBHBBB")
_SHORT = struct.Struct(">QIIH")
_pack_caller = _CALLER.pack
_U16, _U32 = 0xFFFF, 0xFFFFFFFF
_ECHOES, _DISGUISED = 16, 32
_TAKEN_UP = int(Manner.TAKEN_UP)


def size_of(kind: Kind | str) -> int:
    """Bytes of a caller in buckets of a kind."""
    return BRIEF if kind in PLACES else FULL


def packed(sighting: Sighting, now: float) -> tuple[bytes, bytes]:
    """Six bytes of content, and the caller's entry."""
    # By position and in plain numbers: names and flags would take half of the time, for every request.
    kind, _, caller, org, created, content, manner, total, gaps, short, client, model, talks, _ = sighting
    second = min(max(int(now), 0), _U32)
    if kind in PLACES:
        return b"\0" * 6, _SHORT.pack(caller, org & _U32, second, 1)
    flags = int(manner)
    entry = _pack_caller(
        caller,
        org & _U32,
        second,
        1,
        min(max(int(created), 0), _U32),
        flags >> 1 & 1,  # STRONG
        flags >> 2 & 1,  # WEAK
        flags & 1,  # LONE
        min(total, _U16),
        min(gaps, 255),
        min(int(short * 255 + 0.5), 255),
        content & _U16,
        client & _U16,
        model & 255,
        second // 3600 & _U16,
        (flags >> 3 & 3) << 4,  # ECHO, DISGUISED
        0,
        min(int(talks * 255 + 0.5), 255),
    )
    return (content & 0xFFFF_FFFF_FFFF).to_bytes(6, "big"), entry


def merged(old: bytes, new: bytes, weight: int) -> bytes:
    """A caller's entry after one more request; one without weight adds nothing but what the caller is like now."""
    last, requests = max(old[12:16], new[12:16]), min(int.from_bytes(old[16:18], "big") + weight, _U16)
    head = new[:12] + last + requests.to_bytes(2, "big")
    if len(new) == BRIEF:
        return head
    before, now = _CALLER.unpack(old), _CALLER.unpack(new)
    added = [have + more * weight * (requests <= FEWER) for have, more in zip(before[5:8], now[5:8], strict=True)]
    switched, tags = before[14], before[15] | now[15]
    if now[13] != before[13]:
        switched, tags = now[14], tags + (tags & 15 < 15)
    body = _CALLER.pack(0, 0, 0, 0, now[4], *added, *now[8:14], switched, tags, before[16], now[17])
    return head + body[BRIEF:]


def taken_up(old: bytes) -> bytes:
    """A caller's entry after a conversation went on from one of its requests."""
    return old[:37] + bytes((min(old[37] + 1, 255),)) + old[38:]


def weight_of(old: bytes, *, counts: bool) -> int:
    """For how many requests of a known caller one more stands."""
    return WEIGHT * counts if heavy(old) else 1


def heavy(entry: bytes) -> bool:
    """Whether a caller is known well enough."""
    return int.from_bytes(entry[16:18], "big") >= HEAVY


def counts(sighting: Sighting) -> bool:
    """Whether this request of a caller that is known well counts. By content, so that loops count whole or not."""
    return takes_up(sighting) or (sighting.content or sighting.total) % WEIGHT == 0


def takes_up(sighting: Sighting) -> bool:
    """Whether it is told of an answer that somebody took up, and no request of its own."""
    return bool(int(sighting.manner) & _TAKEN_UP)


def last_of(entry: bytes) -> float:
    """When a caller was last seen."""
    return float(int.from_bytes(entry[12:16], "big"))


def read(entries: bytes, size: int) -> tuple[Sharer, ...]:
    """The callers of a bucket."""
    if size == BRIEF:
        return tuple(
            [Sharer(caller, org, float(last), many) for caller, org, last, many in _SHORT.iter_unpack(entries)]
        )
    return tuple([_sharer(*fields) for fields in _CALLER.iter_unpack(entries)])


def _sharer(caller: int, org: int, last: int, requests: int, created: int, *rest: int) -> Sharer:
    strong, weak, lone, total, gaps, short, _, client, model, switched, tags, taken, talks = rest
    # Sixteen bits of hours come round every seven years: the last such hour that the caller may have seen.
    hour = floor(last / HOUR)
    return Sharer(
        caller, org, float(last), requests, float(created), strong, weak, lone, total, gaps, short / 255, client, model,
        HOUR * (hour - (hour - switched) % HOURS), tags & 15, taken, talks / 255,
        echoes=bool(tags & _ECHOES), disguised=bool(tags & _DISGUISED),
    )  # fmt: skip
