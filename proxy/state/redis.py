"""State in one Redis (or a server that speaks like it): one script call a take, one a settle.

All tallies of a request go out in one EVALSHA: one hash per group (`sw:{group}`), one field per name, so one
HMGET and one HSET per group within the script. A caller's hash costs about 330 bytes with one budget
in use by single requests, at most 2.1 KB per budget; see `proxy.state.rolling`. With all kinds armed as in
`tests/state/arms.py` it costs 3.5 KB (`MEMORY USAGE`), 2.4 KB after one request. Keys live a quarter and a minute
longer than their longest window.
"""

from __future__ import annotations

import hashlib
import struct
from collections.abc import Awaitable, Callable, Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any, Protocol

from proxy.core.sighting import Shared, Sighting
from proxy.core.tally import Reading, Settlement, Spend, Tally
from proxy.state import crowd, papers
from proxy.state.address import Address
from proxy.state.kinds import KINDS, Kind
from proxy.state.link import Link, Locate
from proxy.state.wire import Command

_HERE = Path(__file__).parent
# Bound once: a request with all detectors armed looks them up forty times.
_PACK = {tally: kind.pack for tally, kind in KINDS.items()}
_UNPACK = {tally: kind.unpack for tally, kind in KINDS.items()}
_pack_now = struct.Struct("<d").pack
_pack_lease = struct.Struct("<dd").pack


class Script:
    """A Lua script made of the shared part, the kinds' parts where it needs them, and its own."""

    def __init__(self, name: str, kinds: Iterable[Kind] = ()) -> None:
        parts = ["hash.lua", *[kind.script for kind in kinds], name]
        self.source = "\n".join((_HERE / part).read_text(encoding="utf-8") for part in dict.fromkeys(parts)).encode()
        # Redis names scripts by their SHA-1; nothing here is secret.
        self.sha = hashlib.sha1(self.source, usedforsecurity=False).hexdigest().encode()


TAKE = Script("take.lua", KINDS.values())
SETTLE = Script("settle.lua", KINDS.values())
SIGHT = Script("sight.lua")
SHARED = Script("shared.lua")
LEAD = Script("lead.lua")
SCRIPTS: Mapping[Any, Script] = {script.sha: script for script in (TAKE, SETTLE, SIGHT, SHARED, LEAD)}
GREETINGS: tuple[Command, ...] = tuple([("SCRIPT", "LOAD", script.source) for script in SCRIPTS.values()])
"""Sent on every new connection, so that a restarted server knows the scripts again."""


def key_of(group: str) -> str:
    """The key of a group; the braces make the group its hash tag in a cluster."""
    return f"sw:{{{group}}}"


def arrange(groups: list[str]) -> tuple[dict[str, int], list[int] | None]:
    """How many tallies each group has, and the order that brings them together; None where they are already."""
    counts: dict[str, int] = {}
    together, previous = True, None
    for group in groups:
        if group in counts:
            counts[group] += 1
            together = together and group == previous
        else:
            counts[group] = 1
        previous = group
    if together:
        return counts, None
    rank = {group: place for place, group in enumerate(counts)}
    return counts, sorted(range(len(groups)), key=[rank[group] for group in groups].__getitem__)


def command(script: Script, counts: dict[str, int], names: list[str], blobs: list[bytes], now: float) -> Command:
    """The words of EVALSHA: keys, a header with `now` and the tallies per key, names, packed tallies."""
    keys = [f"sw:{{{group}}}" for group in counts]
    return (b"EVALSHA", script.sha, len(keys), *keys, _pack_now(now) + bytes(counts.values()), *names, *blobs)


def take_words(tallies: Sequence[Tally], now: float) -> tuple[Command, list[int] | None]:
    """The command that takes `tallies`, and which tally each reply belongs to (None: the same order)."""
    counts, order = arrange([tally.group for tally in tallies])
    if order is not None:
        tallies = [tallies[place] for place in order]
    blobs = [_PACK[tally.__class__](tally) for tally in tallies]
    return command(TAKE, counts, [tally.name for tally in tallies], blobs, now), order


def settle_words(settlements: Sequence[Settlement], now: float) -> Command:
    """The command that makes `settlements`."""
    counts, order = arrange([one.spend.group for one in settlements])
    if order is not None:
        settlements = [settlements[place] for place in order]
    blobs = [KINDS[one.spend.__class__].pack_settlement(one) for one in settlements]
    return command(SETTLE, counts, [one.spend.name for one in settlements], blobs, now)


def sight_words(sightings: Sequence[Sighting], now: float) -> tuple[Command, list[int] | None]:
    """The command that sees callers in buckets, and which sighting each reply belongs to (None: the same order)."""
    groups = [crowd.group_of(crowd.shard_of(one)) for one in sightings]
    counts, order = arrange(groups)
    if order is not None:
        sightings = [sightings[place] for place in order]
    names, blobs = [crowd.name_of(one) for one in sightings], crowd.spelled(sightings, now)
    return command(SIGHT, counts, names, blobs, now), order


def shared_words(shard: int, cursor: bytes, since: float, now: float) -> Command:
    """The command that reads a part of a shard's buckets."""
    return (b"EVALSHA", SHARED.sha, 1, key_of(crowd.group_of(shard)), cursor, repr(since), repr(now))


