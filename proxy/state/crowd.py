"""What many callers share: buckets behind a doorkeeper, packed as every store keeps them. Pure.

A *bucket* is made when about three orgs have been seen in it. Until then only a *doorkeeper* knows of it: a count-min
sketch (Cormode, Muthukrishnan, J. Algorithms 2005) of two rows whose cells are eight bits, one of which every org
sets, so that it counts orgs and not requests. It has two generations of `PERIOD` seconds, which let in together.

A bucket holds two bottom-k samples (Cohen, Kaplan, "Summarizing data using bottom-k sketches", PODC 2007): of the
callers seen in it and of the contents asked. Both keep the smallest digests, so samples of different buckets agree on
whom they keep, and shares among them are shares among all.

What changes neither sample is not kept: of a text that thousands send most requests are beyond both, so that it does
not make one key the busiest of all. A caller with `HEAVY` requests in a bucket is known well enough there: from then on
one in `WEIGHT` of its requests counts, for as many.

Size
    A bucket: 22 bytes, 9 a content up to 288, 38 a caller up to 3,648; Redis adds about 90 for its field. It lives a
    day, from three callers on two weeks after its last request.
    The doorkeeper: 2 x 2 rows of 131,072 bytes in each of 64 shards, 32 MiB in all once it is full; at 16 million
    different texts a day (a million callers) one in about fifteen of those that nobody shares is let in all the same.
"""

from __future__ import annotations

import struct
from collections.abc import Sequence
from math import floor
from typing import NamedTuple

from proxy.core.sighting import Kind, Shared, Sharer, Sighting

SHARDS = 64
"""Enough to spread over any cluster, few enough to be read one by one."""
WIDTH = 1 << 17
"""Cells of a row of the doorkeeper, in one shard."""
PERIOD = 86400.0
"""A campaign of a few requests a day must be let in within one generation or two."""
ORGS = 3
"""Bits of a cell that let a bucket in. Two people share a text by chance; three seldom do."""
CALLERS = 96
"""With 96 of them a share among callers is known to 10 % (two standard deviations)."""
CONTENTS = 32
"""A tenth of repeated ones is told from a half."""
YOUNG, GROWN = 86400.0, 14 * 86400.0
"""What two orgs shared for a day is forgotten; what three share is remembered as long as a caller is."""
FEW = 3
HEAVY, WEIGHT = 32, 4
"""A share of a caller's requests is then known to about 15 %: enough to tell a half of them from nearly all."""

_HEAD = struct.Struct("<ddIBB")
_CONTENT = struct.Struct(">IHHB")
_CALLER = struct.Struct(">QIIIIHHHHHBBH")
_ASK = struct.Struct("<IIBB")
_LIMITS = struct.Struct(">QIHB")
_pack_caller = _CALLER.pack
_MANY, _SEVERAL = 127, 128
_U16, _U32 = 0xFFFF, 0xFFFFFFFF


class Limits(NamedTuple):
    """Why a bucket did not keep a sighting, and which others it would not keep."""

    caller: int
    """Callers with ids above are beyond its sample."""
    content: int
    """Contents with digests above are beyond its sample."""
    heavy: bool
    """Whether the caller is known well enough there."""


def limits_of(blob: bytes) -> Limits | None:
    """What a store says of a sighting; None where it kept it."""
    if not blob:
        return None
    caller, high, low, heavy = _LIMITS.unpack(blob)
    return Limits(caller, high << 16 | low, bool(heavy))


def shard_of(sighting: Sighting) -> int:
    """The shard of a bucket; every era has shards of its own."""
    return sighting.era * SHARDS + sighting.digest % SHARDS


def group_of(shard: int) -> str:
    """The group of a shard; in a cluster its hash tag."""
    return f"b:{shard}"


def name_of(sighting: Sighting) -> str:
    """The name of a bucket within its group: kind and digest."""
    return f"{sighting.kind}{sighting.digest:016x}"


def cells(sighting: Sighting) -> tuple[int, int, int]:
    """The two cells of a bucket in the doorkeeper, and the bit that its org sets."""
    digest = sighting.digest >> 6
    return digest % WIDTH, WIDTH + (digest >> 32) % WIDTH, 1 << sighting.org % 8


