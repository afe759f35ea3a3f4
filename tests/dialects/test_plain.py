"""What no dialect reads passes, and is refused in the shape that its path suggests."""

from __future__ import annotations

import json

import pytest

from proxy.core.decision import Refusal
from proxy.dialects import DIALECTS, PLAIN, find, plain
from proxy.dialects.base import Dialect
from tests.dialects.exchange import JSON


@pytest.mark.parametrize(
    ("path", "anthropic"),
    [("/v1/messages/batches", True), ("/anthropic/v1/x", True), ("/v1/files", False), ("/", False), ("", False)],
)
def test_shapes(path: str, anthropic: bool) -> None:
    """Batches of messages are refused as Anthropic does, everything else as OpenAI does."""
    document = json.loads(plain(path).refuse(Refusal(403, "banned", "No.")).body)
    assert (document.get("type") == "error") == anthropic
    assert plain(path).name == "plain"


def test_nothing_is_read() -> None:
    """A body that is no JSON is as good as any other, and its reply costs no tokens."""
    body = b"\x00\xff"
    found = PLAIN.read("opaque", body)
    assert found.body is body
    assert (found.call.operation, found.call.input_tokens) == ("opaque", 0)
    reader = PLAIN.reader(found, 200, JSON)
    assert reader.feed(body) is body
    assert PLAIN.operation("POST", "/v1/chat/completions") is None


@pytest.mark.parametrize(
    ("method", "path", "expected"),
    [
        ("POST", "/v1/chat/completions", ("openai", "chat")),
        ("POST", "/chat/completions", ("openai", "chat")),
        ("POST", "/v1/completions", ("openai", "completion")),
        ("POST", "/v1/responses", ("openai-responses", "chat")),
        ("POST", "/v1/embeddings", ("openai-embeddings", "embedding")),
        ("GET", "/v1/models", ("openai-embeddings", "models")),
        ("POST", "/v1/messages", ("anthropic", "chat")),
        ("POST", "/v1/messages/count_tokens", ("anthropic", "count")),
        ("POST", "/api/chat", ("ollama", "chat")),
        ("POST", "/generate_stream", ("tgi", "completion")),
        ("GET", "/v1/chat/completions", ("openai", "stored")),
        ("GET", "/v1/chat/completions/chatcmpl-1", ("openai", "stored")),
        ("GET", "/v1/chat/completionsX", None),
        ("DELETE", "/v1/chat/completions/chatcmpl-1", None),
        ("post", "/v1/chat/completions", None),
        ("POST", "/v1/chat/completions/", None),
        ("POST", "//v1/chat/completions", None),
        ("POST", "/V1/chat/completions", None),
        ("POST", "/v1/chat%2Fcompletions", None),
        ("POST", "/x/../v1/chat/completions", None),
        ("POST", "/openai/v1/chat/completions", None),
        ("POST", "/v1/audio/speech", None),
        ("GET", "/v1/responses/resp_1", ("openai-responses", "stored")),
        ("GET", "/v1/responses/resp_1/input_items", ("openai-responses", "stored")),
        ("POST", "/v1/responses/resp_1/cancel", ("openai-responses", "stored")),
        ("GET", "/v1/conversations/conv_1/items", ("openai-responses", "stored")),
        ("GET", "/v1/conversations/conv_1/items/rs_1", ("openai-responses", "stored")),
        ("POST", "/v1/responses/compact", None),
        ("DELETE", "/v1/responses/resp_1", None),
        ("GET", "/v1/responses", None),
    ],
)
def test_exact_paths_decide(method: str, path: str, expected: tuple[str, str] | None) -> None:
    """A route is ours by exactly the path that is forwarded, or it is not ours."""
    found = find(method, path)
    assert (None if found is None else (found[0].name, found[1])) == expected


@pytest.mark.parametrize("dialect", [*DIALECTS, PLAIN], ids=lambda dialect: dialect.name)
def test_every_dialect_keeps_the_contract(dialect: Dialect) -> None:
    """Each has a name, words a refusal as JSON, tells nothing without budgets, and owns no path of nobody."""
    assert dialect.name
    assert json.loads(dialect.refuse(Refusal(429, "rate", "Slow.", 1)).body)
    assert dialect.standing([], 0.0) == []
    assert isinstance(dialect.broken("x"), bytes)
    assert dialect.operation("POST", "/nobody") is None
