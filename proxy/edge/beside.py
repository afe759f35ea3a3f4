"""Two policies side by side: what the one that looks on wants to know is asked in the same write to the store.

Nothing here is made or called unless there is a second policy (`serve --shadow`).
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable
from dataclasses import dataclass, replace

from proxy.core.exchange import Usage
from proxy.core.features import Features
from proxy.core.tally import Readings, Settlement
from proxy.policy.evaluate import Policy
from proxy.remedies import Banned
from proxy.screening import Opening, Ruling
from proxy.shadow import Onlooker, aside, conclude_aside, look_on, remember_aside, settle_aside
from proxy.state.guarded import Guarded


@dataclass(slots=True)
class Second:
    """One request as the second policy judges it. `shared` is what was answered to the policy in force."""

    onlooker: Onlooker
    readings: Readings
    shared: Readings
    ruling: Ruling | None = None
    """None before it is judged, and where the store could not answer."""

    def beside(self, ruling: Ruling) -> Ruling:
        """The ruling of the policy in force, with what the second would have done where it disagrees."""
        self.ruling = conclude_aside(self.onlooker, self.readings, self.shared, ruling)
        if self.ruling is None:
            return ruling
        other = aside(ruling.decision, self.ruling.decision)
        return ruling if other is None else replace(ruling, decision=replace(ruling.decision, aside=other))

    def notes(self) -> tuple[Settlement, ...]:
        """What is written once the request is judged."""
        return remember_aside(self.onlooker, self.ruling) if self.ruling is not None else ()

    def settlements(self, usage: Usage, took: float) -> tuple[Settlement, ...]:
        """What is corrected once the request is over, after so many seconds."""
        return settle_aside(self.onlooker, self.ruling, usage, took) if self.ruling is not None else ()


class Gallery:
    """Where the second policy looks on from; remembers whom it would have banned."""

    def __init__(self, store: Guarded) -> None:
        self._store = store
        self._banned = Banned()

    async def ask(
        self, policy: Policy, opening: Opening, features: Features | None, problem: str, asked: Awaitable[Readings]
    ) -> Second:
        """Ask the store while it is `asked` for the policy in force; the calls of one tick travel together."""
        knocking = opening.caller.id in self._banned
        onlooker = look_on(policy, opening, features, problem, knocking=knocking)
        shared, readings = await asyncio.gather(asked, self._take(onlooker, opening.at))
        return Second(onlooker, readings, shared)

    def note(self, second: Second) -> None:
        """Remember how the second policy would have ended this request."""
        if second.ruling is not None:
            self._banned.note(second.ruling.decision, banned=second.ruling.course.banned)

    async def _take(self, asking: Onlooker, now: float) -> Readings:
        tallies = asking.tallies
        return await self._store.take(tallies, now) if tallies else ()
