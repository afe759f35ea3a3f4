"""What looking for campaigns costs: Redis' memory and CPU for what callers share, and the correlator's time.

    python benchmarks/campaign_cost.py memory [--callers 1000000] [--requests 50]
    python benchmarks/campaign_cost.py correlate [--edges 100000]

`memory` lets so many callers send so many requests each over ten days: most with texts of their own, a third of the
system prompts a framework's, one caller in fifty a member of a campaign, three callers an address, one in ten the
second question of a conversation; all texts are long enough to be met in their middle. Buckets are spread
over 64 shards by their digests, so one shard is a fair sample: a real redis-server is given what falls into the first,
and what it holds at the end is told times 64. `correlate` makes pools of 96 callers with so many memberships in all,
half of them suspicious, and times a search over them.
"""

from __future__ import annotations

import argparse
import asyncio
import sys
import time
from pathlib import Path
from random import Random

sys.path.insert(0, str(Path(__file__).parent.parent))

from proxy.campaigns.watching import Watching
from proxy.core.sighting import TURNS, Kind, Manner, Shared, Sharer, Sighting
from proxy.detectors.sightings import FAMILIAR, SPARSE
from proxy.state.address import read_url
from proxy.state.crowd import CALLERS, SHARDS
from proxy.state.guarded import SIGHTINGS, Guarded
from proxy.state.redis import RedisStore
from tests.servers import RedisServer, redis_server

NOW = 1_790_000_000.0
DAY = 86400.0
DAYS = 10
FRAMEWORKS, CAMPAIGNS = 400, 40
MEMBERS_OF = 50
"""One caller in so many is a member of a campaign."""
AT_AN_ADDRESS = 3
TAKEN_UP = 0.1
"""One request in ten is the second question of a conversation."""
MIDDLES = (Kind.CLAUSE, Kind.PASSAGE)
EVERYBODY = 0.8
"""The sample of everybody is in eight shards only, so one of them sees eight times its share of a tenth of requests."""
EMPTY = 1_000_000
"""What an empty Redis says that it uses, about."""


def mixed(number: int) -> int:
    """64 bits that look drawn by chance, as digests do (the finalizer of SplitMix64)."""
    number = (number ^ number >> 30) * 0xBF58476D1CE4E5B9 % 2**64
    number = (number ^ number >> 27) * 0x94D049BB133111EB % 2**64
    return number ^ number >> 31


def here(number: int) -> int:
    """A digest that falls into the first shard."""
    return mixed(number) & ~(SHARDS - 1)


