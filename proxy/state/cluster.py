"""State in a Redis Cluster: one script call per group, sent to all shards at once, one round trip in all.

All or nothing across shards cannot be one script. Each shard decides for its own group and reserves; where another
shard refuses, or fails, what was reserved is given back in the same tick in which the answer is known, without
waiting. So a limit is never exceeded; for about one round trip it may look fuller than it is, by the amounts of
those requests that were refused elsewhere.

MOVED and ASK are followed at once; MOVED and lost connections also fetch the slot map anew, one fetch at a time.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any

import hiredis

from proxy.core.sighting import Shared, Sighting
from proxy.core.tally import Reading, Room, Settlement, Spend, Tally
from proxy.errors import StateError, StateUnavailable
from proxy.state import papers
from proxy.state.address import Address
from proxy.state.crowd import Limits, group_of, shard_of
from proxy.state.link import Link
from proxy.state.redis import (
    GREETINGS,
    PROBE,
    SCRIPTS,
    key_of,
    lead_words,
    left_out,
    put_words,
    readings,
    scanned,
    settle_words,
    sight_words,
    take_words,
)
from proxy.state.slots import Node, probes, read_redirection, read_slots, slot_of
from proxy.state.wire import Command, ask_once

# A slot that moves twice while we follow it is being chased around by an operator; a third time is a broken map.
REDIRECTIONS = 3
# Between two fetches of the map: a failover takes seconds, asking more often finds nothing new.
FETCH_EVERY = 0.25


class ClusterStore:
    """A `Store` in the masters of a cluster; `seeds` are asked first for the map."""

    def __init__(self, seeds: Sequence[Address], jitter: Callable[[], float]) -> None:
        self._seeds, self._jitter = seeds, jitter
        self._owners: dict[int, Node] = {}
        self._links: dict[Node, Link] = {}
        self._fetching: asyncio.Task[None] | None = None

    async def open(self) -> None:
        """Fetch the map and connect to every master. Raises a `StateError`, and goes on trying all the same."""
        try:
            await self._fetch()
            if not any(link.up for link in self._links.values()):
                raise StateUnavailable("no master of the cluster can be reached")
        finally:
            if not self._well():
                self._refresh()

    async def take(self, tallies: Sequence[Tally], now: float) -> tuple[Reading, ...]:
        """Remember all tallies, each group on its own shard, and answer one reading each."""
        places = _by_group([tally.group for tally in tallies])
        parts = [[tallies[place] for place in held] for held in places.values()]
        replies = await self._send(list(places), [take_words(part, now)[0] for part in parts])
        found: list[Reading | None] = [None] * len(tallies)
        for part, held, reply in zip(parts, places.values(), replies, strict=True):
            answered = [None] * len(held) if isinstance(reply, StateError) else readings(part, None, reply, now)
            for place, reading in zip(held, answered, strict=True):
                found[place] = reading
        failed = next((reply for reply in replies if isinstance(reply, StateError)), None)
        if failed is not None or not all(_has_room(reading) for reading in found):
            found = self._release(tallies, found, now)
        if failed is not None:
            raise failed
        return tuple(reading for reading in found if reading is not None)

    async def settle(self, settlements: Sequence[Settlement], now: float) -> None:
        """Correct reservations, each on its own shard. Raises after all were tried."""
        places = _by_group([one.spend.group for one in settlements])
        parts = [settle_words([settlements[place] for place in held], now) for held in places.values()]
        for reply in await self._send(list(places), parts):
            _answered(reply)

    async def sight(self, sightings: Sequence[Sighting], now: float) -> list[Limits | None]:
        """See callers in buckets, each on its own shard. Raises after all were tried."""
        places = _by_group([group_of(shard_of(one)) for one in sightings])
        parts = [sight_words([sightings[place] for place in held], now)[0] for held in places.values()]
        found: list[Limits | None] = [None] * len(sightings)
        for held, reply in zip(places.values(), await self._send(list(places), parts), strict=True):
            for place, why in zip(held, left_out(_answered(reply), None), strict=True):
                found[place] = why
        return found

    async def shared(self, shard: int, since: float, now: float) -> list[Shared]:
        """The buckets of a shard in which callers enough were seen."""
        return await scanned(lambda words: self._one(group_of(shard), words), shard, since, now)

    async def fetch(self, name: str, now: float) -> bytes | None:
        """A document, on the shard of its name."""
        group = papers.paper_group(name)
        return papers.content_of(await self._one(group, ("GET", key_of(group))), now)

    async def put(self, name: str, content: bytes, life: float, now: float) -> None:
        """Keep a document."""
        await self._one(papers.paper_group(name), put_words(name, content, life, now))

    async def lead(self, name: str, who: str, life: float, now: float) -> bool:
        """Have a lease."""
        return bool(await self._one(papers.lease_group(name), lead_words(name, who, life, now)))

    async def probe(self) -> None:
        """Write a little on every master: one that is missing makes most requests fail."""
        groups = list(probes(self._owners).values()) or ["probe"]
        await self.take([replace(PROBE[0], group=group) for group in groups], 0.0)

    async def close(self) -> None:
        """Close all connections."""
        if self._fetching is not None:
            self._fetching.cancel()
            await asyncio.gather(self._fetching, return_exceptions=True)
        for link in self._links.values():
            await link.close()

    def _release(self, tallies: Sequence[Tally], found: list[Reading | None], now: float) -> list[Reading | None]:
        """Give back what some shards reserved although others refused; the readings as they are after that.

        Sketches of these groups remember the request although it is refused: they cannot be given back.
        """
        undone: dict[str, set[int]] = {}
        for group, held in _by_group([tally.group for tally in tallies]).items():
            spends = [place for place in held if isinstance(tallies[place], Spend)]
            if spends and all(found[place] is not None and _has_room(found[place]) for place in spends):
                undone[group] = set(spends)
                self._forget(group, [Settlement(tallies[place], now, 0.0) for place in spends], now)
        back = {place for held in undone.values() for place in held}
        return [
            _without(tally, room) if place in back else room
            for place, (tally, room) in enumerate(zip(tallies, found, strict=True))
        ]

    def _forget(self, group: str, settlements: list[Settlement], now: float) -> None:
        """Send and do not wait: should it get lost, the reservation expires with its window."""
        link = self._links.get(self._owners.get(slot_of(group), ("", 0)))
        if link is not None and link.up:
            link.call(settle_words(settlements, now))

    async def _one(self, group: str, words: Command) -> Any:
        """The reply to one command. Raises a `StateError`."""
        return _answered((await self._send([group], [words]))[0])

    async def _send(self, groups: list[str], commands: list[Command]) -> list[Any]:
        """One command per group, all in this tick; replies, or `StateError`s as values."""
        futures = [self._call(group, words) for group, words in zip(groups, commands, strict=True)]
        replies = []
        for group, words, future in zip(groups, commands, futures, strict=True):
            reply = future if isinstance(future, StateError) else await future
            replies.append(await self._followed(group, words, reply) if isinstance(reply, Exception) else reply)
        return replies

    def _call(self, group: str, words: Command) -> asyncio.Future[Any] | StateError:
        node = self._owners.get(slot_of(group))
        if node is None or node not in self._links:
            return StateUnavailable("the cluster has no master for this slot")
        try:
            return self._links[node].call(words)
        except StateError as error:
            return error

    async def _followed(self, group: str, words: Command, reply: Any) -> Any:
        """What comes of a reply that is an error: the answer of the right node, or a `StateError`."""
        try:
            return await self._follow(self._owners.get(slot_of(group), ("", 0)), words, reply)
        except StateError as error:
            if isinstance(error, StateUnavailable):
                self._refresh()
            return error

    async def _follow(self, node: Node, words: Command, reply: Any) -> Any:
        for _ in range(REDIRECTIONS):
            if not isinstance(reply, hiredis.ReplyError):
                break
            if str(reply).startswith("NOSCRIPT"):
                words = (b"EVAL", SCRIPTS[words[1]].source, *words[2:])
                reply = await self._links[node].call(words)
            elif redirected := read_redirection(str(reply), node):
                word, slot, node = redirected
                reply = await self._redirected(word, slot, node, words)
            else:
                break
        link = self._links.get(node)
        if link is None:
            raise reply if isinstance(reply, StateError) else StateUnavailable("the cluster moved the slot away")
        return link.judged(reply)

    async def _redirected(self, word: str, slot: int, node: Node, words: Command) -> Any:
        link = await self._link(node)
        if word == "ASK":
            link.call(("ASKING",))  # holds for the next command on this connection, which is sent in the same tick
        else:
            self._owners[slot] = node
            self._refresh()
        return await link.call(words)

    async def _link(self, node: Node) -> Link:
        """The link to a node, made and opened where there is none; a node that is down keeps its link trying."""
        if node not in self._links:
            address = self._seeds[0].at(*node)

            async def locate() -> Address:
                return address

            link = self._links[node] = Link(locate, self._jitter, GREETINGS)
            await asyncio.gather(link.open(), return_exceptions=True)
        return self._links[node]

    def _refresh(self) -> None:
        if self._fetching is None or self._fetching.done():
            self._fetching = asyncio.get_running_loop().create_task(self._fetch_until_well())

    async def _fetch_until_well(self) -> None:
        """Fetch the map until every master in it is connected."""
        while True:
            await asyncio.gather(self._fetch(), return_exceptions=True)
            if self._well():
                return
            await asyncio.sleep(FETCH_EVERY * (1 + self._jitter()))

    def _well(self) -> bool:
        return bool(self._links) and all(link.up for link in self._links.values())

    async def _fetch(self) -> None:
        """Ask one node after the other for the map; connect to its masters, leave those that are none any more."""
        owners = await self._ask_for_map()
        self._owners = owners
        nodes = set(owners.values())
        for node in [node for node in self._links if node not in nodes]:
            await self._links.pop(node).close()
        await asyncio.gather(*(self._link(node) for node in nodes))

    async def _ask_for_map(self) -> dict[int, Node]:
        why: StateError = StateUnavailable("the cluster has no node to ask")
        known = [self._seeds[0].at(*node) for node, link in self._links.items() if link.up]
        for address in [*known, *self._seeds]:
            try:
                reply = await ask_once(address, ("CLUSTER", "SLOTS"))
            except StateError as error:
                why = error
                continue
            if reply:
                return read_slots(reply, (address.host, address.port))
        raise why


def _answered(reply: Any) -> Any:
    """The reply, or its error raised."""
    if isinstance(reply, StateError):
        raise reply
    return reply


def _by_group(groups: list[str]) -> dict[str, list[int]]:
    """Positions by group."""
    places: dict[str, list[int]] = {}
    for place, group in enumerate(groups):
        places.setdefault(group, []).append(place)
    return places


def _has_room(reading: Reading | None) -> bool:
    """False for the room of a spend that was refused."""
    return not isinstance(reading, Room) or reading.granted


def _without(tally: Tally, reading: Reading | None) -> Reading | None:
    """The reading of a spend that was given back."""
    if isinstance(tally, Spend) and isinstance(reading, Room):
        return replace(reading, used=max(0.0, reading.used - tally.amount))
    return reading
