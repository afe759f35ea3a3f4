"""How prompts come again."""

from __future__ import annotations

import pytest

from proxy.core.tally import Repeats
from proxy.detectors.draws import NEVER, Repeated, repeated


@pytest.mark.parametrize(
    ("recent", "expected"),
    [
        (Repeats(0, 0, 1), NEVER),
        (Repeats(7, 0, 1), Repeated(1.0, 0.0)),
        (Repeats(0, 2, 2), Repeated(1.0, 1.0)),
        (Repeats(0, 3, 4), Repeated(1.0, 1.0)),
        (Repeats(0, 3, 2), Repeated(1.0, 1.0, 1.0)),
        (Repeats(4, 3, 3), Repeated(1.0, 1.0, 1.0)),
    ],
    ids=[
        "new",
        "one key",
        "third answer",
        "four keys, once each",
        "fourth, one key had asked twice",
        "eighth of three",
    ],
)
def test_what_is_drawn(recent: Repeats, expected: Repeated) -> None:
    """The fourth answer and more are drawn, where several keys ask and one of them not for the first time."""
    assert repeated(recent) == expected
