"""State in one Redis (or a server that speaks like it): one script call a take, one a settle.

All tallies of a request go out in one EVALSHA: one hash per group (`sw:{group}`), one field per name, so one
HMGET and one HSET per group within the script. A caller's hash costs about 200 bytes with one budget
in use by single requests, at most 2.1 KB per budget; see `proxy.state.rolling`. Keys live a quarter and a minute
longer than their longest window.
"""

from __future__ import annotations

import hashlib
import struct
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import Any

import hiredis

from proxy.core.tally import Reading, Settlement, Spend, Tally
from proxy.state.address import Address
from proxy.state.kinds import KINDS
from proxy.state.link import Link, Locate, Word

_HERE = Path(__file__).parent
_pack_now = struct.Struct("<d").pack


class Script:
    """A Lua script made of the shared part, every kind's part and its own."""

    def __init__(self, name: str) -> None:
        parts = ["hash.lua", *[kind.script for kind in KINDS.values()], name]
        self.source = "\n".join((_HERE / part).read_text(encoding="utf-8") for part in dict.fromkeys(parts)).encode()
        # Redis names scripts by their SHA-1; nothing here is secret.
        self.sha = hashlib.sha1(self.source, usedforsecurity=False).hexdigest().encode()


TAKE = Script("take.lua")
SETTLE = Script("settle.lua")
GREETINGS: tuple[tuple[Word, ...], ...] = (("SCRIPT", "LOAD", TAKE.source), ("SCRIPT", "LOAD", SETTLE.source))
"""Sent on every new connection, so that a restarted server knows the scripts again."""


def key_of(group: str) -> str:
    """The key of a group; the braces make the group its hash tag in a cluster."""
    return f"sw:{{{group}}}"


def arrange(groups: Iterable[str]) -> dict[str, list[int]]:
    """Positions by group, in the order in which groups first appear."""
    places: dict[str, list[int]] = {}
    for place, group in enumerate(groups):
        if group in places:
            places[group].append(place)
        else:
            places[group] = [place]
    return places


def command(
    script: Script, places: dict[str, list[int]], names: list[str], blobs: list[bytes], now: float
) -> list[Word]:
    """The words of EVALSHA: keys, a header with `now` and the tallies per key, names, packed tallies."""
    words: list[Word] = [b"EVALSHA", script.sha, len(places)]
    words += [f"sw:{{{group}}}" for group in places]
    words.append(_pack_now(now) + bytes([len(held) for held in places.values()]))
    words += [names[place] for held in places.values() for place in held]
    words += [blobs[place] for held in places.values() for place in held]
    return words


def take_words(tallies: Sequence[Tally], now: float) -> tuple[list[Word], list[int]]:
    """The command that takes `tallies`, and which tally each of its replies belongs to."""
    places = arrange([tally.group for tally in tallies])
    blobs = [KINDS[type(tally)].pack(tally) for tally in tallies]
    order = [place for held in places.values() for place in held]
    return command(TAKE, places, [tally.name for tally in tallies], blobs, now), order


def settle_words(settlements: Sequence[Settlement], now: float) -> list[Word]:
    """The command that makes `settlements`."""
    spends = [settlement.spend for settlement in settlements]
    blobs = [KINDS[type(spend)].pack_settlement(one) for spend, one in zip(spends, settlements, strict=True)]
    return command(SETTLE, arrange([spend.group for spend in spends]), [spend.name for spend in spends], blobs, now)


def readings(tallies: Sequence[Tally], order: Sequence[int], replies: Sequence[bytes]) -> tuple[Reading, ...]:
    """The replies of a take as readings, in the order in which the tallies were asked."""
    found = dict(zip(order, replies, strict=True))
    return tuple([KINDS[type(tally)].unpack(found[place]) for place, tally in enumerate(tallies)])


async def run(link: Link, words: list[Word]) -> Any:
    """Run a script; where the server has lost it, send it whole, which also brings it back."""
    reply = await link.call(*words)
    if isinstance(reply, hiredis.ReplyError) and str(reply).startswith("NOSCRIPT"):
        script = TAKE if words[1] == TAKE.sha else SETTLE
        reply = await link.call(b"EVAL", script.source, *words[2:])
    return link.judged(reply)


class RedisStore:
    """A `Store` in one Redis, reached over one `Link`."""

    def __init__(self, locate: Locate, jitter: Callable[[], float], greetings: Sequence[Sequence[Word]] = ()) -> None:
        self.link = Link(locate, jitter, [*greetings, *GREETINGS])

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
        return readings(tallies, order, await run(self.link, words))

    async def settle(self, settlements: Sequence[Settlement], now: float) -> None:
        """Correct reservations, in one round trip."""
        if settlements:
            await run(self.link, settle_words(settlements, now))

    async def probe(self) -> None:
        """Write a little: a full or read-only server answers PING as if nothing were wrong."""
        await self.take(PROBE, 0.0)

    async def close(self) -> None:
        """Close the connection."""
        await self.link.close()


PROBE = (Spend("probe", "probe", 1.0, 1e9, 1.0),)
"""A take of no consequence. Its clock stands still, so it never meets an expired entry."""
