"""Reads the source of the product as a house: modules, what they import, and what they name."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

ROOT = Path(__file__).parent.parent


@dataclass(frozen=True)
class Module:
    """One module: its dotted name, its syntax tree, everything that it imports, and its number of lines."""

    name: str
    tree: ast.Module
    imports: tuple[str, ...]
    lines: int = 0
    aliases: dict[str, str] = field(default_factory=dict)

    @property
    def room(self) -> str:
        """The package below `proxy` (or the top-level module) it stands in; empty for `proxy` itself."""
        return self.name.partition(".")[2].partition(".")[0]

    def uses(self) -> Iterator[str]:
        """Every name that leads to an import, in full: after `from time import time as t`, `t` is time.time."""
        for node in ast.walk(self.tree):
            if isinstance(node, ast.Attribute | ast.Name) and (full := self._full(node)):
                yield full

    def _full(self, node: ast.expr) -> str:
        if isinstance(node, ast.Name):
            return self.aliases.get(node.id, "")
        if isinstance(node, ast.Attribute) and (owner := self._full(node.value)):
            return f"{owner}.{node.attr}"
        return ""


def read_module(name: str, source: str) -> Module:
    """Read one module's source; also made-up ones, for tests of the rules themselves."""
    tree = ast.parse(source)
    imports: list[str] = []
    aliases: dict[str, str] = {}
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            for one in node.names:
                imports.append(one.name)
                aliases[one.asname or one.name.partition(".")[0]] = (
                    one.name if one.asname else one.name.partition(".")[0]
                )
        elif isinstance(node, ast.ImportFrom):
            for one in node.names:
                imports.append(f"{node.module}.{one.name}")
                aliases[one.asname or one.name] = f"{node.module}.{one.name}"
    return Module(name, tree, tuple(imports), source.count("\n"), aliases)


def read_house(package: str = "proxy") -> dict[str, Module]:
    """Every module of the product by name, with imports of ours cut down to the module they lead to."""
    found = {}
    for path in sorted((ROOT / package).rglob("*.py")):
        name = ".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__")
        found[name] = read_module(name, path.read_text())
    return {name: resolved(module, found) for name, module in found.items()}


def resolved(module: Module, house: dict[str, Module]) -> Module:
    """The same module, where `proxy.core.tally.Spend` is known to mean the module `proxy.core.tally`."""
    imports = []
    for name in module.imports:
        while name.startswith("proxy.") and name not in house:
            name = name.rpartition(".")[0]  # noqa: PLW2901 - cut until it is a module
        imports.append(name)
    return Module(module.name, module.tree, tuple(imports), module.lines, module.aliases)


def within(name: str, *places: str) -> bool:
    """True where a dotted name is one of these places or stands inside one."""
    return any(name == place or name.startswith(f"{place}.") for place in places)
