"""The clocks and the randomness of a running proxy; everybody else gets them as arguments."""

from __future__ import annotations

import random
import secrets
import time

time_of_day = time.time
"""Seconds since the epoch: when things happened."""

ticks = time.monotonic
"""Seconds that never go back: how long things took."""

jitter = random.random
"""Random numbers in 0..1, to spread retries; nothing secret depends on them."""


Random = random.Random
"""A source of chance, for those who only say that they are given one."""


def seeded(seed: str) -> Random:
    """A chance that is the same for the same seed, for traffic that is made up."""
    return random.Random(seed)  # noqa: S311 - nothing secret depends on it


def series() -> str:
    """A word that no other worker's life shares: 40 bits of it make ids unique among replicas and restarts."""
    return secrets.token_hex(5)
