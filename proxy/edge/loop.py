"""The event loop under the data plane, and the collector of cycles under that."""

from __future__ import annotations

import gc
from collections.abc import Coroutine, Iterator
from contextlib import contextmanager
from typing import Any

import uvloop

# Whatever serves a request in flight is alive at every look of the collector, and CPython's 700 new objects make it
# look after every few requests: 2 to 4 % of a worker's CPU. Cycles are rare here; ten thousand objects are a few MB.
_YOUNG = 10_000


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
