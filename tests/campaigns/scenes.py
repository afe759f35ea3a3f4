"""Callers, buckets and pools as the correlator would have read them."""

from __future__ import annotations

from typing import Any

from proxy.campaigns.pool import Pool, pool_of
from proxy.core.sighting import Kind, Shared, Sharer

NOW = 1_790_000_000.0
DAY = 86400.0


def sharer(number: int, **changes: Any) -> Sharer:
    """A caller of an org of its own: five single questions, half of its pauses below a quarter of an hour."""
    usual = Sharer(
        caller=(number * 0x9E3779B97F4A7C15) % 2**64, org=number, created=NOW - 100 * DAY - number * 40 * 3600.0,
        last=NOW, requests=5, strong=0, weak=0, lone=5, total=5, gaps=8, short=0.5, client=1, model=1,
    )  # fmt: skip
    return usual._replace(**changes)


def bucket(people: list[Sharer], **changes: Any) -> Shared:
    """A text that these callers share, with ever new content."""
    requests = float(sum(one.requests for one in people))
    usual = Shared(
        Kind.OPENING, 0x1234_5678_9ABC_DEF0, NOW - DAY, NOW, requests, tuple([(1, False)] * 32), tuple(people), 1.0
    )
    return usual._replace(**changes)


def crowd(size: int, start: int = 1, **changes: Any) -> list[Sharer]:
    """So many callers of as many orgs."""
    return [sharer(number, **changes) for number in range(start, start + size)]


def pool(people: list[Sharer], **changes: Any) -> Pool:
    """The pool of such a bucket."""
    return pool_of(bucket(people, **changes), NOW - 14 * DAY)


def fleet(size: int, start: int = 1, **changes: Any) -> list[Sharer]:
    """Callers to whom work is dealt out over the day: hardly two requests close together."""
    return crowd(size, start, **{"short": 0.02, **changes})
