"""The correlator of a rehearsal: every few minutes of the trace's clock it looks at what callers share."""

from __future__ import annotations

from collections.abc import Container

from proxy.campaigns.roster import NOBODY, Roster, roster_of
from proxy.campaigns.watching import Watching
from proxy.state.base import Store
from proxy.state.crowd import SHARDS

# A campaign of a thousand requests a day sends three in that time; more often only costs.
EVERY_S = 300.0


class Outlook:
    """Campaigns as they were found last. Looks at once where nobody else does, so a replay is one story."""

    def __init__(self) -> None:
        self.roster: Roster = NOBODY
        self._watching = Watching()
        self._last: float | None = None

    async def look(self, store: Store, now: float, ignored: Container[str] = ()) -> None:
        """Look, if it is time to; signals that are `ignored` do not count."""
        if self._last is None:
            self._last = now
        if now - self._last < EVERY_S:
            return
        for shard in range(SHARDS):
            # A second more: what was seen in the very moment of the last look may have come after it.
            self._watching.read(await store.shared(shard, self._last - 1.0, now), now)
        self.roster, self._last = roster_of(self._watching.find(now, ignored)), now
