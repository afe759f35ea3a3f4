"""The heads of HTTP/1.1 messages, and what becomes of their fields when they are passed on (RFC 9110 7.6.1).

Sans-I/O. Everything that is not hop-by-hop keeps its bytes, its order and its case. Content-Length and
Transfer-Encoding stay where they stand until the sender of the message knows its framing (`frame`).

Left out on purpose: `Via` (as nginx does; it would tell every upstream answer that we are here).
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from http import HTTPStatus

from proxy.core.effect import Tag, spellings
from proxy.core.exchange import Headers

REASONS = {status.value: status.phrase.encode() for status in HTTPStatus}
"""Reason phrases for answers of our own."""

_HOP_BY_HOP = frozenset({b"connection", b"keep-alive", b"proxy-connection", b"te", b"upgrade"})
# Expect is met by us when the body is read, as nginx does: an upstream that never answers 100 costs no wait.
# What only we may tell an upstream (`actions.tag`); policies may name more.
_OURS = spellings(Tag().header)
_NOT_FORWARDED = _HOP_BY_HOP | _OURS | {b"expect", b"x-forwarded-for", b"x-forwarded-proto", b"x-forwarded-host"}
# A peer that nominates these in Connection would make the message we build unreadable; they stay.
_NEVER_NOMINATED = frozenset({b"host", b"content-length", b"transfer-encoding", b"close", b"keep-alive"})
_COLON = b": "
_FRAMING = frozenset({b"content-length", b"transfer-encoding"})
_IDEMPOTENT = frozenset({"GET", "HEAD", "OPTIONS", "PUT", "DELETE", "TRACE"})  # RFC 9110 9.2.2
# h2c inside a tunnel would carry requests past every policy ("h2c smuggling", Bishop Fox 2020).
_REFUSED_UPGRADES = (b"h2c", b"h2")


@dataclass(slots=True)
class RequestHead:
    """The head of one request, well-formed. `path` is exactly what is forwarded, without the query; not decoded."""

    method: str
    target: bytes
    path: str
    query: bytes
    version: str
    headers: Headers
    lower: list[bytes] = field(default_factory=list)
    """The names of `headers` in lower case, in the same order."""
    content_length: int | None = None
    chunked: bool = False
    keep_alive: bool = True
    expects_continue: bool = False
    nominated: frozenset[bytes] = frozenset()
    """What Connection names, in lower case."""

    def __post_init__(self) -> None:
        if len(self.lower) != len(self.headers):
            self.lower = [name.lower() for name, _ in self.headers]

    def first(self, name: bytes) -> bytes | None:
        """The first value of a field, by its name in lower case."""
        return first(self.headers, self.lower, name)

    def with_headers(self, headers: Headers) -> RequestHead:
        """The same request with other fields; framing fields among them are only positions (see `frame`)."""
        return replace(self, headers=headers, lower=[name.lower() for name, _ in headers])

    @property
    def has_body(self) -> bool:
        """Whether the message has framing for a body, be it empty."""
        return self.chunked or self.content_length is not None

    @property
    def is_upgrade(self) -> bool:
        """Whether the client asks to switch protocols in a way that we pass on (a WebSocket, as a rule)."""
        if b"upgrade" not in self.nominated or self.chunked or self.content_length:
            return False
        wanted = (self.first(b"upgrade") or b"").lower()
        return bool(wanted) and not any(word.strip() in _REFUSED_UPGRADES for word in wanted.split(b","))

    @property
    def idempotent(self) -> bool:
        """Whether sending it twice does what sending it once does (RFC 9110 9.2.2)."""
        return self.method in _IDEMPOTENT


@dataclass(slots=True)
class ReplyHead:
    """The head of one reply, well-formed."""

    status: int
    reason: bytes
    headers: Headers
    version: str = "1.1"
    lower: list[bytes] = field(default_factory=list)
    content_length: int | None = None
    chunked: bool = False
    keep_alive: bool = True
    nominated: frozenset[bytes] = frozenset()

    def __post_init__(self) -> None:
        if len(self.lower) != len(self.headers):
            self.lower = [name.lower() for name, _ in self.headers]

    def first(self, name: bytes) -> bytes | None:
        """The first value of a field, by its name in lower case."""
        return first(self.headers, self.lower, name)


def first(headers: Headers, lower: list[bytes], name: bytes) -> bytes | None:
    """The first value of the field `name`, or None."""
    return headers[lower.index(name)][1] if name in lower else None


def bodiless(method: str, status: int) -> bool:
    """Whether a reply has no body whatever its fields say (RFC 9112 6.3)."""
    return method == "HEAD" or status < 200 or status in {204, 304}


def forward_request_headers(
    head: RequestHead,
    *,
    peer: str,
    secure: bool,
    authority: bytes,
    keep_host: bool = False,
    trusted: bool = False,
    drop: frozenset[bytes] = frozenset(),
    extra: Iterable[tuple[bytes, bytes]] = (),
) -> Headers:
    """The fields that go upstream: hop-by-hop ones out, X-Forwarded-* in, everything else as it came.

    `authority` is the upstream's, put in the place of the client's Host unless `keep_host`. The peer is appended
    to an X-Forwarded-For that exists; X-Forwarded-Proto and -Host that exist stay only if the peer is `trusted`.
    `drop` names further fields in lower case, `extra` are fields of ours.
    """
    headers, lower = head.headers, head.lower
    host = head.first(b"host")
    if host is None:
        headers, lower = [(b"Host", authority), *headers], [b"host", *lower]
    elif not keep_host:
        headers = headers.copy()
        at = lower.index(b"host")
        headers[at] = (headers[at][0], authority)
    forwarded = _kept(headers, lower, _NOT_FORWARDED | drop if drop else _NOT_FORWARDED, head.nominated)
    if head.is_upgrade:
        forwarded += ((b"Connection", b"Upgrade"), (b"Upgrade", head.first(b"upgrade") or b""))
    forwarded.append((b"X-Forwarded-For", _hops(head, peer)))
    proto = (trusted and head.first(b"x-forwarded-proto")) or (b"https" if secure else b"http")
    forwarded.append((b"X-Forwarded-Proto", proto))
    known = (trusted and head.first(b"x-forwarded-host")) or host
    if known:
        forwarded.append((b"X-Forwarded-Host", known))
    forwarded += extra
    return forwarded


def _hops(head: RequestHead, peer: str) -> bytes:
    """X-Forwarded-For: what came, and the peer behind it."""
    last = peer.encode("ascii", "replace")
    if b"x-forwarded-for" not in head.lower:
        return last
    named = zip(head.headers, head.lower, strict=True)
    return b", ".join([*(value for (_, value), name in named if name == b"x-forwarded-for"), last])


def forward_reply_headers(head: ReplyHead, drop: frozenset[bytes] = frozenset()) -> Headers:
    """The fields that go to the client: hop-by-hop ones out, also those that Connection nominates."""
    return _kept(head.headers, head.lower, _HOP_BY_HOP | drop if drop else _HOP_BY_HOP, head.nominated)


def _kept(headers: Headers, lower: list[bytes], drop: frozenset[bytes], nominated: frozenset[bytes]) -> Headers:
    if nominated and not nominated <= _NEVER_NOMINATED:
        drop |= nominated - _NEVER_NOMINATED
    return [pair for pair, name in zip(headers, lower, strict=True) if name not in drop]


def frame(headers: Headers, length: int | None, *, chunked: bool) -> Headers:
    """The fields with framing: Content-Length or chunked, in the place of the framing that was there, or neither."""
    field_ = (b"Transfer-Encoding", b"chunked") if chunked else None
    if length is not None:
        field_ = (b"Content-Length", b"%d" % length)
    framed: Headers = []
    for pair in headers:
        if pair[0].lower() not in _FRAMING:
            framed.append(pair)
        elif field_ is not None:
            # One that is right already keeps its spelling.
            framed.append(pair if pair[0].lower() == field_[0].lower() and pair[1] == field_[1] else field_)
            field_ = None
    return framed if field_ is None else [*framed, field_]


def request_bytes(method: str, target: bytes, headers: Headers) -> bytes:
    """A request's head on the wire."""
    return b"%b %b HTTP/1.1\r\n%b\r\n" % (method.encode("ascii"), target, fields(headers))


def reply_bytes(status: int, reason: bytes, headers: Headers) -> bytes:
    """A reply's head on the wire."""
    return b"HTTP/1.1 %d %b\r\n%b\r\n" % (status, reason, fields(headers))


def fields(headers: Iterable[tuple[bytes, bytes]]) -> bytes:
    """Field lines on the wire."""
    lines = b"\r\n".join(map(_COLON.join, headers))
    return lines + b"\r\n" if lines else lines
