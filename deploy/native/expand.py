"""Source -> source that mypyc makes quick: dataclasses get a written `__init__`, protocols of asyncio lose their base.

mypyc compiles a class to a struct only where it knows every decorator and base of it, and calls the `__init__` that
`dataclass` writes through the interpreter. So each dataclass is spelled out: `Point(x, y)` then costs 0.1 µs instead
of 0.7. `dataclass` still adds the rest, so a value is as frozen, comparable and replaceable as before (compiled code
fills the struct, which asks no `__setattr__`). Lines keep their numbers, so that tracebacks fit the source.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator

_ASYNCIO = "asyncio.Protocol"
_FACTORIES = {"dict": "{}", "list": "[]", "set": "set()", "tuple": "()"}


def expanded(source: str) -> str:
    """The source with its dataclasses spelled out. Every line stands where it stood."""
    lines = source.split("\n")
    for node in ast.parse(source).body:
        if isinstance(node, ast.ClassDef):
            _without_base(node, lines)
            _spell_out(node, lines)
    return "\n".join(lines)


def _without_base(node: ast.ClassDef, lines: list[str]) -> None:
    """No loop asks a protocol for its base, and with one the class would be a dict."""
    if [ast.unparse(base) for base in node.bases] == [_ASYNCIO]:
        lines[node.lineno - 1] = lines[node.lineno - 1].replace(f"({_ASYNCIO})", "")


def _spell_out(node: ast.ClassDef, lines: list[str]) -> None:
    decorators = {ast.unparse(each).partition("(")[0]: each for each in node.decorator_list}
    dataclass = decorators.get("dataclass")
    if dataclass is None or any(_named(each, "__init__") for each in node.body):
        return
    if "sealed" in decorators:
        lines[decorators["sealed"].lineno - 1] = ""
    given = (
        {word.arg: ast.unparse(word.value) for word in dataclass.keywords} if isinstance(dataclass, ast.Call) else {}
    )
    given["init"] = "False"
    given.pop("slots", None)  # a struct needs none
    words = ", ".join(f"{name}={value}" for name, value in given.items())
    lines[dataclass.lineno - 1] = f"@dataclass({words})"
    below = node.end_lineno or 0
    if lines[below]:
        raise ValueError(f"{node.name}: no empty line below it, and any other place would move lines")
    lines[below] = _init(node)


def _init(node: ast.ClassDef) -> str:
    """One line that takes the fields in their order and keeps them."""
    taken, kept = ["self"], []
    for name, annotation, default, factory in _fields(node):
        if factory:
            taken.append(f"{name}: {annotation} | None = None")
            kept.append(f"self.{name} = {factory} if {name} is None else {name}")
        else:
            taken.append(f"{name}: {annotation}" + (f" = {default}" if default else ""))
            kept.append(f"self.{name} = {name}")
    if any(_named(each, "__post_init__") for each in node.body):
        kept.append("self.__post_init__()")
    return f"    def __init__({', '.join(taken)}) -> None: {'; '.join(kept) or 'pass'}"


def _fields(node: ast.ClassDef) -> Iterator[tuple[str, str, str, str]]:
    """Name, annotation, default, and what makes a default anew for each value."""
    for each in node.body:
        if not isinstance(each, ast.AnnAssign) or "ClassVar" in ast.unparse(each.annotation):
            continue
        default, factory = (ast.unparse(each.value) if each.value else ""), ""
        if isinstance(each.value, ast.Call) and ast.unparse(each.value.func) == "field":
            given = {word.arg: ast.unparse(word.value) for word in each.value.keywords}
            made = given.get("default_factory", "")
            default, factory = given.get("default", ""), _FACTORIES.get(made, f"{made}()") if made else ""
        yield ast.unparse(each.target), ast.unparse(each.annotation), default, factory


def _named(node: ast.stmt, name: str) -> bool:
    return isinstance(node, ast.FunctionDef) and node.name == name
