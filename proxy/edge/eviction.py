"""A ban that falls while its caller is being answered: streams and tunnels end then, not when they please.

A ban is a mark in the store, so whichever worker or replica saw it fall, the others learn of it by looking. Nothing
is noted of requests as they come: what is looked at are the connections that have been at it for a second or more, and
only under a policy that bans.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from itertools import islice

from proxy.core.exchange import Caller
from proxy.core.tally import Held, Mark
from proxy.edge.exchange import Exchange
from proxy.edge.listening import Connection
from proxy.edge.slowing import Takes
from proxy.policy.evaluate import Policy
from proxy.remedies import ban_latches, bans

EVERY_S = 1.0
"""How often it is looked: a banned stream goes on for a second at most."""
# A request this young was judged with the marks as they are.
_JUDGED_S = 1.0
# Callers asked about in one question to the store, which answers one question after the other.
_AT_ONCE = 64


class Evictor:
    """Looks for what is in flight of callers who are banned by now, and ends it."""

    def __init__(
        self,
        policy: Callable[[], Policy],
        store: Takes,
        in_flight: Callable[[], Iterable[Connection]],
        clock: Callable[[], float],
        named: Callable[[], Mapping[str, float]] = dict,
    ) -> None:
        """`named` are callers whom an operator has banned by name, and until when."""
        self._policy = policy
        self._store = store
        self._in_flight = in_flight
        self._clock = clock
        self._named = named

    async def look(self) -> int:
        """Look once; how many exchanges were ended. Where the store does not answer nobody is evicted."""
        policy, now, named = self._policy(), self._clock(), self._named()
        if not policy.bans and not named:
            return 0
        callers = self._callers(now)
        gone = [one for one in callers if max(named.get(one.id, 0.0), named.get(one.successor, 0.0)) > now]
        ended = sum(_end(callers.pop(caller)) for caller in gone)
        if not policy.bans:
            return ended
        waiting = iter(callers.items())
        while batch := list(islice(waiting, _AT_ONCE)):
            asked = [(caller, ban_latches(policy, caller), tenants) for caller, tenants in batch]
            marks = [mark for _, latches, _ in asked for mark in latches]
            readings = await self._store.take(marks, now) if marks else ()
            if readings is not None:
                ended += self._evict(policy, asked, readings, now)
        return ended

    def _callers(self, now: float) -> dict[Caller, list[Exchange]]:
        found: dict[Caller, list[Exchange]] = {}
        for connection in self._in_flight():
            exchange = connection.exchange
            if exchange is not None and exchange.caller is not None and now - exchange.started >= _JUDGED_S:
                found.setdefault(exchange.caller, []).append(exchange)
        return found

    @staticmethod
    def _evict(
        policy: Policy,
        asked: Sequence[tuple[Caller, tuple[Mark, ...], list[Exchange]]],
        readings: Sequence[Held],
        now: float,
    ) -> int:
        at = ended = 0
        for caller, latches, tenants in asked:
            held, at = readings[at : at + len(latches)], at + len(latches)
            if bans(policy, caller, held, now):
                ended += _end(tenants)
        return ended


def _end(tenants: Sequence[Exchange]) -> int:
    for exchange in tenants:
        exchange.evict()
    return len(tenants)
