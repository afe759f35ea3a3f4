"""Clients as their headers and addresses show them."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from proxy.core.features import Client, Contradiction
from proxy.features.client import Clients
from proxy.sketches.keyed import Key

KEY = Key(b"secret")
SDK = [
    (b"Host", b"h"),
    (b"Accept", b"application/json"),
    (b"User-Agent", b"OpenAI/Python 1.90.0"),
    (b"X-Stainless-Lang", b"python"),
    (b"Authorization", b"Bearer sk-1"),
    (b"x-stainless-retry-count", b"0"),
    (b"Content-Length", b"17"),
]


def read(headers: list[tuple[bytes, bytes]], address: str = "203.0.113.7", dialect: str = "openai") -> Client:
    return Clients(KEY).read(headers, address, dialect)


def changed(name: bytes, value: bytes) -> list[tuple[bytes, bytes]]:
    return [(one, value if one == name else old) for one, old in SDK]


@pytest.mark.parametrize(
    "headers",
    [
        changed(b"Authorization", b"Bearer sk-2"),
        changed(b"Content-Length", b"99999"),
        changed(b"x-stainless-retry-count", b"2"),
        [(name.lower(), value) for name, value in SDK],
        [*SDK, (b"X-Forwarded-For", b"1.2.3.4"), (b"Via", b"1.1 lb")],
        [*SDK, (b"traceparent", b"00-1-2-01"), (b"X-Request-Id", b"abc")],
        [header for header in SDK if header[0] != b"Authorization"],
    ],
)
def test_same_program(headers: list[tuple[bytes, bytes]]) -> None:
    """Credentials, lengths, ids, what proxies add, and the case of names do not change the fingerprint."""
    assert read(headers).fingerprint == read(SDK).fingerprint


@pytest.mark.parametrize(
    "headers", [[*SDK, (b"Accept-Language", b"de")], list(reversed(SDK)), SDK[1:], [(b"Host", b"h")], []]
)
def test_other_program(headers: list[tuple[bytes, bytes]]) -> None:
    """Another set or order of headers is another fingerprint."""
    assert read(headers).fingerprint != read(SDK).fingerprint


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("203.0.113.7", "203.0.113.200", True),
        ("203.0.113.7", "203.0.114.7", False),
        ("2001:db8:1::1", "2001:db8:1:ffff::2", True),
        ("2001:db8:1::1", "2001:db8:2::1", False),
        ("::ffff:203.0.113.7", "203.0.113.9", True),
        ("not an address", "not an address", True),
        ("unix", "other", False),
    ],
)
def test_network(one: str, other: str, same: bool) -> None:
    """Addresses of one /24 or /48 share a network, and no others."""
    assert (read(SDK, one).network == read(SDK, other).network) is same
    assert (read(SDK, one).address == read(SDK, other).address) is (one == other)


def test_no_address() -> None:
    """Without an address there is neither address nor network."""
    client = read(SDK, "")
    assert (client.address, client.network) == (0, 0)


@pytest.mark.parametrize(
    ("value", "expected"),
    [(b"0", 0), (b"2", 2), (b"", 0), (b"-1", 0), (b"1e9", 0), (b"999", 100), (b"9" * 5000, 0), (b"\xb2", 0)],
)
def test_retries(value: bytes, expected: int) -> None:
    """The SDK's own count of attempts is read, nonsense counts as none."""
    assert read(changed(b"x-stainless-retry-count", value)).retries == expected


def test_memory_changes_nothing() -> None:
    """Clients read in turn by one reader are those that readers of their own make of them."""
    clients = Clients(KEY, remembered=2)
    requests = [
        (SDK, "203.0.113.7", "openai"),
        (SDK, "203.0.113.7", "anthropic"),
        (changed(b"User-Agent", b"curl/8"), "203.0.113.8", "openai"),
        (changed(b"X-Stainless-Lang", b"js"), "203.0.113.7", "openai"),
        ([*SDK, (b"Accept-Language", b"de")], "", "openai"),
    ]
    for headers, address, dialect in requests * 3:
        assert clients.read(headers, address, dialect) == Clients(KEY).read(headers, address, dialect)
    assert clients.read(SDK, "", "anthropic").contradictions == Contradiction.OTHER_PROVIDER


def test_names_and_values_do_not_mix() -> None:
    """The fingerprint depends on names alone where values are not telling."""
    assert read(changed(b"Accept", b"*/*")).fingerprint == read(SDK).fingerprint
    assert read(changed(b"User-Agent", b"curl/8")).agent != read(SDK).agent


@settings(deadline=None)
@given(st.lists(st.tuples(st.binary(max_size=12), st.binary(max_size=12)), max_size=6), st.text(max_size=12))
def test_anything(headers: list[tuple[bytes, bytes]], address: str) -> None:
    """Whatever a client sends, it is read, the same way every time, and its bytes do not show."""
    address = address.encode("utf-8", "replace").decode()
    assert read(headers, address) == read(headers, address)
    assert "sk-1" not in repr(read(SDK))
