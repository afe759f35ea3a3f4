"""Edits of a JSON text in its bytes: what is not edited stays as it is, byte for byte.

Edits are a tree of what changes: at a member's name (or an element's number) stands the JSON that is put there,
`TAKEN` where the part goes, `KEPT` where it stays and its place is wanted, or a tree of its own. A member that is not
there yet is added at the front of its object.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from typing import Any, Final, NamedTuple, TypeAlias

import orjson

from proxy.actions.outline import Part, first_bracket, outline

TAKEN: Final = None
KEPT: Final = b""
Tree: TypeAlias = "dict[str | int, bytes | Tree | None]"


_STAYS: Final = b"..."  # known by its identity alone


class Fixed(bytes):
    """JSON that is put there whatever stood there."""

    __slots__ = ()


class Cut(NamedTuple):
    """`text[start:end]` becomes `fresh`; `text[value:stop]` is the value that goes, or is kept.

    Where a member goes, its key and a comma are cut with it.
    """

    start: int
    end: int
    fresh: bytes | None
    """None where nothing changes."""
    value: int
    stop: int
    fixed: bool = False
    """Whether the same would be done to any other value there."""

    def moved(self, by: int) -> Cut:
        """The same cut in a longer text, of which `by` bytes stand before this one."""
        return Cut(self.start + by, self.end + by, self.fresh, self.value + by, self.stop + by, self.fixed)


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


def keep(tree: Tree, path: Sequence[str | int]) -> None:
    """Note that a place is wanted, where nothing is to be done there."""
    for step in path[:-1]:
        below = tree.setdefault(step, {})
        if not isinstance(below, dict):
            return
        tree = below
    tree.setdefault(path[-1], KEPT)


def splice(text: bytes, tree: Tree) -> bytes:
    """The text with all edits made. Raises `ValueError` for what is no JSON object or list."""
    return apply(text, cuts(text, tree)) if tree else text


def cuts(text: bytes, tree: Tree, parts: list[Part] | None = None) -> list[Cut]:
    """Where the edits of a text are, from left to right. Raises `ValueError` for what is no JSON object or list.

    `parts` is the outline of the outermost container, where that is known.
    """
    at = first_bracket(text)
    return list(_cuts(text, at, tree, outline(text, at) if parts is None else parts))


def apply(text: bytes, edits: Iterable[Cut]) -> bytes:
    """The text with edits made."""
    done = 0
    pieces: list[bytes] = []
    for cut in edits:
        if cut.fresh is not None:
            pieces += (text[done : cut.start], cut.fresh)
            done = cut.end
    pieces.append(text[done:])
    return b"".join(pieces)


def _cuts(text: bytes, at: int, tree: Tree, parts: list[Part]) -> Iterator[Cut]:
    """The edits below the bracket at `at`, from left to right."""
    missing = _missing(parts, tree) if text[at] == ord("{") else []
    if missing:
        kept = any(tree.get(part.key, KEPT) is not TAKEN for part in parts)
        yield Cut(at + 1, at + 1, b",".join(missing) + (b"," if kept else b""), at + 1, at + 1)
    anything_before = False
    for number, part in enumerate(parts):
        edit = tree.get(part.key, _STAYS)
        if edit is TAKEN:
            yield _gap(parts, number, after_kept=anything_before)
            continue
        anything_before = True
        if isinstance(edit, dict):
            yield from _below(text, part, edit)
        elif edit is not _STAYS:
            yield Cut(part.value, part.end, edit or None, part.value, part.end, isinstance(edit, Fixed))


def _missing(parts: list[Part], tree: Tree) -> list[bytes]:
    there = {part.key for part in parts}
    return [write(key) + b":" + _grown(edit) for key, edit in tree.items() if edit and key not in there]


def _grown(edit: bytes | Tree | None) -> bytes:
    """What a place is made of that was not there."""
    if not isinstance(edit, dict):
        return edit or b"null"
    members = [write(key) + b":" + _grown(below) for key, below in edit.items() if below]
    return b"{" + b",".join(members) + b"}"


def _below(text: bytes, part: Part, tree: Tree) -> Iterator[Cut]:
    if text[part.value] in b"{[":
        yield from _cuts(text, part.value, tree, outline(text, part.value))
    elif tree:  # null, or what no server would take: an object stands there from now on
        yield Cut(part.value, part.end, _grown(tree), part.value, part.end)


def _gap(parts: list[Part], number: int, *, after_kept: bool) -> Cut:
    """A part with the comma that parted it from what stays: the one before it, else the one after it."""
    part = parts[number]
    if after_kept:
        return Cut(parts[number - 1].end, part.end, b"", part.value, part.end, fixed=True)
    end = part.end if number + 1 == len(parts) else parts[number + 1].start
    return Cut(part.start, end, b"", part.value, part.end, fixed=True)
