"""After the request: what it cost is settled once, in batches; what happened is told once, whatever happened."""

from __future__ import annotations

import asyncio
from collections.abc import Coroutine, Sequence
from dataclasses import replace
from typing import Any, cast

import pytest

from proxy.audit.metrics import Metrics
from proxy.audit.recorder import Recorder
from proxy.audit.spread import Spread
from proxy.core.exchange import Call, Caller, Usage
from proxy.core.sighting import Sighting
from proxy.core.tally import Readings, Settlement, Tally
from proxy.dialects.base import ReplyReader, Request
from proxy.dialects.openai_chat import OpenAIChat
from proxy.edge.books import Books, Visit
from proxy.edge.exchange import Exchange
from proxy.edge.http1 import RequestHead
from proxy.edge.intake import Intake
from proxy.errors import StateUnavailable, UpstreamBroken, UpstreamError, UpstreamTimeout, UpstreamUnreachable
from proxy.screening import begin, conclude
from proxy.state.memory import MemoryStore
from tests.edge.stage import until
from tests.policies import limited

NOW = 1_790_000_000.0
CALLER = Caller("k_1", "203.0.113.7", org="o_1")
HEAD = RequestHead("POST", b"/v1/chat/completions", "/v1/chat/completions", b"", "1.1", [])
CALL = Call("openai", "chat", "m", stream=True, input_tokens=11, max_output_tokens=20)


class Store:
    """Takes settlements, one batch after the other, as slowly as the test wants."""

    def __init__(self, *, broken: bool = False) -> None:
        self.batches: list[list[Settlement]] = []
        self.seen: list[list[Sighting]] = []
        self.may = asyncio.Event()
        self.may.set()
        self.broken = broken

    async def settle(self, settlements: Sequence[Settlement], now: float) -> None:  # noqa: ARG002 - the contract
        """Keep them."""
        self.batches.append(list(settlements))
        await self.may.wait()
        if self.broken:
            raise StateUnavailable("down")

    async def take(self, tallies: Sequence[Tally], now: float) -> Readings:  # noqa: ARG002 - the contract
        """Know nothing."""
        return None

    async def sight(self, sightings: Sequence[Sighting], now: float) -> None:  # noqa: ARG002 - the contract
        """Keep them."""
        self.seen.append(list(sightings))


class Desk:
    """Books, and what they wrote."""

    def __init__(self, store: Store) -> None:
        self.store, self.lines, self.metrics = store, cast("list[bytes]", []), Metrics()
        self.tasks: list[asyncio.Task[None]] = []
        recorder = Recorder(Spread.to(self.lines.append), str)
        self.books = Books(store, recorder, self.metrics, lambda: NOW + 2, self.spawn, "s")

    def spawn(self, work: Coroutine[Any, Any, None]) -> None:
        """Keep the task."""
        self.tasks.append(asyncio.get_running_loop().create_task(work))

    async def visit(self, **facts: object) -> Visit:
        """A visit of a call that reserved tokens."""
        exchange = Exchange(cast("Any", None), HEAD, "203.0.113.7", False, NOW, 0)
        visit = self.books.open(exchange)
        policy = limited(1000, "total_tokens", reserve_output="50")
        visit.intake = Intake(OpenAIChat(), CALL, Request(CALL, b"{}"))
        visit.opening = begin(policy, CALLER, CALL, NOW)
        readings = await MemoryStore().take(visit.opening.tallies, NOW)
        visit.ruling = conclude(visit.opening, readings, visit.id)
        for name, value in facts.items():
            setattr(visit, name, value)
        return visit


class Read:
    """A reader that has read."""

    edits = False

    def usage(self) -> Usage:
        """What it read."""
        return Usage(40, 2)


async def test_ids_are_unique_within_a_series() -> None:
    """Each visit has an id of its own that begins with the worker's series."""
    desk = Desk(Store())
    assert [(await desk.visit()).id for _ in range(3)] == ["d_s1", "d_s2", "d_s3"]


async def test_what_was_read_is_settled() -> None:
    """The reader's figures correct the reservation of prompt and cap."""
    desk = Desk(Store())
    desk.books.close(await desk.visit(reader=cast("ReplyReader", Read()), sent_at=NOW))
    await asyncio.gather(*desk.tasks)
    ((settlement,),) = desk.store.batches
    assert (settlement.spend.amount, settlement.actual, settlement.at) == (31.0, 42.0, NOW)


