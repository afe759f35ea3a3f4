"""Spends on their way to Redis and back; `test_rolling` and the contract hold what they mean."""

from __future__ import annotations

import math

from hypothesis import given
from hypothesis import strategies as st

from proxy.core.tally import Room, Settlement, Spend
from proxy.state.kinds.spend import Spending


@given(st.floats(allow_nan=True), st.floats(1, 1e12), st.floats(0.1, 1e7))
def test_a_packed_spend_names_its_op(amount: float, limit: float, window: float) -> None:
    """The first byte is the op, whatever the amount; the packed form has a fixed size."""
    packed = Spending().pack(Spend("g", "n", amount, limit, window))
    assert (packed[0], len(packed)) == (Spending().op, 25)


def test_a_room_comes_back_as_it_was_written() -> None:
    """Doubles travel exactly, infinity included."""
    answer = b"\x01" + bytes(16) + bytes.fromhex("000000000000f07f")
    room = Spending().unpack(answer, Spend("g", "n", 1.0, 1.0, 1.0), 0.0)
    assert room == Room(granted=True, used=0.0, wait=0.0, reset=math.inf)


def test_a_settlement_without_a_difference_changes_nothing() -> None:
    """What was used exactly as reserved needs no write."""
    asked = Spend("g", "n", 5.0, 10.0, 60.0)
    kind = Spending()
    kept = kind.look(None, asked, 0.0).keep(granted=True)
    assert kept is not None
    assert kind.settle(kept, Settlement(asked, 0.0, 5.0), 1.0) is None
    assert kind.settle(kept, Settlement(asked, 0.0, 4.0), 1.0) is not None
