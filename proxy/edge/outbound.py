"""The request's head as the upstream shall see it: the client's own, but for what an edit or a credential changes."""

from __future__ import annotations

from dataclasses import replace

from proxy.callers.withheld import without_credentials
from proxy.dialects.base import Request
from proxy.edge.http1 import RequestHead


def upstream_head(
    head: RequestHead,
    request: Request | None,
    sources: tuple[str, ...],
    credential: bytes,
    dialect: str,
    *,
    edited: bool = False,
    decoded: bool = False,
) -> RequestHead:
    """The head to forward.

    Where usage was injected, or the reply is `edited`, it has to be read while it passes: only the identity coding is
    accepted then. A body that was `decoded` to be edited goes without its content coding. With a `credential` of the
    operator's, everything that may hold a caller's credential (`sources`) stays here.
    """
    headers, target = head.headers, head.target
    if edited or (request is not None and request.usage_injected):
        headers = [(name, b"identity" if name.lower() == b"accept-encoding" else value) for name, value in headers]
    if decoded:
        headers = [pair for pair in headers if pair[0].lower() != b"content-encoding"]
    if credential:
        headers, target = without_credentials(headers, target, sources)
        headers = [*headers, _presented(credential, dialect)]
    if headers is head.headers:
        return head
    return replace(head, headers=headers, target=target, lower=[])


def _presented(credential: bytes, dialect: str) -> tuple[bytes, bytes]:
    """The operator's credential where the dialect's servers look for it."""
    if dialect == "anthropic":
        return b"x-api-key", credential
    return b"Authorization", b"Bearer " + credential
