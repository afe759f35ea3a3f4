"""Recorded traffic through the very same screening as `serve`, on the trace's own clock and without a network.

A line of the trace meets what a request meets: reception, dialect, features, one take, the judgement, and the settling
of what it really used once its recorded answer was over. Lines that cannot be read are reported by number and skipped.
"""

from __future__ import annotations

import heapq
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from itertools import count
from pathlib import Path
from typing import Any, BinaryIO, NamedTuple

import orjson

from proxy.audit.record import Asked
from proxy.callers.digests import Keyed
from proxy.callers.directory import Directory
from proxy.callers.forwarded import Forwarding
from proxy.callers.identify import Sources
from proxy.callers.reception import Reception
from proxy.core.campaign import Membership
from proxy.core.decision import Decision
from proxy.core.exchange import Call, Headers, Usage
from proxy.core.tally import Settlement
from proxy.dialects import find, plain
from proxy.dialects.base import Dialect
from proxy.dialects.written import Written
from proxy.edge.intake import BODILESS, INSPECTED, OPAQUE, Arrival, Intake, understand
from proxy.edge.slowing import slow
from proxy.features.extract import Extractor
from proxy.policy.evaluate import Policy
from proxy.remedies import Banned
from proxy.screening import CREDENTIAL_REFUSAL, Ruling, begin, conclude, remember, settle, witness
from proxy.state.base import Store
from proxy.wiring.outlook import Outlook
from proxy.wiring.regimes import generic

LONGEST_LINE = 64 * 1024 * 1024
"""Twice the largest body that is inspected by default; a longer line is no request."""
LATEST = 253_402_300_800.0
"""The year 10000, where calendars end. Milliseconds taken for seconds lie far beyond it."""
ROUTES = 1024
"""Paths that are remembered: APIs have a dozen, and what scanners try is no reason to grow."""
MOST_TOKENS = 10**9
"""A thousand times what the largest context takes; what lies beyond is no count of tokens."""


class BadLine(ValueError):
    """A line of a trace that is no request; the text says why and shows nothing of it."""


class Recorded(NamedTuple):
    """One line of a trace, read."""

    at: float
    peer: str
    method: str
    path: str
    query: bytes
    headers: Headers
    body: bytes
    usage: Usage | None
    ended: float


def read_line(line: bytes) -> Recorded:
    """Read one line. Raises `BadLine`."""
    if len(line) > LONGEST_LINE:
        raise BadLine("longer than any request")
    try:
        row = orjson.loads(line)
        response, at = row.get("response") or {}, _time(row["ts"])
        path, _, query = row["path"].partition("?")
        peer, method = row["client"].strip(), row["method"].strip()
        headers = [(name.encode(), value.encode()) for name, value in row["headers"].items()]
        body = b"" if row.get("body") is None else Written.of(row["body"])
        usage, ended = _usage(response.get("usage")), at + float(response.get("latency_s") or 0.0)
        # By position: so many names would take as long as reading the JSON of a short line.
        return Recorded(at, peer, method, path, query.encode(), headers, body, usage, ended)
    except BadLine:
        raise
    except orjson.JSONDecodeError:
        raise BadLine("not JSON") from None
    except KeyError as missing:
        raise BadLine(f"no {missing.args[0]}") from None
    except (AttributeError, TypeError, ValueError):
        raise BadLine("not in the form of a traffic trace") from None


def _time(given: Any) -> float:
    at = float(given)
    if not 0.0 <= at < LATEST:
        raise BadLine("ts is not in seconds since the epoch")
    return at


def _usage(given: dict[str, Any] | None) -> Usage | None:
    if not given:
        return None
    read = int(given.get("prompt_tokens", given.get("input_tokens")) or 0)
    written = int(given.get("completion_tokens", given.get("output_tokens")) or 0)
    if not (0 <= read <= MOST_TOKENS and 0 <= written <= MOST_TOKENS):
        raise BadLine("usage is not in tokens")
    return Usage(read, written)


