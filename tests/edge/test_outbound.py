"""The head that goes upstream: the client's own, but for what an edit or a credential changes."""

from __future__ import annotations

import pytest

from proxy.core.exchange import Call
from proxy.dialects.base import Request
from proxy.edge.http1 import RequestHead
from proxy.edge.outbound import upstream_head

SOURCES = ("header:authorization",)
HEAD = RequestHead(
    "POST", b"/v1/x?key=sk-me&a=1", "/v1/x", b"key=sk-me&a=1", "1.1",
    [(b"Host", b"x"), (b"Accept-Encoding", b"gzip"), (b"Authorization", b"Bearer sk-me"), (b"X-A", b"b")],
)  # fmt: skip
CALL = Call("openai", "chat")


@pytest.mark.parametrize("request_", [None, Request(CALL, b"{}")])
def test_without_an_edit_it_is_the_same_object(request_: Request | None) -> None:
    """Nothing to change: the very head that came."""
    assert upstream_head(HEAD, request_, SOURCES, b"", "openai") is HEAD


def test_added_usage_is_read_without_a_coding() -> None:
    """Where usage was asked for the answer has to be read while it passes, so only plain bytes are accepted."""
    made = upstream_head(HEAD, Request(CALL, b"{}", usage_injected=True), SOURCES, b"", "openai")
    assert made.headers == [(n, b"identity" if n == b"Accept-Encoding" else v) for n, v in HEAD.headers]
    assert made.target == HEAD.target
    assert made.first(b"accept-encoding") == b"identity"


@pytest.mark.parametrize(
    ("dialect", "presented"),
    [
        ("openai", (b"Authorization", b"Bearer own")),
        ("plain", (b"Authorization", b"Bearer own")),
        ("anthropic", (b"x-api-key", b"own")),
    ],
)
def test_the_operators_credential_takes_the_callers_place(dialect: str, presented: tuple[bytes, bytes]) -> None:
    """The operator's credential stands where the dialect's servers look for it; the caller's is in no place at all."""
    made = upstream_head(HEAD, None, SOURCES, b"own", dialect)
    assert made.headers[-1] == presented
    assert made.target == b"/v1/x?a=1"
    assert b"sk-me" not in repr((made.headers, made.target)).encode()
    assert made.first(presented[0].lower()) == presented[1]
    assert HEAD.first(b"authorization") == b"Bearer sk-me"


def test_without_accept_encoding_none_is_added() -> None:
    """A client that said nothing of codings still says nothing."""
    bare = RequestHead("POST", b"/", "/", b"", "1.1", [(b"Host", b"x")])
    assert upstream_head(bare, Request(CALL, b"{}", usage_injected=True), SOURCES, b"", "openai").headers == [
        (b"Host", b"x")
    ]


@pytest.mark.parametrize("injected", [False, True])
def test_an_edited_reply_comes_without_a_coding(injected: bool) -> None:
    """A reply that will be edited is asked for in plain bytes, whether usage was added or not; the rest stays."""
    made = upstream_head(HEAD, Request(CALL, b"{}", usage_injected=injected), SOURCES, b"", "openai", edited=True)
    assert made.headers == [(n, b"identity" if n == b"Accept-Encoding" else v) for n, v in HEAD.headers]
    assert HEAD.first(b"accept-encoding") == b"gzip"


def test_a_decoded_body_goes_without_its_coding() -> None:
    """No word is left, in whatever case, of a coding that was undone; a body that was not touched keeps its own."""
    coded = RequestHead("POST", b"/", "/", b"", "1.1", [(b"CONTENT-Encoding", b"gzip"), (b"Host", b"x")])
    request = Request(CALL, b"{}")
    decoded = upstream_head(coded, request, SOURCES, b"", "openai", edited=True, decoded=True)
    assert decoded.headers == [(b"Host", b"x")]
    assert decoded.first(b"content-encoding") is None
    kept = upstream_head(coded, request, SOURCES, b"", "openai", edited=True)
    assert kept.first(b"content-encoding") == b"gzip"
