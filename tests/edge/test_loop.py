"""The event loop under the data plane."""

from __future__ import annotations

import asyncio
import gc

import pytest
import uvloop

from proxy.edge.loop import Tide, malloc_trim, run


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


def test_memory_is_given_back_when_a_flood_is_over() -> None:
    """Once when most connections of a flood are gone, once more when what it left upstream is, and then no more."""
    given: list[int] = []
    tide = Tide(given.append)
    for connections in (0, 1000, 900, 400):
        tide.look(connections)
    assert given == []
    tide.look(200)
    assert given == [0]
    for _ in range(20):
        tide.look(3)
    assert given == [0, 0]


def test_a_trickle_is_no_flood() -> None:
    """Few connections that come and go cost nothing."""
    given: list[int] = []
    tide = Tide(given.append)
    for connections in (200, 1, 255, 0, 100, 0):
        tide.look(connections)
    assert given == []


def test_where_there_is_nothing_to_trim_nothing_happens() -> None:
    """Without glibc a flood passes as it did; with it the call works."""
    tide = Tide(None)
    tide.look(1000)
    tide.look(0)
    trim = malloc_trim()
    assert trim is None or trim(0) in (0, 1)
