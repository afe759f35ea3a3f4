"""Where a caller stands, in the providers' rate-limit headers.

A provider has one header a unit, we have any number of budgets: the tightest is told, which is the one with the
smallest share left. Budgets of cost have no header anywhere.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime

from proxy.core.decision import Standing
from proxy.core.exchange import Headers

# OpenAI has one header for tokens, whichever they are.
_OPENAI_UNITS = {
    "requests": b"requests",
    "input_tokens": b"tokens",
    "output_tokens": b"tokens",
    "total_tokens": b"tokens",
}
_ANTHROPIC_UNITS = {
    "requests": b"requests",
    "input_tokens": b"input-tokens",
    "output_tokens": b"output-tokens",
    "total_tokens": b"tokens",
}
# Longer than any budget's window (30 days); a time that is no number becomes this.
_MAX_RESET = 31 * 86400.0


def _share(standing: Standing) -> float:
    return standing.remaining / standing.limit if standing.limit > 0 else 0.0


def _tightest(standings: Iterable[Standing], units: Mapping[str, bytes]) -> Iterable[tuple[bytes, Standing]]:
    """The tightest budget of each unit."""
    found: dict[bytes, Standing] = {}
    for standing in standings:
        unit = units.get(standing.meter)
        if unit is None or not math.isfinite(standing.limit):
            continue
        held = found.get(unit)
        if held is None or _share(standing) < _share(held):
            found[unit] = standing
    return found.items()


def _amount(value: float) -> bytes:
    """What is left, rounded down: telling more than there is would invite a refusal."""
    return b"%d" % max(0, math.floor(value)) if math.isfinite(value) else b"0"


def _bounded(seconds: float) -> float:
    return min(max(0.0, seconds), _MAX_RESET) if not math.isnan(seconds) else _MAX_RESET


def openai_headers(standings: Sequence[Standing]) -> Headers:
    """`x-ratelimit-{limit,remaining,reset}-{requests,tokens}`; resets as Go writes durations."""
    headers: Headers = []
    for unit, standing in _tightest(standings, _OPENAI_UNITS):
        headers += (
            (b"x-ratelimit-limit-" + unit, _amount(standing.limit)),
            (b"x-ratelimit-remaining-" + unit, _amount(standing.remaining)),
            (b"x-ratelimit-reset-" + unit, _duration(standing.reset)),
        )
    return headers


def anthropic_headers(standings: Sequence[Standing], now: float) -> Headers:
    """`anthropic-ratelimit-{requests,tokens,input-tokens,output-tokens}-{limit,remaining,reset}`, in RFC 3339."""
    headers: Headers = []
    for unit, standing in _tightest(standings, _ANTHROPIC_UNITS):
        name = b"anthropic-ratelimit-" + unit
        headers += (
            (name + b"-limit", _amount(standing.limit)),
            (name + b"-remaining", _amount(standing.remaining)),
            (name + b"-reset", _moment(now + _bounded(standing.reset))),
        )
    return headers


def _duration(seconds: float) -> bytes:
    """`120ms`, `1s`, `6m0s`, `1h0m0s`: as OpenAI's servers, written in Go, have it. Rounded up."""
    seconds = _bounded(seconds)
    if seconds < 1:
        return b"%dms" % math.ceil(seconds * 1000)
    minutes, rest = divmod(math.ceil(seconds), 60)
    hours, minutes = divmod(minutes, 60)
    if hours:
        return b"%dh%dm%ds" % (hours, minutes, rest)
    return b"%dm%ds" % (minutes, rest) if minutes else b"%ds" % rest


def _moment(at: float) -> bytes:
    return datetime.fromtimestamp(math.ceil(at), UTC).strftime("%Y-%m-%dT%H:%M:%SZ").encode()
