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
        (Repeats(0, 1, 2), Repeated(1.0, 1.0)),
        (Repeats(0, 2, 3), Repeated(1.0, 1.0)),
        (Repeats(0, 3, 4), Repeated(1.0, 1.0)),
        (Repeats(1, 1, 2), Repeated(1.0, 1.0, 1.0)),
        (Repeats(0, 3, 2), Repeated(1.0, 1.0, 1.0)),
        (Repeats(4, 3, 3), Repeated(1.0, 1.0, 1.0)),
    ],
    ids=[
        "new",
        "one key",
        "two keys",
        "three keys, once each",
        "four keys, once each",
        "third of two",
        "fourth, one key had asked thrice",
        "eighth of three",
    ],
)
def test_what_is_drawn(recent: Repeats, expected: Repeated) -> None:
    """Answers are drawn where several keys ask and one of them not for the first time."""
    assert repeated(recent) == expected
