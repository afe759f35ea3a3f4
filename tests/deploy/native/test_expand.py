"""Compiled classes are spelled out from the same source, and mean the same."""

from __future__ import annotations

import ast
from dataclasses import replace
from typing import Any

import pytest

from deploy.native.build import modules
from deploy.native.expand import expanded
from tests.house import ROOT

SOURCE = '''
import asyncio
from dataclasses import dataclass, field

@dataclass(frozen=True, slots=True)
class Point:
    """A place."""

    x: int
    y: int = 2
    seen: list[int] = field(default_factory=list)

    def far(self) -> bool:
        return self.x > self.y

@dataclass(slots=True)
class Checked:
    x: int

    def __post_init__(self) -> None:
        self.x += 1

class Wire(asyncio.Protocol):
    pass
'''


def run(source: str) -> dict[str, Any]:
    """What a module of this source holds."""
    names: dict[str, Any] = {"__name__": __name__}
    exec(compile(source, "made_up.py", "exec"), names)  # noqa: S102 - the source above
    return names


def test_a_spelled_out_value_is_made_compared_and_replaced_as_before() -> None:
    """Positions, names, defaults, equality and `replace` are those of the dataclass."""
    point = run(expanded(SOURCE).replace("frozen=True, ", ""))["Point"]  # only compiled code fills a frozen struct
    assert point(1) == point(x=1, y=2, seen=[])
    assert point(1) != point(2)
    assert replace(point(1), y=5).y == 5
    assert point(1, seen=[3]).seen == [3]
    assert point(3).far()
    assert repr(point(1)).startswith("Point(x=1, y=2")


def test_a_frozen_value_stays_frozen() -> None:
    """The dataclass that is spelled out says of itself what the source said."""
    assert "@dataclass(frozen=True, init=False)\nclass Point" in expanded(SOURCE)


def test_each_value_has_a_default_of_its_own() -> None:
    """A list that is made as a default is shared by no two values."""
    point = run(expanded(SOURCE).replace("frozen=True, ", ""))["Point"]
    assert point(1).seen is not point(1).seen


def test_what_is_done_after_making_is_done() -> None:
    """`__post_init__` is called once."""
    assert run(expanded(SOURCE))["Checked"](1).x == 2


def test_protocols_lose_their_base() -> None:
    """With a base from outside a class would not become a struct."""
    assert run(expanded(SOURCE))["Wire"].__bases__ == (object,)


def test_no_room_below_a_class_is_refused() -> None:
    """Lines would move, and tracebacks point beside the source."""
    with pytest.raises(ValueError, match="no empty line"):
        expanded("@dataclass\nclass Point:\n    x: int\nPOINT = Point(1)\n")


@pytest.mark.parametrize("name", modules())
def test_the_modules_that_are_compiled_keep_their_lines(name: str) -> None:
    """Every class and function begins where it does in the source."""
    source = (ROOT / name).read_text(encoding="utf-8")
    assert _beginnings(expanded(source)) == _beginnings(source)


def _beginnings(source: str) -> dict[str, int]:
    kinds = ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef
    found = [(node.name, node.lineno) for node in ast.walk(ast.parse(source)) if isinstance(node, kinds)]
    return {f"{name} {line}": line for name, line in found if name != "__init__"}
