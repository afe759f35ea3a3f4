"""A store while the deployment's secret is being replaced: callers inherit what was held against their former ids.

With another secret a caller has another id, and its state begins anew. What runs on (remedies, bans, the level) is in
marks; a mark asked of a caller is asked of its former id as well, in the same round trip, and the one that says more
counts. Nothing is written to former ids, so after the longest remedy they hold nothing and the former secret can go.
What an operator lifts is lifted: the caller's own mark then says so, whatever the former one holds.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any, cast

from proxy.core.tally import Held, Mark, Reading, Readings, Tally
from proxy.state.base import Store

Inherit = Callable[[str, str], None]
"""Told a caller's id and its former one."""

# Where detectors and rules keep what belongs to a caller.
_GROUP = "c:"
# As many as the reception remembers, several times over: 20 MB.
_MOST = 65_536


def no_heirs(_caller: str, _former: str) -> None:
    """Nobody inherits: no secret is being replaced."""


class Heirs:
    """Any store, with marks inherited. Everything but `take` goes straight to the store."""

    def __init__(self, store: Store, most: int = _MOST) -> None:
        self.store = store
        self._former: OrderedDict[str, str] = OrderedDict()
        self._most = most

    def inherit(self, caller: str, former: str) -> None:
        """This caller was that one."""
        self._former[_GROUP + caller] = _GROUP + former
        if len(self._former) > self._most:
            self._former.popitem(last=False)

    async def take(self, tallies: Sequence[Tally], now: float) -> Readings:
        """As the store's; marks of former ids are asked besides."""
        extra = [
            (place, replace(tally, group=self._former[tally.group]))
            for place, tally in enumerate(tallies)
            if isinstance(tally, Mark) and tally.group in self._former
        ]
        found = await self.store.take([*tallies, *[mark for _, mark in extra]], now)
        if found is None or not extra:
            return found
        own: list[Reading] = list(found[: len(tallies)])
        for (place, _), former in zip(extra, found[len(tallies) :], strict=True):
            own[place] = _more(cast("Held", own[place]), cast("Held", former))
        return tuple(own)

    def __getattr__(self, name: str) -> Any:
        """The rest of the contract."""
        return getattr(self.store, name)


def _more(own: Held, former: Held) -> Held:
    """The mark that says more; one that was lifted says all."""
    if own.score < 0.0 or former.score < 0.0:
        return own
    return former if former.level > own.level else own
