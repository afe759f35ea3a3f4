"""Conditions as a tree: comparisons under `all`, `any` and `not`, read from any shape that operators write."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import TypeAlias

from proxy.policy.comparisons import Comparison, Names, from_mapping, from_text
from proxy.policy.phrases import Fault, Misread
from proxy.policy.positions import Loc
from proxy.policy.units import kind

WANTED = "expected a condition such as risk.level >= suspect"


@dataclass(frozen=True, slots=True)
class Group:
    """Several conditions, of which `all` or `any` must hold."""

    word: str
    parts: tuple[Condition, ...]

    def __str__(self) -> str:
        return f"{self.word}: [{', '.join(map(str, self.parts))}]"


@dataclass(frozen=True, slots=True)
class Not:
    """The opposite of a condition; as unknown as that is."""

    part: Condition

    def __str__(self) -> str:
        return f"not: {self.part}"


Condition: TypeAlias = Comparison | Group | Not


def comparisons(condition: Condition) -> Iterator[Comparison]:
    """Every comparison in a condition, in the order of the file."""
    if isinstance(condition, Comparison):
        yield condition
    else:
        for part in condition.parts if isinstance(condition, Group) else (condition.part,):
            yield from comparisons(part)


def read_condition(value: object, names: Names, way: Loc = ()) -> Condition:
    """The condition that a value from the file stands for. Raises `Misread` with every fault in it."""
    if isinstance(value, str):
        return from_text(value, names, way)
    if isinstance(value, tuple) and value:
        return _joined("all", [(read_condition, part, (*way, index)) for index, part in enumerate(value)], names)
    if isinstance(value, Mapping) and value:
        return _joined("all", [_entry(word, part, (*way, word)) for word, part in value.items()], names)
    empty = isinstance(value, tuple | Mapping)
    raise Misread((way, f"{WANTED}, found {'nothing, which every request would meet' if empty else kind(value)}"))


Read = Callable[[object, Names, Loc], Condition]
"""Makes a condition of a value, at its way."""


def _entry(word: str, value: object, way: Loc) -> tuple[Read, object, Loc]:
    """How the value behind a word in a mapping is read."""
    if word == "not":
        return _opposite, value, way
    if word in ("all", "any"):
        return (_all if word == "all" else _any), value, way
    return (lambda value, names, way: from_mapping(word, value, names, way)), value, way


def _opposite(value: object, names: Names, way: Loc) -> Condition:
    return Not(read_condition(value, names, way))


def _all(value: object, names: Names, way: Loc) -> Condition:
    return _listed("all", value, names, way)


def _any(value: object, names: Names, way: Loc) -> Condition:
    return _listed("any", value, names, way)


def _listed(word: str, value: object, names: Names, way: Loc) -> Condition:
    if not isinstance(value, tuple) or not value:
        found = "a single one" if isinstance(value, str) else kind(value) if value else "nothing"
        raise Misread((way, f"expected a list of conditions under {word}, found {found}"))
    return _joined(word, [(read_condition, part, (*way, index)) for index, part in enumerate(value)], names)


def _joined(word: str, parts: Iterable[tuple[Read, object, Loc]], names: Names) -> Condition:
    """The conditions joined; every fault in any of them."""
    faults: list[Fault] = []
    found: list[Condition] = []
    for read, value, way in parts:
        try:
            found.append(read(value, names, way))
        except Misread as misread:
            faults += misread.faults
    if faults:
        raise Misread(*faults)
    return found[0] if len(found) == 1 else Group(word, tuple(found))
