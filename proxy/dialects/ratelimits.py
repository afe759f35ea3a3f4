"""Where a caller stands, in the providers' rate-limit headers.

A provider has one header a unit, we have any number of budgets: the tightest is told, which is the one with the
smallest share left. Budgets of cost have no header anywhere.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime
from functools import lru_cache

from proxy.core.decision import Standing
from proxy.core.exchange import Headers

Names = tuple[bytes, bytes, bytes]
"""The headers of a unit: its limit, what remains of it, and when it is whole again."""


def _openai(unit: bytes) -> Names:
    return b"x-ratelimit-limit-" + unit, b"x-ratelimit-remaining-" + unit, b"x-ratelimit-reset-" + unit


def _anthropic(unit: bytes) -> Names:
    name = b"anthropic-ratelimit-" + unit
    return name + b"-limit", name + b"-remaining", name + b"-reset"


# OpenAI has one header for tokens, whichever they are.
_OPENAI_UNITS: Mapping[str, Names] = {
    "requests": _openai(b"requests"),
    "input_tokens": _openai(b"tokens"),
    "output_tokens": _openai(b"tokens"),
    "total_tokens": _openai(b"tokens"),
}
_ANTHROPIC_UNITS: Mapping[str, Names] = {
    "requests": _anthropic(b"requests"),
    "input_tokens": _anthropic(b"input-tokens"),
    "output_tokens": _anthropic(b"output-tokens"),
    "total_tokens": _anthropic(b"tokens"),
}
# Longer than any budget's window (30 days); a time that is no number becomes this.
_MAX_RESET = 31 * 86400.0


def _tightest(standings: Iterable[Standing], units: Mapping[str, Names]) -> Iterable[tuple[Names, Standing]]:
    """The tightest budget of each unit: the one with the smallest share left."""
    found: dict[bytes, tuple[float, Names, Standing]] = {}
    for standing in standings:
        unit, limit = units.get(standing.meter), standing.limit
        if unit is None or not math.isfinite(limit):
            continue
        share = standing.remaining / limit if limit > 0 else 0.0
        held = found.get(unit[0])
        if held is None or share < held[0]:
            found[unit[0]] = share, unit, standing
    return [(unit, standing) for _, unit, standing in found.values()]


def _amount(value: float) -> bytes:
    """What is left, rounded down: telling more than there is would invite a refusal."""
    return b"%d" % max(0, math.floor(value)) if math.isfinite(value) else b"0"


@lru_cache(maxsize=256)  # a policy has a few budgets, and every answer tells their limits
def _limit(value: float) -> bytes:
    return _amount(value)


def _bounded(seconds: float) -> float:
    return min(max(0.0, seconds), _MAX_RESET) if not math.isnan(seconds) else _MAX_RESET


def openai_headers(standings: Sequence[Standing]) -> Headers:
    """`x-ratelimit-{limit,remaining,reset}-{requests,tokens}`; resets as Go writes durations."""
    headers: Headers = []
    for (limit, remaining, reset), standing in _tightest(standings, _OPENAI_UNITS):
        headers += (
            (limit, _limit(standing.limit)),
            (remaining, _amount(standing.remaining)),
            (reset, _duration(_bounded(standing.reset))),
        )
    return headers


def anthropic_headers(standings: Sequence[Standing], now: float) -> Headers:
    """`anthropic-ratelimit-{requests,tokens,input-tokens,output-tokens}-{limit,remaining,reset}`, in RFC 3339."""
    headers: Headers = []
    for (limit, remaining, reset), standing in _tightest(standings, _ANTHROPIC_UNITS):
        headers += (
            (limit, _limit(standing.limit)),
            (remaining, _amount(standing.remaining)),
            (reset, _moment(math.ceil(now + _bounded(standing.reset)))),
        )
    return headers


def _duration(seconds: float) -> bytes:
    """`120ms`, `1s`, `6m0s`, `1h0m0s`: as OpenAI's servers, written in Go, have it. Rounded up."""
    if seconds < 1:
        return b"%dms" % math.ceil(seconds * 1000)
    return _long(math.ceil(seconds))


@lru_cache(maxsize=1024)  # budgets that are being used stand at much the same second, whoever uses them
def _long(seconds: int) -> bytes:
    minutes, rest = divmod(seconds, 60)
    hours, minutes = divmod(minutes, 60)
    if hours:
        return b"%dh%dm%ds" % (hours, minutes, rest)
    return b"%dm%ds" % (minutes, rest) if minutes else b"%ds" % rest


@lru_cache(maxsize=1024)
def _moment(at: int) -> bytes:
    return datetime.fromtimestamp(at, UTC).strftime("%Y-%m-%dT%H:%M:%SZ").encode()
