"""Frozen dataclasses with slots that are made at half the price.

A request makes about sixty small values: what is asked of the state, what it answers, features, a decision. The
`__init__` of a frozen dataclass sets each field through `object.__setattr__`, which looks the field's slot up by its
name every time: 1.4 µs for five fields here. Setting the slots by themselves takes 0.7 µs, and the value is as frozen,
comparable and replaceable as before.
"""

from __future__ import annotations

from dataclasses import MISSING, Field, fields
from typing import Any, TypeVar

C = TypeVar("C", bound=type[Any])


def sealed(cls: C) -> C:
    """Give a dataclass made with `frozen=True, slots=True` a quick `__init__` of the same signature.

    Raises TypeError where a field is given by name only, or is not set by `__init__`.
    """
    found = fields(cls)
    if any(not field.init or field.kw_only for field in found):
        raise TypeError(f"{cls.__name__} has a field that is not simply given")
    names = [field.name for field in found]
    setters: dict[str, Any] = {f"_set_{name}": getattr(cls, name).__set__ for name in names}
    lines = [f"def __init__(self, {', '.join(names)}):", *map(_kept, found)]
    setters |= {f"_make_{field.name}": field.default_factory for field in found} | {"_MADE": _MADE}
    # Written as source, as the dataclass's own is: a loop over the fields would cost more than it spares. The names
    # are those of our own classes.
    exec("\n".join(lines), setters)  # noqa: S102
    made, former = setters["__init__"], cls.__init__
    made.__defaults__, made.__annotations__, made.__qualname__ = (
        _defaults(found),
        former.__annotations__,
        former.__qualname__,
    )
    cls.__init__ = made
    return cls


class _Made:
    """Stands for a default that is made for each value."""

    def __repr__(self) -> str:
        return "<factory>"


_MADE = _Made()


def _kept(field: Field[Any]) -> str:
    name = field.name
    if field.default_factory is MISSING:
        return f"    _set_{name}(self, {name})"
    return f"    _set_{name}(self, _make_{name}() if {name} is _MADE else {name})"


def _defaults(found: tuple[Field[Any], ...]) -> tuple[object, ...] | None:
    given = [_MADE if field.default_factory is not MISSING else field.default for field in found]
    return tuple(each for each in given if each is not MISSING) or None
