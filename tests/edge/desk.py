"""A handler with all it stands on, over the stage's sockets: events in a list, state in memory, a clock of our own."""

from __future__ import annotations

import asyncio
from collections.abc import Coroutine, Sequence
from dataclasses import dataclass, field
from typing import Any

import orjson

from proxy.audit.metrics import Metrics
from proxy.audit.recorder import Recorder
from proxy.audit.spread import Spread
from proxy.callers.digests import Keyed
from proxy.callers.directory import Directory
from proxy.callers.forwarded import Forwarding
from proxy.callers.identify import Sources
from proxy.callers.reception import Reception
from proxy.core.tally import Settlement, Tally
from proxy.edge.books import Books
from proxy.edge.exchange import Exchange
from proxy.edge.handler import Handler, Regime
from proxy.edge.routes import Routes
from proxy.edge.slowing import WaitingRoom
from proxy.errors import StateUnavailable
from proxy.features.extract import Extractor
from proxy.policy.evaluate import Policy
from proxy.state.guarded import Guarded
from tests.edge.stage import Stage, until
from tests.stores import Through

KEYED = Keyed(b"a secret of tests, long enough")


class Failing(Through):
    """A store that can be switched off, and remembers what it was told to settle."""

    def __init__(self) -> None:
        super().__init__()
        self.down = False
        self.settled: list[Settlement] = []

    async def take(self, tallies: Sequence[Tally], now: float) -> Any:
        """As in memory, unless it is down."""
        if self.down:
            raise StateUnavailable("down")
        return await super().take(tallies, now)

    async def settle(self, settlements: Sequence[Settlement], now: float) -> None:
        """As in memory, unless it is down."""
        if self.down:
            raise StateUnavailable("down")
        self.settled += settlements
        await super().settle(settlements, now)


@dataclass
class Desk:
    """Set `policy` at any time: the next request meets it."""

    stage: Stage
    policy: Policy
    credential: bytes = b""
    shadow: Policy | None = None
    bans: dict[str, float] = field(default_factory=dict)
    store: Failing = field(default_factory=Failing)
    metrics: Metrics = field(default_factory=Metrics)
    lines: list[bytes] = field(default_factory=list)
    now: float = 1_790_000_000.0
    cutting_off: bool = False
    chance: float = 0.0
    waits: list[float] = field(default_factory=list)
    """How long requests were to wait, each ended by the next `go`."""
    go: asyncio.Event = field(default_factory=asyncio.Event)
    tasks: set[asyncio.Task[None]] = field(default_factory=set)

    def __post_init__(self) -> None:
        self.reception = Reception(KEYED, Sources(), Forwarding(()), Directory(KEYED))
        self.guarded = Guarded(self.store, clock=self.clock, limit_s=5.0)
        recorder = Recorder(Spread.to(self.lines.append), KEYED.address)
        self.books = Books(self.guarded, recorder, self.metrics, self.clock, self.spawn, "serie")
        self.handler = Handler(
            self.regime,
            self.guarded,
            self.books,
            self.clock,
            Extractor(b"a secret of the tests"),
            self.credential,
            cutting_off=lambda: self.cutting_off,
            key=KEYED.key(b"actions"),
            tag_key=b"t" * 32,
            room=WaitingRoom(self.wait, lambda: self.chance),
        )
        self.stage.handler = self.serve

    async def serve(self, exchange: Exchange) -> None:
        """What the stage calls."""
        await self.handler(exchange)

    async def wait(self, seconds: float) -> None:
        """Keep somebody until the test says so."""
        self.waits.append(seconds)
        await self.go.wait()

    def clock(self) -> float:
        """The time of day, which only tests move."""
        return self.now

    def regime(self) -> Regime:
        """What follows from the policy."""
        assert self.stage.origin is not None
        return Regime(self.policy, self.reception, Routes(self.stage.origin), shadow=self.shadow, bans=self.bans)

    def spawn(self, work: Coroutine[Any, Any, None]) -> None:
        """Start a task and keep it."""
        task = asyncio.get_running_loop().create_task(work)
        self.tasks.add(task)
        task.add_done_callback(self.tasks.discard)

    def events(self, kind: str) -> list[dict[str, Any]]:
        """Events of this kind so far."""
        return [event for event in map(orjson.loads, self.lines) if event["event"] == kind]

    async def access(self, number: int = 1) -> dict[str, Any]:
        """The `number`th access event, waited for."""
        await until(lambda: len(self.events("access")) >= number)
        await until(lambda: not self.tasks)
        return self.events("access")[number - 1]
