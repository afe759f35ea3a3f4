"""The kinds of tally a store can keep: one Python class and one Lua file each, and one line in a table below.

Every kind says how a tally travels to Redis and how its reading comes back, and does in Python, for the memory
store, exactly what its Lua functions do within Redis. `op` is the first byte of every packed tally and the
index of the kind's functions in the scripts. A property test holds the two equal.

    spend                                reserves: looked at first, kept if all spends of the take have room
    mean count mark distinct top         sketches: remembered unless a spend of the take has no room, since our own
    recent pace                          refusals are no evidence (on a cluster: a spend of the same group)

What a caller costs in Redis with two budgets, two means of twelve values, two distinct counters, three tops of eight
slots, sixty-four recent digests, a pace, two counts of three values and a mark is in `tests/state/test_sizes.py`.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Protocol

from proxy.core.tally import Count, Distinct, Mark, Mean, Pace, Reading, Recent, Settlement, Spend, Top
from proxy.state.kinds.count import Counting
from proxy.state.kinds.distinct import Distinguishing
from proxy.state.kinds.mark import Marking
from proxy.state.kinds.mean import Averaging
from proxy.state.kinds.pace import Pacing
from proxy.state.kinds.recent import Recalling
from proxy.state.kinds.sketch import Sketch
from proxy.state.kinds.spend import SpendDraft, Spending
from proxy.state.kinds.top import Topping

__all__ = ["KINDS", "RESERVES", "SKETCHES", "Kind", "Sketch", "Spending"]


class Kind(Protocol):
    """What every kind has: its words on the way to Redis and back."""

    op: int
    script: str
    """The Lua file, as seen from `proxy/state`, that registers `kinds[op]`."""

    def pack(self, tally: Any) -> bytes:
        """The tally as the script reads it."""
        ...

    def unpack(self, answer: bytes, tally: Any, now: float, /) -> Reading:
        """The reading that the script's answer to `tally` stands for."""
        ...

    def pack_settlement(self, settlement: Settlement) -> bytes:
        """The settlement as the script reads it."""
        ...

    def settle(self, held: Any, settlement: Settlement, now: float) -> Any:
        """What the memory store is to hold instead (first of all: when it is dead); None where nothing changes."""
        ...


class Reserve(Kind, Protocol):
    """A kind of which a take keeps all or none."""

    def look(self, held: Any, tally: Any, now: float) -> SpendDraft:
        """What waits for the others of its take."""
        ...


RESERVES: Mapping[Any, Reserve] = {
    Spend: Spending(),
}
"""Kinds of which a take keeps all or none."""

SKETCHES: Mapping[Any, Sketch[Any, Any]] = {
    Mean: Averaging(),
    Count: Counting(),
    Mark: Marking(),
    Distinct: Distinguishing(),
    Top: Topping(),
    Recent: Recalling(),
    Pace: Pacing(),
}
"""Kinds that need no room of their own."""

KINDS: Mapping[Any, Kind] = {**RESERVES, **SKETCHES}
"""Every kind by the type of its tally."""
