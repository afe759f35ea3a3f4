"""Endpoints that the policy describes."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from proxy.core.exchange import Turn, Usage
from proxy.dialects import find
from proxy.dialects.generic import Generic, GenericSpec, reach
from tests.dialects.exchange import JSON, JSON_VALUES, SSE

SPEC = GenericSpec(
    path="/classify",
    input=("texts.*", "context.text"),
    output="results.*.label",
    input_tokens="meta.tokens.in",
    output_tokens="meta.tokens.out",
    model="model.name",
    max_output_tokens="limit",
)
BODY = {"texts": ["one", "two", 3], "context": {"text": "three"}, "model": {"name": "m"}, "limit": 5, "stream": True}


def test_a_call() -> None:
    """Texts, model and cap are found where the policy says they are."""
    found = Generic(SPEC).read("generic", json.dumps(BODY).encode()).call
    assert [turn.text for turn in found.turns] == ["one", "two", "three"]
    assert (found.dialect, found.operation, found.model) == ("generic", "generic", "m")
    assert (found.max_output_tokens, found.stream, found.turns[0]) == (5, True, Turn("user", "one"))
    assert found.input_tokens > 12


def test_a_call_without_paths() -> None:
    """An endpoint of which nothing is said counts its whole body."""
    found = Generic(GenericSpec("/x")).read("generic", b'{"a":"' + b"x" * 300 + b'"}').call
    assert (found.input_tokens, found.turns, found.model) == (103, (), "")


@pytest.mark.parametrize(
    ("reply", "usage"),
    [
        ({"results": [], "meta": {"tokens": {"in": 7, "out": 2}}}, Usage(7, 2)),
        ({"results": [{"label": "abc"}, {"label": "def"}], "meta": {"tokens": {"in": 7}}}, Usage(7, 2, estimated=True)),
        ({"results": "?"}, Usage(0, 0, estimated=True)),
    ],
)
def test_usage(reply: dict[str, object], usage: Usage) -> None:
    """Figures where the policy says they are, else a count of the output."""
    dialect = Generic(SPEC)
    reader = dialect.reader(dialect.read("generic", b"{}"), 200, JSON)
    reader.feed(json.dumps(reply).encode())
    assert reader.usage() == usage


def test_streams() -> None:
    """A stream's events are looked at with the same paths."""
    dialect = Generic(SPEC)
    reader = dialect.reader(dialect.read("generic", b"{}"), 200, SSE)
    reader.feed(b'data: {"results":[{"label":"a"}]}\n\ndata: {"meta":{"tokens":{"in":1,"out":2}}}\n\n')
    assert reader.usage() == Usage(1, 2)


def test_configured_paths_come_first() -> None:
    """A configured endpoint is found by its exact path, also where a built-in dialect has the same."""
    mine = Generic(GenericSpec("/generate", name="mine"))
    assert find("POST", "/generate", (mine,)) == (mine, "generic")
    assert find("GET", "/generate", (mine,)) is None
    assert mine.name == "mine"


@pytest.mark.parametrize(
    ("path", "found"),
    [("a.b", [1]), ("l.*", [1, 2]), ("l.1", [2]), ("l.9", []), ("*.b", [1]), ("a.b.c", []), ("", []), ("l.x", [])],
)
def test_paths(path: str, found: list[object]) -> None:
    """Members, elements by number, and all of them."""
    assert list(reach({"a": {"b": 1}, "l": [1, 2]}, path)) == found


@given(JSON_VALUES, st.sampled_from(["a", "*", "*.*", "0.*", "a.0.b"]))
def test_no_value_is_too_strange(value: object, path: str) -> None:
    """A path leads somewhere or nowhere."""
    assert isinstance(list(reach(value, path)), list)