def counts(sighting: Sighting) -> bool:
    """Whether this request of a caller that is known well counts. By content, so that loops count whole or not."""
    return (sighting.content or sighting.total) % WEIGHT == 0


def generation(now: float) -> int:
    """The running generation of the doorkeeper."""
    return floor(now / PERIOD)


def packed(sighting: Sighting, now: float) -> tuple[bytes, bytes]:
    """Six bytes of content, and the caller's entry."""
    # By position and in plain numbers: names and flags would take half of the time, for every request.
    _, _, caller, org, created, content, manner, total, gaps, short, _ = sighting
    flags, second = int(manner), min(max(int(now), 0), _U32)
    entry = _pack_caller(
        caller,
        org & _U32,
        min(max(int(created), 0), _U32),
        second,
        second,
        1,
        flags >> 1 & 1,  # STRONG
        flags >> 2 & 1,  # WEAK
        flags & 1,  # LONE
        min(total, _U16),
        min(gaps, 255),
        min(int(short * 255 + 0.5), 255),
        content & _U16,
    )
    return (content & 0xFFFF_FFFF_FFFF).to_bytes(6, "big"), entry


def spelled(sightings: Sequence[Sighting], now: float) -> list[bytes]:
    """Sightings as `sight.lua` reads them: cells in the doorkeeper, bit (0: no door), `counts`, content, entry.

    Most of what a request is seen with is the same in all of its buckets, and packed once.
    """
    blobs: list[bytes] = []
    before: list[float] | None = None
    same = b""
    for one in sightings:
        kind, digest, *rest = one
        if rest != before:
            before, same = rest, b"".join(packed(one, now))
        digest >>= 6
        bit = 0 if kind is Kind.EVERYONE else 1 << one.org % 8
        blobs.append(_ASK.pack(digest % WIDTH, WIDTH + (digest >> 32) % WIDTH, bit, counts(one)) + same)
    return blobs


