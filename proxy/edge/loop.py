"""The event loop under the data plane, and the collector of cycles under that."""

from __future__ import annotations

import ctypes
import gc
from collections.abc import Callable, Coroutine, Iterator
from contextlib import contextmanager
from typing import Any

import uvloop

# Whatever serves a request in flight is alive at every look of the collector, and CPython's 700 new objects make it
# look after every few requests: 2 to 4 % of a worker's CPU. Cycles are rare here; ten thousand objects are a few MB.
_YOUNG = 10_000

# Fewer connections than this leave too little behind to be worth a look.
_FLOOD = 256
# Looks until the upstream's idle connections are gone, too (`Limits.pool_idle_s`), if there is one a second.
_AFTERWARDS = 8


class Tide:
    """Gives memory back when a flood of connections is over: malloc keeps what it was given, however little is used.

    A thousand streams leave 16 MB behind, of which this returns a third to a half, in 1 ms for a heap of 30 MB.
    """

    def __init__(self, trim: Callable[[int], object] | None) -> None:
        self._trim = trim
        self._highest = 0
        self._due = 0

    def look(self, connections: int) -> None:
        """Told now and then how many connections there are."""
        self._highest = max(self._highest, connections)
        if self._highest >= _FLOOD and connections <= self._highest // 4:
            self._highest, self._due = connections, _AFTERWARDS
            self._give_back()
        elif self._due:
            self._due -= 1
            if not self._due:
                self._give_back()

    def _give_back(self) -> None:
        if self._trim is not None:
            self._trim(0)


def malloc_trim() -> Callable[[int], object] | None:
    """What gives free pages back to the system; None where the C library is not glibc."""
    try:
        found: Callable[[int], object] = ctypes.CDLL(None).malloc_trim
    except (OSError, AttributeError, TypeError):  # musl, macOS, Windows
        return None
    return found


def run(main: Coroutine[Any, Any, int]) -> int:
    """Run a command's coroutine to its exit code on a uvloop loop."""
    with _seldom_collected():
        return uvloop.run(main)


@contextmanager
def _seldom_collected() -> Iterator[None]:
    """Let collections be rare, and none walk through what was loaded before the loop began.

    Modules alone are 80,000 objects: a full collection stops the loop for 50 ms with them, for 0.01 without.
    """
    usual = gc.get_threshold()
    gc.collect()
    gc.freeze()
    gc.set_threshold(_YOUNG, *usual[1:])
    try:
        yield
    finally:
        gc.set_threshold(*usual)
        gc.unfreeze()
