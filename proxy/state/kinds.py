"""The kinds of tally a store can keep: one Python class and one Lua table each, and one line in `KINDS`.

Every kind says how a tally travels to Redis and how its reading comes back, and does in Python, for the memory
store, exactly what its Lua functions do within Redis. `op` is the first byte of every packed tally and the
index of the kind's functions in the scripts. A property test holds the two equal.
"""

from __future__ import annotations

import struct
from collections.abc import Mapping
from typing import Any, Protocol

from proxy.core.tally import Reading, Room, Settlement, Spend, Tally
from proxy.state.rolling import Log, View, on_grid

_pack_ask = struct.Struct("<Bddd").pack
_pack_correction = struct.Struct("<Bdddd").pack
_unpack_room = struct.Struct("<?ddd").unpack


class Draft(Protocol):
    """One tally as a store sees it before anything is kept."""

    granted: bool
    """False where the tally forbids keeping those that want all or nothing."""

    def keep(self, granted: bool) -> tuple[float, Any] | None:
        """What to store and when it is dead, given whether all were granted; None where nothing changes."""
        ...

    def answer(self) -> Reading:
        """The reading, after `keep`."""
        ...


class Kind(Protocol):
    """One kind of tally, in both places."""

    op: int
    script: str
    """The Lua file beside this one that registers `kinds[op]`."""

    def pack(self, tally: Any) -> bytes:
        """The tally as the script reads it."""
        ...

    def unpack(self, answer: bytes) -> Reading:
        """The reading as the script wrote it."""
        ...

    def pack_settlement(self, settlement: Settlement) -> bytes:
        """The settlement as the script reads it."""
        ...

    def look(self, stored: Any, tally: Any, now: float) -> Draft:
        """What the memory store sees."""
        ...

    def settle(self, stored: Any, settlement: Settlement, now: float) -> tuple[float, Any] | None:
        """What the memory store is to keep instead and when it is dead; None where nothing changes."""
        ...


class _SpendDraft:
    """A spend that waits for the others of its take."""

    __slots__ = ("_amount", "_view", "granted")

    def __init__(self, view: View, amount: float) -> None:
        self._view, self._amount = view, amount
        self.granted = view.fits(amount)

    def keep(self, granted: bool) -> tuple[float, Log] | None:
        if not granted or self._amount <= 0:
            return None
        self._view.add(self._amount)
        return self._view.now + self._view.window, self._view.log

    def answer(self) -> Room:
        view = self._view
        return Room(self.granted, view.total, 0.0 if self.granted else view.wait(self._amount), view.reset())


class Spending:
    """`Spend`: room in a rolling budget, all of a take or none. See `proxy.state.rolling`."""

    op = 1
    script = "rolling.lua"

    def pack(self, tally: Spend) -> bytes:
        """Op, amount, limit, window."""
        return _pack_ask(1, on_grid(tally.amount), tally.limit, tally.window)

    def unpack(self, answer: bytes) -> Room:
        """Granted, used, wait, reset."""
        return Room(*_unpack_room(answer))

    def pack_settlement(self, settlement: Settlement) -> bytes:
        """Op, at, what is to be added (negative: given back), limit, window."""
        spend = settlement.spend
        return _pack_correction(1, settlement.at, _surplus(settlement), spend.limit, spend.window)

    def look(self, stored: Log | None, tally: Spend, now: float) -> _SpendDraft:
        """The window as it is now."""
        return _SpendDraft(View(stored or Log(), now, tally.limit, tally.window), on_grid(tally.amount))

    def settle(self, stored: Log | None, settlement: Settlement, now: float) -> tuple[float, Log] | None:
        """Add what was used above the reservation, or give back what was not used."""
        view = View(stored or Log(), now, settlement.spend.limit, settlement.spend.window)
        surplus = _surplus(settlement)
        if surplus > 0:
            view.add(surplus)
        elif surplus == 0 or not view.give_back(-surplus, settlement.at):
            return None
        return view.now + view.reset(), view.log


def _surplus(settlement: Settlement) -> float:
    return on_grid(settlement.actual) - on_grid(settlement.spend.amount)


KINDS: Mapping[type[Tally], Kind] = {
    Spend: Spending(),
}
"""Every kind by the type of its tally."""
