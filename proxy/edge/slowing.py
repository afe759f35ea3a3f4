"""Callers that are slowed down: asked for room in their rates, given a place among those at once, kept waiting.

Only requests to which a throttle applies come here. None of them holds an upstream connection while it waits, and no
more than the policy allows wait at once, so that slowing some callers down costs the others nothing.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import replace
from typing import NamedTuple, Protocol

from proxy.actions import throttle
from proxy.core.decision import Decision
from proxy.core.tally import Readings, Settlement, Spend, Tally
from proxy.remedies import slowed, throttles_of


class Takes(Protocol):
    """Any store."""

    async def take(self, tallies: Sequence[Tally], now: float) -> Readings:
        """Remember tallies and answer their readings; None where that cannot be known."""
        ...


class Slowed(NamedTuple):
    """A decision, once it is known whether there is room."""

    decision: Decision
    held: tuple[Settlement, ...] = ()
    """What is given back at the end of the request."""


async def slow(store: Takes, decision: Decision) -> Slowed:
    """Ask for room: one take for each throttle, as a caller and its campaign may live on different shards.

    In observe mode, too: the counters stand where `enforce` would have them. Without an answer nobody is held up.
    """
    taken: list[Spend] = []
    throttles = throttles_of(decision)
    if not throttles:
        return Slowed(decision)
    for effect in throttles:
        asked = throttle.spends(effect, decision.caller.id, decision.campaign)
        readings = await store.take(asked, decision.at) if asked else ()
        refusals = [throttle.refuse(*pair) for pair in zip(asked, readings or (), strict=False)]
        if any(refusals):
            # What is refused spends nothing: neither here, where nothing was kept, nor of the throttles before.
            given_back = tuple([Settlement(spend, decision.at, 0.0) for spend in taken])
            return Slowed(slowed(decision, refusals), given_back)
        if readings:
            taken += asked
    return Slowed(slowed(decision, ()), throttle.releases(taken, decision.at))


class WaitingRoom:
    """Where requests wait. `wait` sleeps for so many seconds, `chance` draws from 0..1."""

    def __init__(self, wait: Callable[[float], Awaitable[None]], chance: Callable[[], float]) -> None:
        self._wait = wait
        self._chance = chance
        self.waiting = 0
        """Requests that wait now."""

    async def hold(self, decision: Decision, most: int) -> tuple[Decision, float]:
        """Keep a request for as long as its throttles say; the decision, and the seconds that it was kept.

        Where `most` wait already it is refused at once.
        """
        throttles, refusal = throttles_of(decision), decision.refusal
        seconds = throttle.pause(throttles, self._chance(), refused=refusal is not None)
        if seconds <= 0.0:
            return decision, 0.0
        if self.waiting >= most:
            return replace(decision, refusal=refusal or throttle.crowded(throttles)), 0.0
        self.waiting += 1
        try:
            await self._wait(seconds)
        finally:
            self.waiting -= 1
        return decision, seconds
