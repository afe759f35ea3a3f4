"""What we remember, in one round trip.

    base       the contract: take, settle, probe, close
    kinds      the kinds of tally, each in Python and in Lua; `rolling` is the arithmetic of budgets
    memory     one process, tests, replay
    redis      one Redis: a script call a take, over a `link` that puts the calls of a tick into one write
    sentinel   the master that sentinels name          cluster   many masters, calls split by hash slot
    embedded   a private redis-server that we start, supervise and stop
    guarded    a time limit and a breaker around any of them: unknown instead of late

A new backend is a file and a line in `BACKENDS`; the contract suite then runs on it.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping

from proxy.errors import SettingsError
from proxy.state.address import read_url
from proxy.state.base import Store
from proxy.state.memory import MemoryStore
from proxy.state.redis import RedisStore

Opener = Callable[[str, Callable[[], float], Callable[[str], None]], Awaitable[Store]]
"""Makes a store from its URL, a source of random numbers in 0..1, and somebody to tell what is going on."""


async def _memory(_url: str, _jitter: Callable[[], float], _notice: Callable[[str], None]) -> Store:
    return MemoryStore()


async def _redis(url: str, jitter: Callable[[], float], _notice: Callable[[str], None]) -> Store:
    store = RedisStore.at(read_url(url).addresses[0], jitter)
    await store.open()
    return store


BACKENDS: Mapping[str, Opener] = {
    "memory": _memory,
    "redis": _redis,
    "rediss": _redis,
    "unix": _redis,
}
"""Every backend by the scheme of its URL."""


async def open_store(
    url: str, *, jitter: Callable[[], float], notice: Callable[[str], None] = lambda _text: None
) -> Store:
    """The store at `url`. `jitter` answers random numbers in 0..1; `notice` is told what an operator may want to know.

    Raises `SettingsError` for a URL that cannot be read.
    """
    scheme, separator, _ = url.partition("://")
    opener = BACKENDS.get(scheme)
    if opener is None or not separator:
        known = ", ".join(f"{name}://" for name in BACKENDS)
        raise SettingsError(f"--state {scheme}: not a state URL; it must start with one of {known}")
    return await opener(url, jitter, notice)
