"""Addresses lie within networks, or nowhere."""

from __future__ import annotations

import pytest

from proxy.policy.globs import REMEMBERED
from proxy.policy.networks import within

NEAR = within(["10.0.0.0/8", "2001:db8::/32"])


@pytest.mark.parametrize(
    ("address", "inside"),
    [("10.255.0.1", True), ("11.0.0.1", False), ("2001:db8:1::5", True), ("2001:db9::5", False),
     ("::ffff:10.0.0.1", True), ("::ffff:11.0.0.1", False), ("", False), ("unix", False), ("10.0.0", False)],
)  # fmt: skip
def test_addresses(address: str, inside: bool) -> None:
    """Both families, IPv4 within IPv6 as itself; what is no address lies nowhere. Asking twice changes nothing."""
    assert (NEAR(address), NEAR(address)) == (inside, inside)


def test_what_is_remembered_is_bounded() -> None:
    """More addresses than are remembered get the right answer all the same."""
    assert sum(NEAR(f"10.{n >> 8}.{n & 255}.1") for n in range(REMEMBERED * 2)) == REMEMBERED * 2
    assert not NEAR("192.0.2.1")
