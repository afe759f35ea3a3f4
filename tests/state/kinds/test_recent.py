"""What comes again, and from whom."""

from __future__ import annotations

import random

from proxy.core.tally import Recent, Repeats
from proxy.state.kinds.recent import ENTRY, Held, Recalling

NOW = 1_790_000_000.0
KIND = Recalling()


def recent(digest: int, sender: int = 1, *, slots: int = 8) -> Recent:
    """The last eight digests of a minute."""
    return Recent("k", "r", digest, sender, slots, 60.0)


def after(*entries: tuple[float, int, int], held: Held | None = None) -> tuple[Held, Repeats]:
    """What is held and read after (second, digest, sender)."""
    for second, digest, sender in entries:
        held, reading = KIND.step(held, recent(digest, sender), NOW + second)
    assert held is not None
    return held, reading


def test_who_sent_the_same_before() -> None:
    """Own earlier appearances and those of others are told apart, and senders counted."""
    assert after((0, 7, 1))[1] == Repeats(0, 0, 1)
    assert after((0, 7, 1), (1, 7, 1), (2, 9, 1), (3, 7, 1))[1] == Repeats(2, 0, 1)
    assert after((0, 7, 1), (1, 7, 2), (2, 7, 2), (3, 8, 3), (4, 7, 1))[1] == Repeats(1, 2, 2)
    assert after((0, 7, 2), (1, 7, 3), (2, 7, 4), (3, 7, 1))[1] == Repeats(0, 3, 4)


def test_what_is_older_than_the_window_does_not_count() -> None:
    """An entry counts for its window, to the second, even if nothing else came meanwhile."""
    assert after((0, 7, 1), (59, 7, 1))[1].own == 1
    assert after((0, 7, 1), (60, 7, 1))[1].own == 0
    held, reading = after((0, 7, 1), (30, 7, 1), (61, 7, 1))
    assert (reading.own, len(held[1])) == (1, 2 * ENTRY)


def test_the_ring_holds_the_last_slots() -> None:
    """The newest entries push out the oldest."""
    entries = [(second, digest, 1) for second, digest in enumerate([7, *range(100, 106)])]
    assert after(*entries, (8, 7, 1))[1].own == 1
    assert after(*entries, (8, 106, 1), (9, 7, 1))[1].own == 0
    assert len(after(*entries * 3)[0][1]) == 8 * ENTRY


def test_the_time_that_a_full_ring_covers() -> None:
    """With as many entries as there are places it is told how long they took, in whole seconds; before that nothing."""
    seven = [(second * 5.5, second, 1) for second in range(7)]
    assert after(*seven)[1].span == 0.0
    assert after(*seven, (40, 7, 1))[1].span == 40.0
    assert after(*seven, (40, 7, 1), (49.9, 8, 1))[1].span == 44.0
    assert after(*seven, (40, 7, 1), (70, 8, 1))[1].span == 0.0


def test_repetitions_equal_a_plain_search() -> None:
    """Over ten thousand requests every reading is what looking through the last eight entries says."""
    chance = random.Random(8)  # noqa: S311 - made-up digests need no secrecy
    held: Held | None = None
    past: list[tuple[float, int, int]] = []
    second = 0.0
    for _ in range(10_000):
        second += chance.choice([0.0, 1.0, 5.0, 20.0])
        digest, sender = chance.choice([chance.getrandbits(64), *range(1, 5)]), chance.randrange(4)
        held, reading = KIND.step(held, recent(digest, sender), NOW + second)
        senders = [by for at, what, by in past[-7:] if what == digest and at > second - 60]
        own = senders.count(sender)
        assert (reading.own, reading.others) == (own, len(senders) - own)
        assert reading.senders == len({sender, *senders})
        past.append((second, digest, sender))


def test_a_clock_behind_counts_as_the_latest() -> None:
    """An entry from a replica that is behind stands at the latest time, so that times in the ring only grow."""
    held, reading = after((50, 7, 1), (10, 7, 1))
    assert reading.own == 1
    assert after((109, 7, 1), held=held)[1].own == 2
    assert after((110, 7, 1), held=held)[1].own == 0


def test_a_clock_set_back_begins_anew() -> None:
    """What a clock a day ahead has written does not stay for a day."""
    held, _ = after((86400, 7, 1))
    assert after((0, 7, 1), held=held)[1] == Repeats(0, 0, 1)


def test_wide_digests_and_senders_are_cut() -> None:
    """Four bytes of a digest and two of a sender are kept."""
    assert after((0, 7, 1), (1, 7 + (5 << 32), 1 + (3 << 16)))[1] == Repeats(1, 0, 1)


def test_a_time_beyond_four_bytes_does_not_raise() -> None:
    """Milliseconds taken for seconds in a trace are a mistake, not a crash."""
    assert after((1.79e12, 7, 1), (1.79e12 + 1, 7, 1))[1].senders == 1
    assert after((-3e9, 7, 1), (-3e9 + 1, 7, 1))[1].senders == 1
