"""Where dialects say that things are."""

from __future__ import annotations

import pytest

from proxy.core.places import Shape
from proxy.dialects import DIALECTS, PLAIN, find
from proxy.dialects.generic import Generic, GenericSpec
from proxy.dialects.places import dotted

FREE = {"models", "count"}


def test_every_operation_that_answers_has_places() -> None:
    """What any dialect reads can be degraded, but for lists of models and counts of tokens."""
    for dialect in DIALECTS:
        paths: dict[str, str] = getattr(dialect, "paths", {})
        for operation in set(paths.values()) - FREE:
            assert dialect.places[operation].reply is not None, (dialect.name, operation)
    assert not PLAIN.places


@pytest.mark.parametrize("path", ["/v1/chat/completions/chatcmpl-1", "/v1/responses/resp_1"])
def test_stored_answers_have_places(path: str) -> None:
    """An answer that is fetched again can be degraded as when it was given."""
    found = find("GET", path)
    assert found is not None
    dialect, operation = found
    asked = {"openai": "/v1/chat/completions", "openai-responses": "/v1/responses"}[dialect.name]
    assert dialect.places[operation].reply == dialect.places[dialect.operation("POST", asked) or ""].reply


@pytest.mark.parametrize(
    ("path", "places"), [("", ()), ("a.b", ("a", "b")), ("a.*.b", ()), ("a.0", ()), ("model", ("model",))]
)
def test_dotted(path: str, places: tuple[str, ...]) -> None:
    """A dotted path of members is a path; one through lists is not put into."""
    assert dotted(path) == places


def test_generic() -> None:
    """A home-made API tells its own places."""
    spec = GenericSpec("/x", output="a.*.b", model="config.model", max_output_tokens="config.limit")
    found = Generic(spec).places["generic"]
    assert found.request.model == ("config", "model")
    assert found.request.caps == (("config", "limit"),)
    assert found.reply is not None
    assert (found.reply.shape, found.reply.output) == (Shape.VALUES, "a.*.b")
    assert Generic(GenericSpec("/x")).places["generic"].request.caps == ()
