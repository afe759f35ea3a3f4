"""The addresses behind a name, looked up again now and then, and kept while a lookup fails."""

from __future__ import annotations

import asyncio
import socket
from collections.abc import Callable

from proxy.errors import UpstreamUnreachable

Address = tuple[int, tuple[str, int]]
"""Family and socket address."""


class Addresses:
    """Addresses of `host`; each `get` begins with another one, so that replicas behind a name share the load."""

    def __init__(self, host: str, port: int, lifetime: float, now: Callable[[], float]) -> None:
        self._host = host
        self._port = port
        self._lifetime = lifetime
        self._now = now
        self._known: list[Address] = []
        self._until = 0.0
        self._turn = 0

    async def get(self) -> list[Address]:
        """All addresses, in the order to try. Raises `UpstreamUnreachable` where the name never had any."""
        now = self._now()
        if now >= self._until or not self._known:
            await self._look_up()
            self._until = now + self._lifetime
        self._turn = (self._turn + 1) % len(self._known)
        return self._known[self._turn :] + self._known[: self._turn]

    async def _look_up(self) -> None:
        try:
            found = await asyncio.get_running_loop().getaddrinfo(self._host, self._port, type=socket.SOCK_STREAM)
        except OSError:
            if not self._known:
                raise UpstreamUnreachable("the upstream's name has no address") from None
            return  # an address that worked is better than none
        self._known = [(int(family), (str(address[0]), int(address[1]))) for family, _, _, _, address in found]
