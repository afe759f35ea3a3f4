"""State behind Redis Sentinel: the master is asked for before every attempt to connect, so a failover is followed.

A master that dies breaks the connection; one that freezes is dropped by the link; one that was demoted answers
READONLY, which drops the link as well. Each leads here again. All sentinels are asked at once and the answer that
most of them give counts, so that one cut off from the others cannot lead us to an old master.
"""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Callable
from dataclasses import replace

from proxy.errors import StateError, StateUnavailable
from proxy.state.address import Address, Place
from proxy.state.redis import RedisStore
from proxy.state.wire import ask_once

# A sentinel answers from memory within a millisecond; one that does not shall not use up the link's second.
ASK_LIMIT = 0.3


class Sentinels:
    """Who knows where the master is."""

    def __init__(self, place: Place) -> None:
        self._place = place
        user, password = place.sentinel_username, place.sentinel_password
        self._sentinels = [replace(address, db=0, username=user, password=password) for address in place.addresses]

    async def locate(self) -> Address:
        """The master as most sentinels see it. Raises `StateUnavailable` where none answers."""
        answers = await asyncio.gather(*(self._ask(sentinel) for sentinel in self._sentinels))
        known = Counter(answer for answer in answers if answer is not None)
        if not known:
            raise StateUnavailable(f"no sentinel knows a master named {self._place.service!r}")
        host, port = known.most_common(1)[0][0]
        return self._place.addresses[0].at(host, port)

    async def _ask(self, sentinel: Address) -> tuple[str, int] | None:
        words = ("SENTINEL", "GET-MASTER-ADDR-BY-NAME", self._place.service)
        try:
            reply = await ask_once(sentinel, words, ASK_LIMIT)
        except StateError:
            return None
        return (reply[0].decode(), int(reply[1])) if reply else None


def sentinel_store(place: Place, jitter: Callable[[], float]) -> RedisStore:
    """A store at the master that the sentinels of `place` name."""
    return RedisStore(Sentinels(place).locate, jitter)
