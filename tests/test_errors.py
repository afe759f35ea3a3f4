"""The tree of exceptions."""

from __future__ import annotations

import inspect
import re

import pytest

from proxy import errors
from proxy.errors import (
    PolicyError,
    Problem,
    ProtocolError,
    StateError,
    StateRefused,
    StateUnavailable,
    StillwatchError,
    UnreadableBody,
    UpstreamBroken,
    UpstreamError,
    UpstreamTimeout,
    UpstreamUnreachable,
)

EXCEPTIONS = {
    name: found
    for name, found in vars(errors).items()
    if inspect.isclass(found) and issubclass(found, Exception) and found.__module__ == errors.__name__
}


def drawn() -> dict[str, str]:
    """Each exception of the tree in the docstring with the one that it hangs from."""
    branches: dict[str, str] = {}
    path: list[tuple[int, str]] = []
    for line in (errors.__doc__ or "").splitlines():
        found = re.match(r"^(    [|` -]*)([A-Z]\w+)", line)
        if not found:
            continue
        depth, name = len(found[1]), found[2]
        path = [(place, above) for place, above in path if place < depth]
        branches[name] = path[-1][1] if path else "Exception"
        path.append((depth, name))
    return branches


def test_the_tree_is_drawn_as_it_is() -> None:
    """The docstring shows every exception below the one that it derives from."""
    assert drawn() == {name: found.__bases__[0].__name__ for name, found in EXCEPTIONS.items()}


def test_one_root() -> None:
    """Whoever catches `StillwatchError` catches everything that we raise on purpose."""
    assert all(issubclass(found, StillwatchError) for found in EXCEPTIONS.values())


def test_problems_are_written_where_editors_find_them() -> None:
    """A problem reads path:line:column: message, and a policy's error tells all of them in a line each."""
    one, two = Problem("p.yaml", 3, 7, "unknown word"), Problem("p.yaml", 4, 1, "no end")
    error = PolicyError((one, two))
    assert str(error) == "p.yaml:3:7: unknown word\np.yaml:4:1: no end"
    assert error.problems == (one, two)
    assert sorted([two, one]) == [one, two]


@pytest.mark.parametrize(
    ("error", "status"),
    [
        (UpstreamError("x"), 502),
        (UpstreamUnreachable("x"), 502),
        (UpstreamBroken("x"), 502),
        (UpstreamTimeout("x"), 504),
        (ProtocolError("bad length"), 400),
        (ProtocolError("too large", 431), 431),
    ],
)
def test_errors_know_their_status(error: UpstreamError | ProtocolError, status: int) -> None:
    """What a client is answered stands on the exception."""
    assert error.status == status


def test_reasons_are_kept_apart() -> None:
    """A reason can be read without taking a text apart."""
    assert UnreadableBody("too_deep").reason == str(UnreadableBody("too_deep")) == "too_deep"
    assert ProtocolError("bad length").reason == "bad length"


@pytest.mark.parametrize("error", [StateUnavailable, StateRefused])
def test_the_store_fails_in_two_ways(error: type[StateError]) -> None:
    """No answer and an answer that is an error are told apart, and both are trouble with the store."""
    with pytest.raises(StateError):
        raise error("late")
