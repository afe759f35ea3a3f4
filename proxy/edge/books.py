"""After the request: what it cost is settled, what happened is told. None of it on the request's path.

`Visit` gathers what is known of one request while it is served; `Books.close` is called once, however it ended.
"""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Coroutine, Sequence
from dataclasses import dataclass, replace
from typing import Any, Protocol

from proxy.actions import block
from proxy.audit.metrics import Metrics
from proxy.audit.record import Asked, Passed
from proxy.audit.recorder import Recorder
from proxy.core.decision import Decision
from proxy.core.exchange import Call, Usage
from proxy.core.sighting import Sighting
from proxy.core.tally import Readings, Settlement, Tally
from proxy.dialects import plain
from proxy.dialects.base import Dialect, ReplyReader, Request
from proxy.edge.beside import Second
from proxy.edge.binding import Bound, handed_out
from proxy.edge.downstream import Exchange
from proxy.edge.intake import Intake
from proxy.edge.marked import Prepared
from proxy.errors import StateError, UpstreamError, UpstreamTimeout, UpstreamUnreachable
from proxy.screening import Opening, Ruling, remember, settle, witness
from proxy.succession import Heir

_NOTHING = Call("", "opaque")


class Settles(Protocol):
    """Any store."""

    async def take(self, tallies: Sequence[Tally], now: float) -> Readings:
        """Remember tallies; None where that cannot be known."""
        ...

    async def settle(self, settlements: Sequence[Settlement], now: float) -> None:
        """Correct reservations."""
        ...

    async def sight(self, sightings: Sequence[Sighting], now: float) -> object:
        """Remember what callers share."""
        ...


@dataclass(slots=True)
class Visit:
    """One request from its head to its end. Times in seconds since the epoch."""

    id: str
    exchange: Exchange
    at: float
    intake: Intake | None = None
    opening: Opening | None = None
    ruling: Ruling | None = None
    noted: Ruling | None = None
    """The ruling as it has been told to those who explain."""
    reader: ReplyReader | None = None
    ready_at: float | None = None
    """When the request's body had come, as far as it is read: the client's slowness ends and ours begins."""
    sent_at: float | None = None
    replied_at: float | None = None
    outcome: str = "failed"
    heir: Heir | None = None
    """The same under another secret's names, while it replaces the one in force."""
    second: Second | None = None
    """What another policy makes of it, where one looks on."""
    prepared: Prepared | None = None
    """What was prepared for an answer that carries canaries."""
    local: Settles | None = None
    """The store that reserved, where it was not the shared one."""
    bound: Bound | None = None
    """Its part in the binding of reasoning, where the policy asks for it."""
    held: tuple[Settlement, ...] = ()
    """What is given back when it is over."""

    def rule(self, decision: Decision) -> None:
        """What came of the ruling since."""
        if self.ruling is not None and decision is not self.ruling.decision:
            self.ruling = replace(self.ruling, decision=decision)

    @property
    def decision(self) -> Decision | None:
        """What was decided, if it came to that."""
        return self.ruling.decision if self.ruling is not None else None

    @property
    def call(self) -> Call:
        """What was read of the call; an opaque one before anything was."""
        return self.intake.call if self.intake is not None else _NOTHING

    @property
    def request(self) -> Request | None:
        """What will be forwarded from memory; None where the body streams through."""
        return self.intake.request if self.intake is not None else None

    @property
    def dialect(self) -> Dialect:
        """Whose words our answers are in."""
        return self.intake.dialect if self.intake is not None else plain(self.exchange.head.path)

    def broken_event(self) -> bytes:
        """What a stream says last when the upstream breaks it off."""
        return self.dialect.broken("The model's server broke off this answer.") if self.call.stream else b""

    def banned_event(self) -> bytes:
        """What a stream says last when a ban falls on its caller."""
        return self.dialect.broken(block.REFUSAL.message, block.REFUSAL.kind) if self.call.stream else b""

    def fail(self, error: UpstreamError) -> None:
        """Note how the upstream failed."""
        if isinstance(error, UpstreamUnreachable):
            self.outcome = "upstream_unreachable"
        else:
            self.outcome = "upstream_timeout" if isinstance(error, UpstreamTimeout) else "upstream_broken"

    def asked(self) -> Asked:
        """What the events say of the request."""
        head, intake, caller = self.exchange.head, self.intake, self.opening.caller if self.opening else None
        asked = Asked(self.id, self.at, head.method, head.path, caller=caller)
        if intake is not None:
            call = intake.call
            asked.operation, asked.model, asked.stream = call.operation, call.model, call.stream
            asked.dialect, asked.unreadable = "" if call.operation == "opaque" else call.dialect, intake.problem
        return asked

    def passed(self, usage: Usage, now: float) -> Passed:
        """What the events say of its end."""
        sent, replied = self.sent_at, self.replied_at
        return Passed(
            self.exchange.status,
            self.outcome,
            usage if self.intake is not None and self.intake.request is not None else None,
            total=now - self.at,
            upstream=None if sent is None else now - sent,
            first_byte=None if sent is None or replied is None else replied - sent,
            own=None if sent is None or self.ready_at is None else sent - self.ready_at,
            bytes_in=self.exchange.bytes_in,
            bytes_out=self.exchange.bytes_out,
        )

    def usage(self) -> Usage:
        """What the exchange cost, as far as anybody knows.

        Without a reply the prompt counts if it may have reached the model: the provider charges for it too.
        """
        if self.reader is not None:
            return self.reader.usage()
        reached = self.sent_at is not None and self.outcome != "upstream_unreachable"
        return Usage(self.intake.call.input_tokens if reached and self.intake else 0, 0, estimated=True)


