"""What a take costs: CPU of this client at some concurrency, and of the redis-server.

    python benchmarks/state_cost.py [--concurrency 32] [--takes 100000] [--url redis://…]

Three spends in three groups (caller, org, everyone), as a request with three budgets makes them.
"""

import argparse
import asyncio
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
    uvloop.run(main(parser.parse_args()))
