"""Buckets and their doorkeeper in this process: what `sight.lua` keeps in Redis, bit for bit."""

from __future__ import annotations

from collections import defaultdict

from proxy.core.sighting import Kind, Shared, Sighting
from proxy.state.crowd import (
    WIDTH,
    Limits,
    admitted,
    cells,
    generation,
    last_of,
    life_of,
    limits,
    name_of,
    seen,
    shard_of,
    taken,
    unpacked,
    worth_reading,
)
from proxy.state.sharers import counts, packed, takes_up


class Gathering:
    """All shards of the memory store."""

    def __init__(self) -> None:
        self._shards: defaultdict[int, dict[str, bytes]] = defaultdict(dict)
        self._doors: dict[tuple[int, int], bytearray] = {}
        self._looking: defaultdict[int, list[str]] = defaultdict(list)

    def sight(self, sighting: Sighting, now: float) -> Limits | None:
        """See a caller in a bucket. The bucket's limits, where it did not keep that."""
        shard, name = shard_of(sighting), name_of(sighting)
        held = self._shards[shard]
        bucket = held.get(name, b"")
        if bucket and last_of(bucket) + life_of(bucket) <= now:
            bucket = b""
        if takes_up(sighting):
            if bucket:
                held[name] = taken(bucket, packed(sighting, now)[1])
            return None
        if not bucket and sighting.kind is not Kind.EVERYONE and not self._knock(shard, sighting, now):
            return None
        if not bucket:
            self._sweep(shard, now)
        content, entry = packed(sighting, now)
        held[name] = seen(bucket, content, entry, now, counts=counts(sighting))
        return limits(bucket, entry) if held[name] == bucket else None

    def shared(self, shard: int, since: float, now: float) -> list[Shared]:
        """The buckets that the correlator wants."""
        held = self._shards[shard].items()
        return [unpacked(name, bucket) for name, bucket in held if worth_reading(bucket, since, now)]

    def _knock(self, shard: int, sighting: Sighting, now: float) -> bool:
        turn = generation(now)
        door = self._doors.get((shard, turn))
        if door is None:
            door = self._doors[shard, turn] = bytearray(2 * WIDTH)
            self._doors.pop((shard, turn - 2), None)
        former = self._doors.get((shard, turn - 1))
        one, two, bit = cells(sighting)
        door[one] |= bit
        door[two] |= bit
        return admitted(door[one] | (former[one] if former else 0), door[two] | (former[two] if former else 0))

    def _sweep(self, shard: int, now: float) -> None:
        """Every new bucket pays for looking at two others, in turn: at most about half of them can be dead."""
        held, looking = self._shards[shard], self._looking[shard]
        for _ in range(min(2, len(held))):
            if not looking:
                looking.extend(held)
            name = looking.pop()
            bucket = held.get(name)
            if bucket is not None and last_of(bucket) + life_of(bucket) <= now - 60.0:
                del held[name]
