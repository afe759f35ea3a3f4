"""Where requests come from, as digests: an address, and the network that it is rented or given out in. Pure."""

from __future__ import annotations

from ipaddress import IPv4Network, IPv6Network, ip_address, ip_network

from proxy.core.sighting import Kind
from proxy.sketches.keyed import Key

SITE = {4: 24, 6: 48}
"""Leading bits of a network, by IP version: what is routed and rented as one, and what a site is given (RFC 6177)."""
MOST_PARTS = 128
"""A network that somebody names is looked up by so many places at most: an IPv4 /17 by its /24s."""


def digests(key: Key, address: str) -> tuple[int, int]:
    """Digests of an address and of its network; zeros without one."""
    return (exit_digest(key, address), key.digest(_network(address), b"network")) if address else (0, 0)


def exit_digest(key: Key, address: str) -> int:
    """The digest of an address alone."""
    return key.digest(address.encode(), b"address")


def named(key: Key, text: str) -> list[tuple[Kind, int]]:
    """What an address or a network that somebody names is looked up by; nothing where `parts` knows no way."""
    found: list[tuple[Kind, int]] = []
    for part in parts(text):
        address = str(part.network_address)
        if part.num_addresses == 1:
            found.append((Kind.EXIT, exit_digest(key, address)))
        else:
            found.append((Kind.NETWORK, key.digest(_network(address), b"network")))
    return found


def parts(text: str) -> list[IPv4Network | IPv6Network]:
    """An address or a network in CIDR notation as addresses, or as networks of the size that requests are seen in.

    Nothing where it is neither, wider than `MOST_PARTS` of them, or an IPv6 network within a site: addresses of that
    one cannot be listed, and its site has others on it.
    """
    try:
        network = ip_network(text, strict=False)
    except ValueError:
        return []
    whole = SITE[network.version]
    size = network.max_prefixlen if network.prefixlen > whole else whole
    if 1 << (size - network.prefixlen) > MOST_PARTS:
        return []
    return list(network.subnets(new_prefix=size))


def _network(address: str) -> bytes:
    """The network of an address; the text itself where that is no address."""
    try:
        parsed = ip_address(address)
    except ValueError:
        return address.encode()
    if parsed.version == 6 and parsed.ipv4_mapped is not None:
        parsed = parsed.ipv4_mapped
    return parsed.packed[: SITE[parsed.version] // 8]
