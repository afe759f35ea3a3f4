"""_Names and their addresses."""

from __future__ import annotations

import asyncio
import socket
from typing import Any

import pytest

from proxy.edge.addresses import Addresses
from proxy.errors import UpstreamUnreachable

BOTH_LOOPS = True  # and each test then asks for the one whose resolver can be replaced


class _Names:
    """Stands in for the resolver: answers these addresses, or fails."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch, *addresses: str) -> None:
        self.addresses: tuple[str, ...] = addresses
        self.asked = 0
        monkeypatch.setattr(asyncio.get_running_loop(), "getaddrinfo", self.getaddrinfo, raising=False)

    async def getaddrinfo(self, _host: str, port: int, **_: Any) -> list[tuple[Any, ...]]:
        self.asked += 1
        if not self.addresses:
            raise socket.gaierror("no such name")
        return [(socket.AF_INET, 1, 6, "", (address, port)) for address in self.addresses]


@pytest.fixture
def now() -> list[float]:
    """A clock to turn."""
    return [0.0]


@pytest.mark.asyncio(loop_factories=["asyncio"])
async def test_names_are_looked_up_again(monkeypatch: pytest.MonkeyPatch, now: list[float]) -> None:
    """Once per lifetime, so that a deployment behind a name may move."""
    names = _Names(monkeypatch, "192.0.2.1")
    addresses = Addresses("model", 80, 30.0, lambda: now[0])
    for _ in range(3):
        assert await addresses.get() == [(socket.AF_INET, ("192.0.2.1", 80))]
    assert names.asked == 1
    names.addresses, now[0] = ("192.0.2.9",), 31.0
    assert (await addresses.get())[0][1][0] == "192.0.2.9"


@pytest.mark.asyncio(loop_factories=["asyncio"])
async def test_a_failing_lookup_keeps_what_worked(monkeypatch: pytest.MonkeyPatch, now: list[float]) -> None:
    """A resolver that is down does not take the upstream down; a name that never had an address is unreachable."""
    names = _Names(monkeypatch, "192.0.2.1")
    addresses = Addresses("model", 80, 30.0, lambda: now[0])
    await addresses.get()
    names.addresses, now[0] = (), 31.0
    assert (await addresses.get())[0][1][0] == "192.0.2.1"
    with pytest.raises(UpstreamUnreachable):
        await Addresses("nobody", 80, 30.0, lambda: now[0]).get()


@pytest.mark.asyncio(loop_factories=["asyncio"])
async def test_replicas_take_turns(monkeypatch: pytest.MonkeyPatch, now: list[float]) -> None:
    """Each connection begins with another address, and all are there to be tried."""
    _Names(monkeypatch, "192.0.2.1", "192.0.2.2")
    addresses = Addresses("model", 80, 30.0, lambda: now[0])
    found = [[address[0] for _, address in await addresses.get()] for _ in range(2)]
    assert sorted(found) == [["192.0.2.1", "192.0.2.2"], ["192.0.2.2", "192.0.2.1"]]
