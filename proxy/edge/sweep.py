"""One timer for every time limit of the data plane.

A `call_later` per request costs a heap entry and two timer operations; one walk over all connections a second
costs a few hundred nanoseconds each and is exact enough for limits of seconds. Hot paths only raise a flag.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Final, Protocol

# No limit is shorter than a few seconds; half a second keeps every one of them within ten percent.
EVERY_S: Final = 0.5


class Timed(Protocol):
    """Anything with time limits."""

    def sweep(self, now: float) -> None:
        """Look at the limits; `now` in seconds of the sweep's clock."""
        ...


class Sweep:
    """Walks over everything timed as long as there is anything. `now` is a monotonic clock in seconds."""

    def __init__(self, now: Callable[[], float]) -> None:
        self.now = now
        self._timed: set[Timed] = set()
        self._timer: asyncio.TimerHandle | None = None

    def add(self, timed: Timed) -> None:
        """Watch over it until `discard`."""
        self._timed.add(timed)
        if self._timer is None:
            self._timer = asyncio.get_running_loop().call_later(EVERY_S, self._fire)

    def discard(self, timed: Timed) -> None:
        """Forget it."""
        self._timed.discard(timed)
        if not self._timed and self._timer is not None:
            self._timer.cancel()
            self._timer = None

    def tick(self) -> None:
        """Look at everybody now."""
        now = self.now()
        for timed in tuple(self._timed):
            timed.sweep(now)

    def _fire(self) -> None:
        self._timer = asyncio.get_running_loop().call_later(EVERY_S, self._fire)
        self.tick()
