"""Where things stand in JSON."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from proxy.actions.outline import end_of, first_bracket, outline
from tests.dialects.exchange import JSON_VALUES

SPACES = st.sampled_from(["", " ", "\n  ", "\t\r\n"])


def spelt(value: Any, space: str, *, ascii_only: bool) -> bytes:
    """JSON with spaces wherever they may stand."""
    separators = (f"{space},{space}", f"{space}:{space}")
    return (space + json.dumps(value, separators=separators, ensure_ascii=ascii_only) + space).encode()


@given(st.dictionaries(st.text(max_size=6), JSON_VALUES, max_size=5), SPACES, st.booleans())
def test_members(document: dict[str, Any], space: str, ascii_only: bool) -> None:
    """Every member of an object is found, in order, with exactly its value."""
    text = spelt(document, space, ascii_only=ascii_only)
    parts = outline(text, first_bracket(text))
    assert {part.key: json.loads(text[part.value : part.end]) for part in parts} == document
    assert [part.key for part in parts] == list(document)
    assert all(text[part.start : part.start + 1] == b'"' for part in parts)


@given(st.lists(JSON_VALUES, max_size=5), SPACES)
def test_elements(values: list[Any], space: str) -> None:
    """Every element of a list is found, numbered, with exactly its value."""
    text = spelt(values, space, ascii_only=False)
    parts = outline(text, first_bracket(text))
    assert [json.loads(text[part.start : part.end]) for part in parts] == values
    assert [part.key for part in parts] == list(range(len(values)))


@pytest.mark.parametrize(
    "value",
    [
        '"' + "x" * 300 + '"',
        '"' + "x" * 300 + '\\""',
        '["' + "[" * 300 + '", "\\\\", {"a\\"}": "}"}, [[], {}], {"b": ["]"]}]',
        '{"a": "\\\\\\"}", "b": {"c": [1, "}"]}}',
        "-1.5e-7",
        "null",
    ],
)
def test_strings_hide_brackets(value: str) -> None:
    """Brackets, quotes and backslashes in strings, short and long, end nothing."""
    text = f'{{"x": {value}, "y": 1}}'.encode()
    assert json.loads(text)["y"] == 1
    assert end_of(text, 6) == 6 + len(value)


@pytest.mark.parametrize("text", [b"{", b'{"a', b'{"a"', b'{"a": [1', b'{"a": {"b": "c}', b"[1,", b""])
def test_torn_text(text: bytes) -> None:
    """A text that is torn off raises, and nothing runs on."""
    with pytest.raises((ValueError, IndexError)):
        outline(text, 0)


def test_mark() -> None:
    """A byte order mark before the text is no part of it."""
    assert first_bracket(b"\xef\xbb\xbf {}") == 4
