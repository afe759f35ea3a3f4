"""The tree as plain values, and where each of them stands.

Plain words are read as YAML 1.2 reads them, except that what YAML 1.1 takes for a boolean (yes, no, on, off) is a
boolean here too: half of all tools read a policy that way, so such a word must never pass silently as text. Dates,
octal and sexagesimal numbers stay text; the word that wants a number then says what it found.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import NamedTuple

from proxy.policy.nodes import Mapping, Mark, Node, Scalar, Sequence
from proxy.policy.units import clip

Loc = tuple[str | int, ...]
"""The way to a value: keys and list indexes, as pydantic writes it. It may end in `KEY` or `Within`."""

KEY = "[key]"
"""At the end of a way: the value's key is meant. pydantic uses the same word."""


class Within(int):
    """At the end of a way: the character of the text at which something is meant."""


_WORDS = {"true": True, "yes": True, "on": True, "false": False, "no": False, "off": False}
# Eighteen digits: what a 64-bit integer surely holds; longer ones stay text, and the word that wants a number says so.
_NUMBER = re.compile(r"[-+]?(?:0|[1-9][0-9]{0,17})(\.[0-9]{1,17})?")


class Place(NamedTuple):
    """Where a key and its value stand, and the value's own text if it is a single one."""

    key: Mark
    value: Mark
    text: str | None = None
    inner: int | None = None
    """Columns from the value's mark to its text, None where the text is not in the file as it is."""


@dataclass(slots=True)
class Reading:
    """A document as plain values with the place of each, and what is wrong with its keys."""

    value: object = None
    places: dict[Loc, Place] = field(default_factory=dict)
    faults: list[tuple[Mark, str]] = field(default_factory=list)

    def at(self, loc: Loc) -> Place:
        """The place of the value at `loc`, or of the nearest one around it."""
        way: Loc = ()
        for part in loc:
            if (*way, part) in self.places:
                way = (*way, part)
            elif part != 0:  # the first of a list that was written without one is the value itself
                break
        return self.places.get(way, Place(Mark(1, 1), Mark(1, 1)))

    def mark(self, loc: Loc) -> Mark:
        """The one place that `loc` leads to: a value, its key, or a character within its text."""
        *before, last = loc or ("",)
        place = self.at(tuple(before) if last == KEY or isinstance(last, Within) else loc)
        if last == KEY:
            return place.key
        if not isinstance(last, Within) or place.inner is None:
            return place.value
        return place.value._replace(column=place.value.column + place.inner + last)


def read(root: Node) -> Reading:
    """Plain values and places of a tree. Sequences become tuples."""
    reading = Reading()
    reading.value = _value(reading, (), root.mark, root)
    return reading


def _value(reading: Reading, loc: Loc, key: Mark, node: Node) -> object:
    text, inner = (node.text, node.inner) if isinstance(node, Scalar) else (None, None)
    reading.places[loc] = Place(key, node.mark, text, inner)
    if isinstance(node, Scalar):
        if any("\ud800" <= c <= "\udfff" for c in node.text):
            reading.faults.append((node.mark, "half a surrogate pair is escaped here; write the character itself"))
            return node.text.encode("utf-8", "replace").decode()
        return scalar(node.text) if node.plain else node.text
    if isinstance(node, Sequence):
        return tuple(_value(reading, (*loc, i), item.mark, item) for i, item in enumerate(node.items))
    return {name: _value(reading, (*loc, name), at, item) for name, at, item in _keyed(reading, node)}


def _keyed(reading: Reading, node: Mapping) -> Iterator[tuple[str, Mark, Node]]:
    """The pairs of a mapping whose keys are words that stand in it once; the others are faults."""
    first: dict[str, Mark] = {}
    for key, item in node.pairs:
        fault = _key_fault(key, first)
        if fault or not isinstance(key, Scalar):
            reading.faults.append((key.mark, fault))
        else:
            first[key.text] = key.mark
            yield key.text, key.mark, item


def _key_fault(key: Node, first: dict[str, Mark]) -> str:
    if not isinstance(key, Scalar):
        return "a key is a single word, not a list or a mapping"
    if key.plain and key.text == "<<":
        return "merge keys (<<) are not read here; write the words out, or repeat a whole value with an alias"
    if key.plain and not isinstance(meant := scalar(key.text), str):
        return f"YAML reads the key {clip(key.text)} as {_spelled(meant)}, not as a word; put it in quotes"
    if any("\ud800" <= c <= "\udfff" for c in key.text):
        return "half a surrogate pair is escaped here; write the character itself"
    if key.text in first:
        before = first[key.text]
        elsewhere = f" of {before.file or 'the including file'}" if before.file != key.mark.file else ""
        return f"{clip(key.text)} stands here twice, first in line {before.line}{elsewhere}; keep one"
    return ""


def scalar(text: str) -> bool | int | float | str | None:
    """What a plain (unquoted) scalar means."""
    if text in ("", "~", "null", "Null", "NULL"):
        return None
    # YAML 1.1 knows `off`, `Off` and `OFF`, but no `oFF`.
    if text in (text.lower(), text.title(), text.upper()) and text.lower() in _WORDS:
        return _WORDS[text.lower()]
    number = _NUMBER.fullmatch(text)
    if number is None:
        return text
    return float(text) if number[1] else int(text)


def _spelled(value: object) -> str:
    """A value as YAML would write it."""
    if value is None:
        return "nothing"
    return str(value).lower() if isinstance(value, bool) else str(value)
