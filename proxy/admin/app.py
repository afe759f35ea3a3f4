"""The admin application, built from what wiring hands in, and how it is started."""

from __future__ import annotations

import ssl
from collections.abc import Iterable
from typing import Protocol

from aiohttp import web

# Admin answers are small and quick; whoever is still reading after this is not waited for.
_SHUTDOWN = 1.0
# Nothing is uploaded here; the console's edits are the longest to come.
_BODY_LIMIT = 64 * 1024


class Routed(Protocol):
    """One file's worth of routes."""

    def routes(self) -> list[web.RouteDef]:
        """Method, path and handler, each."""
        ...


def build(parts: Iterable[Routed]) -> web.Application:
    """The application with the routes of all parts."""
    app = web.Application(client_max_size=_BODY_LIMIT)
    for part in parts:
        app.add_routes(part.routes())
    return app


async def start(app: web.Application, host: str, port: int, tls: ssl.SSLContext | None = None) -> web.AppRunner:
    """Listen; `runner.addresses` tells where (port 0 takes a free one). Stop with `await runner.cleanup()`.

    Raises OSError where the address is taken. Signals are the command's, and access to this listener is not logged:
    probes would be most of the log.
    """
    runner = web.AppRunner(app, access_log=None, handle_signals=False, shutdown_timeout=_SHUTDOWN)
    await runner.setup()
    try:
        await web.TCPSite(runner, host, port, ssl_context=tls).start()
    except OSError:
        await runner.cleanup()
        raise
    return runner
