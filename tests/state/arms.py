"""Everything that a caller may be watched with, as the benchmark and the tests of sizes arm it."""

from __future__ import annotations

from random import Random

from proxy.core.tally import Count, Distinct, Mark, Mean, Pace, Recent, Spend, Tally, Top

DAY, WEEK = 86400.0, 7 * 86400.0


def armed(caller: str, chance: Random) -> list[Tally]:
    """Two budgets, two means of twelve, two counters of distinct digests, three tops of eight slots, sixty-four recent
    digests, a pace, two counts of three and a mark; one digest in two comes again, and one in four from all callers.
    """

    def digest() -> int:
        return chance.choice([chance.getrandbits(64), chance.getrandbits(64), 7, chance.randrange(20)])

    def vector(size: int) -> tuple[float, ...]:
        return tuple([chance.random() for _ in range(size)])

    return [
        Spend(caller, "requests-per-minute", 1, 600, 60.0),
        Spend(caller, "tokens-per-day", 400, 2e6, DAY),
        Mean(caller, "mean-1", vector(12), 1 / 16, 1 / 256, WEEK),
        Mean(caller, "mean-2", vector(12), 1 / 16, 1 / 256, WEEK),
        Distinct(caller, "distinct-1", digest(), DAY),
        Distinct(caller, "distinct-2", digest(), DAY),
        Top(caller, "top-1", digest(), 8, 64.0, DAY),
        Top(caller, "top-2", digest(), 8, 64.0, DAY),
        Top(caller, "top-3", digest(), 8, 64.0, DAY),
        Recent(caller, "recent", digest(), chance.randrange(4), 64, 3600.0),
        Pace(caller, "pace", counts=True, life=WEEK),
        Count(caller, "count-1", vector(3), 3600.0),
        Count(caller, "count-2", vector(3), DAY),
        Mark(caller, "mark", (0.2, 0.4, 0.6, 0.8), 7200.0),
    ]
