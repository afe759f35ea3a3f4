"""The engine's own answers, in the words of the dialect that was spoken to."""

from __future__ import annotations

import orjson
import pytest

from proxy.edge.http1 import RequestHead
from proxy.edge.wording import worded


def head(path: str) -> RequestHead:
    """A head with this path."""
    return RequestHead("POST", path.encode(), path, b"", "1.1", [])


@pytest.mark.parametrize(
    ("path", "kind"), [("/v1/messages", "invalid_request_error"), ("/v1/chat/completions", "invalid_request_error")]
)
def test_shapes(path: str, kind: str) -> None:
    """A broken request is answered in the shape of the API whose path it has."""
    answer = worded(400, "body", head(path))
    document = orjson.loads(answer.body)
    assert (answer.status, document["error"]["type"]) == (400, kind)
    assert ("type" in document) == (path == "/v1/messages")


def test_an_unreadable_head_has_an_answer() -> None:
    """Without a head, too, there is an answer, in the shape that most clients know."""
    assert orjson.loads(worded(431, "head size", None).body)["error"]["message"].endswith("(head size).")


def test_an_upstreams_failure_is_no_fault_of_the_client() -> None:
    """502 and 504 say server error."""
    assert orjson.loads(worded(502, "upstream", head("/x")).body)["error"]["type"] == "server_error"


def test_statuses_beyond_the_registry() -> None:
    """A status without a registered phrase is worded all the same."""
    assert worded(599, "upstream", None).status == 599
