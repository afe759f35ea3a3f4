"""A decoy: a tool definition that nobody needs, offered to the model in a suspect's name."""

from __future__ import annotations

from typing import NamedTuple


class Decoy(NamedTuple):
    """One definition. Its name is keyed: a model that knows it had what this caller or campaign was given."""

    name: str
    says: str
    """What the model is told of it."""
    whom: str
    feature: str
    """The name under which the registry knows it."""
    hidden: bool = True
    """Whether calls of it are taken out of the answer; else they reach the caller like any other tool's."""
