"""The tightest budget of each unit is told in the provider's headers."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from proxy.core.decision import Standing
from proxy.dialects.ratelimits import anthropic_headers, openai_headers

METERS = ["requests", "input_tokens", "output_tokens", "total_tokens", "cost"]
STANDINGS = st.builds(
    Standing, st.just("b"), st.sampled_from(METERS), st.floats(), st.floats(), st.floats()
)  # fmt: skip


def test_openai() -> None:
    """Requests, and tokens of whichever kind has the smallest share left."""
    standings = [
        Standing("minute", "requests", 600, 599, 0.12),
        Standing("day", "requests", 10_000, 5_000.9, 3661),
        Standing("in", "input_tokens", 1000, 900, 1),
        Standing("out", "output_tokens", 100_000, 100, 360),
        Standing("money", "cost", 10, 0, 1),
    ]
    assert openai_headers(standings) == [
        (b"x-ratelimit-limit-requests", b"10000"),
        (b"x-ratelimit-remaining-requests", b"5000"),
        (b"x-ratelimit-reset-requests", b"1h1m1s"),
        (b"x-ratelimit-limit-tokens", b"100000"),
        (b"x-ratelimit-remaining-tokens", b"100"),
        (b"x-ratelimit-reset-tokens", b"6m0s"),
    ]


def test_anthropic() -> None:
    """Every unit has its own header, resets are moments."""
    standings = [Standing("a", "requests", 50, 49, 30), Standing("b", "input_tokens", 1e6, 0, 59.5)]
    assert anthropic_headers(standings, 1_790_000_000.0) == [
        (b"anthropic-ratelimit-requests-limit", b"50"),
        (b"anthropic-ratelimit-requests-remaining", b"49"),
        (b"anthropic-ratelimit-requests-reset", b"2026-09-21T14:13:50Z"),
        (b"anthropic-ratelimit-input-tokens-limit", b"1000000"),
        (b"anthropic-ratelimit-input-tokens-remaining", b"0"),
        (b"anthropic-ratelimit-input-tokens-reset", b"2026-09-21T14:14:20Z"),
    ]


@pytest.mark.parametrize(
    ("seconds", "written"),
    [(0, b"0ms"), (0.0301, b"31ms"), (1, b"1s"), (59.2, b"1m0s"), (3600, b"1h0m0s"), (math.inf, b"744h0m0s"),
     (math.nan, b"744h0m0s"), (-1, b"0ms")],
)  # fmt: skip
def test_durations(seconds: float, written: bytes) -> None:
    """Durations as Go writes them, rounded up, never longer than a month."""
    assert dict(openai_headers([Standing("b", "requests", 1, 0, seconds)]))[b"x-ratelimit-reset-requests"] == written


@given(st.lists(STANDINGS, max_size=6), st.floats(0, 4e9))
def test_any_standings_make_sound_headers(standings: list[Standing], now: float) -> None:
    """Whatever the numbers are, at most three headers a unit, each a short word of ASCII."""
    for found in (openai_headers(standings), anthropic_headers(standings, now)):
        assert len({name for name, _ in found}) == len(found) <= 12
        assert all(value.isascii() and value for _, value in found)


def test_nothing_to_tell() -> None:
    """Without budgets, or with budgets of cost only, there are no headers."""
    assert openai_headers([]) == openai_headers([Standing("m", "cost", 1, 1, 1)]) == anthropic_headers([], 0) == []
