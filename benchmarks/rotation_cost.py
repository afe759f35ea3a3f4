"""What a request costs while one secret replaces another: python benchmarks/rotation_cost.py [policy]

Microseconds of one core per request of 2 KB with all detectors on, beside what the same steps take with one secret; the
best of several runs. The store is in memory: what Redis has to do besides is the second half of the tallies.
"""

from __future__ import annotations

import asyncio
import sys
import time
from pathlib import Path

from feature_cost import HEADERS
from screening_cost import bodies

from proxy.callers.digests import Keyed
from proxy.core.exchange import Caller, Usage
from proxy.dialects import DIALECTS
from proxy.edge.asking import Succession
from proxy.features.extract import Extractor
from proxy.policy.load import load
from proxy.screening import begin, conclude, remember, settle
from proxy.state.memory import MemoryStore
from proxy.succession import Names

RUNS = 8


async def run(policy, calls, succession):
    """One run with nothing remembered: microseconds per request, and tallies of the last one."""
    store, extractor, spent = MemoryStore(), Extractor(b"benchmark"), 0
    for number, call in enumerate(calls):
        place = number % 16
        caller = Caller(f"k_{place:016x}", f"203.0.113.{place}", f"o_{place:016x}", successor=f"k_{place + 16:016x}")
        now, began = 1e9 + number, time.process_time_ns()
        features = extractor.features(call, caller, HEADERS, now)
        opening = begin(policy, caller, call, now, features=features, path="/v1/chat/completions")
        heir = succession.heir(opening, HEADERS) if succession else None
        tallies = [*opening.tallies, *(heir.tallies if heir else ())]
        readings = await store.take(tallies, now)
        ruling = conclude(opening, heir.reconciled(readings) if heir else readings, "d")
        notes = [*remember(opening, ruling), *settle(opening, ruling, Usage(500, 90))]
        if heir:
            notes += [*heir.remembered(ruling), *heir.settled(ruling, Usage(500, 90))]
        await store.settle(notes, now)
        spent += time.process_time_ns() - began
    return spent / len(calls) / 1000, len(tallies)


async def main():
    """Print one line for each."""
    policy = load(Path(sys.argv[1] if len(sys.argv) > 1 else "policies/enforce.yaml"))
    calls = [DIALECTS[0].read("chat", body).call for body in bodies(2_000)]
    keyed = Keyed(b"the secret to come")
    succession = Succession(Names(keyed.org, keyed.word), Extractor(b"the key to come", 1))
    found = {"one secret": None, "two secrets": succession}
    best = dict.fromkeys(found, (1000000000.0, 0))
    for _ in range(RUNS):
        for name, each in found.items():
            best[name] = min(best[name], await run(policy, calls, each))
    for name, (spent, tallies) in best.items():
        print(f"{name:12} {spent:7.1f} µs  {tallies} tallies")


if __name__ == "__main__":
    asyncio.run(main())
