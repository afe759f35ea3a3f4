"""Whether an address lies within networks; remembered per address, since reading one costs microseconds."""

from __future__ import annotations

import ipaddress
from collections.abc import Iterable

from proxy.policy.globs import REMEMBERED, Matcher


def within(networks: Iterable[str]) -> Matcher:
    """A matcher of addresses. What is no address lies nowhere."""
    wide = tuple(ipaddress.ip_network(network) for network in networks)
    known: dict[str, bool] = {}

    def matched(address: str) -> bool:
        found = known.get(address)
        if found is None:
            if len(known) >= REMEMBERED:
                known.clear()
            found = known[address] = _lies(address, wide)
        return found

    return matched


def _lies(address: str, networks: tuple[ipaddress.IPv4Network | ipaddress.IPv6Network, ...]) -> bool:
    try:
        found = ipaddress.ip_address(address)
    except ValueError:
        return False
    # A dual-stack socket tells IPv4 clients so; operators mean the same client either way.
    mapped = getattr(found, "ipv4_mapped", None)
    return any((mapped or found) in network for network in networks)
