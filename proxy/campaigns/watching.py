"""What the correlator has read so far: buckets come in as they change, campaigns come out. Does no I/O itself."""

from __future__ import annotations

from collections.abc import Container, Iterable

from proxy.campaigns.background import UNKNOWN, Background
from proxy.campaigns.correlate import correlate, worth
from proxy.campaigns.pool import Pool, pool_of
from proxy.campaigns.record import Record, kept
from proxy.campaigns.ties import births_of, exits_of
from proxy.campaigns.weighing import Weighing
from proxy.core.sighting import PLACES, Kind, Shared

# As long as a caller is remembered: who was last seen in a bucket before that has left it.
LIFE = 14 * 86400.0


class Watching:
    """Pools, places and the sample of everybody, as they were last read; and the campaigns that were found in them."""

    def __init__(self, records: Iterable[Record] = ()) -> None:
        self.records = tuple(records)
        self._pools: dict[tuple[Kind, int], Pool] = {}
        self._exits: dict[tuple[Kind, int], Shared] = {}
        self._everyone: dict[int, Shared] = {}
        self._background: Background | None = None
        """As it is while nothing of the sample of everybody has changed."""
        self._births: tuple[float, ...] = ()
        self._weighing = Weighing()

    def read(self, buckets: Iterable[Shared], now: float) -> None:
        """Take in buckets that have changed."""
        for bucket in buckets:
            if bucket.kind in PLACES:
                self._exits[bucket.kind, bucket.digest] = bucket
            elif bucket.kind is Kind.EVERYONE:
                self._everyone[bucket.digest], self._background = bucket, None
            else:
                self._pool(pool_of(bucket, now - LIFE))

    def _pool(self, pool: Pool) -> None:
        """Keep a pool for as long as it is worth testing."""
        if worth(pool):
            self._pools[pool.kind, pool.digest] = pool
        else:
            self._pools.pop((pool.kind, pool.digest), None)

    def find(self, now: float, ignored: Container[str] = (), *, whole: bool = True) -> tuple[Record, ...]:
        """The campaigns that hold now. Signals that are `ignored` do not count.

        Where not the `whole` of what there is was read, nothing that was known before is let go.
        """
        self._forget(now)
        exits = exits_of(self._exits.values(), now)
        pools, weighing = self._pools.values(), self._weighing
        found = correlate(pools, exits, self.background(), self.records, now, ignored, weighing)
        self.records = found if whole else kept(found, self.records)
        return self.records

    def background(self) -> Background:
        """What is usual among all callers."""
        if self._background is None:
            everyone = tuple(self._everyone.values())
            callers = sum(len(each.callers) / each.share for each in everyone)
            people = {one.caller: one for each in everyone for one in each.callers}
            births = births_of(everyone)
            # Somebody comes all the time, but seldom for the first time: the same accounts are the same value.
            self._births = self._births if births == self._births else births
            self._background = Background(callers, self._births, tuple(people.values())) if everyone else UNKNOWN
        return self._background

    def _forget(self, now: float) -> None:
        self._pools = {mark: pool for mark, pool in self._pools.items() if pool.last + LIFE > now}
        self._exits = {mark: bucket for mark, bucket in self._exits.items() if bucket.last + LIFE > now}
