"""Every module has its test file, its docstring and a bounded length; every public class says what it is."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Mapping

from tests.house import ROOT, Module, read_house

MAX_LINES = 300

# Modules without a test file of their own, each with its reason.
UNTESTED: Mapping[str, str] = {
    "proxy.state.base": "a contract only; the contract suite in tests/state runs it on every backend",
    "proxy.dialects.base": "a contract only; every dialect's tests are tests of it",
}
MAX_UNTESTED = 0.05

MIN_DOCUMENTED_FUNCTIONS = 0.85

HOUSE = read_house()
MODULES = [module for module in HOUSE.values() if not (ROOT / module.name.replace(".", "/")).is_dir()]


def mirror(name: str) -> str:
    """Where the tests of a module stand: proxy.a.b has tests/a/test_b.py."""
    *rooms, last = name.split(".")[1:]
    return "/".join(["tests", *rooms, f"test_{last.strip('_')}.py"])


def public(module: Module, *kinds: type[ast.AST]) -> Iterator[ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef]:
    """Definitions of these kinds at the top of a module or of its public classes, whose names have no underscore."""
    bodies = [module.tree.body]
    bodies += [n.body for n in module.tree.body if isinstance(n, ast.ClassDef) and not n.name.startswith("_")]
    for node in (node for body in bodies for node in body):
        if not isinstance(node, ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef):
            continue
        if isinstance(node, kinds) and not node.name.startswith("_"):
            yield node


def test_every_module_has_its_tests() -> None:
    """proxy/a/b.py is tested in tests/a/test_b.py."""
    missing = [mirror(module.name) for module in MODULES if not (ROOT / mirror(module.name)).is_file()]
    assert [path for path in missing if path not in map(mirror, UNTESTED)] == []


def test_exceptions_stay_few_and_true() -> None:
    """The list of modules without tests names only such modules, and few."""
    assert [name for name in UNTESTED if name not in HOUSE or (ROOT / mirror(name)).is_file()] == []
    assert len(UNTESTED) <= MAX_UNTESTED * len(MODULES)


def test_every_module_and_class_is_described() -> None:
    """Modules and public classes have docstrings."""
    assert [name for name, module in HOUSE.items() if not ast.get_docstring(module.tree)] == []
    classes = [(name, node) for name, module in HOUSE.items() for node in public(module, ast.ClassDef)]
    assert [f"{name}.{node.name}" for name, node in classes if not ast.get_docstring(node)] == []


def test_most_functions_are_described() -> None:
    """At least 85 % of public functions and methods have docstrings."""
    functions = [node for module in HOUSE.values() for node in public(module, ast.FunctionDef, ast.AsyncFunctionDef)]
    bare = [node.name for node in functions if not ast.get_docstring(node)]
    assert len(bare) <= (1 - MIN_DOCUMENTED_FUNCTIONS) * len(functions), bare


def test_files_stay_short() -> None:
    """No file of the product has 300 lines: before that a room is divided."""
    assert [f"{name}: {module.lines}" for name, module in HOUSE.items() if module.lines >= MAX_LINES] == []


def test_every_test_folder_is_a_package() -> None:
    """Test folders are packages, so that two files may have the same name."""
    folders = {path.parent for path in (ROOT / "tests").rglob("test_*.py")}
    assert [str(folder) for folder in folders if not (folder / "__init__.py").is_file()] == []
