"""The kinds of tally: every one is registered in both places under one op."""

from __future__ import annotations

import math
import re
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

import proxy.state
from proxy.core.tally import Room, Settlement, Spend
from proxy.state.kinds import KINDS, Spending

HERE = Path(proxy.state.__file__).parent


def test_every_kind_has_its_functions_in_lua() -> None:
    """A kind's script registers exactly its op, with all four functions; no two kinds share one."""
    assert len({kind.op for kind in KINDS.values()}) == len(KINDS)
    for kind in KINDS.values():
        source = (HERE / kind.script).read_text()
        assert re.findall(r"^kinds\[(\d+)\]", source, re.MULTILINE) == [str(kind.op)]
        assert re.findall(r"^  (\w+) = function", source, re.MULTILINE) == ["look", "keep", "answer", "settle"]


@given(st.floats(allow_nan=True), st.floats(1, 1e12), st.floats(0.1, 1e7))
def test_a_packed_spend_names_its_op(amount: float, limit: float, window: float) -> None:
    """The first byte is the op, whatever the amount; the packed form has a fixed size."""
    packed = Spending().pack(Spend("g", "n", amount, limit, window))
    assert (packed[0], len(packed)) == (Spending.op, 25)


def test_a_room_comes_back_as_it_was_written() -> None:
    """Doubles travel exactly, infinity included."""
    room = Spending().unpack(b"\x01" + bytes(16) + bytes.fromhex("000000000000f07f"))
    assert room == Room(granted=True, used=0.0, wait=0.0, reset=math.inf)


def test_a_settlement_without_a_difference_changes_nothing() -> None:
    """What was used exactly as reserved needs no write."""
    asked = Spend("g", "n", 5.0, 10.0, 60.0)
    kind = Spending()
    kept = kind.look(None, asked, 0.0).keep(granted=True)
    assert kept is not None
    assert kind.settle(kept[1], Settlement(asked, 0.0, 5.0), 1.0) is None
    assert kind.settle(kept[1], Settlement(asked, 0.0, 4.0), 1.0) is not None
