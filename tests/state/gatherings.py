"""Random crowds: callers of a few orgs in a few buckets, over days."""

from __future__ import annotations

from random import Random
from typing import Any

from proxy.core.sighting import TEXTS, Kind, Manner, Shared, Sighting
from proxy.state.base import Store
from proxy.state.crowd import SHARDS, Limits

NOW = 1_790_000_000.0


def crowd(chance: Random, size: int, callers: int, digests: int) -> list[tuple[float, list[Sighting]]]:
    """`size` requests with their times, each seen in one to three buckets."""
    people = [(chance.getrandbits(64), chance.getrandbits(32) if chance.random() < 0.7 else 7) for _ in range(callers)]
    places = [(chance.choice([*TEXTS, Kind.EXIT]), chance.getrandbits(64)) for _ in range(digests)]
    texts = [chance.getrandbits(48) for _ in range(40)]
    now, life = NOW, []
    for _ in range(size):
        now += chance.choice([0.0, 1.0, 60.0, 4000.0, -30.0])
        caller, org = chance.choice(people)
        content = chance.choice([chance.getrandbits(48), *texts[:2]])
        manner = Manner(chance.randrange(32) if chance.random() < 0.9 else Manner.TAKEN_UP)
        made = [
            Sighting(
                kind, digest, caller, org, NOW - 1e6 if org % 2 else 0.0, 0 if kind is Kind.EXIT else content, manner,
                chance.randrange(70_000), chance.randrange(300), chance.random(), chance.getrandbits(16),
                chance.randrange(3), chance.random(),
            )
            for kind, digest in chance.sample(places, min(len(places), 3))
        ]  # fmt: skip
        life.append((now, made))
    return life


async def gather(store: Store, life: list[tuple[float, list[Sighting]]]) -> list[Limits | None]:
    """Live it; what the store said."""
    return [each for now, made in life for each in await store.sight(made, now)]


async def everything(store: Store, since: float, now: float) -> list[Shared]:
    """The buckets of all shards, in the order of their digests."""
    found = [bucket for shard in range(SHARDS) for bucket in await store.shared(shard, since, now)]
    return sorted(found, key=lambda bucket: (bucket.digest, bucket.kind))


def sighting(digest: int, caller: int, **others: Any) -> Sighting:
    """One with defaults: a text, an org of its own, a content of its own."""
    given: dict[str, Any] = {
        "kind": Kind.OPENING,
        "org": caller,
        "created": 0.0,
        "content": caller + 1,
        "manner": Manner.LONE,
    }
    given |= {"total": 1, "gaps": 0, "short": 0.0} | others
    return Sighting(digest=digest, caller=caller, **given)


def spread(number: int) -> int:
    """64 bits that look drawn by chance: as digests do."""
    return number * 0x9E3779B97F4A7C15 % 2**64
