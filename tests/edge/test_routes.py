"""Which upstream a request goes to."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from proxy.edge.routes import Routes
from proxy.edge.sweep import Sweep
from proxy.edge.upstream import Origin


def origin(name: str) -> Origin:
    """An upstream that nobody connects to."""
    return Origin(f"http://{name}", sweep=Sweep(lambda: 0.0))


def by(path: str = "", model: str = "") -> Callable[[str, str], bool]:
    """Takes requests on this path, or for this model."""
    return lambda p, m: (not path or p == path) and (not model or m == model)


@pytest.mark.parametrize(
    ("path", "model", "expected"),
    [("/a", "", "a"), ("/b", "big", "b"), ("/a", "big", "a"), ("/b", "", "default"), ("/a/../b", "", "default")],
)
def test_the_first_that_takes_it(path: str, model: str, expected: str) -> None:
    """The first route that takes a request has it, by exactly its path and its model; else the default."""
    routes = Routes(origin("default"), [(by(path="/a"), origin("a")), (by(model="big"), origin("b"))])
    assert routes.pick(path, model).url == f"http://{expected}"
