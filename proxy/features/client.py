"""Headers -> `Client`: which program this is, and whether it contradicts itself.

The fingerprint is the digest of names and order of the headers that a program sends every time; what differs between
requests (credentials, lengths, ids), or is added by proxies on the way, is left out. Programs repeat, so what was
concluded from a set of headers is remembered.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple, TypeAlias

from proxy.core.features import Client, Contradiction
from proxy.features.agents import family
from proxy.features.contradictions import contradictions
from proxy.features.memo import Memo
from proxy.features.places import digests
from proxy.sketches.keyed import Key

REMEMBERED = 4096
"""Programs and addresses in a generation of the memory; a few hundred bytes each."""

MOST_RETRIES = 100
"""SDKs retry twice by default; more digits than these are somebody playing with the header."""

_PER_REQUEST = frozenset({
    b"authorization", b"x-api-key", b"api-key", b"x-goog-api-key", b"cookie", b"proxy-authorization",
    b"content-length", b"transfer-encoding", b"content-encoding", b"expect", b"te", b"trailer", b"range",
    b"date", b"x-request-id", b"x-client-request-id", b"x-correlation-id", b"idempotency-key", b"traceparent",
    b"tracestate", b"baggage", b"sentry-trace", b"b3", b"x-amzn-trace-id", b"x-cloud-trace-context",
    b"x-stainless-retry-count", b"x-stainless-read-timeout", b"x-stainless-timeout",
    b"openai-organization", b"openai-project", b"anthropic-beta", b"referer",
})  # fmt: skip
_ON_THE_WAY = (
    b"x-forwarded-",
    b"forwarded",
    b"via",
    b"x-real-ip",
    b"cf-",
    b"x-envoy-",
    b"x-b3-",
    b"cdn-",
    b"true-client-ip",
)
_RETRIES = b"x-stainless-retry-count"
_HOP = frozenset({b"connection", b"keep-alive", b"proxy-connection", b"upgrade"})


class Program(NamedTuple):
    """What the headers of one program say, whatever it asks."""

    fingerprint: int
    family: str
    agent: int
    contradictions: Contradiction


class Layout(NamedTuple):
    """Where in a list of headers those stand that are looked into."""

    number: int
    """Stands for the names: they are looked up once a request and not twice."""
    telling: tuple[int, ...]
    retries: int | None


Headers: TypeAlias = Sequence[tuple[bytes, bytes]]
Tells: TypeAlias = tuple[object, ...]
"""Everything that a `Program` depends on, as far as it is told apart: API, layout of the headers, telling values."""


class Clients:
    """Reads clients off headers and addresses, under one key."""

    __slots__ = ("_key", "_laid_out", "_layouts", "_places", "_programs")

    def __init__(self, key: Key, remembered: int = REMEMBERED) -> None:
        self._key = key
        self._laid_out = 0
        self._layouts: Memo[tuple[bytes, ...], Layout] = Memo(remembered)
        self._programs: Memo[Tells, Program] = Memo(remembered)
        self._places: Memo[str, tuple[int, int]] = Memo(remembered)

    def read(self, headers: Headers, address: str, dialect: str) -> Client:
        """The client behind a request. Header names may be in any case; `dialect` is the API it speaks to."""
        names = tuple([name for name, _ in headers])
        layout = self._layouts.get(names) or self._lay_out(names)
        tells = (dialect, layout.number, *[headers[place][1] for place in layout.telling])
        program = self._programs.get(tells) or self._program(tells, headers, dialect)
        retries = _count(headers[layout.retries][1]) if layout.retries is not None else 0
        place, network = self._places.get(address) or self._place(address)
        return Client(
            program.fingerprint, program.family, program.agent, program.contradictions, place, network, retries
        )

    def _lay_out(self, names: tuple[bytes, ...]) -> Layout:
        lower = [name.lower() for name in names]
        self._laid_out += 1
        layout = Layout(
            number=self._laid_out,
            telling=tuple(place for place, name in enumerate(lower) if name in _TELLING),
            retries=lower.index(_RETRIES) if _RETRIES in lower else None,
        )
        self._layouts.put(names, layout)
        return layout

    def _program(self, tells: Tells, headers: Headers, dialect: str) -> Program:
        values = {name.lower(): value for name, value in headers}
        agent = values.get(b"user-agent", b"")
        names = b"\n".join(lower for name, _ in headers if _steady(lower := name.lower()))
        program = Program(
            fingerprint=self._key.digest(names, b"headers"),
            family=family(agent),
            agent=self._key.digest(agent, b"agent") if agent else 0,
            contradictions=contradictions(values, dialect),
        )
        self._programs.put(tells, program)
        return program

    def _place(self, address: str) -> tuple[int, int]:
        place = digests(self._key, address)
        self._places.put(address, place)
        return place


_TELLING = frozenset({
    b"user-agent", b"x-stainless-lang", b"x-stainless-runtime", b"x-stainless-package-version",
})  # fmt: skip


def _steady(name: bytes) -> bool:
    return name not in _PER_REQUEST and name not in _HOP and not name.startswith(_ON_THE_WAY)


def _count(value: bytes) -> int:
    return min(int(value), MOST_RETRIES) if value.isdigit() and len(value) < 10 else 0
