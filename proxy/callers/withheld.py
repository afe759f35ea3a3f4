"""A request without its caller's credential: where the operator's own goes upstream, the caller's must not."""

from __future__ import annotations

from collections.abc import Iterable
from urllib.parse import unquote_to_bytes

from proxy.callers.identify import DEFAULT_SOURCES
from proxy.core.exchange import Headers


def without_credentials(headers: Headers, target: bytes, sources: Iterable[str]) -> tuple[Headers, bytes]:
    """Headers and target without any place that may hold a credential: the policy's `sources` and the usual ones.

    The usual ones always go, too: an upstream may read a header that the policy does not.
    """
    places = {*sources, *DEFAULT_SOURCES}
    names = {place.partition(":")[2].lower().encode() for place in places if place.startswith("header:")}
    parameters = {place.partition(":")[2].encode() for place in places if place.startswith("query:")}
    kept = [pair for pair in headers if pair[0].lower() not in names]
    path, mark, query = target.partition(b"?")
    if not mark:
        return kept, target
    left = [pair for pair in query.split(b"&") if unquote_to_bytes(pair.partition(b"=")[0]) not in parameters]
    return kept, path + mark + b"&".join(left) if left else path