@pytest.mark.parametrize(
    ("facts", "actual"),
    [
        ({"sent_at": None}, 0.0),
        ({"sent_at": NOW, "outcome": "client_left"}, 11.0),
        ({"sent_at": NOW, "outcome": "upstream_broken"}, 11.0),
        ({"sent_at": NOW, "outcome": "upstream_unreachable"}, 0.0),
    ],
)
async def test_without_a_reply_the_prompt_counts_if_it_was_sent(facts: dict[str, object], actual: float) -> None:
    """A prompt that may have reached the model costs, as it does at the provider; one that did not is given back."""
    desk = Desk(Store())
    desk.books.close(await desk.visit(**facts))
    await asyncio.gather(*desk.tasks)
    assert desk.store.batches[0][0].actual == actual


async def test_settlements_of_a_busy_moment_travel_together() -> None:
    """While one batch is under way the next gathers: one task, two calls to the store for many requests."""
    desk = Desk(Store())
    desk.store.may.clear()
    visits = [await desk.visit() for _ in range(9)]
    desk.books.close(visits[0])
    await until(lambda: desk.store.batches)
    for visit in visits[1:]:
        desk.books.close(visit)
    desk.store.may.set()
    await asyncio.gather(*desk.tasks)
    assert [len(batch) for batch in desk.store.batches] == [1, 8]
    assert len(desk.tasks) == 1


async def test_a_store_that_fails_stops_nothing() -> None:
    """Settlements that are lost are lost; the next ones are tried all the same."""
    desk = Desk(Store(broken=True))
    for _ in range(2):
        desk.books.close(await desk.visit())
        await asyncio.gather(*desk.tasks)
    assert len(desk.store.batches) == 2


async def test_own_counters_are_settled_where_they_reserved() -> None:
    """A visit with a store of its own is settled there."""
    desk, local = Desk(Store()), Store()
    desk.books.close(await desk.visit(local=local))
    await asyncio.gather(*desk.tasks)
    assert (len(local.batches), desk.store.batches) == (1, [])


async def test_a_visit_without_a_decision_is_told() -> None:
    """A request that broke off before it was judged leaves an access line and the gauge where it was."""
    desk = Desk(Store())
    visit = desk.books.open(Exchange(cast("Any", None), HEAD, "203.0.113.7", False, NOW, 0))
    desk.books.close(visit)
    assert len(desk.lines) == 1
    assert desk.tasks == []
    assert desk.metrics.snapshot()["stillwatch_active_exchanges"] == [((), [0.0])]


async def test_times_are_told() -> None:
    """Total, own, upstream and first-byte times are taken from the right moments."""
    desk = Desk(Store())
    visit = await desk.visit(ready_at=NOW + 0.5, sent_at=NOW + 0.75, replied_at=NOW + 1.0, at=NOW)
    passed = visit.passed(Usage(1, 2), NOW + 2)
    assert (passed.total, passed.own, passed.upstream, passed.first_byte) == (2.0, 0.25, 1.25, 0.25)


@pytest.mark.parametrize(
    ("error", "outcome"),
    [
        (UpstreamUnreachable("x"), "upstream_unreachable"),
        (UpstreamTimeout("x"), "upstream_timeout"),
        (UpstreamBroken("x"), "upstream_broken"),
    ],
)
async def test_failures_have_their_words(error: UpstreamError, outcome: str) -> None:
    """Each way in which an upstream fails is an outcome of its own."""
    visit = await Desk(Store()).visit()
    visit.fail(error)
    assert visit.outcome == outcome


async def test_only_streams_end_with_an_event() -> None:
    """What a broken stream says last is the dialect's; a plain answer says nothing more."""
    visit = await Desk(Store()).visit()
    assert visit.broken_event().startswith(b'data: {"error":')
    plain = Call("openai", "chat", "m")
    visit.intake = Intake(OpenAIChat(), plain, Request(plain, b"{}"))
    assert visit.broken_event() == b""


async def test_unread_requests_have_no_figures() -> None:
    """Where a body streamed through, the event shows no tokens instead of wrong ones."""
    visit = await Desk(Store()).visit()
    visit.intake = Intake(OpenAIChat(), CALL)
    assert visit.passed(Usage(5, 5), NOW).usage is None
    assert visit.asked().caller == CALLER


async def test_rulings_are_noted_once_and_again_where_they_were_revised() -> None:
    """Whoever explains is told of a ruling as soon as it is made, and at the end only of one that has changed."""
    noted: list[object] = []
    desk = Desk(Store())
    desk.books = Books(
        desk.store, Recorder(Spread.to(desk.lines.append), str), desk.metrics, lambda: NOW, desk.spawn, "s",
        lambda _, ruling: noted.append(ruling),
    )  # fmt: skip
    plain, revised = await desk.visit(), await desk.visit()
    for visit in (plain, revised):
        desk.books.judged(visit)
    assert noted == [plain.ruling, revised.ruling]
    assert revised.ruling is not None
    revised.ruling = replace(revised.ruling)
    for visit in (plain, revised):
        desk.books.close(visit)
    assert len(noted) == 3
    assert noted[2] is revised.ruling
