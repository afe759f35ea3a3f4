"""The kernel: what costs most of reading a text, once more in C, where the installation could compile it.

It is an optional part of the package (`kernel/`, a second to build; see pyproject.toml). Where there is no C compiler,
Python and NumPy do the same, value for value, only slower.
"""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from importlib import import_module
from typing import NamedTuple, TypeAlias

EDITION = 0x106E0A17
"""A digest of the C that this source goes with (a test keeps it). A library that was built of another one, as an update
of the source leaves behind, might give other values: it is not used."""

Shingle: TypeAlias = Callable[[bytes, bytes, int, int], tuple[bytes, int, int, int]]
"""(text, table, base, inverse) -> (the least hash of each bin, plane, words, bytes of the longest word)."""


class Kernel(NamedTuple):
    """The functions in C."""

    shingle: Shingle


def find(name: str = "proxy.features._kernel") -> Kernel | None:
    """The kernel, where there is one of this edition; it loads only where numbers begin with their least byte."""
    with suppress(ImportError):
        module = import_module(name)
        if getattr(module, "EDITION", None) == EDITION:
            return Kernel(module.shingle)
    return None