def texts(chance: Random, callers: int) -> tuple[int, Manner, list[tuple[Kind, int]]]:
    """Who sends a request, how it is worded, and the texts of it that fall into the first shard."""
    own, sort = chance.getrandbits(62), chance.random()
    if sort < 1 / MEMBERS_OF:
        size = callers // MEMBERS_OF // CAMPAIGNS
        caller = MEMBERS_OF * CAMPAIGNS * chance.randrange(max(1, size))
        return caller, Manner.LONE | Manner.STRONG, [(Kind.OPENING, here(1)), (Kind.ENDING, here(own))]
    caller, system = chance.randrange(callers), own
    if sort < 0.35:
        framework = chance.randrange(FRAMEWORKS // SHARDS)
        caller, system = framework + FRAMEWORKS * chance.randrange(callers // FRAMEWORKS), 1000 + framework
    kinds = ((Kind.SYSTEM, system), (Kind.CLAUSE, system + 10**6), (Kind.OPENING, own + 1), (Kind.ENDING, own + 2),
             (Kind.PASSAGE, own + 4))  # fmt: skip
    return caller, Manner.LONE, [(kind, here(number)) for kind, number in kinds]


def request(chance: Random, callers: int) -> list[Sighting]:
    """What one request of each kind would add to the first shard."""
    caller, manner, found = texts(chance, callers)
    turn, content = chance.randrange(1, 51), chance.getrandbits(48)

    def seen(kind: Kind, digest: int, caller: int, content: int, manner: Manner = manner) -> Sighting:
        born, org = NOW - 90 * DAY, mixed(caller // 2) & 0xFFFFFFFF
        return Sighting(kind, digest, mixed(caller), org, born, content, manner, turn, turn, 0.4, caller % 50, 7, 0.3)

    if turn > FAMILIAR and content % SPARSE:
        found = [(kind, digest) for kind, digest in found if kind not in MIDDLES]
    made = [seen(kind, digest, caller, content) for kind, digest in found]
    if chance.random() < TAKEN_UP:
        made += [seen(kind, digest, caller, 0, Manner.TAKEN_UP) for kind, digest in found if kind in TURNS]
    address = chance.randrange(callers // AT_AN_ADDRESS // SHARDS)
    made.append(seen(Kind.EXIT, here(10**9 + address), AT_AN_ADDRESS * address + chance.randrange(3), 0))
    if chance.random() < EVERYBODY:
        made.append(seen(Kind.EVERYONE, 0, chance.randrange(callers), 0))
    return made


async def memory(callers: int, requests: int, server: RedisServer) -> None:
    """Live all days in a real Redis, and say what it holds and what a call cost it."""
    redis = RedisStore.at(read_url(server.url).addresses[0], lambda: 0.5)
    await redis.open()
    chance, store = Random(7), Guarded(redis, clock=time.monotonic)
    asked, sightings, at, cpu = callers * requests // SHARDS, 0, NOW, server_cpu(server)
    pending: list[Sighting] = []
    for number in range(asked):
        before, at = at, NOW + DAYS * DAY * number / asked
        if at // DAY > before // DAY:  # real time would have expired it, but here time is virtual
            server.ask("DEL", f"sw:{{b3:0}}:{int(at // DAY) - 3}")
        pending += request(chance, callers)
        if len(pending) >= SIGHTINGS:
            sightings += len(pending)
            await store.sight(pending, at)
            pending = []
    cpu = server_cpu(server) - cpu
    names = ["sw:{b3:0}", *[f"sw:{{b3:0}}:{int(at // DAY) - back}" for back in range(3)]]
    held = [int(server.ask("MEMORY", "USAGE", name, "SAMPLES", 0) or 0) for name in names]
    buckets = int(server.ask("HLEN", names[0]))
    print(f"{callers} callers x {requests} requests over {DAYS} days: {sightings} sightings in one shard of {SHARDS}")
    print(f"it holds {buckets} buckets in {held[0] / 1e6:.2f} MB, its doors {sum(held[1:]) / 1e6:.2f} MB")
    print(f"all shards: {SHARDS * sum(held) / 1e6:.0f} MB; Redis' own account x {SHARDS}: "
          f"{SHARDS * (info(server, 'memory', 'used_memory') - EMPTY) / 1e6:.0f} MB")  # fmt: skip
    print(f"Redis spends {cpu / sightings * 1e6:.1f} us a sighting; lost: {store.unsettled}")
    await reading(store, at)
    await store.close()


async def reading(store: Guarded, now: float) -> None:
    """The correlator's first look at the shard."""
    watching, started = Watching(), time.monotonic()
    buckets = await store.shared(0, 0.0, now)
    read = time.monotonic() - started
    watching.read(buckets, now)
    print(f"a new leader reads the {len(buckets)} buckets of a shard that three callers share in {read:.2f} s, "
          f"and finds {len(watching.find(now))} campaigns in {time.monotonic() - started - read:.2f} s")  # fmt: skip


def server_cpu(server: RedisServer) -> float:
    """Seconds of CPU that the server has used."""
    return info(server, "cpu", "used_cpu_user") + info(server, "cpu", "used_cpu_sys")


def info(server: RedisServer, section: str, name: str) -> float:
    """A number of INFO."""
    lines = str(server.ask("INFO", section)).splitlines()
    return next(float(line.partition(":")[2]) for line in lines if line.startswith(name + ":"))


def correlate(edges: int) -> None:
    """Time a search over pools with so many memberships, half of them suspicious."""
    chance, pools = Random(3), edges // CALLERS
    watching = Watching()
    everyone = Shared(Kind.EVERYONE, 1, NOW - DAY, NOW, 1e6, (), pool(chance, 1, suspicious=False).callers, 0.002)
    watching.read([everyone, *[pool(chance, number, suspicious=number % 2 == 0) for number in range(pools)]], NOW)
    for label in ("first", "second"):
        started = time.process_time()
        found = watching.find(NOW)
        spent = time.process_time() - started
        print(f"{label} search over {pools} pools, {pools * CALLERS} edges: {len(found)} campaigns in {spent:.2f} s")


def pool(chance: Random, number: int, *, suspicious: bool) -> Shared:
    """A full sample of callers of one of a hundred crowds, each of which keeps several texts."""
    crowd = number % 100
    people = tuple(sorted(
        Sharer(mixed(crowd * 500 + place), place, NOW, 9, NOW - chance.random() * 300 * DAY,
               9 if suspicious else 0, 0, 9, 20, 8, 0.5)
        for place in chance.sample(range(500), CALLERS)
    ))  # fmt: skip
    kind = (Kind.SYSTEM, Kind.OPENING, Kind.ENDING)[number % 3]
    return Shared(kind, mixed(10**7 + number), NOW - DAY, NOW, 900.0, tuple([(1, False)] * 32), people, 0.2)


def main() -> None:
    """Read the command line."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("what", choices=("memory", "correlate"))
    parser.add_argument("--callers", type=int, default=1_000_000)
    parser.add_argument("--requests", type=int, default=50)
    parser.add_argument("--edges", type=int, default=100_000)
    given = parser.parse_args()
    if given.what == "correlate":
        correlate(given.edges)
        return
    with redis_server("--save", "", "--appendonly", "no") as server:
        asyncio.run(memory(given.callers, given.requests, server))


if __name__ == "__main__":
    main()
