"""What is known about the names in requests: a model's price, and the digests that the state knows them by.

Both are remembered per name, since a digest costs 1 µs and a walk through the prices more. What is remembered is
bounded and forgotten as a whole: clients choose the names.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TypeVar

from proxy.policy.globs import Matcher, any_of
from proxy.policy.meters import Price

T = TypeVar("T")

Digest = Callable[[str], str]
"""A keyed digest of a word, short and safe in key names."""

# Real deployments serve tens of models and thousands of orgs; at about 300 bytes a name this is at most 1.2 MB.
REMEMBERED = 4096
# Longer names are some client's game, and would make the bound above untrue.
NAME_LIMIT = 128


@dataclass(frozen=True, slots=True)
class Entry:
    """One model: how the state calls it, and what it costs."""

    digest: str
    price: Price | None


class Catalogue:
    """Looks up models and orgs. The same name gives the same answer for ever; what it remembers only saves time."""

    __slots__ = ("_digest", "_models", "_orgs", "_prices")

    def __init__(self, prices: Mapping[str, Price], digest: Digest) -> None:
        self._digest = digest
        self._prices: tuple[tuple[Matcher, Price], ...] = tuple(
            (any_of([glob]), price) for glob, price in prices.items()
        )
        self._models: dict[str, Entry] = {}
        self._orgs: dict[str, str] = {}

    def model(self, name: str) -> Entry:
        """The entry of a model by the name that the client wrote; upper and lower case are one model."""
        entry = self._models.get(name)
        if entry is None:
            entry = _kept(self._models, name, Entry(self._digest(name.lower()), self.price(name)))
        return entry

    def price(self, name: str) -> Price | None:
        """The first price whose pattern fits, None where none does."""
        return next((price for match, price in self._prices if match(name)), None)

    def org(self, name: str) -> str:
        """An org's name for the state."""
        return self._orgs.get(name) or _kept(self._orgs, name, self._digest(name))


def _kept(memory: dict[str, T], name: str, value: T) -> T:
    if len(name) <= NAME_LIMIT:
        if len(memory) >= REMEMBERED:
            memory.clear()
        memory[name] = value
    return value
