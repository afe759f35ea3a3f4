"""Frozen dataclasses with slots that are made at a fraction of the price.

A request makes about sixty small values: what is asked of the state, what it answers, features, a decision. The
`__init__` of a frozen dataclass sets each field through `object.__setattr__`, which looks the field's slot up by its
name every time: 1.4 µs for five fields here, 5 µs for twenty. So a value is filled while it is of another class, one
of the same layout that is not frozen, where setting a slot takes the interpreter 5 ns: 0.5 and 0.9 µs. Nobody sees it
before it is frozen, comparable and replaceable as before.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import MISSING, Field, fields
from typing import Any, TypeVar

C = TypeVar("C", bound=type[Any])


def sealed(cls: C) -> C:
    """Give a dataclass made with `frozen=True, slots=True` a quick `__init__` of the same signature.

    Raises TypeError where a field is given by name only, or is not set by `__init__`. A subclass cannot be made: it
    would have another layout.
    """
    found = fields(cls)
    if any(not field.init or field.kw_only for field in found):
        raise TypeError(f"{cls.__name__} has a field that is not simply given")
    names = [field.name for field in found]
    lines = [
        f"def __init__(self, {', '.join(names)}):",
        "    _become(self, _OPEN)",
        *map(_kept, found),
        "    self.__class__ = _SEALED",
    ]
    known: dict[str, Any] = {"_become": _become, "_OPEN": _opened(cls), "_SEALED": cls, "_MADE": _MADE}
    known |= {f"_make_{field.name}": field.default_factory for field in found}
    # Written as source, as the dataclass's own is: a loop over the fields would cost more than it spares. The names
    # are those of our own classes.
    exec("\n".join(lines), known)  # noqa: S102
    made, former = known["__init__"], cls.__init__
    made.__defaults__, made.__annotations__, made.__qualname__ = (
        _defaults(found),
        former.__annotations__,
        former.__qualname__,
    )
    cls.__init__ = made
    return cls


_become: Callable[[object, type], None] = vars(object)["__class__"].__set__


def _opened(cls: type[Any]) -> type[Any]:
    """A class of the same layout whose slots can be set."""
    return type(cls.__name__, cls.__bases__, {"__slots__": cls.__slots__, "__setattr__": object.__setattr__})


class _Made:
    """Stands for a default that is made for each value."""

    def __repr__(self) -> str:
        return "<factory>"


_MADE = _Made()


def _kept(field: Field[Any]) -> str:
    name = field.name
    if field.default_factory is MISSING:
        return f"    self.{name} = {name}"
    return f"    self.{name} = _make_{name}() if {name} is _MADE else {name}"


def _defaults(found: tuple[Field[Any], ...]) -> tuple[object, ...] | None:
    given = [_MADE if field.default_factory is not MISSING else field.default for field in found]
    return tuple(each for each in given if each is not MISSING) or None
