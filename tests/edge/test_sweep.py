"""One timer for all limits."""

from __future__ import annotations

import asyncio

from proxy.edge.sweep import Sweep


class _Counting:
    """Remembers when it was looked at; leaves after `stays` looks."""

    def __init__(self, sweep: Sweep, stays: int) -> None:
        self.looks: list[float] = []
        self.left = asyncio.Event()
        self._sweep = sweep
        self._stays = stays
        sweep.add(self)

    def sweep(self, now: float) -> None:
        self.looks.append(now)
        if len(self.looks) == self._stays:
            self._sweep.discard(self)
            self.left.set()


async def test_everybody_is_looked_at_with_the_same_time() -> None:
    """One tick looks at all, also when one of them leaves meanwhile, and at nobody who left."""
    sweep = Sweep(lambda: 7.0)
    first, second = _Counting(sweep, 1), _Counting(sweep, 2)
    for _ in range(3):
        sweep.tick()
    assert (first.looks, second.looks) == ([7.0], [7.0, 7.0])
    assert sweep._timer is None


async def test_the_timer_runs_while_there_is_anything() -> None:
    """Without any call of ours everybody is looked at in time, and the timer stops with the last one."""
    sweep = Sweep(asyncio.get_running_loop().time)
    one = _Counting(sweep, 2)
    await asyncio.wait_for(one.left.wait(), 5)
    assert sweep._timer is None
