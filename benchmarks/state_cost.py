"""What a take costs: CPU of this client at some concurrency, and of the redis-server.

    python benchmarks/state_cost.py [--armed] [--concurrency 32] [--takes 100000]

Three spends in three groups (caller, org, everyone), as a request with three budgets makes them. With `--armed`: the
fourteen tallies of `tests/state/arms.py` in one group, all kinds together and each alone, the best of several rounds;
what one kind costs is its line less that of a mark that is only read.
"""

import argparse
import asyncio
import math
import random
import sys
import time
from pathlib import Path

import uvloop

sys.path.insert(0, str(Path(__file__).parent.parent))

from proxy.core.tally import Settlement, Spend
from proxy.state import open_store
from proxy.state.guarded import Guarded
from tests.servers import RedisServer
from tests.state.arms import armed


def spends(caller: int) -> list[Spend]:
    return [
        Spend(f"k_{caller:032x}", "requests-per-minute", 1, 600, 60.0),
        Spend(f"o_{caller % 7:032x}", "output-tokens", 400, 2e6, 3600.0),
        Spend("all", "cost", 0.0123, 5000, 86400.0),
    ]


# Made once: what screening pays for its own values is not the store's.
SPENDS = [spends(caller) for caller in range(1000)]


async def worker(store, takes: int, seed: int) -> None:
    for number in range(takes):
        await store.take(SPENDS[(seed * 31 + number) % 1000], time.time())


async def settler(store, takes: int, seed: int) -> None:
    for number in range(takes):
        asked, now = SPENDS[(seed * 31 + number) % 1000], time.time()
        await store.settle([Settlement(asked[1], now, 311), Settlement(asked[2], now, 0.01)], now)


async def measure(what: str, run, store, options, server) -> None:
    server.ask("CONFIG", "RESETSTAT")
    each = options.takes // options.concurrency
    cpu, wall = time.process_time(), time.perf_counter()
    await asyncio.gather(*(run(store, each, seed) for seed in range(options.concurrency)))
    cpu, wall = time.process_time() - cpu, time.perf_counter() - wall
    calls = each * options.concurrency
    stats = [line for line in str(server.ask("INFO", "commandstats")).split() if "evalsha" in line]
    script = stats[0].partition("usec_per_call=")[2].partition(",")[0] if stats else "-"
    print(
        f"{what:28} {cpu / calls * 1e6:6.1f} us client CPU  {wall / calls * 1e6:6.1f} us wall  {script:>6} us in script"
    )


def lives(many: int) -> list:
    chance = random.Random(1)
    return [armed(f"k_{number % 100:032x}", chance) for number in range(many)]


async def round_of(store, asked: list, concurrency: int) -> float:
    async def worker(first: int) -> None:
        for number in range(first, len(asked), concurrency):
            await store.take(asked[number], 1.79e9 + number * 0.3)

    cpu = time.process_time()
    await asyncio.gather(*(worker(first) for first in range(concurrency)))
    return (time.process_time() - cpu) / len(asked) * 1e6


async def armed_round(what: str, asked: list, server, options) -> None:
    best = [math.inf] * 3
    for _ in range(options.rounds):
        server.ask("FLUSHALL")
        server.ask("CONFIG", "RESETSTAT")
        store, memory = [await open_store(url, jitter=random.random) for url in (server.url, "memory://")]
        client = await round_of(store, asked, options.concurrency)
        stats = next(line for line in str(server.ask("INFO", "commandstats")).split() if "evalsha" in line)
        script = float(stats.partition("usec_per_call=")[2].partition(",")[0])
        best = list(map(min, best, (client, await round_of(memory, asked, 1), script)))
        await store.close()
    print(f"{what:12} {best[0]:6.1f} us client CPU  {best[1]:6.1f} us in memory  {best[2]:6.1f} us in script")


async def main_armed(options) -> None:
    server = RedisServer().start()
    try:
        asked = lives(min(options.takes, 10_000))
        await armed_round("everything", asked, server, options)
        key = f"sw:{{k_{5:032x}}}"
        print(f"{server.ask('MEMORY', 'USAGE', key, 'SAMPLES', 0)} bytes for one caller, its mark not yet written")
        for place, tally in enumerate(asked[0]):
            if place == 0 or type(tally) is not type(asked[0][place - 1]):
                await armed_round(type(tally).__name__, [[one[place]] for one in asked], server, options)
    finally:
        server.stop()


async def main(options) -> None:
    server = RedisServer().start()
    try:
        store = await open_store(server.url, jitter=random.random)
        await measure("take, bare store", worker, store, options, server)
        await measure("settle, bare store", settler, store, options, server)
        guarded = Guarded(store, clock=time.monotonic)
        await measure("take, guarded", worker, guarded, options, server)
        used = server.ask("MEMORY", "USAGE", f"sw:{{k_{5:032x}}}")
        print(f"{used} bytes for one caller with one budget in use")
        memory = await open_store("memory://", jitter=random.random)
        await measure("take, memory", worker, memory, options, server)
        await guarded.close()
    finally:
        server.stop()


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--concurrency", type=int, default=32)
    parser.add_argument("--takes", type=int, default=100_000)
    parser.add_argument("--armed", action="store_true")
    parser.add_argument("--rounds", type=int, default=5)
    options = parser.parse_args()
    uvloop.run(main_armed(options) if options.armed else main(options))
