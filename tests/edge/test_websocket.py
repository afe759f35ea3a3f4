"""WebSocket frames, followed and written."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from proxy.edge.websocket import Frames, close_frame
from tests.dialects.exchange import PLACES, cut


def frame(size: int, mask: bytes = b"") -> bytes:
    """A frame with so many bytes of payload."""
    bit = 0x80 if mask else 0
    if size < 126:
        head = bytes([0x82, bit | size])
    else:
        head = bytes([0x82, bit | (126 if size < 65_536 else 127)]) + size.to_bytes(2 if size < 65_536 else 8, "big")
    return head + mask + b"x" * size


SIZES = st.lists(st.sampled_from([0, 1, 125, 126, 700, 65_535, 65_536, 70_000]), min_size=1, max_size=5)


@given(SIZES, PLACES, st.sampled_from([b"", b"mask"]))
def test_frames_end_where_they_end(sizes: list[int], places: list[int], mask: bytes) -> None:
    """However bytes come in pieces, behind whole frames one is between them, and nowhere else."""
    text = b"".join(frame(size, mask) for size in sizes)
    ends = {sum(len(frame(size, mask)) for size in sizes[:number]) for number in range(len(sizes) + 1)}
    frames, at = Frames(), 0
    for piece in cut(text, places):
        frames.feed(piece)
        at += len(piece)
        assert frames.between is (at in ends)


@given(SIZES, st.integers(0, 40))
def test_byte_by_byte_at_every_head(sizes: list[int], before: int) -> None:
    """A head that comes byte by byte is read as one that comes whole."""
    text = b"".join(frame(size) for size in sizes)
    frames = Frames()
    for number in range(min(before, len(text))):
        frames.feed(text[number : number + 1])
    frames.feed(text[before:])
    assert frames.between


@pytest.mark.parametrize("reason", ["", "gone", "ä" * 100, "x" * 500])
def test_close_frame(reason: str) -> None:
    """A close frame is one whole frame within the bounds of a control frame, and its reason is UTF-8."""
    made, frames = close_frame(reason), Frames()
    frames.feed(made)
    assert frames.between
    assert made[:1] == b"\x88"
    assert made[1] == len(made) - 2 <= 125
    assert int.from_bytes(made[2:4], "big") == 1008
    assert reason.startswith(made[4:].decode())
