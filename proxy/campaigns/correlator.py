"""Looks at what callers share, as long as the proxy runs: in every replica, led by one.

    step   follow: fetch the documents if they have changed, and exchange the edition
           lead:   have the lease, read what changed in each shard, correlate, put the documents

Whoever has the lease leads; who leads anew takes the campaigns from the document and reads everything once. When a
leader dies another has the lease within `LEASE_S` + `POLL_S`; requests go on being looked up in what is known, and
while the new leader reads, which takes a large deployment half a minute, it finds what there is to find in the shards
that it has, every few seconds, and lets nothing go that it has not read. Nothing here is waited for by a request:
shards are read one by one, and the correlation itself runs in a thread that lets go of the interpreter often.
"""

from __future__ import annotations

import asyncio
import sys
from collections.abc import Awaitable, Callable, Container, Iterator
from contextlib import contextmanager, suppress
from typing import Protocol, TypeVar

from proxy.campaigns.edition import NOTHING, Edition
from proxy.campaigns.ledger import Unreadable, read, read_ends, written, written_ends
from proxy.campaigns.news import Turn, news
from proxy.campaigns.record import Record
from proxy.campaigns.roster import NOBODY, Roster
from proxy.campaigns.watching import Watching
from proxy.core.campaign import Campaign
from proxy.core.sighting import Shared
from proxy.errors import StateError, StateUnavailable

# A takeover takes at most the sum: ten seconds. A lease is renewed four times in its life.
LEASE_S, POLL_S = 8.0, 2.0
# A campaign of a thousand requests a day sends one in that time; more often only costs.
EVERY_S = 60.0
# A new leader that has read for so long looks at what it has.
HALFWAY_S = 5.0
# A deployment so large that a look takes long is looked at less often: a twentieth of the time at most.
SPARING = 20.0
# Clocks of replicas may differ by that, and what was seen while a shard was read may have come after it.
OVERLAP_S = 5.0
# As long as callers are remembered.
LIFE_S = 14 * 86400.0
# Buckets that are taken in at a time: 3 ms of the loop at most.
PART = 32
# The loop waits so long for the interpreter while a correlation runs (Python's own 5 ms would be felt).
SWITCH_S = 0.0005
# Operators seldom change something at the same time.
TRIES, TRY_S = 40, 0.05

FOUND, IMPORTED, LIFTED, EDITION = "campaigns", "campaigns.imported", "campaigns.lifted", "campaigns.edition"
LEASE, WRITING = "correlator", "campaigns.writing"

T = TypeVar("T")


class Store(Protocol):
    """What of a store the correlator needs; all of it may raise a `StateError`."""

    async def shared(self, shard: int, since: float, now: float) -> list[Shared]:
        """The buckets of a shard that changed."""
        ...

    async def fetch(self, name: str, now: float) -> bytes | None:
        """A document."""
        ...

    async def put(self, name: str, content: bytes, life: float, now: float) -> None:
        """Keep a document."""
        ...

    async def lead(self, name: str, who: str, life: float, now: float) -> bool:
        """Have a lease."""
        ...


class Tells(Protocol):
    """Who is told of campaigns."""

    def campaign_found(self, campaign: Campaign) -> None:
        """One that was not known."""
        ...

    def campaign_changed(self, campaign: Campaign) -> None:
        """What is new of it."""
        ...

    def campaign_gone(self, campaign: Campaign) -> None:
        """It does not hold any more, or was lifted."""
        ...


