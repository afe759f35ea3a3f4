"""An admin listener on a free port, and a client that asks it."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import httpx

from proxy.admin.app import Routed, build, start


@asynccontextmanager
async def listening(*parts: Routed) -> AsyncIterator[str]:
    """The base URL of a listener with these parts."""
    runner = await start(build(parts), "127.0.0.1", 0)
    try:
        yield "http://127.0.0.1:{1}".format(*runner.addresses[0])
    finally:
        await runner.cleanup()


async def get(base: str, path: str, **headers: str) -> httpx.Response:
    """One GET over a connection of its own."""
    async with httpx.AsyncClient(base_url=base, timeout=10.0, trust_env=False) as client:
        return await client.get(path, headers=headers)
