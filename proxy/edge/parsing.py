"""Raw bytes of a head -> `RequestHead` or `ReplyHead`, or a refusal.

Two judges, and both must agree: a grammar of our own over the raw bytes, and llhttp (strict, through httptools),
which also splits the fields. What llhttp 9 lets through and we do not: absolute-form targets, fragments, two spaces
after the method, HTTP/0.9, 2.0 and RTSP versions, no Host or two, Transfer-Encoding in HTTP/1.0, `identity` before
`chunked`, and a bare CR LF short of the end of a value.
"""

from __future__ import annotations

import re
from typing import Final

import httptools

from proxy.core.exchange import Headers
from proxy.edge.http1 import ReplyHead, RequestHead
from proxy.errors import ProtocolError

_TOKEN: Final = rb"[!#$%&'*+\-.^_`|~0-9A-Za-z]++"
# Possessive quantifiers: a head that does not match fails in linear time.
FIELDS: Final = rb"(?:" + _TOKEN + rb":[\t\x20-\x7e\x80-\xff]*+\r\n)*+"
# Printable ASCII without the number sign: a fragment never travels, and two servers would read two paths.
_REQUEST: Final = re.compile(rb"(" + _TOKEN + rb") (/[!\"\x24-\x7e]*+|\*) HTTP/1\.([01])\r\n" + FIELDS + rb"\r\n")
_REPLY: Final = re.compile(rb"HTTP/1\.([01]) ([1-9][0-9]{2})(?: ([\t\x20-\x7e\x80-\xff]*+))?\r\n" + FIELDS + rb"\r\n")
_START: Final = re.compile(rb"(" + _TOKEN + rb") ([^ \r\n]++) HTTP/([0-9])\.([0-9])\r\n")
_FIELD_LINES: Final = re.compile(FIELDS)
_HOST: Final = re.compile(rb"[A-Za-z0-9._~!$&'()*+,;=%\-]++(?::[0-9]*+)?|\[[0-9A-Fa-f:.%A-Za-z]++\](?::[0-9]*+)?")
# 18 digits stay below 2**63, where other servers' counters overflow.
_LENGTH: Final = re.compile(rb"[0-9]{1,18}")


_NOTHING: Final[frozenset[bytes]] = frozenset()
# What nearly every message says, not worth splitting.
_USUAL: Final = {b"keep-alive": frozenset({b"keep-alive"}), b"close": frozenset({b"close"}), b"": _NOTHING}


class _Fields:
    """What llhttp calls back with."""

    __slots__ = ("headers",)

    def __init__(self) -> None:
        self.headers: Headers = []

    def on_header(self, name: bytes, value: bytes) -> None:
        self.headers.append((name, value))

    def split(self, raw: bytes) -> Headers:
        """The fields; llhttp leaves white space at the end of values."""
        # `find`, not `in`: that takes the bytes for a number first, which costs as much as the search.
        if raw.find(b" \r\n") >= 0 or raw.find(b"\t\r\n") >= 0:
            return [(name, value.rstrip(b" \t")) for name, value in self.headers]
        return self.headers


def parse_request(raw: bytes) -> RequestHead:
    """Read a request's head, up to and with its empty line. Raises `ProtocolError` with the status to answer."""
    match = _REQUEST.fullmatch(raw)
    if match is None:
        raise _refusal(raw)
    target = match[2]
    method = match[1].decode("ascii")
    if (target == b"*" and method != "OPTIONS") or method == "CONNECT":
        raise ProtocolError("target", 400)
    headers = _fields(raw)
    lower = [name.lower() for name, _ in headers]
    version = "1.1" if match[3] == b"1" else "1.0"
    _check_host(headers, lower, version)
    nominated = _nominated(headers, lower)
    length, chunked = _framing(headers, lower, version)
    path, _, query = target.partition(b"?")
    persistent = _keep_alive(version, nominated)
    expects = b"expect" in lower and _expects(headers, lower, version)
    # By position: keywords cost half a microsecond here.
    return RequestHead(
        method,
        target,
        path.decode("ascii"),
        query,
        version,
        headers,
        lower,
        length,
        chunked,
        persistent,
        expects,
        nominated,
    )


