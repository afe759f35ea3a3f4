"""The client's address: which hop of X-Forwarded-For is believed."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from proxy.callers.forwarded import Forwarding, parse, site
from proxy.core.exchange import Headers

TRUSTED = Forwarding(["10.0.0.0/8", "fd00::/8"])

BELIEVED = [
    # peer, X-Forwarded-For fields, client
    ("203.0.113.7", [], "203.0.113.7"),
    ("203.0.113.7", ["198.51.100.1"], "203.0.113.7"),
    ("10.0.0.1", [], "10.0.0.1"),
    ("10.0.0.1", ["198.51.100.1"], "198.51.100.1"),
    ("10.0.0.1", ["1.1.1.1, 198.51.100.1"], "198.51.100.1"),
    ("10.0.0.1", ["1.1.1.1, 198.51.100.1, 10.2.3.4"], "198.51.100.1"),
    ("10.0.0.1", ["1.1.1.1", "198.51.100.1"], "198.51.100.1"),
    ("10.0.0.1", ["198.51.100.1", "10.2.3.4"], "198.51.100.1"),
    ("10.0.0.1", ["10.9.9.9, 10.2.3.4"], "10.9.9.9"),
    ("10.0.0.1", ["198.51.100.1, unknown"], "10.0.0.1"),
    ("10.0.0.1", ["198.51.100.1, garbage\x01, 10.2.3.4"], "10.2.3.4"),
    ("10.0.0.1", [""], "10.0.0.1"),
    ("10.0.0.1", [",,,"], "10.0.0.1"),
    ("10.0.0.1", ["198.51.100.1:4711"], "198.51.100.1"),
    ("10.0.0.1", ["[2001:db8::1]:443"], "2001:db8::1"),
    ("10.0.0.1", ["2001:DB8:0:0::1"], "2001:db8::1"),
    ("::ffff:10.0.0.1", ["::ffff:198.51.100.1"], "198.51.100.1"),
    ("fd00::1", ["198.51.100.1"], "198.51.100.1"),
    ("fe80::1%eth0", ["198.51.100.1"], "fe80::1"),
    ("::ffff:203.0.113.7", [], "203.0.113.7"),
    ("", ["198.51.100.1"], ""),
]


@pytest.mark.parametrize(("peer", "fields", "client"), BELIEVED)
def test_believed_hop(peer: str, fields: list[str], client: str) -> None:
    """The client is the rightmost hop that no trusted proxy vouches beyond."""
    headers: Headers = [(b"X-Forwarded-For", field.encode()) for field in fields]
    assert TRUSTED.client(peer, headers) == client


def test_answers_do_not_depend_on_what_came_before() -> None:
    """Asked twice, through the cache, every case answers the same."""
    for _ in range(2):
        for peer, fields, client in BELIEVED:
            assert TRUSTED.client(peer, [(b"x-forwarded-for", field.encode()) for field in fields]) == client


def test_nothing_is_trusted_by_default() -> None:
    """Without trusted networks the header means nothing, not even from loopback."""
    assert Forwarding().client("127.0.0.1", [(b"X-Forwarded-For", b"198.51.100.1")]) == "127.0.0.1"


def test_long_chains_end() -> None:
    """A chain longer than any honest one is read at its right end only."""
    chain = b", ".join([b"1.1.1.1"] * 5 + [b"10.0.0.9"] * 100_000)
    assert TRUSTED.client("10.0.0.1", [(b"X-Forwarded-For", chain)]) == "10.0.0.9"


@given(st.lists(st.binary(max_size=60), max_size=5))
def test_any_bytes_are_read(fields: list[bytes]) -> None:
    """Whatever stands in the header, the answer is an address."""
    client = TRUSTED.client("10.0.0.1", [(b"X-Forwarded-For", field) for field in fields])
    assert parse(client) is not None


@given(st.lists(st.ip_addresses().map(str), max_size=4), st.ip_addresses(network="203.0.113.0/24").map(str))
def test_clients_cannot_choose_their_address(invented: list[str], real: str) -> None:
    """Whatever a client puts into the header, a proxy that appends the real address is believed over it."""
    header = ", ".join([*invented, real]).encode()
    assert TRUSTED.client("10.0.0.1", [(b"X-Forwarded-For", header)]) == real


def test_memory_stays_bounded() -> None:
    """More peers than the cache holds are told apart all the same, and not all kept."""
    forwarding = Forwarding()
    peers = [f"203.{a}.{b}.1" for a in range(20) for b in range(256)]
    assert [forwarding.client(peer, []) for peer in peers] == peers
    assert len(forwarding._hops) <= 4096


def test_bad_network_is_refused() -> None:
    """A trusted network that is none raises at once."""
    with pytest.raises(ValueError, match="nonsense"):
        Forwarding(["nonsense"])


@pytest.mark.parametrize(
    ("address", "expected"),
    [
        ("203.0.113.7", "203.0.113.7"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"),
        ("2001:db8:1:2::", "2001:db8:1:2::/64"),
        ("unix:", "unix:"),
        ("", ""),
    ],
)
def test_site_of_an_address(address: str, expected: str) -> None:
    """An anonymous IPv6 client is its /64, in which it may change addresses at will."""
    assert site(address) == expected
