"""Listens for clients, and goes away politely."""

from __future__ import annotations

import asyncio
import ssl
from collections.abc import Callable, Iterable

from proxy.edge.downstream import Downstream
from proxy.edge.limits import Limits
from proxy.edge.listening import Connection, Handler, Listening, Render, Report, plain, unreported
from proxy.edge.sweep import Sweep

# Longer than any burst a load balancer sends after a restart; nginx and Envoy listen with 511 and 128.
_BACKLOG = 1024


class Server:
    """The listening side of the data plane. `clock` is the time of day, `sweep` keeps the time limits."""

    def __init__(
        self,
        handler: Handler,
        *,
        clock: Callable[[], float],
        sweep: Sweep,
        limits: Limits | None = None,
        render: Render = plain,
        report: Report = unreported,
    ) -> None:
        self._listening = Listening(handler, limits or Limits(), clock, sweep, render, report)
        self._servers: list[asyncio.Server] = []
        self.cutting_off = False
        """Whether what ends now is ended by us: the time to drain is over."""

    async def start(
        self, host: str, port: int, *, ssl_context: ssl.SSLContext | None = None, reuse_port: bool = False
    ) -> int:
        """Listen; the port that was given, or chosen for 0. May be called again for further addresses."""
        server = await asyncio.get_running_loop().create_server(
            lambda: Downstream(self._listening),
            host,
            port,
            ssl=ssl_context,
            reuse_port=reuse_port or None,
            backlog=_BACKLOG,
        )
        self._servers.append(server)
        found: int = server.sockets[0].getsockname()[1]
        return found

    @property
    def active(self) -> int:
        """Exchanges in flight."""
        return len(self._listening.tasks)

    @property
    def connections(self) -> int:
        """Client connections, idle ones included."""
        return len(self._listening.connections)

    def in_flight(self) -> Iterable[Connection]:
        """Connections, among them all on which something is being answered."""
        return tuple(self._listening.connections)

    async def drain(self, timeout_s: float) -> int:
        """Stop listening, let running exchanges end, then abort the rest; how many had to be aborted."""
        for server in self._servers:
            server.close()
        self._listening.draining = True
        for connection in tuple(self._listening.connections):
            connection.depart()
        if self._listening.tasks:
            await asyncio.wait(tuple(self._listening.tasks), timeout=timeout_s)
        left = tuple(self._listening.tasks)
        self.cutting_off = True
        for connection in tuple(self._listening.connections):
            connection.abort()
        if left:
            # Aborting cancels them in the next turn of the loop; their last words (settling, audit) are waited for.
            await asyncio.wait(left, timeout=timeout_s)
        return len(left)