class Correlator:
    """One replica's. `roster` and `edition` are exchanged as a whole, so that a request reads them without waiting."""

    def __init__(
        self,
        store: Store,
        shards: int,
        who: str,
        clock: Callable[[], float],
        tells: Tells,
        *,
        every: float = EVERY_S,
        wait: Callable[[float], Awaitable[None]] = asyncio.sleep,
        wanted: Callable[[], bool] = lambda: True,
        ignored: Callable[[], Container[str]] = tuple,
        took: Callable[[float], None] = lambda _seconds: None,
        ticks: Callable[[], float] = lambda: 0.0,
        first: int = 0,
        fault: Callable[[Exception], None] = lambda _error: None,
    ) -> None:
        """`shards` of them are read, from the `first` on; `who` is a word that no other replica's life shares.

        `took` is told how long a correlation took, `fault` of errors of our own; `wanted` says whether campaigns are
        looked for at all (`detection`), and `ignored` which of their signals do not count.
        """
        self._store, self._who, self._clock, self._tells = store, who, clock, tells
        self._shards = range(first, first + shards)
        self._every, self._wait, self._wanted, self._took, self._ticks = every, wait, wanted, took, ticks
        self._fault, self._ignored = fault, ignored
        self.edition: Edition = NOTHING
        self.roster: Roster = NOBODY
        self._known: bytes | None = b""
        self._ends = 0.0
        self._watching: Watching | None = None
        self._read: dict[int, float] = {}
        self._told: dict[str, Campaign] = {}
        self._due = self._asked = 0.0
        self._editions = 0

    @property
    def leads(self) -> bool:
        """Whether this replica looks for campaigns for all of them."""
        return self._watching is not None

    async def run(self) -> None:
        """Step until cancelled."""
        while True:
            try:
                await self.step()
            except Exception as error:  # noqa: BLE001 - a fault in one look must not end all looking
                self._resign()
                self._fault(error)
            await self._wait(POLL_S)

    async def step(self) -> None:
        """Follow, and lead if nobody else does. A store that cannot be asked changes nothing."""
        if not self._wanted():
            self.roster, self._known = NOBODY, b""
            self._resign()
            return
        try:
            await self._follow(self._clock())
            if await self._leading():
                await self._look(self._clock())
                await self._follow(self._clock())
        except StateError:
            return

    async def close(self) -> None:
        """Let another lead at once."""
        if self.leads:
            self._resign()
            try:
                await self._store.lead(LEASE, self._who, 0.0, self._clock())
            except StateError:
                return

    async def lift(self, id: str, seconds: float) -> None:  # noqa: A002 - that is what it is called everywhere
        """Leave a campaign alone for so long, in every replica. Raises a `StateError`."""
        now = self._clock()

        def lifted(content: bytes | None) -> bytes:
            ends = {name: end for name, end in read_ends(content).items() if end > now}
            return written_ends(ends | {id: now + seconds})

        await self._amend(LIFTED, lifted)

    async def take_in(self, change: Callable[[tuple[Record, ...]], tuple[Record, ...]]) -> None:
        """Change what was imported from other deployments, in every replica. Raises a `StateError`."""
        await self._amend(IMPORTED, lambda content: written(change(read(content))))

    async def _amend(self, name: str, change: Callable[[bytes | None], bytes]) -> None:
        """Change a document, one replica at a time."""
        for _ in range(TRIES):
            if await self._store.lead(WRITING, self._who, LEASE_S, self._clock()):
                break
            await self._wait(TRY_S)
        else:
            raise StateUnavailable("another replica is changing campaigns; try again")
        now = self._clock()
        await self._store.put(name, change(await self._store.fetch(name, now)), LIFE_S, now)
        await self._announce(now)
        await self._store.lead(WRITING, self._who, 0.0, now)
        await self._follow(now)

    async def _announce(self, now: float) -> None:
        self._editions += 1
        await self._store.put(EDITION, f"{self._who} {self._editions}".encode(), LIFE_S, now)

    async def _follow(self, now: float) -> None:
        """Fetch what has changed since, which seldom is anything."""
        edition = await self._store.fetch(EDITION, now)
        if edition == self._known and now < self._ends:
            return
        found, imported, lifted = [await self._store.fetch(name, now) for name in (FOUND, IMPORTED, LIFTED)]
        with suppress(Unreadable):  # a newer version leads: what is known goes on to hold
            self.edition = Edition(read(found), read(imported), read_ends(lifted))
        self.roster, self._known, self._ends = self.edition.roster(now), edition, self.edition.ends(now)

    async def _leading(self) -> bool:
        """Whether we lead, asked again when it is time to."""
        now = self._clock()
        if self.leads and now - self._asked < POLL_S:
            return True
        if not await self._store.lead(LEASE, self._who, LEASE_S, now):
            self._resign()
            return False
        if self._watching is None:
            # What another leader has found was told by it.
            self._told = {record.campaign.id: record.campaign for record in self.edition.acted(now)}
            self._watching, self._read, self._due = Watching(self.edition.found), {}, now
        self._asked = now
        return True

    def _resign(self) -> None:
        self._watching, self._read = None, {}

    async def _look(self, now: float) -> None:
        """Read what changed and find campaigns in it, if it is time to."""
        if self._watching is None or now < self._due:
            return
        started, looked, first = self._ticks(), now, not self._read
        for shard in self._shards:
            if not await self._read_shard(self._watching, shard):
                return
            if first and self._clock() - looked >= HALFWAY_S:
                await self._find(self._watching, whole=False)
                looked = self._clock()
        await self._find(self._watching, whole=True)
        spent = self._ticks() - started
        self._due = now + max(self._every, SPARING * spent)
        self._took(spent)

    async def _find(self, watching: Watching, *, whole: bool) -> None:
        """Find campaigns in what was read, and let all replicas know. `whole`: that is everything."""
        now = self._clock()
        with _gently():
            records = await asyncio.to_thread(watching.find, now, self._ignored(), whole=whole)
        await self._store.put(FOUND, written(records), LIFE_S, now)
        await self._announce(now)
        self._tell(self.edition._replace(found=records), now)
        await self._follow(now)

    async def _read_shard(self, watching: Watching, shard: int) -> bool:
        """Take in what changed in a shard; False where we do not lead any more."""
        now = self._clock()
        found = await self._store.shared(shard, self._read.get(shard, 0.0), now)
        for first in range(0, len(found), PART):
            watching.read(found[first : first + PART], now)
            await self._wait(0)
        self._read[shard] = now - OVERLAP_S
        return await self._leading() and self._watching is watching

    def _tell(self, edition: Edition, now: float) -> None:
        turns = {
            Turn.FOUND: self._tells.campaign_found,
            Turn.CHANGED: self._tells.campaign_changed,
            Turn.GONE: self._tells.campaign_gone,
        }
        for turn, campaign in news(self._told, [record.campaign for record in edition.acted(now)]):
            turns[turn](campaign)
            self._told.pop(campaign.id, None)
            if turn is not Turn.GONE:
                self._told[campaign.id] = campaign


@contextmanager
def _gently() -> Iterator[None]:
    """While a thread computes, let the loop have the interpreter soon."""
    before = sys.getswitchinterval()
    sys.setswitchinterval(SWITCH_S)
    try:
        yield
    finally:
        sys.setswitchinterval(before)
