"""The client's address: the peer, or what trusted proxies say in `X-Forwarded-For`.

The header is read from the right, where the nearest proxy wrote. Each hop that is itself in a trusted network vouches
for the one to its left; the first that is not is the client. Whatever stands further left was written by that client
and counts for nothing. A hop that is no address (`unknown`, garbage) ends the walk at the last address vouched for.
"""

from __future__ import annotations

import ipaddress
from collections.abc import Iterable

from proxy.core.exchange import Headers

Address = ipaddress.IPv4Address | ipaddress.IPv6Address
Network = ipaddress.IPv4Network | ipaddress.IPv6Network

# A chain of honest proxies is a handful long; more hops than this are somebody's attempt to keep us busy.
_HOPS = 32
# Parsing an address costs 5 µs, a lookup 0.1; cleared when full.
_CACHE_LIMIT = 4096
# Brackets, a mapped IPv6 address, a port and some space: anything longer is not worth remembering.
_ADDRESS_LIMIT = 64
# What one customer of a provider gets (RFC 6177, RIPE-690): within it addresses are free to change at will.
_IPV6_SITE = 64


class Forwarding:
    """Knows the trusted networks and reads the client's address."""

    __slots__ = ("_hops", "_networks")

    def __init__(self, trusted: Iterable[str] = ()) -> None:
        self._networks: tuple[Network, ...] = tuple(ipaddress.ip_network(text, strict=False) for text in trusted)
        self._hops: dict[str, tuple[str, bool] | None] = {}

    def client(self, peer: str, headers: Headers) -> str:
        """The client's address, normalised; `peer` as it is where it is no address (a unix socket)."""
        address, trusted = self._hop(peer) or (peer, False)
        if not trusted:
            return address
        fields = [value for name, value in headers if name.lower() == b"x-forwarded-for"]
        hops = b",".join(fields).rsplit(b",", _HOPS)[-_HOPS:] if fields else []
        return self._walk(address, hops)

    def _walk(self, last: str, hops: list[bytes]) -> str:
        for text in reversed(hops):
            hop = self._hop(text.decode("latin-1"))
            if hop is None:
                break
            last, trusted = hop
            if not trusted:
                break
        return last

    def _hop(self, text: str) -> tuple[str, bool] | None:
        """The address in normal form and whether it is trusted; None where it is no address."""
        if text in self._hops:
            return self._hops[text]
        if len(self._hops) >= _CACHE_LIMIT:
            self._hops.clear()
        address = parse(text)
        hop = None if address is None else (str(address), any(address in network for network in self._networks))
        if len(text) <= _ADDRESS_LIMIT:
            self._hops[text] = hop
        return hop


def parse(text: str) -> Address | None:
    """An address as proxies write it: with or without port, brackets or zone; IPv4-mapped IPv6 as IPv4."""
    text = text.strip().partition("%")[0]
    if text.startswith("["):
        text = text[1:].partition("]")[0]
    elif text.count(":") == 1:
        text = text.partition(":")[0]
    try:
        address = ipaddress.ip_address(text)
    except ValueError:
        return None
    mapped = address.ipv4_mapped if isinstance(address, ipaddress.IPv6Address) else None
    return mapped or address


def site(address: str) -> str:
    """What counts as one anonymous client: an IPv4 address, or the /64 of an IPv6 address."""
    if ":" not in address:
        return address
    try:
        return str(ipaddress.ip_network((address, _IPV6_SITE), strict=False))
    except ValueError:
        return address
