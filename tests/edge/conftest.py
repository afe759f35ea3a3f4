"""Tests of the engine's sockets run on both event loops: modules say so with `BOTH_LOOPS = True`."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Mapping

import pytest
import uvloop

from tests.edge.stage import Stage


@pytest.hookimpl(tryfirst=True)
def pytest_asyncio_loop_factories(
    config: pytest.Config, item: pytest.Function
) -> Mapping[str, Callable[[], asyncio.AbstractEventLoop]] | None:
    """Both loops, uvloop and plain asyncio where a module asks for them; else what everybody gets."""
    if getattr(item.module, "BOTH_LOOPS", False):
        return {"uvloop": uvloop.new_event_loop, "asyncio": asyncio.new_event_loop}
    return None


@pytest.fixture
async def stage() -> AsyncIterator[Stage]:
    """A proxy that forwards, a scripted origin behind it, a clock to turn; no error may have reached the loop."""
    async with Stage() as built:
        yield built
    assert built.errors == []
