"""One tree of a policy and of the files that it includes.

A file names others under `include`, relative to itself, and those may name more. What they say is joined: lists one
after the other, the including file's own entries first, mappings (`constants`, `prices`, `callers`, …) by their words.
A word that stands in two files is a fault, as it is within one: no file silently overrides another.

Pure: `Fetch` is given.
"""

from __future__ import annotations

import hashlib
import posixpath
from collections.abc import Callable, Iterator
from typing import NamedTuple

from proxy.policy.nodes import MAX_NODES, Broken, Mapping, Mark, Node, Scalar, Sequence, compose, mark_at
from proxy.policy.units import clip

WORD = "include"
# Fifty times a long policy, and still read within a second or two; larger files are something else by mistake.
LARGEST = 256 * 1024
# A file for each team of a large company; more is a loop of some generator.
MOST_FILES = 32

_MARKS_OF_OTHERS = {
    b"\xef\xbb\xbf": "the file starts with a byte order mark; save it as UTF-8 without one",
    b"\xff\xfe": "the file is UTF-16; save it as UTF-8",
    b"\xfe\xff": "the file is UTF-16; save it as UTF-8",
}

Fetch = Callable[[str], bytes]
"""The content of a file by its name. Raises `Unfetched`."""


class Unfetched(Exception):
    """A file that cannot be had; the text says why."""


class Gathered(NamedTuple):
    """The tree, the version of everything in it, and the files that were included, in order."""

    root: Node | None
    version: str
    """The first 12 hex digits of a SHA-256: of the content, or with includes of all contents."""
    files: tuple[str, ...]


def nowhere(_name: str) -> bytes:
    """A fetch for contents that come from no file."""
    raise Unfetched("only a policy in a file can include others")


def gather(content: bytes, name: str, fetch: Fetch = nowhere) -> Gathered:
    """Read a policy's content and all that it includes. Raises `Broken`; marks name the file, the policy's own none."""
    gathering = _Gathering(fetch, name)
    root = gathering.joined(tree(content), name)
    digests = [hashlib.sha256(content), *map(hashlib.sha256, gathering.contents)]
    if len(digests) > 1:
        digests[0] = hashlib.sha256(b"".join(each.digest() for each in digests))
    return Gathered(root, digests[0].hexdigest()[:12], tuple(gathering.seen)[1:])


def tree(content: bytes, name: str = "") -> Node | None:
    """The tree of one file, None where nothing is in it. Raises `Broken`."""
    try:
        return compose(_text(content), name)
    except Broken as broken:
        raise Broken(broken.mark._replace(file=name), broken.message) from None


class _Gathering:
    """Follows includes; `seen` has every file by name with the place that included it."""

    def __init__(self, fetch: Fetch, name: str) -> None:
        self.seen: dict[str, Mark] = {posixpath.normpath(name): Mark(1, 1)}
        self.contents: list[bytes] = []
        self._fetch = fetch
        self._policy = name

    def joined(self, root: Node | None, name: str) -> Node | None:
        """The tree of a file with those of its includes."""
        if not isinstance(root, Mapping):
            return root
        found = root
        for mark, written in _included(root):
            other = self._read(mark, written, posixpath.dirname(name))
            found = _join(found, other)
        return found

    def _read(self, mark: Mark, written: str, folder: str) -> Mapping:
        if not written.strip() or posixpath.isabs(written):
            raise Broken(mark, f"{clip(written)} is no file beside this one; write a relative name such as lists.yaml")
        name = posixpath.normpath(posixpath.join(folder, written))
        if name in self.seen:
            raise Broken(mark, self._again(name, written))
        if len(self.seen) >= MOST_FILES:
            raise Broken(mark, f"more than {MOST_FILES} files in all")
        self.seen[name] = mark
        try:
            content = self._fetch(name)
        except Unfetched as error:
            raise Broken(mark, f"{clip(written)} cannot be read: {error}") from None
        self.contents.append(content)
        root = self.joined(tree(content, name), name)
        if not isinstance(root, Mapping):
            raise Broken(Mark(1, 1, name), "an included file is a mapping: lines of `word: value`, as in a policy")
        for key, _ in root.pairs:
            if isinstance(key, Scalar) and key.text == "policy":
                raise Broken(key.mark, "an included file has no name of its own; leave the word 'policy' to the others")
        return Mapping(root.mark, [pair for pair in root.pairs if not _is_include(pair[0])], root.weight)

    def _again(self, name: str, written: str) -> str:
        where = self.seen[name]
        if name == posixpath.normpath(self._policy):
            return f"{clip(written)} is the policy itself, which would go round in a circle"
        told = f"line {where.line} of {where.file or self._policy}"
        return f"{clip(written)} is included already, in {told}; keep one"


def _is_include(key: Node) -> bool:
    return isinstance(key, Scalar) and key.text == WORD


def _included(root: Mapping) -> Iterator[tuple[Mark, str]]:
    """The names under `include`, each with its place."""
    for key, value in root.pairs:
        if not _is_include(key):
            continue
        for each in value.items if isinstance(value, Sequence) else (value,):
            if not isinstance(each, Scalar):
                raise Broken(each.mark, "expected the name of a file, or a list of names")
            yield each.mark, each.text


def _join(own: Mapping, other: Mapping) -> Mapping:
    """Both mappings as one. Pairs that cannot be joined are left to stand twice, which is told when they are read."""
    weight = own.weight + other.weight
    if weight > MAX_NODES:
        raise Broken(other.mark, f"more than {MAX_NODES} values in all, counting what aliases stand for")
    pairs = list(own.pairs)
    places = {key.text: place for place, (key, _) in enumerate(pairs) if isinstance(key, Scalar)}
    for key, value in other.pairs:
        place = places.get(key.text) if isinstance(key, Scalar) else None
        both = None if place is None else _both(pairs[place][1], value)
        if place is None or both is None:
            pairs.append((key, value))
        else:
            pairs[place] = (pairs[place][0], both)
    return Mapping(own.mark, pairs, weight)


def _both(one: Node, other: Node) -> Node | None:
    # New nodes: an alias may stand for the old ones elsewhere.
    if isinstance(one, Sequence) and isinstance(other, Sequence):
        return Sequence(one.mark, one.items + other.items, one.weight + other.weight)
    if isinstance(one, Mapping) and isinstance(other, Mapping):
        return Mapping(one.mark, one.pairs + other.pairs, one.weight + other.weight)
    return None


def _text(content: bytes) -> str:
    if len(content) > LARGEST:
        raise Broken(Mark(1, 1), f"larger than {LARGEST // 1024} KiB, which no policy is")
    # Told by name, because an editor shows neither the mark nor the encoding.
    for mark, message in _MARKS_OF_OTHERS.items():
        if content.startswith(mark):
            raise Broken(Mark(1, 1), message)
    try:
        return content.decode("utf-8")
    except UnicodeDecodeError as error:
        before = content[: error.start].decode("utf-8")
        where = mark_at(before, len(before))
        raise Broken(where, f"byte 0x{content[error.start]:02x} is not UTF-8; save the file as UTF-8") from None
