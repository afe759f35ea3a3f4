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
from pathlib import Path

from proxy.errors import SettingsError, StateError
from proxy.state.address import read_url
from proxy.state.base import Store
from proxy.state.cluster import ClusterStore
from proxy.state.embedded import EmbeddedServer, open_embedded, open_embedded_store
from proxy.state.guarded import Guarded
from proxy.state.memory import MemoryStore
from proxy.state.redis import RedisStore
from proxy.state.sentinel import sentinel_store

__all__ = [
    "BACKENDS",
    "EmbeddedServer",
    "Guarded",
    "MemoryStore",
    "Store",
    "embedded_folder",
    "open_embedded",
    "open_store",
]

Opener = Callable[[str, Callable[[], float], Callable[[str], None]], Awaitable[Store]]
"""Makes a store from its URL, a source of random numbers in 0..1, and somebody to tell what is going on."""


def embedded_folder(url: str) -> Path:
    """The folder of `embedded://DIR`: relative, absolute or below `~`."""
    folder = url.partition("://")[2]
    if not folder:
        raise SettingsError("--state embedded://: a folder is missing; write embedded:///var/lib/stillwatch")
    return Path(folder).expanduser()


async def _opened(store: RedisStore | ClusterStore, notice: Callable[[str], None]) -> Store:
    """The store, connected or not: a Redis that is down must not keep a proxy from starting. It goes on trying."""
    try:
        await store.open()
    except StateError as error:
        notice(f"state is not there yet, going on without and trying again: {error}")
    return store


async def _memory(_url: str, _jitter: Callable[[], float], _notice: Callable[[str], None]) -> Store:
    return MemoryStore()


async def _redis(url: str, jitter: Callable[[], float], notice: Callable[[str], None]) -> Store:
    return await _opened(RedisStore.at(read_url(url).addresses[0], jitter), notice)


async def _sentinel(url: str, jitter: Callable[[], float], notice: Callable[[str], None]) -> Store:
    return await _opened(sentinel_store(read_url(url), jitter), notice)


async def _cluster(url: str, jitter: Callable[[], float], notice: Callable[[str], None]) -> Store:
    return await _opened(ClusterStore(read_url(url).addresses, jitter), notice)


async def _embedded(url: str, jitter: Callable[[], float], notice: Callable[[str], None]) -> Store:
    return await open_embedded_store(embedded_folder(url), jitter, notice)


BACKENDS: Mapping[str, Opener] = {
    "embedded": _embedded,
    "memory": _memory,
    "redis": _redis,
    "rediss": _redis,
    "unix": _redis,
    "redis+cluster": _cluster,
    "rediss+cluster": _cluster,
    "redis+sentinel": _sentinel,
    "rediss+sentinel": _sentinel,
}
"""Every backend by the scheme of its URL."""


async def open_store(
    url: str, *, jitter: Callable[[], float], notice: Callable[[str], None] = lambda _text: None
) -> Store:
    """The store at `url`. `jitter` answers random numbers in 0..1; `notice` is told what an operator may want to know.

    Raises `SettingsError` for a URL that cannot be read, and `StateUnavailable` where `embedded://` finds no server
    to start; a Redis that is not reachable yet is no error.
    """
    scheme, separator, _ = url.partition("://")
    opener = BACKENDS.get(scheme)
    if opener is None or not separator:
        known = ", ".join(f"{name}://" for name in BACKENDS)
        raise SettingsError(f"--state {scheme}: not a state URL; it must start with one of {known}")
    return await opener(url, jitter, notice)
