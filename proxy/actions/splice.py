"""Edits of a JSON text in its bytes: what is not edited stays as it is, byte for byte.

Edits are a tree of what changes: at a member's name (or an element's number) stands the JSON that is put there,
`TAKEN` where the part goes, or a tree of its own. A member that is not there yet is added at the front of its object.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from typing import Any, Final, TypeAlias

import orjson

from proxy.actions.outline import Part, first_bracket, outline

TAKEN: Final = None
Tree: TypeAlias = "dict[str | int, bytes | Tree | None]"
Cut = tuple[int, int, bytes]
"""Where something ends and begins again, and what stands between."""


def parse(text: bytes) -> Any:
    """Read JSON, also what strict readers refuse: half surrogates and NaN. Raises `ValueError`."""
    try:
        return orjson.loads(text)
    except orjson.JSONDecodeError:
        try:
            return json.loads(text)
        except RecursionError:
            raise ValueError("too deep") from None


def write(value: Any) -> bytes:
    """JSON without spaces; half surrogates and NaN as they were read."""
    try:
        plain = orjson.dumps(value)
    except TypeError:
        return json.dumps(value, separators=(",", ":")).encode()
    # orjson writes null for a float that is no number.
    return json.dumps(value, separators=(",", ":")).encode() if b"null" in plain and _odd(value) else plain


def _odd(value: Any) -> bool:
    if isinstance(value, dict):
        return any(map(_odd, value.values()))
    if isinstance(value, list):
        return any(map(_odd, value))
    return isinstance(value, float) and not -float("inf") < value < float("inf")


def plant(tree: Tree, path: Sequence[str | int], leaf: bytes | None) -> None:
    """Note one edit. What is put or taken at a place counts for all that is below it."""
    for step in path[:-1]:
        below = tree.setdefault(step, {})
        if not isinstance(below, dict):
            return
        tree = below
    tree[path[-1]] = leaf


def splice(text: bytes, tree: Tree) -> bytes:
    """The text with all edits made. Raises `ValueError` for what is no JSON object or list."""
    if not tree:
        return text
    done = 0
    pieces: list[bytes] = []
    for start, end, fresh in _cuts(text, first_bracket(text), tree):
        pieces += (text[done:start], fresh)
        done = end
    pieces.append(text[done:])
    return b"".join(pieces)


def _cuts(text: bytes, at: int, tree: Tree) -> Iterator[Cut]:
    """The edits below the bracket at `at`, from left to right."""
    parts = outline(text, at)
    kept = [part for part in parts if tree.get(part.key, b"") is not TAKEN]
    missing = _missing(parts, tree) if text[at] == ord("{") else []
    if missing:
        yield at + 1, at + 1, b",".join(missing) + (b"," if kept else b"")
    anything_before = False
    for number, part in enumerate(parts):
        edit = tree.get(part.key, b"")
        if edit is TAKEN:
            yield _gap(parts, number, after_kept=anything_before)
            continue
        anything_before = True
        if isinstance(edit, dict):
            yield from _below(text, part, edit)
        elif edit:
            yield part.value, part.end, edit


def _missing(parts: list[Part], tree: Tree) -> list[bytes]:
    there = {part.key for part in parts}
    return [
        write(key) + b":" + _grown(edit)
        for key, edit in tree.items()
        if key not in there and edit is not TAKEN and edit != {}
    ]


def _grown(edit: bytes | Tree | None) -> bytes:
    """What a place is made of that was not there."""
    if not isinstance(edit, dict):
        return edit or b"null"
    members = [write(key) + b":" + _grown(below) for key, below in edit.items() if below is not TAKEN]
    return b"{" + b",".join(members) + b"}"


def _below(text: bytes, part: Part, tree: Tree) -> Iterator[Cut]:
    if text[part.value] in b"{[":
        yield from _cuts(text, part.value, tree)
    elif tree:  # null, or what no server would take: an object stands there from now on
        yield part.value, part.end, _grown(tree)


def _gap(parts: list[Part], number: int, *, after_kept: bool) -> Cut:
    """A part with the comma that parted it from what stays: the one before it, else the one after it."""
    if after_kept:
        return parts[number - 1].end, parts[number].end, b""
    last = number + 1 == len(parts)
    return parts[number].start, parts[number].end if last else parts[number + 1].start, b""
