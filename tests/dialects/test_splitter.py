"""Streams are cut into whole events, whatever the chunks."""

from __future__ import annotations

import re

from hypothesis import given
from hypothesis import strategies as st

from proxy.dialects.splitter import Splitter, Stretch
from tests.dialects.exchange import PLACES, cut

END = re.compile(rb"\n\n")


def splitter(limit: int = 20) -> Splitter:
    return Splitter(END, b"\n\n", b"\r", limit)


def whole_events(stretches: list[Stretch]) -> list[bytes]:
    """The events that may be read, one by one."""
    return [event for octets, whole in stretches if whole for event in END.split(octets) if event]


@given(st.text(alphabet="ab\n", max_size=80).map(str.encode), PLACES)
def test_chunks_change_nothing(stream: bytes, places: list[int]) -> None:
    """However a stream is cut, the same events are whole and the same bytes come out."""
    once, often = splitter(), splitter()
    together = once.feed(stream) + once.finish()
    apart = [stretch for chunk in cut(stream, places) for stretch in often.feed(chunk)] + often.finish()
    assert whole_events(apart) == whole_events(together)
    assert b"".join(octets for octets, _ in apart) == stream


def test_a_blank_line_too_many_waits() -> None:
    """What may begin the next event is not given out with the last one."""
    assert splitter().feed(b"a\n\n\n") == [Stretch(b"a\n\n", True)]


def test_a_chunk_of_whole_events_is_not_copied() -> None:
    """The usual chunk passes as the object it is."""
    chunk = b"data: a\n\ndata: b\n\n"
    assert splitter().feed(chunk)[0].octets is chunk


def test_whole_events_are_not_held_back() -> None:
    """Only the beginning of an unfinished event waits."""
    assert splitter().feed(b"data: a\n\ndata:") == [Stretch(b"data: a\n\n", True)]


def test_an_endless_line_costs_no_memory() -> None:
    """Above the limit bytes pass as they come, marked as not to be read, until the event ends."""
    cutter = splitter(limit=20)
    passed = b"".join(octets for _ in range(100) for octets, whole in cutter.feed(b"x" * 10) if not whole)
    assert len(passed) >= 1000 - 23
    after = cutter.feed(b"\n\nok\n\n")
    assert [stretch for stretch in after if stretch.whole] == [Stretch(b"ok\n\n", True)]


def test_the_limit_is_for_one_event() -> None:
    """Many small events in one chunk are whole though the chunk is larger than an event may be."""
    assert splitter(limit=20).feed(b"a\n\n" * 20) == [Stretch(b"a\n\n" * 20, True)]
