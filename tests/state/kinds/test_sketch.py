"""What all sketches share: whose clock is believed and which numbers are taken."""

from __future__ import annotations

import math

import pytest

from proxy.state.kinds.sketch import MOST, alive, tame


@pytest.mark.parametrize(
    ("dead", "life", "is_alive"),
    [
        (1000.0, 10.0, False),  # dead from that moment on
        (1000.1, 10.0, True),
        (1010.0, 10.0, True),
        (1070.0, 10.0, True),  # written by a clock a minute ahead
        (1070.1, 10.0, False),
        (1000.0 + 7200.0, 3600.0, True),  # a long life forgives more: it heals within itself
        (1000.1 + 7200.0, 3600.0, False),
        (math.nan, 10.0, False),
    ],
)
def test_what_counts_now(dead: float, life: float, is_alive: bool) -> None:
    """Neither what is dead nor what a clock far ahead has written."""
    assert alive(dead, life, 1000.0) is is_alive


def test_ordinary_values_are_left_alone() -> None:
    """The very tuple comes back; extraordinary values do not touch their neighbours."""
    values = (0.0, -5.0, 1e29)
    assert tame(values) is values
    assert tame((math.nan, math.inf, -1e300, 3.0)) == (0.0, MOST, -MOST, 3.0)
