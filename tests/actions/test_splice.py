"""Edits in the bytes of JSON."""

from __future__ import annotations

import json
import math
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from proxy.actions.splice import KEPT, TAKEN, Tree, apply, cuts, keep, parse, plant, splice, write
from tests.dialects.exchange import JSON_VALUES

DOCUMENTS = st.dictionaries(st.sampled_from("abcdefg"), JSON_VALUES | st.lists(JSON_VALUES, max_size=4), max_size=6)


def compact(value: Any) -> bytes:
    """JSON as it is written here."""
    return json.dumps(value, separators=(",", ":"), ensure_ascii=False).encode()


def places(value: Any) -> list[tuple[Any, ...]]:
    """Every path within a value."""
    inner = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    return [path for key, part in inner for path in ((key,), *((key, *rest) for rest in places(part)))]


def edited(value: Any, tree: Tree) -> Any:
    """What a tree of edits makes of a value, done to the value."""
    if isinstance(value, dict):
        kept: Any = {key: changed(part, tree, key) for key, part in value.items() if tree.get(key, KEPT) is not TAKEN}
        return kept
    return [changed(part, tree, i) for i, part in enumerate(value) if tree.get(i, KEPT) is not TAKEN]


def changed(part: Any, tree: Tree, key: str | int) -> Any:
    """What becomes of one part."""
    edit = tree.get(key, KEPT)
    return edited(part, edit) if isinstance(edit, dict) else json.loads(edit) if edit else part


@given(DOCUMENTS, st.data())
def test_edits(document: dict[str, Any], data: st.DataObject) -> None:
    """What is edited is as wanted and all other bytes are as they were: compact JSON stays byte for byte compact."""
    paths = places(document)
    chosen = data.draw(st.lists(st.sampled_from(paths), max_size=5)) if paths else []
    tree: Tree = {}
    for path in chosen:
        plant(tree, path, data.draw(st.sampled_from([TAKEN, b"7", b'"x"', b"{}"])))
    expected = edited(document, tree)
    assert splice(compact(document), tree) == compact(expected)
    assert json.loads(splice(json.dumps(document, indent=2).encode(), tree)) == expected


@given(DOCUMENTS, st.integers())
def test_additions(document: dict[str, Any], number: int) -> None:
    """A member that is not there is added, in an object that may not be there either."""
    tree: Tree = {}
    plant(tree, ("new", "deep"), write(number))
    assert json.loads(splice(compact(document), tree)) == {**document, "new": {"deep": number}}


@pytest.mark.parametrize(
    ("text", "path", "leaf", "wanted"),
    [
        ('{"a": 1, "b": 2}', ("a",), TAKEN, '{"b": 2}'),
        ('{"a": 1, "b": 2}', ("b",), TAKEN, '{"a": 1}'),
        ('{ "a": 1 }', ("a",), TAKEN, "{  }"),
        ("{}", ("a",), b"1", '{"a":1}'),
        ('{"a": null}', ("a", "b"), b"1", '{"a": {"b":1}}'),
        ('{"a": [1, 2, 3]}', ("a", 1), TAKEN, '{"a": [1, 3]}'),
        ('{"a": 1, "a": 2}', ("a",), TAKEN, "{}"),
        ('{"\\u0061": 1, "b": 2}', ("a",), b"9", '{"\\u0061": 9, "b": 2}'),
        ('{"a": {"b": 1}}', ("a", "c"), TAKEN, '{"a": {"b": 1}}'),
    ],
)
def test_bytes(text: str, path: tuple[str | int, ...], leaf: bytes | None, wanted: str) -> None:
    """Edits touch what they are about and nothing else."""
    tree: Tree = {}
    plant(tree, path, leaf)
    assert splice(text.encode(), tree).decode() == wanted


def test_parents_win() -> None:
    """What is done to a container counts for all within it, whatever was noted first."""
    for order in ((("a",), ("a", "b")), (("a", "b"), ("a",))):
        tree: Tree = {}
        for path in order:
            plant(tree, path, TAKEN)
        assert splice(b'{"a":{"b":1,"c":2},"d":3}', tree) == b'{"d":3}'


def test_kept() -> None:
    """A place that is only wanted is told and stays as it is."""
    tree: Tree = {}
    keep(tree, ("a", 0))
    text = b'{"a":["x"]}'
    (cut,) = cuts(text, tree)
    assert text[cut.value : cut.stop] == b'"x"'
    assert apply(text, [cut]) == text
    plant(tree, ("a",), TAKEN)
    keep(tree, ("a", 0))
    assert splice(text, tree) == b"{}"


@pytest.mark.parametrize("text", [b'{"a": -Infinity}', b'{"a": "\\ud83d"}', b'{"a": [null, 1.5]}', b'{"a": NaN}'])
def test_odd_json(text: bytes) -> None:
    """What some servers write and strict readers refuse is read, and written as it was."""
    assert repr(json.loads(write(parse(text)))) == repr(json.loads(text))


@given(JSON_VALUES)
def test_written_as_read(value: Any) -> None:
    """What is written is read as the same."""
    assert parse(write(value)) == value


def test_no_json() -> None:
    """What is no JSON raises a ValueError, however deep it goes."""
    for text in (b"[DONE]", b"", b"[" * 100_000, b"\xff"):
        with pytest.raises(ValueError, match=r".*"):
            parse(text)
    assert math.isnan(parse(b"NaN"))