def seen(bucket: bytes, content: bytes, entry: bytes, now: float, *, counts: bool = True) -> bytes:
    """A bucket (empty: a new one) after one more sighting; the same where that changes neither sample."""
    if bucket:
        _, count, first, contents, _ = _HEAD.unpack_from(bucket)
        texts, sharers = bucket[22 : 22 + 9 * contents], bucket[22 + 9 * contents :]
        now = max(now, last_of(bucket))
    else:
        count, first, texts, sharers = 0.0, min(max(floor(now), 0), _U32), b"", b""
    place = _find(sharers, entry[:8], 38)
    old = sharers[place : place + 38] if place >= 0 else b""
    again = bool(old) and any(content) and old[36:] == entry[36:]
    weight = _weight(sharers, old, entry, counts)
    if weight and old:
        sharers = sharers[:place] + _merged(old, entry, 0 if again else weight) + sharers[place + 38 :]
    elif weight:
        sharers = _inserted(sharers, entry, 38, 8, CALLERS)
    more = _asked(texts, content + entry[10:12]) if any(content) and not again else texts
    if not weight and more == texts:
        return bucket
    callers = len(sharers) // 38
    count += weight if callers < CALLERS else weight / _share(sharers)
    return _HEAD.pack(now + _life(callers), count, first, len(more) // 9, callers) + more + sharers


def _weight(sharers: bytes, old: bytes, entry: bytes, counts: bool) -> int:
    """For how many requests of its caller a sighting stands; 0 where it changes nothing about callers."""
    if not old:
        return int(len(sharers) < 38 * CALLERS or entry[:8] < sharers[-38:-30])
    if not _heavy(old):
        return 1
    return WEIGHT if counts else 0


def _heavy(entry: bytes) -> bool:
    return int.from_bytes(entry[24:26], "big") >= HEAVY


def _share(sharers: bytes) -> float:
    """Which part of all callers a full sample is."""
    return float(int.from_bytes(sharers[-38:-30], "big") / 2.0**64)


def limits(bucket: bytes, entry: bytes) -> Limits:
    """What a bucket does not keep, and whether it knows this caller well enough."""
    contents = bucket[20]
    texts, sharers = bucket[22 : 22 + 9 * contents], bucket[22 + 9 * contents :]
    place = _find(sharers, entry[:8], 38)
    return Limits(
        int.from_bytes(sharers[-38:-30], "big") if bucket[21] == CALLERS else 2**64 - 1,
        int.from_bytes(texts[-9:-3], "big") if contents == CONTENTS else 2**48 - 1,
        place >= 0 and _heavy(sharers[place:]),
    )


def _merged(old: bytes, new: bytes, weight: int) -> bytes:
    """A caller's entry after one more request; one without weight adds nothing but what the caller is like now."""
    before, now = _CALLER.unpack(old), _CALLER.unpack(new)
    added = [min(have + more * weight, _U16) for have, more in zip(before[5:9], now[5:9], strict=True)]
    return _CALLER.pack(*now[:2], now[2], before[3], max(before[4], now[4]), *added, *now[9:])


def _asked(texts: bytes, asked: bytes) -> bytes:
    """The sample of contents after one more: digest (6 bytes) and org (2) of who asked."""
    place = _find(texts, asked[:6], 9)
    if place < 0:
        if len(texts) < 9 * CONTENTS or asked[:6] < texts[-9:-3]:
            return _inserted(texts, asked + b"\1", 9, 6, CONTENTS)
        return texts
    tally = texts[place + 8]
    several = _SEVERAL if tally & _SEVERAL or texts[place + 6 : place + 8] != asked[6:8] else 0
    return texts[: place + 8] + bytes((min((tally & _MANY) + 1, _MANY) | several,)) + texts[place + 9 :]


def _find(entries: bytes, digest: bytes, size: int) -> int:
    """Where the entry of this digest begins; -1 without one."""
    at = entries.find(digest)
    while at >= 0 and at % size:
        at = entries.find(digest, at + 1)
    return at


def _inserted(entries: bytes, entry: bytes, size: int, digest: int, most: int) -> bytes:
    """The entries, smallest digest first, with one more; the largest goes where there are too many."""
    key, at = entry[:digest], 0
    while at < len(entries) and entries[at : at + digest] < key:
        at += size
    return (entries[:at] + entry + entries[at:])[: size * most]


def unpacked(name: str, bucket: bytes) -> Shared:
    """A bucket by its name, as the correlator reads it."""
    _, count, first, contents, callers = _HEAD.unpack_from(bucket)
    texts, sharers = bucket[22 : 22 + 9 * contents], bucket[22 + 9 * contents :]
    tallies = texts[8::9]
    people = tuple([_sharer(fields) for fields in _CALLER.iter_unpack(sharers)])
    return Shared(
        Kind(name[0]),
        int(name[1:], 16),
        float(first),
        last_of(bucket),
        count,
        tuple([(tally & _MANY, bool(tally & _SEVERAL)) for tally in tallies]),
        people,
        1.0 if callers < CALLERS else _share(sharers),
    )


def life_of(bucket: bytes) -> float:
    """How long it is remembered after it was last seen, in seconds."""
    return _life(bucket[21])


def _life(callers: int) -> float:
    return YOUNG if callers < FEW else GROWN


def _sharer(fields: tuple[int, ...]) -> Sharer:
    caller, org, created, first, last, count, strong, weak, lone, total, gaps, short, _ = fields
    return Sharer(
        caller, org, float(created), float(first), float(last), count, strong, weak, lone, total, gaps, short / 255
    )


def admitted(cell_one: int, cell_two: int) -> bool:
    """Whether enough orgs have been seen at the door; each cell with the bits of both generations."""
    return cell_one.bit_count() >= ORGS and cell_two.bit_count() >= ORGS


def last_of(bucket: bytes) -> float:
    """When it was last seen, in seconds since the epoch."""
    return float(_HEAD.unpack_from(bucket)[0]) - life_of(bucket)


def worth_reading(bucket: bytes, since: float, now: float) -> bool:
    """Whether the correlator wants it: callers enough, seen at or after `since`, and not dead."""
    return bucket[21] >= FEW and last_of(bucket) >= since and last_of(bucket) + GROWN > now
