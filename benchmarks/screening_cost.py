"""What it costs to screen one call, by part, all detectors on: python benchmarks/screening_cost.py [policy]

Microseconds of one core, of each step of each call the best of several runs (other work may share the machine), and
beside them how long a loop of plain arithmetic takes, so that figures of different machines can be compared. Every
prompt is new; the system prompt repeats, as it does in traffic. The steps of a call follow one another as they do in
the proxy, so each finds the caches as the ones before have left them.

`screening` is what judging takes apart from what a gateway does anyway: features, begin, conclude, remember. Reading
the body and the store (here in memory) are told beside it.
"""

from __future__ import annotations

import asyncio
import itertools
import json
import sys
import time
from pathlib import Path

from feature_cost import HAN, HEADERS, prose

from proxy.core.exchange import Caller
from proxy.dialects import DIALECTS
from proxy.features.extract import Extractor
from proxy.policy.load import load
from proxy.screening import begin, conclude, remember
from proxy.state.memory import MemoryStore

SYSTEM = "You are a helpful assistant for customers of the shop. Answer politely and in one paragraph."
SIZES = {"2 KB": 2_000, "20 KB": 20_000, "200 KB": 200_000}
CALLS, RUNS = 200, 8
STEPS = ("read the body", "features", "begin", "take (memory)", "conclude", "remember", "settle (memory)")
SCREENING = ("features", "begin", "conclude", "remember")


def bodies(size, letters=None):
    """Bodies of calls as SDKs write them, each with another prompt of about `size` bytes."""
    pages = [prose(size, seed, letters) for seed in range(CALLS)]
    for number, page in enumerate(pages):
        messages = [{"role": "system", "content": SYSTEM}, {"role": "user", "content": f"{number}. {page}"}]
        yield json.dumps({"model": "m", "messages": messages, "temperature": 0.7}, separators=(",", ":")).encode()


async def run(policy, given):
    """One run over all bodies with nothing remembered: microseconds of every step of every call."""
    store, extractor, dialect = MemoryStore(), Extractor(b"benchmark"), DIALECTS[0]
    callers = [Caller(f"k_{number:016x}", f"203.0.113.{number}", f"o_{number}", "pro", 1.0) for number in range(16)]
    rows = []
    for number, body in enumerate(given):
        now, caller, times = 1e9 + number, callers[number % 16], [time.perf_counter_ns()]
        call = dialect.read("chat", body).call
        times.append(time.perf_counter_ns())
        features = extractor.features(call, caller, HEADERS, now)
        times.append(time.perf_counter_ns())
        opening = begin(policy, caller, call, now, features=features, path="/v1/chat/completions")
        tallies = opening.tallies
        times.append(time.perf_counter_ns())
        readings = await store.take(tallies, now)
        times.append(time.perf_counter_ns())
        ruling = conclude(opening, readings, "d_1")
        times.append(time.perf_counter_ns())
        notes = remember(opening, ruling)
        times.append(time.perf_counter_ns())
        await store.settle(notes, now)
        times.append(time.perf_counter_ns())
        rows.append([after - before for before, after in itertools.pairwise(times)])
    return rows


def best(policy, given):
    """By step: the mean over calls of the best over runs."""
    runs = [asyncio.run(run(policy, given)) for _ in range(RUNS)]
    least = [[min(cells) for cells in zip(*rows, strict=True)] for rows in zip(*runs, strict=True)]
    return {step: sum(column) / len(column) / 1e3 for step, column in zip(STEPS, zip(*least, strict=True), strict=True)}


def calibration():
    """Milliseconds that adding up 300,000 squares takes, at best."""
    least = float("inf")
    for _ in range(20):
        start, total = time.perf_counter_ns(), 0
        for number in range(300_000):
            total += number * number
        least = min(least, time.perf_counter_ns() - start)
    return least / 1e6


def main():
    """Print the table."""
    policy = load(Path(sys.argv[1] if len(sys.argv) > 1 else "policies/default.yaml"), lambda word: f"{hash(word):x}")
    columns = {f"{name} ASCII": list(bodies(size)) for name, size in SIZES.items()}
    columns["2 KB Chinese"] = list(bodies(2_000, HAN))
    figures = {name: best(policy, given) for name, given in columns.items()}
    print(f"{'µs':>20s}" + "".join(f"{name:>14s}" for name in figures))
    for step in STEPS:
        print(f"{step:>20s}" + "".join(f"{column[step]:14.1f}" for column in figures.values()))
    sums = {name: sum(column[step] for step in SCREENING) for name, column in figures.items()}
    print(f"{'screening':>20s}" + "".join(f"{each:14.1f}" for each in sums.values()))
    totals = {name: sum(column.values()) for name, column in figures.items()}
    print(f"{'all of it':>20s}" + "".join(f"{each:14.1f}" for each in totals.values()))
    print(f"calibration: {calibration():.1f} ms for 300,000 additions")


if __name__ == "__main__":
    main()
