"""From bytes to a `Call`: which dialect speaks, what the body says, and what goes upstream instead.

Only routes that a dialect knows are read, up to the policy's `inspect_limit`; everything else streams through
under request budgets only. A body is parsed from a copy: what goes upstream are the client's own bytes, unless
usage has to be asked for.
"""

from __future__ import annotations

from dataclasses import dataclass

from proxy.core.decision import Refusal
from proxy.core.exchange import Call
from proxy.core.sealed import sealed
from proxy.dialects import find, plain
from proxy.dialects.base import Dialect, Request
from proxy.edge.content import decode_bounded
from proxy.edge.downstream import Exchange
from proxy.errors import UnreadableBody
from proxy.policy.evaluate import Policy
from proxy.screening import OVERSIZE_REFUSAL, unreadable_refusal

OPAQUE = "opaque"
BODILESS = frozenset({"models", "stored"})
# Operations whose calls have features: those that put something to a model.
INSPECTED = frozenset({"chat", "completion", "embedding", "generic"})


@sealed
@dataclass(frozen=True, slots=True)
class Intake:
    """What was read. `request` is None where the body streams through unread; `problem` says why it was not read."""

    dialect: Dialect
    call: Call
    request: Request | None = None
    early: Refusal | None = None
    problem: str = ""


@sealed
@dataclass(frozen=True, slots=True)
class Arrival:
    """A request whose body has come, as far as it is read: None where it streams through."""

    dialect: Dialect
    operation: str
    body: bytes | None = None
    oversize: bool = False


async def receive(exchange: Exchange, policy: Policy, generic: tuple[Dialect, ...]) -> Arrival:
    """Recognise the route and read the body where a dialect wants it."""
    head = exchange.head
    found = find(head.method, head.path, generic)
    if found is None:
        return Arrival(plain(head.path), OPAQUE)
    dialect, operation = found
    if operation in BODILESS:
        return Arrival(dialect, operation)
    body = await exchange.read(policy.inspect_limit)
    return Arrival(dialect, operation, body, oversize=body is None)


def understand(arrival: Arrival, policy: Policy, coding: bytes | None) -> Intake:
    """Read the call. Nothing in a body raises: what cannot be read is a `problem`, and a refusal if the policy says."""
    dialect, operation, body = arrival.dialect, arrival.operation, arrival.body
    if arrival.oversize:
        return _unread(arrival, "oversize", OVERSIZE_REFUSAL if policy.oversize == "refuse" else None)
    if body is None:
        return Intake(dialect, Call(dialect.name, operation))
    try:
        request = _parse(dialect, operation, body, coding, policy.inspect_limit)
    except UnreadableBody as error:
        early = unreadable_refusal(error.reason) if policy.unreadable == "refuse" else None
        return _unread(arrival, error.reason, early)
    return Intake(dialect, request.call, request)


def _parse(dialect: Dialect, operation: str, body: bytes, coding: bytes | None, limit: int) -> Request:
    """Parse a body; a compressed one goes upstream as it came, and only its decoded copy is read."""
    if coding is None or coding.lower() == b"identity":
        return dialect.read(operation, body)
    plain_body = decode_bounded(body, coding, limit)
    return Request(dialect.read(operation, plain_body).call, body)


def _unread(arrival: Arrival, problem: str, early: Refusal | None) -> Intake:
    """A body that was read whole but not understood is sent on from memory; a larger one streams."""
    call = Call(arrival.dialect.name, arrival.operation)
    request = None if arrival.body is None else Request(call, arrival.body)
    return Intake(arrival.dialect, call, request, early, problem)
