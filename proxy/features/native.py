"""The kernel: what costs most of reading a text, once more in C, where the installation could compile it.

It is an optional part of the package (`kernel/`, a second to build; see pyproject.toml). Where there is no C compiler,
Python and NumPy do the same, value for value, only slower.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import suppress
from importlib import import_module
from typing import Any, NamedTuple, TypeAlias

EDITION = 0x4961E6F5
"""A digest of the C that this source goes with (a test keeps it). A library that was built of another one, as an update
of the source leaves behind, might give other values: it is not used."""

Held: TypeAlias = Any
"""What the kernel keeps between calls: a reader or a vocabulary. Given the wrong one it raises ValueError."""


class Reading(NamedTuple):
    """What is read off an ASCII text in one call."""

    folded: bytes
    letters: int
    """Whether there is a letter."""
    signs: int
    """How many signs stand in the text as it came that escapes begin with."""
    words: int
    longest: int
    """Bytes of the longest word."""
    minhash: bytes
    plane: int
    skeleton: int
    opening: int
    ending: int
    content: int
    masked: float
    passages: tuple[int, ...]


class Kernel(NamedTuple):
    """The functions in C."""

    reader: Callable[[bytes, bytes, int, bytes], Held]
    """(key, table, base, lenders) -> a reader: all that a deployment's key decides."""
    token: Callable[[Held, bytes], bytes]
    """`Key.token`"""
    shingle: Callable[[Held, bytes, bool], tuple[bytes, int, int, int]]
    """(reader, normalised text, unspaced) -> (MinHash, plane, words, bytes of the longest word)."""
    passages: Callable[[Held, bytes, bool], tuple[int, ...]]
    """(reader, masked text, unspaced) -> `Passages.digests`"""
    read: Callable[[Held, str], tuple[Any, ...] | None]
    """(reader, text) -> the places of a `Reading`; None for what is not ASCII, longer than 8 KB, or empty."""
    vocabulary: Callable[[tuple[bytes, ...], bytes, tuple[int, ...]], Held]
    """(words, a byte for each that begins words, two meanings of each) -> a vocabulary."""
    met: Callable[[Held, bytes], Sequence[tuple[int, int, int]]]
    """(vocabulary, text) -> meaning, begin and end of each word that is met."""


def find(name: str = "proxy.features._kernel") -> Kernel | None:
    """The kernel, where there is one of this edition; it loads only where numbers begin with their least byte."""
    with suppress(ImportError):
        module = import_module(name)
        if getattr(module, "EDITION", None) == EDITION:
            return Kernel(*[getattr(module, each) for each in Kernel._fields])
    return None


KERNEL = find()