def put_words(name: str, content: bytes, life: float, now: float) -> Command:
    """The command that keeps a document."""
    lasting = f"{life * 1250 + 60000:.0f}"
    return ("SET", key_of(papers.paper_group(name)), papers.paper(content, life, now), "PX", lasting)


def lead_words(name: str, who: str, life: float, now: float) -> Command:
    """The command that asks for a lease."""
    return (b"EVALSHA", LEAD.sha, 1, key_of(papers.lease_group(name)), _pack_lease(now, life), who)


async def scanned(ask: Callable[[Command], Awaitable[Any]], shard: int, since: float, now: float) -> list[Shared]:
    """The buckets of a shard, asked for part by part; requests are served in between."""
    found: dict[bytes, Shared] = {}  # a bucket may come twice while its hash grows
    cursor = b"0"
    while True:
        reply = await ask(shared_words(shard, cursor, since, now))
        pairs = zip(reply[1::2], reply[2::2], strict=True)
        found.update({name: crowd.unpacked(name.decode(), bucket) for name, bucket in pairs})
        cursor = reply[0]
        if cursor == b"0":
            return list(found.values())


def left_out(replies: list[bytes], order: list[int] | None) -> list[crowd.Limits | None]:
    """The answer to `sight_words`."""
    found: list[crowd.Limits | None] = [None] * len(replies)
    for place, reply in zip(order or range(len(replies)), replies, strict=True):
        found[place] = crowd.limits_of(reply)
    return found


def readings(
    tallies: Sequence[Tally], order: list[int] | None, replies: list[bytes], now: float
) -> tuple[Reading, ...]:
    """The replies of a take as readings, in the order in which the tallies were asked."""
    if order is not None:
        found = [b""] * len(order)
        for place, reply in zip(order, replies, strict=True):
            found[place] = reply
        replies = found
    pairs = zip(tallies, replies, strict=True)
    return tuple([_UNPACK[tally.__class__](reply, tally, now) for tally, reply in pairs])


async def run(link: Link, words: Command) -> Any:
    """Run a script; where the server has lost it, send it whole, which also brings it back."""
    reply = await link.call(words)
    if not isinstance(reply, Exception):
        return reply
    if str(reply).startswith("NOSCRIPT"):
        reply = await link.call((b"EVAL", SCRIPTS[words[1]].source, *words[2:]))
    return link.judged(reply)


class Private(Protocol):
    """A server of ours."""

    async def close(self) -> None:
        """Stop it."""
        ...


class RedisStore:
    """A `Store` in one Redis, reached over one `Link`; a `server` of ours is stopped when the store is closed."""

    def __init__(
        self,
        locate: Locate,
        jitter: Callable[[], float],
        greetings: Sequence[Command] = (),
        server: Private | None = None,
    ) -> None:
        self.link = Link(locate, jitter, [*greetings, *GREETINGS])
        self.server = server

    @classmethod
    def at(cls, address: Address, jitter: Callable[[], float]) -> RedisStore:
        """A store at a fixed place."""

        async def locate() -> Address:
            return address

        return cls(locate, jitter)

    async def open(self) -> None:
        """Connect. Raises `StateUnavailable` or `StateRefused`, and goes on trying all the same."""
        await self.link.open()

    async def take(self, tallies: Sequence[Tally], now: float) -> tuple[Reading, ...]:
        """Remember all tallies and answer one reading each, in one round trip."""
        if not tallies:
            return ()
        words, order = take_words(tallies, now)
        return readings(tallies, order, await run(self.link, words), now)

    async def settle(self, settlements: Sequence[Settlement], now: float) -> None:
        """Correct reservations, in one round trip."""
        if settlements:
            await run(self.link, settle_words(settlements, now))

    async def sight(self, sightings: Sequence[Sighting], now: float) -> list[crowd.Limits | None]:
        """See callers in buckets, in one round trip."""
        if not sightings:
            return []
        words, order = sight_words(sightings, now)
        return left_out(await run(self.link, words), order)

    async def shared(self, shard: int, since: float, now: float) -> list[Shared]:
        """The buckets of a shard in which callers enough were seen, in a round trip for each part."""
        return await scanned(lambda words: run(self.link, words), shard, since, now)

    async def fetch(self, name: str, now: float) -> bytes | None:
        """A document."""
        return papers.content_of(await run(self.link, ("GET", key_of(papers.paper_group(name)))), now)

    async def put(self, name: str, content: bytes, life: float, now: float) -> None:
        """Keep a document."""
        await run(self.link, put_words(name, content, life, now))

    async def lead(self, name: str, who: str, life: float, now: float) -> bool:
        """Have a lease."""
        return bool(await run(self.link, lead_words(name, who, life, now)))

    async def probe(self) -> None:
        """Write a little: a full or read-only server answers PING as if nothing were wrong."""
        await self.take(PROBE, 0.0)

    async def close(self) -> None:
        """Close the connection, and stop a server of ours."""
        await self.link.close()
        if self.server is not None:
            await self.server.close()


PROBE = (Spend("probe", "probe", 1.0, 1e9, 1.0),)
"""A take of no consequence. Its clock stands still, so it never meets an expired entry."""
