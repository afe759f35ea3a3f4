"""YAML text as a tree in which everything knows its line and column.

Built from PyYAML's parse events, never from its constructors: nothing in a file can make an object, and depth,
size and aliases are bounded while the text is read, not after.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Any, NamedTuple

import yaml
from yaml import events

# The deepest policy nests 8 levels; conditions (all, any, not) may double that.
MAX_DEPTH = 32
# A hundred times a long policy. Counts what aliases stand for, so that an alias bomb ends here, not in memory.
MAX_NODES = 20_000


class Mark(NamedTuple):
    """A place in a file; both count from 1."""

    line: int
    column: int
    file: str = ""
    """An included file's name; empty for the policy's own."""


class Broken(Exception):
    """Text that is no YAML we read, and where it goes wrong."""

    def __init__(self, mark: Mark, message: str) -> None:
        super().__init__(message)
        self.mark = mark
        self.message = message


@dataclass(slots=True)
class Scalar:
    """One word, number or text. `plain` means without quotes: only then YAML reads more into it than text."""

    mark: Mark
    text: str
    plain: bool
    weight: int = 1
    inner: int | None = None
    """Columns from the mark to the text; None where the text is not in the file as it is (escapes, several lines)."""


@dataclass(slots=True)
class Sequence:
    """A list."""

    mark: Mark
    items: list[Node] = field(default_factory=list)
    weight: int = 1


@dataclass(slots=True)
class Mapping:
    """Keys and values in the order of the file, duplicates included."""

    mark: Mark
    pairs: list[tuple[Node, Node]] = field(default_factory=list)
    weight: int = 1
    key: Node | None = None


Node = Scalar | Sequence | Mapping


def compose(text: str, file: str = "") -> Node | None:
    """The tree of the one document in `text`, None where there is none. Raises `Broken`."""
    composer = _Composer(file)
    try:
        for event in yaml.parse(text, Loader=yaml.SafeLoader):
            composer.take(event)
    except yaml.MarkedYAMLError as error:
        raise _reworded(error) from None
    except yaml.reader.ReaderError as error:
        raise Broken(mark_at(text, error.position), "a control character, which YAML does not allow") from None
    except (ValueError, OverflowError):
        # PyYAML's scanner lets these out for escapes beyond Unicode ("\UFFFFFFFF") and absurd %YAML versions.
        raise Broken(composer.last, "an escape or directive near here is no valid YAML") from None
    return composer.root


def mark_at(text: str, index: int) -> Mark:
    """The place of the character at `index`."""
    before = text[:index]
    return Mark(before.count("\n") + 1, index - before.rfind("\n"))


class _Composer:
    """Builds the tree event by event, with a stack of its own instead of recursion."""

    def __init__(self, file: str) -> None:
        self.root: Node | None = None
        self.last = Mark(1, 1)
        self._file = file
        self._open: list[tuple[Sequence | Mapping, str | None]] = []
        self._anchors: dict[str, Node] = {}
        self._documents = 0

    def take(self, event: yaml.Event) -> None:
        """Take one parse event."""
        self.last = mark = _place(event.start_mark)._replace(file=self._file)
        if isinstance(event, events.DocumentStartEvent):
            self._documents += 1
            if self._documents > 1:
                raise Broken(mark, "a second document starts here; a policy is one document, without '---' in between")
        elif isinstance(event, events.AliasEvent):
            self._add(self._aliased(event, mark))
        elif isinstance(event, events.NodeEvent):
            self._begin(event, mark)
        elif isinstance(event, events.CollectionEndEvent):
            node, anchor = self._open.pop()
            self._finish(node, anchor)

    def _begin(self, event: yaml.Event, mark: Mark) -> None:
        # Tags are how YAML makes objects of other types; even the safe ones (!!set, !!binary) mean nothing here.
        tag = getattr(event, "tag", None)
        if tag is not None:
            raise Broken(mark, "a tag (!…) stands here; a policy has none, write the plain value")
        anchor = getattr(event, "anchor", None)
        if isinstance(event, events.ScalarEvent):
            self._finish(Scalar(mark, event.value, event.style is None, inner=_inner(event)), anchor)
            return
        if len(self._open) >= MAX_DEPTH:
            raise Broken(mark, f"nested more than {MAX_DEPTH} levels deep")
        node = Sequence(mark) if isinstance(event, events.SequenceStartEvent) else Mapping(mark)
        self._open.append((node, anchor))

    def _aliased(self, event: events.AliasEvent, mark: Mark) -> Node:
        # Anchors are noted when their node is finished, so an alias within its own anchor finds nothing: no cycles.
        node = self._anchors.get(event.anchor or "")
        if node is None:
            raise Broken(mark, f"the alias *{event.anchor} stands for nothing that ended before it")
        return node

    def _finish(self, node: Node, anchor: str | None) -> None:
        if anchor is not None:
            self._anchors[anchor] = node
        self._add(node)

    def _add(self, node: Node) -> None:
        """Put a finished node into what is open around it."""
        if not self._open:
            self.root = node
            return
        parent = self._open[-1][0]
        parent.weight += node.weight
        if parent.weight > MAX_NODES:
            raise Broken(self.last, f"more than {MAX_NODES} values, counting what aliases stand for")
        if isinstance(parent, Sequence):
            parent.items.append(node)
        elif parent.key is None:
            parent.key = node
        else:
            parent.pairs.append((parent.key, node))
            parent.key = None


def _place(mark: Any) -> Mark:
    return Mark(1, 1) if mark is None else Mark(mark.line + 1, mark.column + 1)


def _inner(event: yaml.ScalarEvent) -> int | None:
    quotes = 0 if event.style is None else 1
    start, end = event.start_mark, event.end_mark
    if start is None or end is None:  # never with this parser; its stubs allow for it
        return None
    verbatim = start.line == end.line and end.index - start.index == len(event.value) + 2 * quotes
    return quotes if verbatim else None


def _reworded(error: yaml.MarkedYAMLError) -> Broken:
    """PyYAML's complaint, in the operator's words where we know better ones."""
    problem = " ".join(str(error.problem or "not YAML").split())
    context = " ".join(str(error.context).split()) if error.context else ""
    if "'\\t'" in problem:
        return Broken(_place(error.problem_mark), "a tab stands here; YAML is indented with spaces")
    if context == "while scanning a quoted scalar":
        return Broken(_place(error.context_mark), "the quote that opens here is not closed, or not on the right column")
    where = _place(error.problem_mark or error.context_mark)
    strange = re.fullmatch("found character '(.+)' that cannot start any token", problem)
    if strange:
        return Broken(
            where, f"YAML reads no text that begins with {strange[1]}; put it, or the whole condition, in quotes"
        )
    if context == "while parsing a flow sequence" and "got '['" in problem:
        return Broken(where, "a bracket opens within a list; put conditions with brackets in quotes here")
    return Broken(where, f"not YAML: {context}: {problem}" if context else f"not YAML: {problem}")
