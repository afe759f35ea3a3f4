"""Ending what runs against callers, one or all of a campaign, and looking whether it has ended."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence

from proxy.admin.explain import Told
from proxy.core.exchange import Caller
from proxy.core.tally import LIFTED, Held, Settlement
from proxy.detectors.glance import glance, onlooker
from proxy.policy.evaluate import Policy
from proxy.remedies import latches, lifts, spares
from proxy.state.guarded import Guarded
from proxy.wiring.regimes import Regimes

UNLIFTED = "the state cannot be asked now, so nothing was lifted; the kill switch works without it"
# Members of a campaign whose calls travel together: a few milliseconds of Redis.
TOGETHER = 32


class Lifting:
    """Lifts in the state that all replicas share."""

    def __init__(self, regimes: Regimes, store: Guarded, clock: Callable[[], float]) -> None:
        self._regimes, self._store, self._clock = regimes, store, clock

    async def one(self, id: str) -> Told:  # noqa: A002 - that is what it is called everywhere
        """Lift, and look whether it is: a settlement that was lost says nothing."""
        caller, now, policy = self._resolve(id), self._clock(), self._regimes.current.policy
        marks = latches(policy, caller)
        level = glance(onlooker(caller, now), policy.risk.levels, policy.risk.leave_after)["level"]
        before = await self._store.take(marks, now) if marks else ()
        if before is not None:
            await self._store.settle([*lifts(policy, caller, now), Settlement(level, now, LIFTED)], now)
            after = await self._store.take([*marks, level], now)
            if after is not None and all(each.level == 0 for each in after):
                spared = {rule.name: spares(rule) for rule in policy.rules}
                return {"lifted": sorted(marked(policy, before)[0]), "spared": spared}
        return {"error": UNLIFTED}

    async def many(self, ids: Sequence[str]) -> list[str]:
        """Lift all of them; those for whom it did not work."""
        failed: list[str] = []
        for first in range(0, len(ids), TOGETHER):
            some = ids[first : first + TOGETHER]
            found = await asyncio.gather(*map(self.one, some))
            failed += [id for id, told in zip(some, found, strict=True) if "error" in told]  # noqa: A001
        return failed

    def _resolve(self, caller: str) -> Caller:
        return self._regimes.directory.resolve(caller, anonymous=caller.startswith("a_"))


def marked(policy: Policy, held: Sequence[Held]) -> tuple[frozenset[str], frozenset[str]]:
    """Names of the rules whose remedies run, and of those that an operator has lifted."""
    pairs = list(zip(policy.rules, held, strict=True))
    return (
        frozenset(rule.name for rule, latch in pairs if latch.level),
        frozenset(rule.name for rule, latch in pairs if latch.score < 0.0),
    )
