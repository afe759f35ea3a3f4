"""The story of one request: read it, judge it, carry the judgement out, and close the books.

receive -> intake -> begin -> store.take -> conclude -> refuse | forward -> relay
                                                             `-> books: settle, event, metrics (off the path)
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from proxy.actions import block, tag
from proxy.callers.reception import Reception
from proxy.campaigns.roster import NOBODY, Roster
from proxy.core.bond import UNBOUND
from proxy.core.decision import Decision, Refusal
from proxy.core.effect import Degrade
from proxy.core.exchange import Caller, Headers
from proxy.core.features import Features
from proxy.core.tally import Readings
from proxy.dialects.base import Dialect, Request
from proxy.edge.asking import Succession, ask
from proxy.edge.beside import Gallery
from proxy.edge.binding import bound, foreign_seals
from proxy.edge.books import Books, Visit
from proxy.edge.carrying import answering_model, degradation, holder_of, outgoing, reader_for
from proxy.edge.downstream import Exchange
from proxy.edge.http1 import RequestHead
from proxy.edge.intake import INSPECTED, Intake, receive, understand
from proxy.edge.marked import Canaries, marked
from proxy.edge.outbound import upstream_head
from proxy.edge.relay import relay
from proxy.edge.reply import UpstreamReply
from proxy.edge.routes import Routes
from proxy.edge.slowing import WaitingRoom, slow
from proxy.errors import ProtocolError, UpstreamError
from proxy.features.extract import Extractor
from proxy.policy.evaluate import Policy
from proxy.remedies import Banned
from proxy.screening import CREDENTIAL_REFUSAL, Opening, begin, conclude, turned_away
from proxy.state.guarded import Guarded
from proxy.state.memory import MemoryStore

# Nobody looks into a tunnel, so nothing in it can be degraded.
TUNNEL_REFUSAL = Refusal(400, "unsupported", "This API key cannot open WebSockets and other tunnels for now.")
# Without us an SDK would try a server again that it cannot reach, so it shall with us; servers restart within seconds.
TRY_AGAIN_S = 1.0


@dataclass(frozen=True, slots=True)
class Regime:
    """Everything that follows from the active policy; swapped as one value when the policy is reloaded."""

    policy: Policy
    reception: Reception
    routes: Routes
    generic: tuple[Dialect, ...] = ()
    shadow: Policy | None = None
    """Another policy, which judges the same requests and does nothing."""
    seeks: bool = False
    """Whether a rule puts markers into answers, and so prompts are looked through for them."""
    bans: Mapping[str, float] = field(default_factory=dict)
    """Callers whom an operator has banned by name, and until when."""
    succession: Succession | None = None
    """What another secret makes of requests, while it replaces the one in force."""


class Handler:
    """Answers exchanges. `regime` is asked once per request, so a reload never splits one request's judgement."""

    def __init__(
        self,
        regime: Callable[[], Regime],
        store: Guarded,
        books: Books,
        clock: Callable[[], float],
        extractor: Extractor,
        credential: bytes = b"",
        cutting_off: Callable[[], bool] = lambda: False,
        room: WaitingRoom | None = None,
        key: bytes = b"",
        tag_key: bytes = b"",
        roster: Callable[[], Roster] = lambda: NOBODY,
        canaries: Canaries | None = None,
    ) -> None:
        """`credential` goes upstream instead of the callers' own; `cutting_off`: the server waits no longer.

        `room` is where those wait who are slowed down, `key` what effects are keyed with (at most 64 bytes); `roster`
        tells of campaigns. `canaries` marks answers where a rule says so; without it none is.
        """
        self._regime = regime
        self._store = store
        self._books = books
        self._clock = clock
        self._extractor = extractor
        self._credential = credential
        self._cutting_off = cutting_off
        self._local = MemoryStore()
        self._banned = Banned()
        self._gallery = Gallery(store)
        self._key = key
        self._tag_key = tag_key
        self._roster = roster
        self._canaries = canaries
        self._room = room or WaitingRoom(asyncio.sleep, lambda: 0.0)

    async def __call__(self, exchange: Exchange) -> None:
        """Serve one exchange to its end, whatever the end is."""
        visit = self._books.open(exchange)
        try:
            await self._serve(visit, self._regime())
        except asyncio.CancelledError:
            if exchange.evicted:
                await self._evict(visit)
                return
            visit.outcome = "drained" if self._cutting_off() else "client_left"
            raise
        except ProtocolError:
            visit.outcome = "protocol_error"
            raise
        finally:
            self._books.close(visit)
            if visit.prepared is not None and self._canaries is not None:
                self._canaries.told(visit.prepared, visit.id)

    async def _serve(self, visit: Visit, regime: Regime) -> None:
        decision = await self._judge(visit, regime)
        if regime.policy.bans:
            visit.exchange.expose(decision.caller, visit.banned_event)
        if decision.effects:
            decision = await self._slow(visit, decision, regime.policy)
        if decision.refusal is not None and decision.enforced:
            visit.outcome = "refused"
            await self._refuse(visit, decision.refusal)
            return
        try:
            if visit.intake is not None:
                await self._forward(visit, visit.intake, regime)
        except UpstreamError as error:
            visit.fail(error)
            if not visit.exchange.responded:
                await self._refuse(visit, Refusal(error.status, "upstream", str(error), TRY_AGAIN_S))

    async def _judge(self, visit: Visit, regime: Regime) -> Decision:
        """Read the request, ask the state once, and conclude."""
        exchange, policy = visit.exchange, regime.policy
        head = exchange.head
        caller = regime.reception.receive(head.headers, head.query, exchange.peer)
        arrival = await receive(exchange, policy, regime.generic)
        visit.ready_at = now = self._clock()
        visit.intake = understand(arrival, policy, head.first(b"content-encoding"))
        if regime.bans and max(regime.bans.get(each, 0.0) for each in (caller.id, caller.successor)) > now:
            return self._turn_away(visit, Opening(policy, caller, visit.call, now, path=head.path))
        features = self._features(visit.intake, regime, caller, head, now)
        visit.opening = opening = self._begin(visit, visit.intake, regime, caller, features)
        readings = await self._ask(visit, opening, regime, features)
        unknown = readings is None
        if readings is None and policy.on_state_failure == "local":
            readings, visit.local = await self._local.take(opening.tallies, now), self._local
        ruling = conclude(opening, readings, visit.id, unknown=unknown)
        if visit.second is not None:
            ruling = visit.second.beside(ruling)
            self._gallery.note(visit.second)
        visit.ruling = ruling
        self._books.judged(visit)
        self._banned.note(ruling.decision, banned=ruling.course.banned)
        return ruling.decision

    def _features(
        self, intake: Intake, regime: Regime, caller: Caller, head: RequestHead, now: float
    ) -> Features | None:
        """What the request looks like, where anybody wants to know and it can be read."""
        wanted = regime.policy.detects or regime.shadow is not None
        if not wanted or intake.problem or intake.call.operation not in INSPECTED:
            return None
        return self._extractor.features(intake.call, caller, head.headers, now)

    def _begin(
        self, visit: Visit, intake: Intake, regime: Regime, caller: Caller, features: Features | None
    ) -> Opening:
        """The request as the judgement sees it, with all that is known of it without the state."""
        policy, head, now = regime.policy, visit.exchange.head, visit.ready_at or visit.at
        early = CREDENTIAL_REFUSAL if caller.anonymous and policy.anonymous == "refuse" else intake.early
        if policy.bind is not None:
            coding = head.first(b"content-encoding")
            visit.bound = bound(policy.bind, self._key, caller, intake, coding, policy.inspect_limit)
        membership = strangers = None
        if features is not None:
            membership = self._roster().membership(features)
            if regime.seeks and self._canaries is not None:
                campaign = membership.id if membership else ""
                strangers = self._canaries.strangers(intake.call, caller.id, campaign, now)
        return begin(
            policy, caller, intake.call, now, early, features=features if policy.detects else None, path=head.path,
            knocking=caller.id in self._banned, membership=membership, markers=strangers,
            bonds=visit.bound.bonds if visit.bound is not None else UNBOUND,
        )  # fmt: skip

    async def _ask(self, visit: Visit, opening: Opening, regime: Regime, features: Features | None) -> Readings:
        """What the state answers; None where it cannot. A policy that looks on asks in the same write."""
        if regime.succession is not None:
            visit.heir = regime.succession.heir(opening, visit.exchange.head.headers)
        asked, shadow = ask(self._store, opening, visit.heir), regime.shadow
        if shadow is not None and (opening.early is None or not opening.policy.enforces):
            problem = visit.intake.problem if visit.intake else ""
            visit.second = await self._gallery.ask(shadow, opening, features, problem, asked)
            return visit.second.shared
        return await asked

    async def _evict(self, visit: Visit) -> None:
        """A ban fell while this was answered: who waits is refused as the next one would be. Else raises."""
        visit.outcome = "banned"
        task = asyncio.current_task()
        if visit.exchange.responded or task is None:
            raise asyncio.CancelledError
        task.uncancel()
        await self._refuse(visit, block.REFUSAL)

    def _turn_away(self, visit: Visit, opening: Opening) -> Decision:
        """An operator has banned this caller by name: nobody is asked."""
        visit.opening, visit.ruling = opening, turned_away(opening, visit.id)
        self._books.judged(visit)
        return visit.ruling.decision

    async def _slow(self, visit: Visit, decision: Decision, policy: Policy) -> Decision:
        """Slow a caller down that is to be: more takes and some waiting, for these few only."""
        decision, held = await slow(visit.local or self._store, decision)
        visit.held += held
        visit.rule(decision)
        if not decision.enforced:
            return decision
        decision, seconds = await self._room.hold(decision, policy.max_waiting)
        visit.rule(decision)
        if visit.ready_at is not None:
            visit.ready_at += seconds  # what was meant to wait is not told as our slowness
        return decision

    async def _refuse(self, visit: Visit, refusal: Refusal) -> None:
        answer = visit.dialect.refuse(refusal)
        await visit.exchange.answer(answer.status, [*answer.headers, *self._standing(visit)], answer.body)

    def _standing(self, visit: Visit) -> Headers:
        """Rate-limit headers, where a budget applies and the policy is in force."""
        decision = visit.decision
        opening = visit.opening
        if decision is None or opening is None or not decision.standings or not opening.policy.enforces:
            return []
        return visit.dialect.standing(decision.standings, decision.at)

    async def _forward(self, visit: Visit, intake: Intake, regime: Regime) -> None:
        """Send the request on and let the reply pass, metered, and edited where an effect says so."""
        exchange, policy, degrade = visit.exchange, regime.policy, degradation(visit.decision)
        coding, foreign = exchange.head.first(b"content-encoding"), foreign_seals(visit.bound, visit.ruling, policy)
        sent = outgoing(degrade, intake, coding, policy.inspect_limit, foreign)
        refusal = TUNNEL_REFUSAL if degrade is not None and exchange.head.is_upgrade else sent.refusal
        if refusal is not None:
            visit.outcome = "refused"
            await self._refuse(visit, refusal)
            return
        request, dialect = sent.request, intake.dialect
        if self._canaries is not None and request is not None:
            coded = coding not in (None, b"identity") and not sent.decoded
            visit.prepared = self._canaries.prepare(visit.decision, dialect, request, coded=coded)
            request = visit.prepared.request if visit.prepared is not None else request
        head = upstream_head(
            exchange.head, request, policy.credential, self._credential, dialect.name,
            edited=sent.edited or visit.prepared is not None, decoded=sent.decoded,
        )  # fmt: skip
        visit.sent_at = self._clock()
        body = request.body if request is not None else exchange.chunks()
        reply = await regime.routes.pick(exchange.head.path, answering_model(degrade, intake)).send(
            head,
            body,
            exchange,
            drop=policy.tags,
            extra=tag.headers(visit.decision, self._tag_key) if policy.tags else (),
        )
        visit.replied_at = self._clock()
        if request is None and sent.edited:  # a stored answer is asked for without a body
            request = Request(intake.call, b"")
        if request is not None:
            self._listen(visit, request, reply, degrade)
        await relay(reply, exchange, reader=visit.reader, extra=self._standing(visit), broken=visit.broken_event())
        visit.outcome = "completed"

    def _listen(self, visit: Visit, request: Request, reply: UpstreamReply, degrade: Degrade | None) -> None:
        """Who reads the reply: the dialect, around it what degrades and what marks, and around all what notes seals."""
        dialect, status = visit.dialect, reply.head.status
        content_type = (reply.head.first(b"content-type") or b"").decode("latin-1")
        holder = None if degrade is None else holder_of(visit.ruling, self._key)
        visit.reader = reader_for(degrade, dialect, request, status, content_type, holder)
        if visit.prepared is not None:
            visit.reader = marked(visit.prepared, visit.reader, dialect, reply)
        if visit.bound is not None and 200 <= status < 300:
            visit.reader = visit.bound.reader(visit.reader, content_type)
