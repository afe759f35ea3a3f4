"""OpenAI embeddings, and the list of models."""

from __future__ import annotations

import json

import pytest

from proxy.core.exchange import Turn, Usage
from proxy.dialects import find
from tests.dialects.exchange import JSON, call, feed, reply, request

PATH = "/v1/embeddings"


def test_embeddings() -> None:
    """Every input is a turn, token numbers count without being read, and no output is expected."""
    found = call(PATH, {"model": "m", "input": ["one", "two"]})
    assert (found.operation, found.turns) == ("embedding", (Turn("user", "one"), Turn("user", "two")))
    assert (found.choices, found.max_output_tokens) == (2, 0)
    assert call(PATH, {"input": [[1] * 100, [2] * 50]}).input_tokens == 150


@pytest.mark.parametrize("vectors", [1, 100])
def test_usage_stands_behind_the_vectors(vectors: int) -> None:
    """The input is reported, in a small reply and in one whose vectors are not kept."""
    data = [{"embedding": [0.123456] * 256, "index": i} for i in range(vectors)]
    text = json.dumps({"data": data, "usage": {"prompt_tokens": 8, "total_tokens": 8}}).encode()
    reader = reply(PATH, {"input": "a"}, JSON)
    assert feed(reader, [text[i : i + 5000] for i in range(0, len(text), 5000)]) == text
    assert reader.usage() == Usage(8, 0)


def test_a_reply_without_usage_has_no_output() -> None:
    """Vectors are never counted as text."""
    reader = reply(PATH, {"input": "abc"}, JSON)
    reader.feed(b'{"data":[' + b"0.1," * 100_000)
    assert reader.usage() == Usage(5, 0, estimated=True)


@pytest.mark.parametrize("path", ["/v1/models", "/v1/models/gpt", "/models", "/models/org/name"])
def test_models(path: str) -> None:
    """Models are asked for without a body, and cost nothing."""
    found = request(path, b"", "GET")
    assert (found.call.operation, found.body) == ("models", b"")
    dialect, _ = find("GET", path) or (None, None)
    assert dialect is not None
    assert dialect.reader(found, 200, JSON).usage().total_tokens == 0


@pytest.mark.parametrize(("method", "path"), [("DELETE", "/v1/models/x"), ("GET", "/v1/modelsx"), ("GET", PATH)])
def test_what_is_something_else(method: str, path: str) -> None:
    """Other methods and longer words are not ours."""
    assert find(method, path) is None
