"""What explaining costs those who are not asked: time per request to remember a ruling, and the memory it takes.

    python benchmarks/lately_cost.py

The best of five runs, on a caller of whom every detector says something.
"""

from __future__ import annotations

import asyncio
import sys
import timeit
import tracemalloc
from dataclasses import replace
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent.parent))

from proxy.admin.lately import MOST, Lately
from proxy.audit.levels import Levels
from proxy.audit.record import Asked, decision_record, line
from proxy.core.exchange import Caller
from tests.admin.cases import Court

TIMES = 20_000


async def main() -> None:
    """Print each figure with what it is."""
    court, lately, levels = Court(), Lately(), Levels()
    opening, ruling = await court.harvest(40)
    for name, work in (
        ("remember a ruling", lambda: lately.note(opening, ruling)),
        ("is its level news", lambda: levels.news(ruling.decision)),
        ("decision event", lambda: line(decision_record(ASKED, ruling.decision, str))),
    ):
        seconds = min(timeit.repeat(work, number=TIMES, repeat=5)) / TIMES
        print(f"{name:30} {seconds * 1e6:6.2f} µs")
    tracemalloc.start()
    full = Lately()
    for number in range(MOST):
        caller = Caller(f"k_{number:016x}")
        fresh = await court.harvest(1, caller)
        decision = replace(fresh[1].decision, unknown=True)
        full.note(opening, replace(fresh[1], decision=decision))
        await court.store.close()
    held, _ = tracemalloc.get_traced_memory()
    print(f"{'memory, all places taken':30} {held / 2**20:6.1f} MB for {MOST} callers and their last decisions")


ASKED = Asked("d_1", 0.0, "POST", "/v1/chat/completions", "openai", "chat", "m")
asyncio.run(main())
