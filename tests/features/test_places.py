"""Addresses and networks."""

from __future__ import annotations

import pytest

from proxy.core.sighting import Kind
from proxy.features.places import MOST_PARTS, digests, named, parts
from proxy.sketches.keyed import Key

KEY = Key(b"places" * 8)


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("198.51.100.7", "198.51.100.250", True),
        ("198.51.100.7", "198.51.101.7", False),
        ("2001:db8:1:2::3", "2001:db8:1:ffff::9", True),
        ("2001:db8:1:2::3", "2001:db8:2:2::3", False),
        ("::ffff:198.51.100.7", "198.51.100.8", True),
        ("unix", "unix", True),
        ("unix", "other", False),
    ],
)
def test_a_network_is_a_24_or_a_48(one: str, other: str, same: bool) -> None:
    """Two addresses are in one network, or in two; what is no address is its own."""
    assert (digests(KEY, one)[1] == digests(KEY, other)[1]) is same
    assert (digests(KEY, one)[0] == digests(KEY, other)[0]) is (one == other)


def test_nowhere() -> None:
    """Without an address there is no digest of it."""
    assert digests(KEY, "") == (0, 0)


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("198.51.100.7", 1),
        ("198.51.100.0/32", 1),
        ("198.51.100.0/24", 1),
        ("198.51.100.9/24", 1),
        ("198.51.100.0/26", 64),
        ("198.51.96.0/22", 4),
        ("198.51.0.0/17", MOST_PARTS),
        ("198.51.0.0/16", 0),
        ("198.51.100.128/25", MOST_PARTS),
        ("0.0.0.0/0", 0),
        ("2001:db8::1", 1),
        ("2001:db8::/48", 1),
        ("2001:db8::/41", MOST_PARTS),
        ("2001:db8::/32", 0),
        ("2001:db8::/64", 0),
        ("::/0", 0),
        ("example.org", 0),
        ("", 0),
        ("198.51.100.0/240", 0),
    ],
)
def test_what_is_named_is_taken_apart(text: str, count: int) -> None:
    """A network is looked up by a bounded number of places, or not at all."""
    assert len(parts(text)) == len(named(KEY, text)) == count


def test_what_is_named_is_what_requests_are_seen_in() -> None:
    """An address is looked up by its digest, however it is written, a network by that of its network."""
    address, network = digests(KEY, "2001:db8:1:2::3")
    assert named(KEY, "2001:DB8:1:2:0:0:0:3") == [(Kind.EXIT, address)]
    assert named(KEY, "2001:db8:1::/48") == [(Kind.NETWORK, network)]
    assert (Kind.NETWORK, digests(KEY, "198.51.98.7")[1]) in named(KEY, "198.51.96.0/22")
