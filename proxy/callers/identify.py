"""Which credential a request carries.

The same secret is the same caller wherever it stands: `Authorization: Bearer X`, `x-api-key: X`, `api-key: X` and
`?key=X` all give X. What a client may vary without the upstream minding must not make a new caller: the case of header
names and of the scheme, white space around, percent-encoding in the query. `Authorization` under any other scheme
(`Basic …`) counts as a whole, its scheme in lower case.

A request may carry several different credentials. The caller is then the one in the source that the policy lists
first, so the policy lists sources in the order in which the upstream reads them; within one source the first field
counts. Otherwise a client would be a new caller each time for a fresh invention in a header that nobody checks.
"""

from __future__ import annotations

from collections.abc import Iterable
from urllib.parse import unquote_to_bytes

from proxy.core.exchange import Headers

DEFAULT_SOURCES = ("header:authorization", "header:x-api-key", "header:api-key", "query:key")

# RFC 9110 5.6.3: optional white space is space and tab; servers differ on more, so nothing else is taken off.
_SPACE = b" \t"


class Sources:
    """Where credentials are looked for, in order: `header:NAME` and `query:NAME`, as the policy spells them."""

    __slots__ = ("_headers", "_lengths", "_queries")

    def __init__(self, sources: Iterable[str] = DEFAULT_SOURCES) -> None:
        self._headers: dict[bytes, int] = {}
        self._queries: dict[bytes, int] = {}
        for rank, source in enumerate(sources):
            kind, _, name = source.partition(":")
            places = {"header": self._headers, "query": self._queries}.get(kind)
            if places is None or not name:
                raise ValueError(f"credential source {source!r}: write header:NAME or query:NAME")
            places.setdefault(name.lower().encode() if kind == "header" else name.encode(), rank)
        self._lengths = frozenset(map(len, self._headers))

    def credentials(self, headers: Headers, query: bytes = b"") -> list[bytes]:
        """Every different credential of a request, the one that counts first; empty where there is none."""
        ranks, lengths = self._headers, self._lengths
        found: list[tuple[int, bytes]] = []
        for name, value in headers:
            # Most names are too short or too long to be one: lowering and hashing all costs four times as much.
            rank = ranks.get(name.lower()) if len(name) in lengths else None
            if rank is not None:
                secret = bare(value)
                if secret:
                    found.append((rank, secret))
        if query and self._queries:
            found.extend(self._asked(query))
        if len(found) > 1:
            found.sort(key=_rank)
            return list(dict.fromkeys(secret for _, secret in found))
        return [found[0][1]] if found else []

    def _asked(self, query: bytes) -> list[tuple[int, bytes]]:
        """Credentials in the query string, decoded as the upstream will decode them."""
        found = []
        for pair in query.split(b"&"):
            name, _, value = pair.partition(b"=")
            rank = self._queries.get(unquote_to_bytes(name))
            secret = unquote_to_bytes(value.replace(b"+", b" ")).strip(_SPACE)
            if rank is not None and secret:
                found.append((rank, secret))
        return found


def _rank(found: tuple[int, bytes]) -> int:
    return found[0]


def bare(value: bytes) -> bytes:
    """The secret in a header's value: what follows `Bearer`, or the whole under any other scheme."""
    value = value.strip(_SPACE)
    scheme, space, rest = value.partition(b" ")
    scheme = scheme.lower()
    if scheme == b"bearer":
        return rest.strip(_SPACE)
    return scheme + b" " + rest.strip(_SPACE) if space else value
