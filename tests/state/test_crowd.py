"""Buckets as they are kept."""

from __future__ import annotations

from proxy.core.sighting import Kind, Manner, Sighting
from proxy.state.crowd import CALLERS, CONTENTS, admitted, name_of, packed, seen, unpacked

NOW = 1_790_000_000.0


def told(caller: int, content: int = 1, kind: Kind = Kind.OPENING) -> Sighting:
    """A sighting."""
    return Sighting(kind, 77, caller, caller & 0xFFFF, 0.0, content, Manner.LONE, 3, 2, 0.5)


def lived(*sightings: Sighting) -> bytes:
    """A bucket after these."""
    bucket = b""
    for sighting in sightings:
        bucket = seen(bucket, *packed(sighting, NOW), NOW)
    return bucket


def test_samples_keep_the_smallest_digests() -> None:
    """However many come, in whatever order: the same callers and contents are kept, and their part is told."""
    many = [
        told((number * 0x9E3779B97F4A7C15) % 2**64, number * 0x9E3779B97F4A & 0xFFFFFFFFFFFF)
        for number in range(1, 400)
    ]
    found = unpacked(name_of(many[0]), lived(*many))
    assert [one.caller for one in found.callers] == sorted(one.caller for one in many)[:CALLERS]
    assert len(found.contents) == CONTENTS
    assert unpacked(name_of(many[0]), lived(*reversed(many))).callers == found.callers
    assert abs(len(found.callers) / found.share - 399) < 80


def test_one_text_in_a_row_counts_once() -> None:
    """The turns of a loop over the same text are one request of the caller."""
    (one,) = unpacked(name_of(told(1)), lived(told(1, 5), told(1, 5), told(1, 6), told(1, 5))).callers
    assert one.requests == 3


def test_doorkeeper() -> None:
    """Three orgs' bits in both cells."""
    assert admitted(0b111, 0b1011)
    assert not admitted(0b111, 0b11)
