"""Refusals are worded as each provider words its own, with headers that its SDK understands."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from proxy.core.decision import Refusal
from proxy.dialects import refusals
from proxy.dialects.base import Answer

KINDS = ("budget", "rate", "banned", "credential", "unreadable", "oversize", "protocol", "upstream", "state", "new")
SHAPES = (
    refusals.refuse_as_openai, refusals.refuse_as_anthropic, refusals.refuse_as_ollama, refusals.refuse_as_tgi,
)  # fmt: skip


def headers(answer: Answer) -> dict[bytes, bytes]:
    return dict(answer.headers)


@pytest.mark.parametrize(
    ("refusal", "openai", "anthropic", "tgi"),
    [
        (Refusal(429, "budget", "m", 5), ("rate_limit_error", "rate_limit_exceeded"), "rate_limit_error", "overloaded"),
        (Refusal(403, "banned", "m"), ("permission_error", "access_denied"), "permission_error", "generation"),
        (Refusal(401, "credential", "m"), ("invalid_request_error", "invalid_api_key"), "authentication_error",
         "generation"),
        (Refusal(400, "unreadable", "m"), ("invalid_request_error", "unreadable_body"), "invalid_request_error",
         "validation"),
        (Refusal(413, "oversize", "m"), ("invalid_request_error", "request_too_large"), "request_too_large",
         "validation"),
        (Refusal(502, "upstream", "m", 1), ("server_error", "upstream_failed"), "api_error", "generation"),
        (Refusal(504, "upstream", "m"), ("server_error", "upstream_failed"), "timeout_error", "generation"),
    ],
)  # fmt: skip
def test_shapes(refusal: Refusal, openai: tuple[str, str], anthropic: str, tgi: str) -> None:
    """The same refusal in four shapes."""
    bodies = [json.loads(shape(refusal).body) for shape in SHAPES]
    assert bodies == [
        {"error": {"message": "m", "type": openai[0], "param": None, "code": openai[1]}},
        {"type": "error", "error": {"type": anthropic, "message": "m"}},
        {"error": "m"},
        {"error": "m", "error_type": tgi},
    ]


@given(st.sampled_from(SHAPES), st.sampled_from(KINDS), st.integers(400, 599), st.text(), st.none() | st.floats())
def test_every_refusal_is_a_sound_answer(
    shape: object, kind: str, status: int, message: str, retry_after: float | None
) -> None:
    """Whatever is refused: a JSON object, its status, no framing headers, and no wait above 120 s."""
    assert callable(shape)
    answer = shape(Refusal(status, kind, message, retry_after))
    assert isinstance(json.loads(answer.body), dict)
    assert answer.status == status
    assert headers(answer)[b"content-type"] == b"application/json"
    assert {name for name, _ in answer.headers} <= {b"content-type", b"retry-after", b"x-should-retry"}
    assert 1 <= int(headers(answer).get(b"retry-after", b"1")) <= 120


@pytest.mark.parametrize(
    ("status", "retry_after", "told"),
    [
        (429, 0.2, {b"retry-after": b"1"}),
        (429, 7.1, {b"retry-after": b"8"}),
        (429, 4000, {b"retry-after": b"120"}),
        (429, float("inf"), {b"retry-after": b"120"}),
        (429, float("-inf"), {b"retry-after": b"1"}),
        (429, None, {b"x-should-retry": b"false"}),
        (503, None, {b"x-should-retry": b"false"}),
        (502, 1, {b"retry-after": b"1"}),
        (403, None, {}),
        (400, None, {}),
    ],
)
def test_when_to_try_again(status: int, retry_after: float | None, told: dict[bytes, bytes]) -> None:
    """A wait in whole seconds where there is one; a plain no where an SDK would try again for nothing."""
    answer = refusals.refuse_as_openai(Refusal(status, "budget", "m", retry_after))
    assert headers(answer) == {b"content-type": b"application/json", **told}
