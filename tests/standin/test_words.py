"""What the stand-in says, and the samples it makes from JSON schemas."""

from __future__ import annotations

from typing import Any

import jsonschema
import pytest
from hypothesis import given
from hypothesis import strategies as st

from proxy.standin.words import pieces, sample, saying, tokens_in

JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(["type", "enum", "anyOf"]), inner),
    max_leaves=8,
)

SCHEMAS: tuple[dict[str, Any], ...] = (
    {"type": "object", "properties": {"city": {"type": "string"}, "days": {"type": "integer", "minimum": 2}}},
    {"type": "object", "properties": {"a": {"type": "string"}, "b": {"type": "string"}}, "required": ["b"]},
    {"type": "array", "items": {"type": "number"}, "minItems": 3},
    {"type": "string", "minLength": 20},
    {"type": ["boolean", "null"]},
    {"enum": ["celsius", "kelvin"]},
    {"anyOf": [{"type": "null"}, {"type": "string"}]},
    {
        "$defs": {"Leaf": {"type": "object", "properties": {"n": {"const": 7}}, "required": ["n"]}},
        "type": "object",
        "properties": {"leaf": {"$ref": "#/$defs/Leaf"}},
        "required": ["leaf"],
    },
)


@given(st.text())
def test_pieces_are_the_text(text: str) -> None:
    """Pieces joined again are the text they were cut from."""
    assert "".join(pieces(text)) == text


@given(st.text(alphabet="0123456789", min_size=12))
def test_nothing_is_echoed(prompt: str) -> None:
    """No part of the prompt is in the answer."""
    assert prompt not in saying(prompt)


def test_same_prompt_same_words() -> None:
    """Answers follow from the prompt alone, and different prompts reach different sentences."""
    assert saying("a") == saying("a")
    assert len({saying(str(i)) for i in range(40)}) > 1


@pytest.mark.parametrize(("text", "tokens"), [("", 0), ("abcd", 1), ("abcde", 2)])
def test_tokens_are_four_characters(text: str, tokens: int) -> None:
    """Four characters make a token, a started one counts."""
    assert tokens_in(text) == tokens


@pytest.mark.parametrize("schema", SCHEMAS, ids=str)
def test_samples_satisfy_their_schema(schema: dict[str, Any]) -> None:
    """A sample is valid under the schema it was made from."""
    jsonschema.validate(sample(schema), schema)


@given(JSON)
def test_any_json_as_schema_is_survived(schema: object) -> None:
    """A schema that makes no sense gives some value, never an exception."""
    sample(schema)


def test_recursive_schema_ends() -> None:
    """A schema that refers to itself is followed to a bounded depth."""
    tree = {"type": "object", "properties": {"next": {"$ref": "#"}}, "required": ["next"]}
    assert "next" in sample(tree)