@dataclass(slots=True)
class Stage:
    """Everything that one policy needs to judge a trace."""

    policy: Policy
    store: Store
    reception: Reception
    extractor: Extractor
    dialects: tuple[Dialect, ...]
    _pending: list[tuple[float, int, tuple[Settlement, ...]]] = field(default_factory=list)
    _order: Iterator[int] = field(default_factory=count)
    _banned: Banned = field(default_factory=Banned)
    _outlook: Outlook = field(default_factory=Outlook)
    _routes: dict[tuple[str, str], tuple[Dialect, str] | None] = field(default_factory=dict)

    async def play(
        self, recorded: Recorded, number: int, membership: Membership | None = None
    ) -> tuple[Intake, Ruling]:
        """Judge one request as `serve` would have."""
        if self._pending and self._pending[0][0] <= recorded.at:
            await self._settle_until(recorded.at)
        await self._outlook.look(self.store, recorded.at, self.policy.risk.ignored_of_campaigns)
        caller = self.reception.receive(recorded.headers, recorded.query, recorded.peer)
        intake = self._read(recorded)
        call, early, features = intake.call, intake.early, None
        if caller.anonymous and self.policy.anonymous == "refuse":
            early = CREDENTIAL_REFUSAL
        if self.policy.detects and call.operation in INSPECTED and not intake.problem:
            features = self.extractor.features(call, caller, recorded.headers, recorded.at)
        if membership is None and features is not None:
            membership = self._outlook.roster.membership(features)
        opening = begin(
            self.policy, caller, call, recorded.at, early, features=features, path=recorded.path,
            knocking=caller.id in self._banned, membership=membership,
        )  # fmt: skip
        wanted = opening.tallies
        ruling = conclude(opening, await self.store.take(wanted, recorded.at) if wanted else (), f"d_{number:x}")
        held: tuple[Settlement, ...] = ()
        if ruling.decision.effects:
            decision, held = await slow(self.store, ruling.decision)
            ruling = replace(ruling, decision=decision)
        self._banned.note(ruling.decision, banned=ruling.course.banned)
        if notes := remember(opening, ruling):
            await self.store.settle(notes, recorded.at)
        if seen := witness(opening, ruling):
            await self.store.sight(seen, recorded.at)
        ended, usage = _outcome(recorded, call, ruling.decision)
        if used := (*settle(opening, ruling, usage, ended - recorded.at), *held):
            heapq.heappush(self._pending, (ended, next(self._order), used))
        return intake, ruling

    async def _settle_until(self, now: float) -> None:
        pending = self._pending
        while pending and pending[0][0] <= now:
            ended, _, settlements = heapq.heappop(pending)
            await self.store.settle(settlements, ended)

    def _read(self, recorded: Recorded) -> Intake:
        found = self._route(recorded.method, recorded.path)
        if found is None:
            arrival = Arrival(plain(recorded.path), OPAQUE)
        elif found[1] in BODILESS:
            arrival = Arrival(*found)
        elif len(recorded.body) > self.policy.inspect_limit:
            arrival = Arrival(*found, oversize=True)
        else:
            arrival = Arrival(*found, recorded.body)
        return understand(arrival, self.policy, None)

    def _route(self, method: str, path: str) -> tuple[Dialect, str] | None:
        """Who reads this request; a trace has a few paths, which are asked for line after line."""
        key = method, path
        if key not in self._routes:
            if len(self._routes) >= ROUTES:
                self._routes.clear()
            self._routes[key] = find(method, path, self.dialects)
        return self._routes[key]


def asked(recorded: Recorded, intake: Intake, decision: Decision) -> Asked:
    """What events tell of a line besides its decision."""
    call = intake.call
    return Asked(
        decision.id, recorded.at, recorded.method, recorded.path, "" if call.operation == OPAQUE else call.dialect,
        call.operation, call.model, call.stream, intake.problem, decision.caller,
    )  # fmt: skip


def _outcome(recorded: Recorded, call: Call, decision: Decision) -> tuple[float, Usage]:
    """When the answer was over and what it cost: nothing, where this policy would not have let a model answer."""
    if decision.refusal is not None and decision.enforced:
        return recorded.at, Usage(estimated=True)
    return recorded.ended, recorded.usage or Usage(call.input_tokens, 0, estimated=True)


def stage(policy: Policy, store: Store, secret: bytes, keys: Path | None) -> Stage:
    """Set a stage for a policy. Raises OSError where the key directory cannot be read."""
    keyed = Keyed(secret)
    directory = Directory(keyed, keys or (Path(policy.directory) if policy.directory else None))
    directory.reload()
    return setting(policy, store, keyed, secret, directory)


def setting(policy: Policy, store: Store, keyed: Keyed, secret: bytes, directory: Directory) -> Stage:
    """A stage for a policy and a directory that has been read."""
    reception = Reception(keyed, Sources(policy.credential), Forwarding(policy.trust_forwarded_for), directory)
    return Stage(policy, store, reception, Extractor(secret), generic(policy))


def enforced(policy: Policy) -> Policy:
    """The policy as it would be in force, all of its rules included."""
    return replace(policy, mode="enforce", rules=tuple([replace(rule, enforces=True) for rule in policy.rules]))


def lines(trace: BinaryIO, bad: Callable[[int, str], None]) -> Iterator[tuple[int, Recorded]]:
    """The requests of a trace with their line numbers, from 0; `bad` is told of lines that are none."""
    for number, line in enumerate(_split(trace)):
        try:
            yield number, read_line(line)
        except BadLine as error:
            bad(number, str(error))


def _split(trace: BinaryIO) -> Iterator[bytes]:
    """The lines, of which one that is too long is read in pieces and only begun."""
    while line := trace.readline(LONGEST_LINE + 1):
        yield line
        while len(line) > LONGEST_LINE and not line.endswith(b"\n"):
            line = trace.readline(LONGEST_LINE + 1)


def told(number: int, recorded: Recorded, ruling: Ruling) -> bytes:
    """The decision as the contract of `replay` writes it."""
    decision = ruling.decision
    return orjson.dumps(
        {
            "line": number,
            "ts": recorded.at,
            "caller": decision.caller.id,
            "campaign": decision.campaign,
            "action": decision.action.word,
            "enforced": decision.enforced,
            "risk": round(decision.risk, 6),
            "level": decision.level,
            "rules": decision.rules,
            # Most are whole numbers, and rounding one takes as long as the rest of the line.
            "signals": {
                signal.name: round(value, 4) if (value := signal.value) % 1 else value for signal in decision.signals
            },
        },
        option=orjson.OPT_APPEND_NEWLINE,
    )
