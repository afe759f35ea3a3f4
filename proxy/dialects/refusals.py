"""Our refusals in the providers' shapes and headers.

Measured on the official SDKs (openai 3.54, anthropic 2.12): 408, 409, 429 and 5xx are tried three times, others once;
`x-should-retry: false` makes it one, always. A `Retry-After` above 120 s makes one of them fail at once and the other
sleep, so none is sent. No text of the client's is ever in a refusal.
"""

from __future__ import annotations

import math
from typing import NamedTuple

import orjson

from proxy.core.decision import Refusal
from proxy.core.exchange import Headers
from proxy.dialects.base import Answer

_MAX_RETRY_AFTER = 120
_RETRIED = frozenset({408, 409, 429})


class Wording(NamedTuple):
    """What a provider calls one kind of refusal."""

    type: str
    code: str | None = None


# Type and code as api.openai.com gives them for the nearest case of its own.
_OPENAI = {
    "budget": Wording("rate_limit_error", "rate_limit_exceeded"),
    "rate": Wording("rate_limit_error", "rate_limit_exceeded"),
    "banned": Wording("permission_error", "access_denied"),
    "credential": Wording("invalid_request_error", "invalid_api_key"),
    "unreadable": Wording("invalid_request_error", "unreadable_body"),
    "unsupported": Wording("invalid_request_error", "unsupported_parameter"),
    "foreign": Wording("invalid_request_error", "invalid_reasoning"),
    "oversize": Wording("invalid_request_error", "request_too_large"),
    "protocol": Wording("invalid_request_error", "bad_request"),
    "upstream": Wording("server_error", "upstream_failed"),
    "state": Wording("server_error", "service_unavailable"),
}
# https://docs.claude.com/en/api/errors
_ANTHROPIC = {
    "budget": "rate_limit_error",
    "rate": "rate_limit_error",
    "banned": "permission_error",
    "credential": "authentication_error",
    "unreadable": "invalid_request_error",
    "unsupported": "invalid_request_error",
    "foreign": "invalid_request_error",
    "oversize": "request_too_large",
    "protocol": "invalid_request_error",
    "upstream": "api_error",
    "state": "api_error",
}
# TGI's own words where it has one for the case (router/src/infer); `validation` is a 422 of its.
_TGI = {"unreadable": "validation", "unsupported": "validation", "oversize": "validation", "protocol": "validation",
        "budget": "overloaded", "rate": "overloaded"}  # fmt: skip


def refusal_headers(refusal: Refusal) -> Headers:
    """Content type, when to try again, and a plain no where trying again is no use."""
    headers: Headers = [(b"content-type", b"application/json")]
    if refusal.retry_after is not None:
        headers.append((b"retry-after", b"%d" % _wait(refusal.retry_after)))
    elif refusal.status in _RETRIED or refusal.status >= 500:
        headers.append((b"x-should-retry", b"false"))
    return headers


def _wait(seconds: float) -> int:
    """Whole seconds, 1 to 120: 0 would be tried at once; what is no number is as long as can be."""
    return max(1, math.ceil(max(0.0, seconds))) if seconds < _MAX_RETRY_AFTER else _MAX_RETRY_AFTER


def _answer(refusal: Refusal, document: dict[str, object]) -> Answer:
    return Answer(refusal.status, refusal_headers(refusal), orjson.dumps(document))


def refuse_as_openai(refusal: Refusal) -> Answer:
    """`{"error": {"message", "type", "param", "code"}}`."""
    return _answer(refusal, {"error": openai_error(refusal.message, openai_wording(refusal.kind))})


def openai_wording(kind: str) -> Wording:
    """Type and code of a refusal of this kind."""
    return _OPENAI.get(kind, Wording("server_error"))


def openai_error(message: str, wording: Wording) -> dict[str, object]:
    """The object that OpenAI puts under `error`."""
    return {"message": message, "type": wording.type, "param": None, "code": wording.code}


def refuse_as_anthropic(refusal: Refusal) -> Answer:
    """`{"type": "error", "error": {"type", "message"}}`; a time limit is a `timeout_error`."""
    kind = "timeout_error" if refusal.status == 504 else anthropic_kind(refusal.kind)
    return _answer(refusal, anthropic_error(refusal.message, kind))


def anthropic_kind(kind: str) -> str:
    """What Anthropic calls a refusal of this kind."""
    return _ANTHROPIC.get(kind, "api_error")


def anthropic_error(message: str, kind: str) -> dict[str, object]:
    """Anthropic's error object, the same in an answer and in a stream."""
    return {"type": "error", "error": {"type": kind, "message": message}}


def refuse_as_ollama(refusal: Refusal) -> Answer:
    """`{"error": "…"}`."""
    return _answer(refusal, {"error": refusal.message})


def refuse_as_tgi(refusal: Refusal) -> Answer:
    """`{"error": "…", "error_type": "…"}`."""
    return _answer(refusal, {"error": refusal.message, "error_type": _TGI.get(refusal.kind, "generation")})
