"""`sealed`: a frozen dataclass as any other, only made more quickly."""

from __future__ import annotations

import copy
import inspect
from dataclasses import FrozenInstanceError, dataclass, field, replace

import pytest

from proxy.core.sealed import sealed


@sealed
@dataclass(frozen=True, slots=True)
class Place:
    """A value with and without defaults."""

    name: str
    row: int = 1
    shares: tuple[float, ...] = ()


@dataclass(frozen=True, slots=True)
class Plain:
    """The same, as the standard library makes it."""

    name: str
    row: int = 1
    shares: tuple[float, ...] = ()


def test_signature() -> None:
    """It is called as the dataclass would be: places, names and defaults."""
    assert inspect.signature(Place) == inspect.signature(Plain)
    assert Place("a") == Place(name="a", row=1, shares=())
    assert Place("a", 2, (0.5,)).shares == (0.5,)


@pytest.mark.parametrize("wrong", [((), {}), (("a", 1, (), 4), {}), (("a",), {"column": 2})])
def test_wrong_arguments(wrong: tuple[tuple[object, ...], dict[str, object]]) -> None:
    """Missing, surplus and unknown arguments are refused."""
    places, names = wrong
    with pytest.raises(TypeError):
        Place(*places, **names)  # type: ignore[arg-type]


def test_frozen() -> None:
    """No field can be set once the value is made, and none can be added."""
    place = Place("a")
    with pytest.raises(FrozenInstanceError):
        place.row = 2  # type: ignore[misc]
    with pytest.raises((FrozenInstanceError, AttributeError, TypeError)):
        place.column = 2  # type: ignore[attr-defined]


def test_a_value() -> None:
    """Values with equal fields are equal, hash alike and read as the dataclass would have them."""
    assert Place("a", 2) != Place("a", 3)
    assert len({Place("a"), Place("a"), Place("b")}) == 2
    assert repr(Place("a")) == "Place(name='a', row=1, shares=())"
    assert replace(Place("a"), row=3) == Place("a", 3)


def test_copies() -> None:
    """It can be copied, deeply too."""
    place = Place("a", 2, (0.25,))
    assert copy.deepcopy(place) == copy.copy(place) == place


def test_made_defaults() -> None:
    """A default that is made is made for each value anew, and only where none is given."""

    @sealed
    @dataclass(frozen=True, slots=True)
    class Listed:
        name: str
        rows: list[int] = field(default_factory=list)
        mark: int = 3

    assert Listed("a") == Listed("a", [], 3)
    assert Listed("a").rows is not Listed("a").rows
    assert Listed("a", rows=[1]).rows == [1]


def test_refuses_what_is_given_by_name_only() -> None:
    """A class that cannot be made by places is refused when it is defined, not when it is used."""
    with pytest.raises(TypeError, match="not simply given"):

        @sealed
        @dataclass(frozen=True, slots=True)
        class Named:
            row: int = field(kw_only=True)


def test_no_subclass_can_be_made() -> None:
    """A subclass is refused when a value of it is made, instead of becoming one of its base."""

    class Further(Place):
        pass

    with pytest.raises(TypeError, match="layout differs"):
        Further("a")
