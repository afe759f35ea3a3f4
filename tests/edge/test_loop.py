"""The event loop under the data plane."""

from __future__ import annotations

import asyncio

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
