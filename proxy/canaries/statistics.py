"""Exact one-sided p-values, and what they are worth after many tests.

Under the null hypothesis the suspect never saw what this caller got. The draws were made without it, so whatever it
prefers, however strongly, each feature agrees with the draw with probability 1/V independently of the others: the
number of hits over distinct features is Binomial(n, 1/V), exactly. Features on which it says nothing do not count.
"""

from __future__ import annotations

from fractions import Fraction
from math import comb


def tail(hits: int, trials: int, of: int) -> float:
    """P(X >= hits) for X ~ Binomial(trials, 1/of), by whole numbers; 1.0 without trials. Raises `ValueError`."""
    if not 0 <= hits <= trials or of < 1:
        raise ValueError("hits are between 0 and trials")
    ways = sum(comb(trials, k) * (of - 1) ** (trials - k) for k in range(hits, trials + 1))
    return float(Fraction(ways, of**trials))


def corrected(p: float, tests: int) -> float:
    """Bonferroni: the smallest of so many p-values is this small by chance with at most this probability."""
    return min(1.0, p * max(1, tests))
