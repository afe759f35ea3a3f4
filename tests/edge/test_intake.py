"""From bytes to a call: what is read, what streams through, and what is said of bodies that cannot be read."""

from __future__ import annotations

import gzip
from typing import Any, cast

import pytest

from proxy.dialects import Generic, GenericSpec, find
from proxy.edge.exchange import Exchange
from proxy.edge.http1 import RequestHead
from proxy.edge.intake import Arrival, receive, understand
from proxy.screening import OVERSIZE_REFUSAL
from tests.policies import policy_of

PASS = policy_of("policy: p\ninspect_limit: 1KB\n")
REFUSE = policy_of("policy: p\ninspect_limit: 1KB\nunreadable: refuse\noversize: refuse\n")
CHAT = b'{"model":"m","messages":[{"role":"user","content":"hello"}]}'


def exchange(method: str, path: str, body: bytes = b"") -> Exchange:
    """An exchange whose body is all here."""
    head = RequestHead(method, path.encode(), path, b"", "1.1", [], content_length=len(body) or None)
    made = Exchange(cast("Any", None), head, "203.0.113.7", False, 0.0, 1 << 20)
    if body:
        made.receive(body)
        made.complete([])
    return made


def arrival(body: bytes | None, *, oversize: bool = False) -> Arrival:
    """A chat completion that has come."""
    found = find("POST", "/v1/chat/completions")
    assert found is not None
    return Arrival(*found, body, oversize)


@pytest.mark.parametrize(
    ("method", "path", "operation", "read"),
    [
        ("POST", "/v1/chat/completions", "chat", True),
        ("GET", "/v1/chat/completions", "stored", False),
        ("GET", "/v1/responses/resp_1", "stored", False),
        ("PUT", "/v1/chat/completions", "opaque", False),
        ("POST", "/v1/chat/../../admin", "opaque", False),
        ("POST", "/v1/chat/completions/", "opaque", False),
        ("POST", "/v1/files", "opaque", False),
        ("GET", "/v1/models", "models", False),
    ],
)
async def test_only_known_routes_are_read(method: str, path: str, operation: str, read: bool) -> None:
    """Exactly the paths of a dialect are read; everything else streams through."""
    found = await receive(exchange(method, path, CHAT), PASS, ())
    assert (found.operation, found.body) == (operation, CHAT if read else None)


async def test_the_policys_own_dialects_come_first() -> None:
    """A path that the policy describes is read by its dialect."""
    own = Generic(GenericSpec(path="/classify", input=("text",), output="label", name="mine"))
    found = await receive(exchange("POST", "/classify", CHAT), PASS, (own,))
    assert found.dialect is own


async def test_bodies_beyond_the_limit_stream_through() -> None:
    """What is larger than the policy inspects is not held; it can still be forwarded whole."""
    large = exchange("POST", "/v1/chat/completions", b"x" * 1025)
    found = await receive(large, PASS, ())
    assert (found.body, found.oversize) == (None, True)
    assert b"".join([piece async for piece in large.chunks()]) == b"x" * 1025


@pytest.mark.parametrize(("policy", "refused"), [(PASS, False), (REFUSE, True)])
def test_oversize_is_the_policys_business(policy: Any, refused: bool) -> None:
    """An oversize body is a problem by that name, refused only where the policy says so."""
    intake = understand(arrival(None, oversize=True), policy, None)
    assert (intake.problem, intake.request, intake.early) == ("oversize", None, OVERSIZE_REFUSAL if refused else None)


@pytest.mark.parametrize(("policy", "status"), [(PASS, None), (REFUSE, 400)])
@pytest.mark.parametrize("body", [b"", b"nonsense", b"[]", b"\xff", b'{"a":1,"a":2}', b"[" * 5000])
def test_unreadable_is_the_policys_business(policy: Any, status: int | None, body: bytes) -> None:
    """A body that cannot be read has a problem; it is refused, or sent on from memory as it came."""
    intake = understand(arrival(body), policy, None)
    assert intake.problem
    assert (intake.early.status if intake.early else None) == status
    assert intake.request is not None
    assert intake.request.body is body


def test_a_body_is_passed_on_as_it_is() -> None:
    """What was read is forwarded as the very same object: nothing is serialised again."""
    intake = understand(arrival(CHAT), PASS, None)
    assert intake.request is not None
    assert intake.request.body is CHAT
    assert (intake.call.model, intake.problem) == ("m", "")


def test_usage_is_asked_for_where_it_was_not() -> None:
    """A stream that would report no usage goes upstream with the question added."""
    intake = understand(arrival(b'{"model":"m","stream":true,"messages":[]}'), PASS, None)
    assert intake.request is not None
    assert intake.request.usage_injected
    assert b"include_usage" in intake.request.body


@pytest.mark.parametrize("coding", [b"gzip", b"GZIP"])
def test_compressed_bodies_are_read_from_a_copy(coding: bytes) -> None:
    """A compressed body is understood and goes upstream as it came, also where usage would have been asked for."""
    packed = gzip.compress(b'{"model":"m","stream":true,"messages":[]}')
    intake = understand(arrival(packed), PASS, coding)
    assert intake.request is not None
    assert (intake.call.model, intake.request.body, intake.request.usage_injected) == ("m", packed, False)


@pytest.mark.parametrize(
    ("body", "coding"),
    [(CHAT, b"gzip"), (gzip.compress(b"0" * 100_000), b"gzip"), (CHAT, b"rot13"), (CHAT, b"gzip, br")],
)
def test_codings_that_cannot_be_undone(body: bytes, coding: bytes) -> None:
    """A coding that lies, bursts its bound or is unknown makes a body unreadable, no more."""
    intake = understand(arrival(body), PASS, coding)
    assert intake.problem
    assert intake.request is not None
    assert intake.request.body is body


def test_nothing_to_read() -> None:
    """A route without a body is a call of its kind, and streams through."""
    found = find("GET", "/v1/models")
    assert found is not None
    intake = understand(Arrival(*found), PASS, None)
    assert (intake.call.operation, intake.request, intake.problem) == ("models", None, "")
