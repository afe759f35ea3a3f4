"""State URLs: what is read from them, and what an operator is told about wrong ones."""

from __future__ import annotations

import ssl
from pathlib import Path

import pytest

from proxy.errors import SettingsError
from proxy.state.address import Address, read_url


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("redis://cache", Address("cache", 6379)),
        ("redis://cache:7000/3", Address("cache", 7000, db=3)),
        ("redis://cache?db=2", Address("cache", 6379, db=2)),
        ("redis://me:p%40ss@[::1]:7000", Address("::1", 7000, username="me", password="p@ss")),
        ("redis://:secret@cache", Address("cache", 6379, password="secret")),
        ("unix:///run/a%20b/redis.sock?db=1", Address(path="/run/a b/redis.sock", db=1)),
    ],
)
def test_a_single_server(url: str, expected: Address) -> None:
    """Host, port, database, login and sockets are read as redis-py and redis-cli read them."""
    assert read_url(url).addresses == (expected,)


def test_several_servers() -> None:
    """Clusters and sentinels are named by several hosts with a port of their own or the usual one."""
    cluster = read_url("redis+cluster://me:pw@a:7000,b,[::1]:7001")
    assert [str(address) for address in cluster.addresses] == ["a:7000", "b:6379", "::1:7001"]
    sentinel = read_url("redis+sentinel://:pw@a,b:5000/mymaster/4?sentinel_password=spw")
    assert [str(address) for address in sentinel.addresses] == ["a:26379", "b:5000"]
    assert (sentinel.service, sentinel.sentinel_password) == ("mymaster", "spw")
    assert (sentinel.addresses[0].db, sentinel.addresses[0].password) == (4, "pw")


def test_tls_verifies(certificate: Path) -> None:
    """rediss:// always checks the certificate and the name; an authority of one's own can be named."""
    context = read_url(f"rediss://cache?ssl_ca_certs={certificate}&ssl_certfile={certificate}").addresses[0].tls
    assert context is not None
    assert (context.verify_mode, context.check_hostname) == (ssl.CERT_REQUIRED, True)
    assert read_url("redis://cache").addresses[0].tls is None


@pytest.mark.parametrize(
    ("url", "advice"),
    [
        ("redis://", "a host is missing"),
        ("redis://cache:notaport", "Port could not be cast"),
        ("redis://cache/one", "the database must be a number"),
        ("redis://cache/1/2", "too many parts"),
        ("redis://cache?ssl_cert_reqs=none", "unknown option 'ssl_cert_reqs'; known are db,"),
        ("rediss://cache?ssl_ca_certs=/nowhere.pem", "No such file"),
        ("redis+cluster://a/1", "a cluster has no databases"),
        ("redis+sentinel://a:26379", "the path must name the service"),
    ],
)
def test_a_wrong_url_is_explained(url: str, advice: str) -> None:
    """The error says what is wrong and what to write."""
    with pytest.raises(SettingsError, match="--state redis") as error:
        read_url(url)
    assert advice in str(error.value)


def test_passwords_are_not_shown() -> None:
    """Neither a repr nor an error text contains what logs must not."""
    place = read_url("redis+sentinel://me:hunter2@a/mymaster?sentinel_password=hunter3")
    assert "hunter" not in repr(place) + str(place.addresses[0])
    with pytest.raises(SettingsError) as error:
        read_url("redis://me:hunter2@a/x?sentinel_password=hunter3")
    assert "hunter" not in str(error.value)
