"""The admin listener, over real sockets."""

from __future__ import annotations

import pytest

from proxy.admin.app import build, start
from proxy.admin.health import Health
from tests.admin.asking import get, listening


async def test_parts_bring_their_routes() -> None:
    """Every part's routes answer, and nothing else does."""
    async with listening(Health({})) as base:
        assert (await get(base, "/healthz")).status_code == 200
        assert (await get(base, "/metrics")).status_code == 404
        assert (await get(base, "/")).status_code == 404


async def test_taken_address_is_an_error() -> None:
    """A port that is taken raises, with nothing left behind."""
    runner = await start(build([]), "127.0.0.1", 0)
    port = runner.addresses[0][1]
    with pytest.raises(OSError, match="address already in use"):
        await start(build([]), "127.0.0.1", port)
    await runner.cleanup()


async def test_methods_that_write_are_refused() -> None:
    """Nothing can be changed by asking about health."""
    app = build([Health({})])
    assert {route.method for route in app.router.routes()} == {"GET", "HEAD"}
