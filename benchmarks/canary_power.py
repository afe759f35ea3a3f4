#!/usr/bin/env python3
"""How often innocents are accused, and how small a harvest is recognised: simulated suspects, read by the real code.

.venv/bin/python benchmarks/canary_power.py --innocents 10000

Innocents prefer nearly always one form of most pairs and nearly always one offer a topic, and each faces a key of its
own, which is what the p-value is about. Students say what their harvest said as often as it did.
"""

from __future__ import annotations

import argparse
import random
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from tests.canaries.suspects import CAMPAIGN, accused, recognised  # noqa: E402

LEVELS = (0.5, 0.1, 0.01, 1e-3, 1e-4, 1e-6)


def innocents(count: int, seed: int) -> None:
    chance = random.Random(seed)
    found = [accused(chance) for _ in range(count)]
    print(
        f"{count} innocents against five callers and campaigns each: corrected p-values (uniform would be the level itself)"
    )
    for level in LEVELS:
        below = sum(p <= level for p in found)
        print(f"  p <= {level:<8g} {below:6d}   {below / count:.5f}")


def students(seed: int) -> None:
    print("students of one campaign among nineteen callers, by size of the harvest and share of it that was marked")
    print("  harvest   share   kind      hits    of   corrected p   smallest p of anybody else")
    for size, share in ((2_000, 0.05), (8_000, 0.05), (8_000, 0.01), (8_000, 0.5), (30_000, 0.05)):
        found = recognised(size, share, random.Random(seed))
        others = min(each.adjusted for each in found if each.whom != CAMPAIGN)
        for each in found:
            if each.whom == CAMPAIGN and each.kind != "marker":
                print(
                    f"  {size:7d} {share:7.0%}   {each.kind:7} {each.hits:6d}{each.trials:6d}"
                    f" {each.adjusted:13.2g}   {others:.2g}"
                )


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description="Power of canaries")
    parser.add_argument("--innocents", type=int, default=1000)
    parser.add_argument("--seed", type=int, default=1)
    given = parser.parse_args()
    innocents(given.innocents, given.seed)
    students(given.seed)