def parse_reply(raw: bytes) -> ReplyHead:
    """Read a reply's head, up to and with its empty line. Raises `ProtocolError`."""
    match = _REPLY.fullmatch(raw)
    if match is None:
        raise ProtocolError("reply", 502)
    collected = _Fields()
    try:
        httptools.HttpResponseParser(collected).feed_data(raw)
    except httptools.HttpParserUpgrade:
        pass  # 101: what follows belongs to the tunnel
    except httptools.HttpParserError:
        raise ProtocolError("reply", 502) from None
    headers = collected.split(raw)
    lower = [name.lower() for name, _ in headers]
    version = "1.1" if match[1] == b"1" else "1.0"
    nominated = _nominated(headers, lower)
    length, chunked = _framing(headers, lower, version)
    return ReplyHead(
        status=int(match[2]),
        reason=match[3] or b"",
        headers=headers,
        version=version,
        lower=lower,
        content_length=length,
        chunked=chunked,
        keep_alive=_keep_alive(version, nominated),
        nominated=nominated,
    )


def parse_trailers(raw: bytes) -> Headers:
    """Read a trailer section: field lines without the empty line. Raises `ProtocolError`."""
    if _FIELD_LINES.fullmatch(raw) is None:
        raise ProtocolError("trailers")
    lines = (line.partition(b":") for line in raw.split(b"\r\n")[:-1])
    return [(name, value.strip(b" \t")) for name, _, value in lines]


def _fields(raw: bytes) -> Headers:
    collected = _Fields()
    try:
        httptools.HttpRequestParser(collected).feed_data(raw)
    except httptools.HttpParserUpgrade:
        pass  # an upgrade that is asked for; the upstream decides
    except httptools.HttpParserInvalidMethodError:
        raise ProtocolError("method", 501) from None
    except httptools.HttpParserError:
        raise ProtocolError("head") from None
    return collected.split(raw)


def _refusal(raw: bytes) -> ProtocolError:
    start = _START.match(raw)
    if start is not None and start[3] != b"1":
        return ProtocolError("version", 505)
    return ProtocolError("head" if start else "request line")


def _check_host(headers: Headers, lower: list[bytes], version: str) -> None:
    hosts = lower.count(b"host")
    if hosts > 1 or (hosts == 0 and version == "1.1"):
        raise ProtocolError("host")
    if hosts and _HOST.fullmatch(headers[lower.index(b"host")][1]) is None:
        raise ProtocolError("host")


def _nominated(headers: Headers, lower: list[bytes]) -> frozenset[bytes]:
    if b"connection" not in lower:
        return _NOTHING
    if lower.count(b"connection") == 1:
        usual = _USUAL.get(headers[lower.index(b"connection")][1])
        if usual is not None:
            return usual
    named = [value for (_, value), name in zip(headers, lower, strict=True) if name == b"connection"]
    return frozenset(word.strip(b" \t") for word in b",".join(named).lower().split(b","))


def _keep_alive(version: str, nominated: frozenset[bytes]) -> bool:
    if version == "1.1":
        return b"close" not in nominated
    return b"keep-alive" in nominated and b"close" not in nominated


def _framing(headers: Headers, lower: list[bytes], version: str) -> tuple[int | None, bool]:
    """(Content-Length, chunked). One framing or none; whoever sends two means two readers to disagree."""
    lengths, codings = lower.count(b"content-length"), lower.count(b"transfer-encoding")
    if lengths + codings > 1 or (codings and version == "1.0"):
        raise ProtocolError("framing")
    if codings:
        if headers[lower.index(b"transfer-encoding")][1].lower() != b"chunked":
            raise ProtocolError("transfer coding", 501)
        return None, True
    if not lengths:
        return None, False
    value = headers[lower.index(b"content-length")][1]
    if _LENGTH.fullmatch(value) is None:
        raise ProtocolError("content length")
    return int(value), False


def _expects(headers: Headers, lower: list[bytes], version: str) -> bool:
    if headers[lower.index(b"expect")][1].lower() != b"100-continue":
        raise ProtocolError("expectation", 417)
    return version == "1.1"
