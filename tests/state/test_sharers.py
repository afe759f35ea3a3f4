"""One caller in a bucket: what comes back of what was told."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from proxy.core.sighting import Kind, Manner, Sharer, Sighting
from proxy.state.sharers import (
    BRIEF,
    FEWER,
    FULL,
    HEAVY,
    counts,
    heavy,
    last_of,
    merged,
    packed,
    read,
    size_of,
    taken_up,
    takes_up,
    weight_of,
)
from tests.state.contract import NOW
from tests.state.gatherings import sighting


def one(entry: bytes) -> Sharer:
    """The caller of an entry."""
    (found,) = read(entry, len(entry))
    return found


def entry(now: float = NOW, **told: object) -> bytes:
    """A caller's entry after one request."""
    return packed(sighting(1, 5, **told), now)[1]


def lived(*entries: bytes) -> Sharer:
    """A caller after these requests."""
    held = entries[0]
    for each in entries[1:]:
        held = merged(held, each, 1)
    return one(held)


def test_sizes() -> None:
    """39 bytes in a text, 18 at an exit, whose callers are only known by who, when and how often."""
    assert [size_of(kind) for kind in (Kind.OPENING, Kind.EVERYONE, Kind.EXIT, "x")] == [FULL, FULL, BRIEF, BRIEF]
    assert (len(entry()), len(entry(kind=Kind.EXIT))) == (FULL, BRIEF)
    assert lived(entry(kind=Kind.EXIT, org=9), entry(NOW + 5, kind=Kind.EXIT, org=9)) == Sharer(5, 9, NOW + 5, 2)


@given(
    st.integers(0, 2**64 - 1), st.integers(0, 2**32 - 1), st.integers(0, 2**16 - 1), st.integers(0, 255),
    st.floats(0, 1), st.integers(0, 31),
)  # fmt: skip
def test_what_is_told_comes_back(caller: int, org: int, client: int, model: int, share: float, flags: int) -> None:
    """Everything that a sighting tells of a caller is read as it was told, shares to a two hundredth."""
    told = Sighting(Kind.SYSTEM, 1, caller, org, 9.0, 77, Manner(flags), 12, 9, share, client, model, share)
    content, held = packed(told, NOW)
    found = one(held)
    assert content == (77).to_bytes(6, "big")
    assert (found.caller, found.org, found.created, found.total, found.gaps) == (caller, org, 9.0, 12, 9)
    assert (found.client, found.model, found.switches, found.taken) == (client, model, 0, 0)
    assert (found.lone, found.strong, found.weak) == (flags & 1, flags >> 1 & 1, flags >> 2 & 1)
    assert (found.echoes, found.disguised) == (bool(flags & 8), bool(flags & 16))
    assert found.short == pytest.approx(share, abs=0.005)
    assert found.talks == pytest.approx(share, abs=0.005)


def test_a_switch_of_models_is_told_to_the_hour() -> None:
    """Of the model it is known which it is, since which hour, and how often there was another one before."""
    found = lived(*[entry(NOW + 3600.0 * hour, model=1 + (hour >= 7)) for hour in range(40)])
    assert (found.model, found.switches) == (2, 1)
    assert found.switched == (NOW + 7 * 3600.0) // 3600 * 3600
    both = lived(*[entry(NOW + hour, model=hour % 2) for hour in range(40)])
    assert both.switches == 15


def test_flags_stay() -> None:
    """Who was disguised once, or brought a marker back once, has done so."""
    found = lived(entry(manner=Manner.ECHO), entry(manner=Manner.DISGUISED), entry())
    assert (found.echoes, found.disguised, found.switches) == (True, True, 0)


def test_shares_are_counted_over_the_first_requests() -> None:
    """However many requests follow, how they were worded is known of the first 255."""
    held = entry(manner=Manner.STRONG)
    for _ in range(1000):
        held = merged(held, entry(manner=Manner.STRONG), 1)
    found = one(held)
    assert (found.requests, found.strong, found.weak) == (1001, FEWER, 0)
    assert one(merged(held, entry(), 70_000)).requests == 65_535


def test_answers_taken_up_are_no_requests() -> None:
    """A conversation that goes on is counted beside the requests, up to 255."""
    assert takes_up(sighting(1, 5, manner=Manner.TAKEN_UP))
    assert not takes_up(sighting(1, 5))
    held = entry()
    for _ in range(300):
        held = taken_up(held)
    assert (one(held).taken, one(held).requests) == (255, 1)
    assert counts(sighting(1, 5, content=0, total=3, manner=Manner.TAKEN_UP))


def test_who_is_known_well_counts_in_parts() -> None:
    """From so many requests on, one that does not count has no weight."""
    light, full = entry(), merged(entry(), entry(), HEAVY - 1)
    assert (heavy(light), heavy(full)) == (False, True)
    assert [weight_of(held, counts=True) for held in (light, full)] == [1, 4]
    assert [weight_of(held, counts=False) for held in (light, full)] == [1, 0]


def test_when_it_was_last_seen() -> None:
    """The latest time counts, whatever came in between."""
    assert last_of(merged(entry(NOW + 9), entry(NOW), 1)) == NOW + 9
