"""What many tests share: the event loop of production, and a mock model to stand upstream."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator, Mapping

import pytest
import uvloop
from hypothesis import settings

from tests.model import Model, start_model

# Hypothesis measures an example by the clock on the wall: on a busy machine that says how busy it is. What must be
# quick is held to CPU time by tests of its own.
settings.register_profile("house", deadline=None)
settings.load_profile("house")


def pytest_asyncio_loop_factories(
    config: pytest.Config, item: pytest.Item
) -> Mapping[str, Callable[[], asyncio.AbstractEventLoop]]:
    """Run every test on uvloop, as `stillwatch serve` does: its transports differ from asyncio's in what they allow."""
    return {"uvloop": uvloop.new_event_loop}


@pytest.fixture(scope="session")
def model_process() -> Iterator[Model]:
    """One mock model for all tests of a worker: starting it costs more than most tests."""
    with start_model() as running:
        yield running


@pytest.fixture
async def model(model_process: Model) -> Model:
    """The mock model, its counters at zero. A test that needs flags of its own uses `start_model`."""
    await model_process.reset()
    return model_process
