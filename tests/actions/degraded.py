"""What the tests of actions share: replies as they come out of a degrade, in pieces or whole."""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Any

from proxy.actions.degrade import Holder, degrade_reply, edit_request, is_structured
from proxy.actions.replies import Reader
from proxy.core.effect import Degrade
from proxy.dialects import Generic, GenericSpec, find
from proxy.dialects.base import Dialect
from proxy.dialects.framing import framing_of

SSE = "text/event-stream; charset=utf-8"
JSON = "application/json"
NDJSON = "application/x-ndjson"

NO_REASONING = Degrade(strip=frozenset({"reasoning"}))
NO_LOGPROBS = Degrade(strip=frozenset({"logprobs"}))
EVERYTHING = Degrade(strip=frozenset({"reasoning", "logprobs", "system_fingerprint", "seed", "logit_bias"}))

Document = dict[str, Any]


OWN: tuple[Dialect, ...] = (Generic(GenericSpec("/classify", input=("text",), output="scores", name="classifier")),)
"""A dialect of the policy's own."""


def asked(path: str, body: Document | bytes, degrade: Degrade) -> bytes:
    """The request as it goes upstream."""
    found = find("POST", path, OWN)
    assert found is not None
    dialect, operation = found
    text = body if isinstance(body, bytes) else json.dumps(body).encode()
    return edit_request(degrade, text, dialect.places[operation].request)


def reader(
    path: str, kind: str, degrade: Degrade, request: Document | None = None, holder: Holder | None = None
) -> Reader:
    """The reader of the reply to a request, degraded."""
    found = find("POST", path, OWN)
    assert found is not None
    dialect, operation = found
    read = dialect.read(operation, json.dumps(request or {}).encode())
    where = dialect.places[operation].reply
    assert where is not None
    inner = dialect.reader(read, 200, kind)
    return degrade_reply(degrade, inner, where, framing_of(kind), structured=is_structured(read.call), holder=holder)


def answered(
    path: str,
    reply: bytes | Iterable[bytes],
    kind: str,
    degrade: Degrade,
    request: Document | None = None,
    holder: Holder | None = None,
) -> bytes:
    """The reply as the client gets it."""
    made = reader(path, kind, degrade, request, holder)
    chunks = [reply] if isinstance(reply, bytes) else reply
    return b"".join([*map(made.feed, chunks), made.finish()])


def whole(path: str, reply: Any, degrade: Degrade, request: Document | None = None) -> Any:
    """A whole reply as the client gets it, read."""
    return json.loads(answered(path, json.dumps(reply).encode(), JSON, degrade, request))


def stream(*events: Document | bytes) -> bytes:
    """Server-sent events; those with a type are named by it."""
    return b"".join(map(_event, events))


def _event(event: Document | bytes) -> bytes:
    if isinstance(event, bytes):
        return b"data: " + event + b"\n\n"
    name = b"event: %b\n" % str(event["type"]).encode() if "type" in event else b""
    return name + b"data: " + json.dumps(event, separators=(",", ":"), ensure_ascii=False).encode() + b"\n\n"


def read(text: bytes) -> list[Document]:
    """The documents of a stream of server-sent events."""
    found = [line[6:] for line in text.split(b"\n") if line.startswith(b"data: ")]
    return [json.loads(data) for data in found if data != b"[DONE]"]