class Books:
    """Closes visits: one settlement, one or two events, a handful of numbers each."""

    def __init__(
        self,
        store: Settles,
        recorder: Recorder,
        metrics: Metrics,
        clock: Callable[[], float],
        spawn: Callable[[Coroutine[Any, Any, None]], object],
        series: str,
        note: Callable[[Opening, Ruling], None] = lambda _opening, _ruling: None,
    ) -> None:
        """`series` is a word that no other worker's life shares, so that ids are unique; `note` is told each ruling."""
        self._store = store
        self._recorder = recorder
        self._metrics = metrics
        self._clock = clock
        self._spawn = spawn
        self._waiting: dict[int, tuple[Settles, list[Settlement]]] = {}
        self._seen: list[Sighting] = []
        self._draining = False
        self._series = series
        self._note = note
        self._serial = 0

    def open(self, exchange: Exchange) -> Visit:
        """An exchange began; its id is that of its decision."""
        self._metrics.entered()
        self._serial += 1
        return Visit(f"d_{self._series}{self._serial:x}", exchange, self._clock())

    def close(self, visit: Visit) -> None:
        """The exchange is over, however it ended."""
        now = self._clock()
        usage, took = visit.usage(), now - visit.at
        if visit.opening is not None and visit.ruling is not None:
            given = handed_out(visit.bound, visit.reader, now)
            self._settle(visit, (*settle(visit.opening, visit.ruling, usage, took), *visit.held, *given))
            if visit.heir is not None and visit.local is None:
                self._settle(visit, visit.heir.settled(visit.ruling, usage, took))
            if visit.second is not None:
                self._settle(visit, visit.second.settlements(usage, took))
            if visit.ruling is not visit.noted:  # a slowed caller's: its rate had to be asked first
                self._note(visit.opening, visit.ruling)
        asked, passed, decision = visit.asked(), visit.passed(usage, now), visit.decision
        if decision is not None:
            self._metrics.decided(asked, decision)
            self._recorder.decided(asked, decision)
        self._metrics.passed(asked, decision, passed)
        self._recorder.passed(asked, decision, passed)

    def judged(self, visit: Visit) -> None:
        """A ruling was made: what the caller's record gains by it is written while the request goes on."""
        if visit.opening is not None and visit.ruling is not None:
            self._settle(visit, remember(visit.opening, visit.ruling))
            if visit.second is not None:
                self._look_on(visit, visit.ruling, visit.second)
            if visit.local is None:  # what only this process knows is shared with nobody
                self._sight(witness(visit.opening, visit.ruling))
                if visit.heir is not None:
                    self._settle(visit, visit.heir.remembered(visit.ruling))
                    self._sight(visit.heir.witnessed(visit.ruling))
            visit.noted = visit.ruling
            self._note(visit.opening, visit.ruling)

    def _look_on(self, visit: Visit, ruling: Ruling, second: Second) -> None:
        """Write down what the second policy made of the request."""
        if second.ruling is not None:
            self._metrics.compared(ruling.decision, second.ruling.decision)
            self._settle(visit, second.notes())

    def _settle(self, visit: Visit, settlements: Sequence[Settlement]) -> None:
        """Hand settlements to the store; those of one tick, and of the ticks while the last are under way, together."""
        if not settlements:
            return
        store = visit.local or self._store
        self._waiting.setdefault(id(store), (store, []))[1].extend(settlements)
        self._write()

    def _sight(self, sightings: Sequence[Sighting]) -> None:
        """The same with what callers share."""
        if sightings:
            self._seen.extend(sightings)
            self._write()

    def _write(self) -> None:
        if not self._draining:
            self._draining = True
            self._spawn(self._drain())

    async def _drain(self) -> None:
        try:
            while self._waiting or self._seen:
                with contextlib.suppress(StateError):
                    if self._waiting:
                        _, (store, settlements) = self._waiting.popitem()
                        await store.settle(settlements, self._clock())
                    if self._seen:
                        seen, self._seen = self._seen, []
                        await self._store.sight(seen, self._clock())
        finally:
            self._draining = False
