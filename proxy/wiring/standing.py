"""Orders of operators that stand until they are taken back, in all replicas: the kill switch, and who is banned.

They are obeyed at once where they are given, whatever else is on fire, and written down in the store as one document
that every process looks at twice a second. So one command reaches every replica within about a second, and a process
that starts later obeys, too. While the store cannot be asked an order is this process's own; it is written down as soon
as the store answers again.

Of two orders about the same thing the later one stands, by the clock of the process that took it; whoever finds an
older one written down writes it anew. So it does not matter which process hears what first.
"""

from __future__ import annotations

import asyncio
import contextlib
import hashlib
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from typing import NamedTuple, Protocol

import orjson

from proxy.errors import StateError

POLL_S = 0.5
"""An order is to be in effect everywhere within two seconds; a glance costs a process some 0.1 ms."""
LIFE_S = 400 * 86400.0
"""Nobody wants a kill switch to end by itself. The document is written anew with every order."""
RENEW_S = 86400.0
"""Written anew when it is so old, so that it outlives a store that forgets what nobody touches."""
MOST_BANS = 1000
"""More than an operator names one by one; beyond it the ones that end first are forgotten."""

LATER_S = 0.001
"""An order is later than the one it replaces, also where that was given by a clock that is ahead of ours."""

DOCUMENT, EDITION = "orders", "orders.edition"


class Store(Protocol):
    """What of a store is needed here; both may raise a `StateError`."""

    async def fetch(self, name: str, now: float) -> bytes | None:
        """A document."""
        ...

    async def put(self, name: str, content: bytes, life: float, now: float) -> None:
        """Keep a document."""
        ...


class Ban(NamedTuple):
    """Until when a caller is banned (0: no longer), and when that was ordered. Seconds since the epoch."""

    until: float
    at: float


@dataclass(frozen=True, slots=True)
class Orders:
    """What stands. `at` is when the kill switch was last ordered, 0 for never."""

    observe: bool = False
    at: float = 0.0
    bans: Mapping[str, Ban] = field(default_factory=dict)

    def banned(self, now: float) -> dict[str, float]:
        """Callers that are banned now, and until when."""
        return {caller: ban.until for caller, ban in self.bans.items() if ban.until > now}


def merged(one: Orders, other: Orders, now: float) -> Orders:
    """The later of each order; bans that have been over for a day are forgotten."""
    switch = max((one, other), key=lambda each: (each.at, each.observe))
    bans = dict(one.bans)
    for caller, ban in other.bans.items():
        # At the same moment the longer one.
        bans[caller] = max(ban, bans.get(caller, ban), key=lambda each: (each.at, each.until))
    kept = [(caller, ban) for caller, ban in bans.items() if max(ban) > now - 86400.0]
    kept.sort(key=lambda each: each[1].until, reverse=True)
    return Orders(switch.observe, switch.at, dict(sorted(kept[:MOST_BANS])))


def written(orders: Orders) -> bytes:
    """Orders as a document."""
    return orjson.dumps(
        {"observe": orders.observe, "at": orders.at, "bans": {who: list(ban) for who, ban in orders.bans.items()}}
    )


def read(document: bytes | None) -> Orders:
    """Orders from a document; none where there is none, or one that another version wrote and nobody here can read."""
    try:
        found = orjson.loads(document or b"{}")
        bans = {str(caller): Ban(float(until), float(at)) for caller, (until, at) in found.get("bans", {}).items()}
        return Orders(bool(found.get("observe", False)), float(found.get("at", 0.0)), bans)
    except (AttributeError, TypeError, ValueError):
        return Orders()


class Standing:
    """One process's view of the orders. `obey` is given them whenever they change."""

    def __init__(self, store: Store, clock: Callable[[], float], obey: Callable[[Orders], None]) -> None:
        self._store, self._clock, self._obey = store, clock, obey
        self.orders = Orders()
        self._edition: bytes | None = b""
        self._written = 0.0

    async def switch(self, *, observe: bool, at: float) -> bool:
        """The kill switch. Obeyed before this returns; True where the other replicas will hear of it."""
        return await self._give(Orders(observe, max(at, self.orders.at + LATER_S)))

    async def recall(self, *, observe: bool, at: float) -> None:
        """The kill switch as it was ordered earlier, before this process was started: what came since stands."""
        await self._give(Orders(observe, at))

    async def ban(self, caller: str, until: float) -> bool:
        """Ban a caller, or with 0 end its ban; as `switch`."""
        before = self.orders.bans.get(caller, Ban(0.0, 0.0))
        return await self._give(Orders(bans={caller: Ban(until, max(self._clock(), before.at + LATER_S))}))

    async def attend(self, wait: Callable[[float], Awaitable[None]] = asyncio.sleep) -> None:
        """Follow what others order, for ever."""
        while True:
            await wait(POLL_S)
            with contextlib.suppress(StateError):
                await self.follow()

    async def follow(self) -> None:
        """Look once: obey what is new, write down what others do not know. Raises `StateError`."""
        now = self._clock()
        edition = await self._store.fetch(EDITION, now)
        if edition == self._edition and now < self._written + RENEW_S:
            return
        theirs = read(await self._store.fetch(DOCUMENT, now))
        self._heed(merged(self.orders, theirs, now))
        if self.orders != theirs or now >= self._written + RENEW_S:
            await self._write(now)
        else:
            self._edition, self._written = edition, now

    async def _give(self, order: Orders) -> bool:
        now = self._clock()
        self._heed(merged(self.orders, order, now))
        # Whatever is written down meanwhile, the next glance will see that this is not in it.
        self._edition = b""
        try:
            await self.follow()
        except StateError:
            return False
        return True

    def _heed(self, orders: Orders) -> None:
        if orders != self.orders:
            self.orders = orders
            self._obey(orders)

    async def _write(self, now: float) -> None:
        """The document first: who finds the new edition must not find the old document."""
        if self.orders == Orders():
            self._edition, self._written = await self._store.fetch(EDITION, now), now
            return
        content = written(self.orders)
        edition = hashlib.blake2b(content, digest_size=8).hexdigest().encode()
        await self._store.put(DOCUMENT, content, LIFE_S, now)
        await self._store.put(EDITION, edition, LIFE_S, now)
        self._edition, self._written = edition, now
