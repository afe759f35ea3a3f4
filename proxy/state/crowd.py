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

What callers of a text do besides sharing it is kept with the sample (`sharers`, `pulse`): a bucket for each client,
slot of time or model would be one more write of every request, and most of them would hold everybody.

Size
    A bucket: 22 bytes, 9 a content up to 288, 39 a caller up to 3,744 (18 where it is a place), and 10 from three
    callers on; Redis adds about 90 for its field. It lives a day, from three callers on two weeks after its last
    request.
    The doorkeeper: 2 x 2 rows of 262,144 bytes in each of 64 shards, 64 MiB in all; at 22 million different texts a day
    (a million callers) one in about six of those that nobody shares is let in all the same.
"""

from __future__ import annotations

import struct
from collections.abc import Sequence
from math import floor
from typing import NamedTuple

from proxy.core.sighting import PLACES, Kind, Shared, Sighting
from proxy.state import pulse as pulses
from proxy.state import sharers as entries
from proxy.state.sharers import counts, packed, size_of, takes_up

SHARDS = 64
"""Enough to spread over any cluster, few enough to be read one by one."""
WIDTH = 1 << 18
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

_HEAD = struct.Struct("<ddIBB")
_ASK = struct.Struct("<IIBB")
_LIMITS = struct.Struct(">QIHB")
_MANY, _SEVERAL = 127, 128
_U32 = 0xFFFFFFFF


class Limits(NamedTuple):
    """Why a bucket did not keep a sighting, and which others it would not keep."""

    caller: int
    """Callers with ids above are beyond its sample."""
    content: int
    """Contents with digests above are beyond its sample."""
    heavy: bool
    """Whether the caller is known well enough there."""


class _Held(NamedTuple):
    """A bucket, taken apart."""

    requests: float
    first: int
    texts: bytes
    pulse: bytes
    sharers: bytes


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
    """The group of a shard; in a cluster its hash tag. Its number is that of the layout.

    Replicas of an older version go on with buckets of their own.
    """
    return f"b4:{shard}"


def name_of(sighting: Sighting) -> str:
    """The name of a bucket within its group: kind and digest."""
    return f"{sighting.kind}{sighting.digest:016x}"


def cells(sighting: Sighting) -> tuple[int, int, int]:
    """The two cells of a bucket in the doorkeeper, and the bit that its org sets."""
    digest = sighting.digest >> 6
    return digest % WIDTH, WIDTH + (digest >> 32) % WIDTH, 1 << sighting.org % 8


def generation(now: float) -> int:
    """The running generation of the doorkeeper."""
    return floor(now / PERIOD)


def spelled(sightings: Sequence[Sighting], now: float) -> list[bytes]:
    """Sightings as `sight.lua` reads them: cells in the doorkeeper, bit (0: no door), weight, content, entry.

    The weight: 1 where a request of a caller that is known well counts; 2 where somebody only took an answer up. Most
    of what a request is seen with is the same in all of its buckets, and packed once.
    """
    blobs: list[bytes] = []
    before: list[float] | None = None
    same = b""
    for one in sightings:
        kind, digest, *rest = one
        rest.append(kind in PLACES)  # whose entries are shorter
        if rest != before:
            before, same = rest, b"".join(packed(one, now))
        digest >>= 6
        bit = 0 if kind is Kind.EVERYONE else 1 << one.org % 8
        weight = 2 if takes_up(one) else counts(one)
        blobs.append(_ASK.pack(digest % WIDTH, WIDTH + (digest >> 32) % WIDTH, bit, weight) + same)
    return blobs


def seen(bucket: bytes, content: bytes, entry: bytes, now: float, *, counts: bool = True) -> bytes:
    """A bucket (empty: a new one) after one more sighting; the same where that changes neither sample."""
    size = len(entry)
    count, first, texts, pulse, sharers = _apart(bucket, size, now)
    now = max(now, last_of(bucket)) if bucket else now
    place = _find(sharers, entry[:8], size)
    old = sharers[place : place + size] if place >= 0 else b""
    text = any(content)
    again = bool(old) and text and old[29:31] == entry[29:31]
    weight = _weight(sharers, old, entry, counts)
    more = _asked(texts, content + entry[10:12]) if text and not again else texts
    if not weight and more == texts:
        return bucket
    if weight and old:
        sharers = sharers[:place] + entries.merged(old, entry, 0 if again else weight) + sharers[place + size :]
    elif weight:
        sharers = _inserted(sharers, entry, size, 8, CALLERS)
    callers = len(sharers) // size
    if weight and callers >= FEW and size == entries.FULL:
        pulse = pulses.beaten(pulse, entries.last_of(old) if old else None, now)
    count += weight if callers < CALLERS else weight / _share(sharers, size)
    return _HEAD.pack(now + _life(callers), count, first, len(more) // 9, callers) + more + pulse + sharers


def taken(bucket: bytes, entry: bytes) -> bytes:
    """A bucket after one of its callers took up an answer; the same where it does not know the caller."""
    held = _apart(bucket, len(entry), 0.0)
    place = _find(held.sharers, entry[:8], len(entry))
    if place < 0 or len(entry) < entries.FULL:
        return bucket
    at = len(bucket) - len(held.sharers) + place
    return bucket[:at] + entries.taken_up(bucket[at : at + len(entry)]) + bucket[at + len(entry) :]


def _apart(bucket: bytes, size: int, now: float) -> _Held:
    """A bucket with entries of this size, taken apart; an empty one as of now."""
    if not bucket:
        return _Held(0.0, min(max(floor(now), 0), _U32), b"", b"", b"")
    _, count, first, contents, callers = _HEAD.unpack_from(bucket)
    texts = 22 + 9 * contents
    sharers = texts + (pulses.SIZE if callers >= FEW and size == entries.FULL else 0)
    return _Held(count, first, bucket[22:texts], bucket[texts:sharers], bucket[sharers:])


def _weight(sharers: bytes, old: bytes, entry: bytes, counts: bool) -> int:
    """For how many requests of its caller a sighting stands; 0 where it changes nothing about callers."""
    if old:
        return entries.weight_of(old, counts=counts)
    return int(len(sharers) < len(entry) * CALLERS or entry[:8] < _largest(sharers, len(entry)))


def _largest(sharers: bytes, size: int) -> bytes:
    """The caller with the largest id."""
    return sharers[-size : len(sharers) - size + 8]


def _share(sharers: bytes, size: int) -> float:
    """Which part of all callers a full sample is."""
    return float(int.from_bytes(_largest(sharers, size), "big") / 2.0**64)


def limits(bucket: bytes, entry: bytes) -> Limits:
    """What a bucket does not keep, and whether it knows this caller well enough."""
    size = len(entry)
    held = _apart(bucket, size, 0.0)
    place = _find(held.sharers, entry[:8], size)
    return Limits(
        int.from_bytes(_largest(held.sharers, size), "big") if bucket[21] == CALLERS else 2**64 - 1,
        int.from_bytes(held.texts[-9:-3], "big") if bucket[20] == CONTENTS else 2**48 - 1,
        place >= 0 and entries.heavy(held.sharers[place:]),
    )


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
    kind, size = Kind(name[0]), size_of(name[0])
    held = _apart(bucket, size, 0.0)
    return Shared(
        kind,
        int(name[1:], 16),
        float(held.first),
        last_of(bucket),
        held.requests,
        tuple([(tally & _MANY, bool(tally & _SEVERAL)) for tally in held.texts[8::9]]),
        entries.read(held.sharers, size),
        1.0 if bucket[21] < CALLERS else _share(held.sharers, size),
        *pulses.beats(held.pulse),
    )


def life_of(bucket: bytes) -> float:
    """How long it is remembered after it was last seen, in seconds."""
    return _life(bucket[21])


def _life(callers: int) -> float:
    return YOUNG if callers < FEW else GROWN


def admitted(cell_one: int, cell_two: int) -> bool:
    """Whether enough orgs have been seen at the door; each cell with the bits of both generations."""
    return cell_one.bit_count() >= ORGS and cell_two.bit_count() >= ORGS


def last_of(bucket: bytes) -> float:
    """When it was last seen, in seconds since the epoch."""
    return float(_HEAD.unpack_from(bucket)[0]) - life_of(bucket)


def worth_reading(bucket: bytes, since: float, now: float) -> bool:
    """Whether the correlator wants it: callers enough, seen at or after `since`, and not dead."""
    return bucket[21] >= FEW and last_of(bucket) >= since and last_of(bucket) + GROWN > now
