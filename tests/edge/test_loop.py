"""The event loop under the data plane."""

from __future__ import annotations

import asyncio
import gc

import pytest
import uvloop

from proxy.edge.loop import run


def test_it_is_uvloop_and_gives_the_exit_code() -> None:
    """A command's coroutine runs on uvloop, and what it returns is the exit code."""

    async def command() -> int:
        return 7 if isinstance(asyncio.get_running_loop(), uvloop.Loop) else 1

    assert run(command()) == 7


def test_errors_pass() -> None:
    """What a command raises reaches the command line."""

    async def command() -> int:
        raise LookupError("x")

    with pytest.raises(LookupError):
        run(command())


def test_the_collector_leaves_alone_what_was_loaded() -> None:
    """While a command runs, collections are rare and spare all modules; afterwards everything is as before."""
    usual = gc.get_threshold()

    async def command() -> int:
        assert gc.get_threshold()[0] > usual[0]
        return gc.get_freeze_count()

    assert run(command()) > 10_000
    assert (gc.get_threshold(), gc.get_freeze_count()) == (usual, 0)
