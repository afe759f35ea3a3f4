"""The native record, `stillwatch/1`: what is written about a request, field by field (docs/events.md).

Two events share the request's id: `decision` says what was concluded and why, as soon as it is; `access` says how the
exchange went, once it is over. Fields are only ever added within a schema version.

Privacy is in the types: nothing in `Asked`, `Decision` or `Passed` holds a prompt, an answer or a credential, and
every string that a client can choose goes through `plain`.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import lru_cache
from operator import attrgetter
from typing import Any

import orjson

from proxy.audit import plain
from proxy.audit.signals import Signals
from proxy.core.decision import Action, Decision
from proxy.core.exchange import Caller, Usage
from proxy.core.signal import Signal

SCHEMA = "stillwatch/1"

Record = dict[str, Any]
"""One event in native form, ready for any format."""

# Told also where they say nothing against anybody: an analyst asks first how much, how alike and how new.
BASIC = frozenset(
    {"volume.requests[1h]", "volume.requests[24h]", "structure.template_share", "coverage.novelty",
     "coverage.single_turn"}
)  # fmt: skip

# Of a caller's further decisions. Putting one into words costs a microsecond, and a remedy that runs makes a decision
# event of every request.
STRONGEST = 4
_SCORE = attrgetter("score")

# A method is a token of any length (RFC 9110 9.1); registered ones have at most 17 letters.
_METHOD_LIMIT = 20


@dataclass(slots=True)
class Asked:
    """What a request looked like when it was judged.

    `id` is the request's and the decision's. `path` is the path as forwarded, written as `plain.path` leaves it.
    `unreadable` is the reason word of `UnreadableBody`, or `oversize`, where the body was not inspected.
    """

    id: str
    at: float
    method: str = ""
    path: str = ""
    dialect: str = ""
    operation: str = ""
    model: str = ""
    stream: bool = False
    unreadable: str = ""
    caller: Caller | None = None
    """None where no caller was made out (the request broke HTTP)."""


@dataclass(slots=True)
class Passed:
    """How an exchange went. Times in seconds, sizes in bytes of body.

    `outcome` is one of `OUTCOMES`. `own` is what Stillwatch itself took before the request went upstream.
    """

    status: int
    outcome: str = "completed"
    usage: Usage | None = None
    total: float = 0.0
    upstream: float | None = None
    first_byte: float | None = None
    own: float | None = None
    bytes_in: int = 0
    bytes_out: int = 0


OUTCOMES = (
    "completed",  # the answer of the upstream went out whole
    "refused",  # the answer was ours
    "client_left",  # the client went away first
    "banned",  # a ban fell on its caller while it was answered
    "upstream_unreachable",  # no connection to the upstream
    "upstream_broken",  # the upstream broke off, before or within its answer
    "upstream_timeout",  # the upstream took too long
    "protocol_error",  # the client broke HTTP
    "drained",  # cut off because Stillwatch was told to stop
    "failed",  # a fault of ours
)
"""Every way in which an exchange can end."""


def matters(asked: Asked, decision: Decision) -> bool:
    """True for decisions worth an event: not plainly allowed, made without the store, or on an uninspected body."""
    return bool(
        decision.action or decision.rules or decision.unknown or asked.unreadable or decision.refusal or decision.aside
    )


def decision_record(asked: Asked, decision: Decision, show: Callable[[str], str], *, whole: bool = True) -> Record:
    """The `decision` event. `show` makes of a client address what may be written; see `told` for `whole`."""
    record = _opening("decision", asked, show)
    refusal = decision.refusal
    record |= {
        "action": decision.action.word,
        "enforced": decision.enforced,
        "rules": decision.rules,
        "refusal": None if refusal is None else refusal.kind,
        "retry_after": None if refusal is None else refusal.retry_after,
        "unknown": decision.unknown,
        "unreadable": plain.name(asked.unreadable) or None,
        "budgets": [_standing(standing) for standing in decision.standings],
        "risk": _micro(decision.risk),
        "level": decision.level,
        "held_s": round(decision.held_for, 3),
        "campaign": decision.campaign,
        "witnesses": {family: _micro(share) for family, share in (decision.witnesses or {}).items()},
        "signals": Signals(told(decision.signals, whole=whole)),
        "policy": decision.policy,
    }
    if decision.aside is not None:
        other = decision.aside
        record["shadow"] = {
            "policy": other.policy, "action": other.action.word, "rules": other.rules, "level": other.level,
        }  # fmt: skip
    return record


def told(signals: Sequence[Signal], *, whole: bool) -> list[Signal]:
    """The signals that a decision tells: all that speak and the basic ones, or only the strongest that speak.

    The whole evidence belongs to what is news; each of a caller's further decisions says what weighs most.
    """
    if whole:
        return [signal for signal in signals if signal.score > 0.0 or signal.name in BASIC]
    speaking = [signal for signal in signals if signal.score > 0.0]
    if len(speaking) > STRONGEST:
        speaking.sort(key=_SCORE, reverse=True)
        del speaking[STRONGEST:]
    return speaking


def access_record(asked: Asked, decision: Decision | None, passed: Passed, show: Callable[[str], str]) -> Record:
    """The `access` event; `decision` is None where the request never came to one."""
    record = _opening("access", asked, show)
    usage = passed.usage
    record |= {
        "status": passed.status,
        "outcome": passed.outcome,
        "action": (decision.action if decision else Action.ALLOW).word,
        "enforced": decision.enforced if decision else False,
        "rules": decision.rules if decision else (),
        "risk": _micro(decision.risk) if decision else None,
        "level": decision.level if decision else None,
        "input_tokens": usage.input_tokens if usage else None,
        "output_tokens": usage.output_tokens if usage else None,
        "usage_estimated": usage.estimated if usage else None,
        "total_ms": _ms(passed.total),
        "upstream_ms": _ms(passed.upstream),
        "first_byte_ms": _ms(passed.first_byte),
        "own_ms": _ms(passed.own),
        "bytes_in": passed.bytes_in,
        "bytes_out": passed.bytes_out,
        "policy": decision.policy if decision else None,
    }
    return record


def line(record: Record) -> bytes:
    """One line of JSON, with its end. Never raises: what cannot be written is replaced by a mark."""
    try:
        return dumped(record)
    except orjson.JSONEncodeError:
        return dumped({plain.plain(field): _writable(value) for field, value in record.items()})


def dumped(document: Record) -> bytes:
    """A document with `Signals` in it as one line. Raises orjson.JSONEncodeError."""
    return orjson.dumps(document, default=_rendered, option=orjson.OPT_APPEND_NEWLINE)


def _rendered(value: object) -> orjson.Fragment:
    if isinstance(value, Signals):
        return orjson.Fragment(value.json)
    raise TypeError


def _opening(event: str, asked: Asked, show: Callable[[str], str]) -> Record:
    caller = asked.caller
    return {
        "schema": SCHEMA,
        "event": event,
        "id": asked.id,
        "ts": stamp(asked.at),
        "epoch": round(asked.at, 6),
        "caller": caller.id if caller else None,
        "anonymous": caller.anonymous if caller else None,
        "org": caller.org if caller else None,
        "tier": caller.tier if caller else None,
        "address": show(caller.address) if caller and caller.address else None,
        "method": plain.plain(asked.method, _METHOD_LIMIT),
        "path": plain.path(asked.path),
        "dialect": asked.dialect or None,
        "operation": asked.operation or None,
        "model": plain.name(asked.model) or None,
        "stream": asked.stream,
    }


def _standing(standing: Any) -> Record:
    return {
        "budget": standing.budget,
        "meter": standing.meter,
        "limit": standing.limit,
        "remaining": _micro(standing.remaining),
        "reset_s": round(standing.reset, 3),
    }


def stamp(at: float) -> str:
    """RFC 3339 in UTC with milliseconds."""
    second = int(at // 1)
    return f"{_second(second)}.{int((at - second) * 1000):03d}Z"


@lru_cache(maxsize=8)
def _second(second: int) -> str:
    # Formatting a date costs 2 µs, and a thousand events share a second.
    return datetime.fromtimestamp(second, UTC).strftime("%Y-%m-%dT%H:%M:%S")


def _micro(number: float) -> float:
    # To the millionth, as above; whole numbers stay what they are, and remainders may be below zero.
    return int(number * 1e6 + 0.5) / 1e6 if 0.0 <= number < 1e9 else round(number, 6)


def _ms(seconds: float | None) -> float | None:
    # Half the price of round() to three places, and the same but for the last one at a tie.
    return None if seconds is None else int(seconds * 1e6 + 0.5) / 1e3


def _writable(value: Any) -> Any:
    try:
        orjson.dumps(value, default=_rendered)
    except orjson.JSONEncodeError:
        return plain.plain(value) if isinstance(value, str) else "[unwritable]"
    return value
