"""`Spend`: the budgets of `proxy.state.rolling`, packed."""

from __future__ import annotations

import struct
from typing import TypeAlias

from proxy.core.tally import Room, Settlement, Spend
from proxy.state.rolling import Log, View, on_grid

_pack_ask = struct.Struct("<Bddd").pack
_pack_correction = struct.Struct("<Bdddd").pack
_unpack_room = struct.Struct("<?ddd").unpack


Held: TypeAlias = tuple[float, Log]
"""When the log is dead, and the log."""


class SpendDraft:
    """A spend that waits for the others of its take."""

    __slots__ = ("_amount", "_view", "granted")

    def __init__(self, view: View, amount: float) -> None:
        self._view, self._amount = view, amount
        self.granted = view.fits(amount)

    def keep(self, granted: bool) -> Held | None:
        """The log with this spend in it, if all were granted."""
        if not granted or self._amount <= 0:
            return None
        self._view.add(self._amount)
        return self._view.now + self._view.window, self._view.log

    def answer(self) -> Room:
        """The room as it is after `keep`."""
        view = self._view
        return Room(self.granted, view.total, 0.0 if self.granted else view.wait(self._amount), view.reset())


class Spending:
    """`Spend`: room in a rolling budget, all of a take or none. See `proxy.state.rolling`."""

    op = 1
    script = "rolling.lua"

    def pack(self, tally: Spend) -> bytes:
        """Op, amount, limit, window."""
        return _pack_ask(1, on_grid(tally.amount), tally.limit, tally.window)

    def unpack(self, answer: bytes, _tally: Spend, _now: float) -> Room:
        """Granted, used, wait, reset."""
        return Room(*_unpack_room(answer))

    def pack_settlement(self, settlement: Settlement) -> bytes:
        """Op, at, what is to be added (negative: given back), limit, window."""
        spend = settlement.spend
        return _pack_correction(1, settlement.at, _surplus(settlement), spend.limit, spend.window)

    def look(self, held: Held | None, tally: Spend, now: float) -> SpendDraft:
        """The window as it is now."""
        return SpendDraft(View(held[1] if held else Log(), now, tally.limit, tally.window), on_grid(tally.amount))

    def settle(self, held: Held | None, settlement: Settlement, now: float) -> Held | None:
        """Add what was used above the reservation, or give back what was not used."""
        view = View(held[1] if held else Log(), now, settlement.spend.limit, settlement.spend.window)
        surplus = _surplus(settlement)
        if surplus > 0:
            view.add(surplus)
        elif surplus == 0 or not view.give_back(-surplus, settlement.at):
            return None
        return view.now + view.reset(), view.log


def _surplus(settlement: Settlement) -> float:
    return on_grid(settlement.actual) - on_grid(settlement.spend.amount)
